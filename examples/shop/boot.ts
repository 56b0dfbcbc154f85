import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { LogEntry } from './app-log.js';
import type { Failure, ThreadMessage } from './app-thread.js';

export interface Start {
  /** The module with the application's `AppModule`, from this folder: `v2/app.module.js`. */
  readonly app: string;
  readonly url: string;
  /** NODE_ENV, and nothing else is set; without it NODE_ENV is not set. */
  readonly nodeEnv?: string;
}

/** An application that runs. */
export interface BootedApp {
  readonly log: BootLog;
  /** Sends JSON and gives the answer; one above 299 is an {@link HttpError}. */
  readonly send: (method: string, path: string, body?: unknown) => Promise<unknown>;
}

/** An application that did not start. */
export interface FailedBoot extends Failure {
  readonly log: BootLog;
  /** Nothing was left open, so that the thread ended by itself. */
  readonly endedByItself: boolean;
}

/** Starts a Nest application that listens on a free port, lets `visit` use it, and closes it again. */
export async function boot<Result>(start: Start, visit: (booted: BootedApp) => Promise<Result>): Promise<Result> {
  const { thread, log, outcome } = await startThread(start);
  try {
    if (outcome.kind === 'failed') throw new Error(`${start.app} did not start: ${outcome.failure.message}`);
    const result = await visit({ log, send: (method, path, body) => send(outcome.address + path, method, body) });
    thread.postMessage('close');
    if (!(await ends(thread))) throw new Error(`${start.app} was closed, and something of it is still open.`);
    return result;
  } finally {
    await thread.terminate();
  }
}

/** For a start that is to fail. Null when it did not. */
export async function bootInVain(start: Start): Promise<FailedBoot | null> {
  const { thread, log, outcome } = await startThread(start);
  try {
    if (outcome.kind === 'listening') return null;
    return { ...outcome.failure, log, endedByItself: await ends(thread) };
  } finally {
    await thread.terminate();
  }
}

/** What Nest and the library logged so far. */
export class BootLog {
  private readonly entries: LogEntry[] = [];

  add(entry: LogEntry): void {
    this.entries.push(entry);
  }

  /** The library's lines, of these levels or of all. */
  safeSync(...levels: readonly LogEntry['level'][]): readonly string[] {
    return this.texts(
      ({ context, level }) => context === 'SafeSync' && (levels.length === 0 || levels.includes(level)),
    );
  }

  /** The SQL that Sequelize logged. */
  sequelize(): readonly string[] {
    return this.texts(({ context }) => context === 'Sequelize');
  }

  errors(): readonly string[] {
    return this.texts(({ level }) => level === 'error');
  }

  private texts(filter: (entry: LogEntry) => boolean): readonly string[] {
    return this.entries.filter(filter).map(({ text }) => text);
  }
}

export class HttpError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

async function startThread({ app, url, nodeEnv }: Start) {
  const { NODE_ENV: _, ...environment } = process.env;
  const thread = new Worker(new URL('./app-thread.js', import.meta.url), {
    workerData: `./${app}`,
    env: { ...environment, DATABASE_URL: url, ...(nodeEnv === undefined ? {} : { NODE_ENV: nodeEnv }) },
  });
  const log = new BootLog();
  type Outcome = Exclude<ThreadMessage, { readonly kind: 'log' }>;
  const outcome = await new Promise<Outcome>((done, fail) => {
    thread.on('message', (message: ThreadMessage) => {
      if (message.kind === 'log') log.add(message.entry);
      else done(message);
    });
    thread.once('error', fail).once('exit', () => fail(new Error(`${app} ended before it listened.`)));
  });
  return { thread, log, outcome };
}

async function ends(thread: Worker): Promise<boolean> {
  if (thread.threadId === -1) return true;
  try {
    await once(thread, 'exit', { signal: AbortSignal.timeout(3_000) });
    return true;
  } catch {
    return false;
  }
}

async function send(url: string, method: string, body: unknown): Promise<unknown> {
  const response = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) {
    throw new HttpError(response.status, `${method} ${new URL(url).pathname}: ${response.status} ${text}`);
  }
  return text === '' ? null : JSON.parse(text);
}
