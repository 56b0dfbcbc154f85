import { setTimeout as sleep } from 'node:timers/promises';
import type { Sequelize } from 'sequelize';
import type { LockOptions, ReadOptions } from '../dialect.js';
import { onAbort } from '../on-abort.js';
import { SafeSyncError } from '../../safe-sync.errors.js';
import { codeOf, untilFree } from './sqlite.busy.js';
import { leaseConnection } from './sqlite.connection.js';
import { sqliteFailure } from './sqlite.failure.js';
import { SqliteSession } from './sqlite.session.js';

/**
 * Runs `work` in one transaction that holds the write lock of the file from its start. Foreign keys rest meanwhile, which
 * can be said only before a transaction: dropping a table to rebuild it would fire their actions. What {@link watch} noted
 * is checked instead. Names in other tables, views and triggers stay as they are written (`legacy_alter_table`).
 */
export async function withFileLock<Result>(
  sequelize: Sequelize,
  { exclusive, bootLockMs, tableLockMs, signal }: LockOptions,
  work: (session: SqliteSession) => Promise<Result>,
): Promise<Result> {
  const lease = await leaseConnection(sequelize);
  const done = onAbort(signal, () => lease.connection.interrupt?.());
  const session = new SqliteSession(sequelize, lease.connection, bootLockMs, lease.shared);
  try {
    return await withPragmas(session, { foreign_keys: 0, legacy_alter_table: 1, busy_timeout: 0 }, async () => {
      await begin(session, exclusive ? 'BEGIN IMMEDIATE' : 'BEGIN', bootLockMs, signal);
      await session.control(`PRAGMA busy_timeout = ${Math.round(tableLockMs)}`);
      return finish(session, tableLockMs, work, signal);
    });
  } finally {
    done();
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
  const session = new SqliteSession(sequelize, lease.connection, lockMs, lease.shared);
  const run = async (): Promise<Result> => {
    try {
      // What the application does on this connection must not become part of a transaction of ours that only reads.
      if (lease.shared) return await work(session);
      return await withPragmas(session, { busy_timeout: 0, query_only: 1 }, async () => {
        // It begins with the first read, which waits.
        await session.control('BEGIN');
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

async function begin(session: SqliteSession, sql: string, waitMs: number, signal?: AbortSignal): Promise<void> {
  try {
    await untilFree(waitMs, () => session.control(sql), signal);
  } catch (error) {
    if (codeOf(error) !== 'SQLITE_READONLY') throw error;
    const { message, advice = '' } = sqliteFailure(error);
    throw new SafeSyncError('SAFE_SYNC_APPLY_FAILED', `${message}. Nothing was changed. ${advice}`, { cause: error });
  }
}

async function finish<Result>(
  session: SqliteSession,
  waitMs: number,
  work: (session: SqliteSession) => Promise<Result>,
  signal?: AbortSignal,
): Promise<Result> {
  try {
    const result = await work(session);
    // Others may still be reading: they go on, and the commit waits for them; not inside the driver, where nothing ends a wait.
    if (waitMs > 0) await session.control('PRAGMA busy_timeout = 0');
    await untilFree(waitMs, () => session.control('COMMIT'), signal);
    return result;
  } catch (error) {
    await session.control('ROLLBACK').catch(() => undefined);
    throw error;
  }
}
