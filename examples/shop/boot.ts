import { Module } from '@nestjs/common';
import type { DynamicModule, INestApplication, LoggerService, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { SafeSyncModule } from 'nestjs-safe-sync';
import type { SafeSyncModuleOptions } from 'nestjs-safe-sync';

@Module({})
class AppModule {}

/** The application as its author writes it: the shop, and `SafeSyncModule` where `SequelizeModule` stood. */
export function shopApp(shop: Type, url: string, options: SafeSyncModuleOptions = {}): DynamicModule {
  return {
    module: AppModule,
    imports: [
      SafeSyncModule.forRootAsync({
        useFactory: () => ({ dialect: 'postgres', uri: url, autoLoadModels: true, logging: false, ...options }),
      }),
      shop,
    ],
  };
}

export interface BootedApp {
  readonly app: INestApplication;
  readonly log: AppLog;
  /** Sends JSON, and gives the answer's body; an answer above 299 is an error. */
  readonly send: (method: string, path: string, body?: unknown) => Promise<unknown>;
}

export interface FailedBoot {
  readonly error: unknown;
  readonly log: AppLog;
}

/** A real HTTP server on a free port, with NODE_ENV as given while it boots; it is closed when the visit is over. */
export async function boot<Result>(
  module: DynamicModule | Type,
  nodeEnv: string | undefined,
  visit: (booted: BootedApp) => Promise<Result>,
): Promise<Result> {
  const log = new AppLog();
  const app = await withNodeEnv(nodeEnv, () => NestFactory.create(module, { logger: log, abortOnError: false }));
  try {
    await app.listen(0, '127.0.0.1');
    const address = await app.getUrl();
    return await visit({ app, log, send: (method, path, body) => send(`${address}${path}`, method, body) });
  } finally {
    await app.close();
  }
}

/** For a boot that is to fail: what was thrown, or null when it started all the same. */
export async function bootInVain(module: DynamicModule | Type, nodeEnv: string | undefined): Promise<FailedBoot> {
  const log = new AppLog();
  try {
    const app = await withNodeEnv(nodeEnv, () => NestFactory.create(module, { logger: log, abortOnError: false }));
    await app.close();
    return { error: null, log };
  } catch (error) {
    return { error, log };
  }
}

/** Keeps what Nest and the library log, so that the story shows only what matters. */
export class AppLog implements LoggerService {
  private readonly entries: { readonly level: string; readonly context: string; readonly text: string }[] = [];

  /** What the library said: `warn` and above only, or everything. */
  safeSync(...levels: readonly string[]): readonly string[] {
    return this.entries
      .filter(({ context, level }) => context === 'SafeSync' && (levels.length === 0 || levels.includes(level)))
      .map(({ text }) => text);
  }

  errors(): readonly string[] {
    return this.entries.filter(({ level }) => level === 'error').map(({ text }) => text);
  }

  log(message: unknown, ...rest: unknown[]): void {
    this.keep('log', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.keep('warn', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.keep('error', message, rest);
  }

  private keep(level: string, message: unknown, rest: readonly unknown[]): void {
    const text = message instanceof Error ? message.message : String(message);
    this.entries.push({ level, context: String(rest.at(-1) ?? ''), text });
  }
}

async function withNodeEnv<Result>(word: string | undefined, work: () => Promise<Result>): Promise<Result> {
  const before = process.env['NODE_ENV'];
  setNodeEnv(word);
  try {
    return await work();
  } finally {
    setNodeEnv(before);
  }
}

function setNodeEnv(word: string | undefined): void {
  if (word === undefined) delete process.env['NODE_ENV'];
  else process.env['NODE_ENV'] = word;
}

async function send(url: string, method: string, body: unknown): Promise<unknown> {
  const response = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json', connection: 'close' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok)
    throw new HttpError(response.status, `${method} ${new URL(url).pathname}: ${response.status} ${text}`);
  return text === '' ? null : JSON.parse(text);
}

export class HttpError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}
