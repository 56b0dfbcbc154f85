import { setTimeout as sleep } from 'node:timers/promises';
import type { Sequelize } from 'sequelize';
import { SafeSyncError } from '../../safe-sync.errors.js';
import type { LockOptions, ReadOptions } from '../dialect.js';
import { leaseConnection } from './sqlite.connection.js';
import { SqliteSession } from './sqlite.session.js';

/** The driver waits on a thread of the process, of which there are few: we wait between short tries instead. */
const TRY_EVERY_MS = 40;

/**
 * Runs `work` in one transaction that holds the write lock of the file from its start. Foreign keys rest meanwhile, which
 * can be said only before a transaction: dropping a table to rebuild it would fire their actions. What {@link watch} noted
 * is checked instead. Names in other tables, views and triggers stay as they are written (`legacy_alter_table`).
 */
export async function withFileLock<Result>(
  sequelize: Sequelize,
  { exclusive, bootLockMs, tableLockMs }: LockOptions,
  work: (session: SqliteSession) => Promise<Result>,
): Promise<Result> {
  const lease = await leaseConnection(sequelize);
  const session = new SqliteSession(sequelize, lease.connection);
  try {
    return await withPragmas(session, { foreign_keys: 0, legacy_alter_table: 1, busy_timeout: 0 }, async () => {
      await begin(session, exclusive ? 'BEGIN IMMEDIATE' : 'BEGIN', bootLockMs);
      await session.control(`PRAGMA busy_timeout = ${Math.round(tableLockMs)}`);
      return finish(session, tableLockMs, work);
    });
  } finally {
    lease.release();
  }
}

/** Runs `work` in a transaction that sees one state of the database and writes nothing. */
export async function withReadTransaction<Result>(
  sequelize: Sequelize,
  work: (session: SqliteSession) => Promise<Result>,
  { timeoutMs = 0, lockMs }: ReadOptions = {},
): Promise<Result> {
  const lease = await leaseConnection(sequelize);
  const session = new SqliteSession(sequelize, lease.connection);
  const run = async (): Promise<Result> => {
    try {
      // What the application does on this connection must not become part of a transaction of ours that only reads.
      if (lease.shared) return await work(session);
      return await withPragmas(session, { busy_timeout: 0, query_only: 1 }, async () => {
        await beginReading(session, lockMs ?? Number.POSITIVE_INFINITY);
        return finish(session, 0, work);
      });
    } finally {
      lease.release();
    }
  };
  if (timeoutMs === 0) return run();
  const running = run();
  running.catch(() => undefined);
  const timer = new AbortController();
  try {
    return await Promise.race([
      running,
      sleep(timeoutMs, undefined, { signal: timer.signal }).then(() => {
        throw new Error(`no answer from the database within ${timeoutMs} ms`);
      }),
    ]);
  } finally {
    timer.abort();
  }
}

/** Sets pragmas of the connection and puts them back as they were, whatever happens. */
async function withPragmas<Result>(
  session: SqliteSession,
  pragmas: Readonly<Record<string, number>>,
  work: () => Promise<Result>,
): Promise<Result> {
  const before: [name: string, value: number][] = [];
  try {
    for (const [pragma, value] of Object.entries(pragmas)) {
      const [row] = await session.control<Readonly<Record<string, number>>>(`PRAGMA ${pragma}`);
      before.push([pragma, Object.values(row ?? {})[0] ?? 0]);
      await session.control(`PRAGMA ${pragma} = ${value}`);
    }
    return await work();
  } finally {
    for (const [pragma, value] of before.reverse()) await session.control(`PRAGMA ${pragma} = ${value}`);
  }
}

async function begin(session: SqliteSession, sql: string, waitMs: number): Promise<void> {
  await untilFree(waitMs, () => session.control(sql));
}

/** A transaction that reads begins with its first read. */
async function beginReading(session: SqliteSession, waitMs: number): Promise<void> {
  await session.control('BEGIN');
  try {
    await untilFree(waitMs, () => session.control('SELECT count(*) FROM sqlite_master'));
  } catch (error) {
    await session.control('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

async function finish<Result>(
  session: SqliteSession,
  waitMs: number,
  work: (session: SqliteSession) => Promise<Result>,
): Promise<Result> {
  try {
    const result = await work(session);
    // Others may still be reading: they go on, and the commit waits for them.
    await untilFree(waitMs, () => session.control('COMMIT'));
    return result;
  } catch (error) {
    await session.control('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

async function untilFree<Result>(waitMs: number, attempt: () => Promise<Result>): Promise<Result> {
  const deadline = performance.now() + waitMs;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!isBusy(error)) throw error;
      if (performance.now() >= deadline) throw new FileLockTimeoutError(waitMs, error);
      await sleep(TRY_EVERY_MS);
    }
  }
}

export function isBusy(error: unknown): boolean {
  const code = codeOf(error);
  return code === 'SQLITE_BUSY' || code === 'SQLITE_LOCKED';
}

export function codeOf(error: unknown): string {
  const original = typeof error === 'object' && error !== null && 'original' in error ? error.original : error;
  return typeof original === 'object' && original !== null && 'code' in original ? String(original.code) : '';
}

export class FileLockTimeoutError extends SafeSyncError {
  constructor(
    readonly waitedMs: number,
    cause: unknown,
  ) {
    super(
      'SAFE_SYNC_LOCK_TIMEOUT',
      `Another process, or another connection of this one, is writing to this database file; waited ${waitedMs} ms for it to finish. ` +
        'SQLite does not say who it is. Nothing was changed. Start again when that is done, end it (an open transaction of a ' +
        'database browser is a usual cause), or wait longer: safeSync: { timeouts: { bootLockMs: … } }.',
      { cause },
    );
  }
}
