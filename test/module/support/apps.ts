import { Module } from '@nestjs/common';
import type { INestApplicationContext, LoggerService, ModuleMetadata } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { setTimeout as delay } from 'node:timers/promises';

import type { SafeSyncModuleOptions } from '../../../lib/index.js';
import type { TestDatabase } from '../../support/postgres.js';

/** Boots a real application. The caller closes it. */
export async function boot(
  metadata: ModuleMetadata,
  logger: LoggerService | false = false,
): Promise<INestApplicationContext> {
  class AppModule {}
  Module(metadata)(AppModule);
  return NestFactory.createApplicationContext(AppModule, { abortOnError: false, logger });
}

/** What an application would write into its module for this database. */
export function optionsFor(database: TestDatabase, application = 'safe-sync-test'): SafeSyncModuleOptions {
  return {
    dialect: 'postgres',
    uri: database.url,
    logging: false,
    retryAttempts: 1,
    retryDelay: 10,
    dialectOptions: { application_name: application },
  };
}

export async function tablesOf(database: TestDatabase): Promise<string[]> {
  const rows = await database.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
     AND c.relname <> 'safe_sync_meta' ORDER BY 1`,
  );
  return rows.map((row) => row.name);
}

/** How many connections the server holds for an application, after it had time to notice those that were closed. */
export async function connectionsOf(database: TestDatabase, application: string, expected: number): Promise<number> {
  for (let left = 50; ; left -= 1) {
    const rows = await database.query<{ open: number }>(
      'SELECT count(*)::int AS open FROM pg_stat_activity WHERE application_name = $1 AND datname = current_database()',
      [application],
    );
    const open = rows[0]?.open ?? -1;
    if (open === expected || left === 0) return open;
    await delay(20);
  }
}

/** The error that a promise fails with; a promise that does not fail is one too. */
export async function failureOf(work: Promise<unknown>): Promise<Error & { readonly code?: string }> {
  try {
    await work;
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
  throw new Error('Nothing failed.');
}
