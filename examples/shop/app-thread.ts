/** One start of the application, in a thread that begins with nothing loaded, as a process does. */
import 'reflect-metadata';
import { parentPort, workerData } from 'node:worker_threads';
import type { INestApplication, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppLog } from './app-log.js';
import type { LogEntry } from './app-log.js';

export type ThreadMessage =
  | { readonly kind: 'log'; readonly entry: LogEntry }
  | { readonly kind: 'listening'; readonly address: string }
  | { readonly kind: 'failed'; readonly failure: Failure };

export interface Failure {
  readonly message: string;
  readonly code: unknown;
}

const send = (message: ThreadMessage) => parentPort?.postMessage(message);
const logger = new AppLog((entry) => send({ kind: 'log', entry }));

try {
  const app = await start(String(workerData));
  parentPort?.once('message', () => void app.close());
  send({ kind: 'listening', address: await app.getUrl() });
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  send({ kind: 'failed', failure: { message, code: (error as { readonly code?: unknown }).code } });
}

async function start(path: string): Promise<INestApplication> {
  const { AppModule }: { readonly AppModule: Type } = await import(path);
  const app = await NestFactory.create(AppModule, { logger, abortOnError: false });
  return app.listen(0, '127.0.0.1').then(() => app);
}
