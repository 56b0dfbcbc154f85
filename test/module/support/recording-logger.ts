import type { LoggerService } from '@nestjs/common';

/** Keeps what an application logs, one line each: `warn [SafeSync] text`. */
export class RecordingLogger implements LoggerService {
  readonly lines: string[] = [];

  log(...said: unknown[]): void {
    this.keep('log', said);
  }
  warn(...said: unknown[]): void {
    this.keep('warn', said);
  }
  error(...said: unknown[]): void {
    this.keep('error', said);
  }
  debug(...said: unknown[]): void {
    this.keep('debug', said);
  }

  /** The lines of one context, of the whole application without one. */
  of(context: string): string[] {
    return this.lines.filter((line) => line.includes(`[${context}]`));
  }

  private keep(level: string, said: unknown[]): void {
    const [message, ...rest] = said;
    const last = rest.at(-1);
    const context = typeof last === 'string' ? last : '';
    const text = message instanceof Error ? message.message : String(message);
    this.lines.push(`${level} [${context}] ${text}`);
  }
}
