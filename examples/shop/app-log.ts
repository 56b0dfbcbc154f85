import type { LoggerService } from '@nestjs/common';

export interface LogEntry {
  readonly level: 'debug' | 'log' | 'warn' | 'error';
  readonly context: string;
  readonly text: string;
}

/** A logger for Nest that hands on what it gets, so that the story shows only what matters. */
export class AppLog implements LoggerService {
  constructor(private readonly keep: (entry: LogEntry) => void) {}

  debug(message: unknown, ...rest: unknown[]): void {
    this.entry('debug', message, rest);
  }

  log(message: unknown, ...rest: unknown[]): void {
    this.entry('log', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.entry('warn', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.entry('error', message, rest);
  }

  private entry(level: LogEntry['level'], message: unknown, rest: readonly unknown[]): void {
    const text = message instanceof Error ? message.message : String(message);
    this.keep({ level, context: String(rest.at(-1) ?? ''), text });
  }
}
