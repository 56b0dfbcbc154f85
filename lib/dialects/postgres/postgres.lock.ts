import type { Sequelize } from 'sequelize';
import { SafeSyncError } from '../../safe-sync.errors.js';
import type { LockOptions, ReadOptions } from '../dialect.js';
import { onAbort } from '../on-abort.js';
import { cancelBackend } from './postgres.cancel.js';
import { boundedMs, inReadOnlyTransaction, inWritingTransaction, type PostgresSession } from './postgres.session.js';

/**
 * One advisory lock for every copy of this library. The server keeps advisory locks apart by database, so that the
 * number can be the same everywhere: two connections of one application to one database exclude each other, too.
 */
const LOCK = { high: 0x5afe, low: 0x53796e63 } as const;

/**
 * The lock belongs to the transaction that runs the DDL: it survives a pooler in transaction mode, needs no second
 * connection (a pool of one works), and goes with the process when that is killed. A session lock taken through a pooler
 * stays behind on a server connection that somebody else gets next, and blocks every later boot.
 */
export async function withDatabaseLock<Result>(
  sequelize: Sequelize,
  { exclusive, signal, ...timeouts }: LockOptions,
  work: (session: PostgresSession) => Promise<Result>,
): Promise<Result> {
  let locked = false;
  let done = (): void => undefined;
  try {
    return await inWritingTransaction(sequelize, async (session) => {
      done = onAbort(signal, () => cancelBackend(sequelize, session.backend));
      await session.control(
        [
          `SET LOCAL statement_timeout = 0`,
          `SET LOCAL lock_timeout = ${boundedMs(timeouts.bootLockMs)}`,
          ...(exclusive ? [`SELECT pg_advisory_xact_lock(${LOCK.high}, ${LOCK.low})`] : []),
          `SET LOCAL lock_timeout = ${boundedMs(timeouts.tableLockMs)}`,
        ].join('; '),
      );
      session.statementMs = Math.round(timeouts.statementMs);
      locked = true;
      return work(session);
    });
  } catch (error) {
    if (locked || !isLockTimeout(error)) throw error;
    throw new LockTimeoutError(timeouts.bootLockMs, await holderOf(sequelize), error);
  } finally {
    done();
  }
}

/** Reading waits too: for an instance, or a person, that changes one of the tables. */
export async function withReadableTables<Result>(
  sequelize: Sequelize,
  work: (session: PostgresSession) => Promise<Result>,
  options: ReadOptions = {},
): Promise<Result> {
  try {
    return await inReadOnlyTransaction(sequelize, work, options);
  } catch (error) {
    if (!isLockTimeout(error)) throw error;
    throw new LockTimeoutError(options.lockMs ?? 0, await holderOf(sequelize), error);
  }
}

export class LockTimeoutError extends SafeSyncError {
  constructor(
    readonly waitedMs: number,
    /** Who holds the lock, as far as the server tells. */
    readonly holder: string,
    cause: unknown,
  ) {
    super(
      'SAFE_SYNC_LOCK_TIMEOUT',
      `This database is being changed by somebody else, another instance for one; waited ${waitedMs} ms for it to finish. ` +
        `It is held by ${holder}. Nothing was changed. Start again when that is done, end it, or wait longer: ` +
        'safeSync: { timeouts: { bootLockMs: … } }.',
      { cause },
    );
  }
}

/** SQLSTATE 55P03: what both waits, for the lock of the database and for one on a table, end with. */
export function isLockTimeout(error: unknown): boolean {
  const original = error instanceof Error && 'original' in error ? error.original : error;
  return typeof original === 'object' && original !== null && 'code' in original && original.code === '55P03';
}

const HOLDER = `
SELECT a.pid, a.application_name AS application, a.client_addr::text AS address, a.usename AS "user",
       round(extract(epoch FROM clock_timestamp() - a.xact_start)) AS seconds
FROM pg_catalog.pg_locks l
JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
WHERE l.granted AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
  AND (l.locktype = 'relation' AND l.mode = 'AccessExclusiveLock'
    OR l.locktype = 'advisory' AND l.objsubid = 2 AND l.classid = ${LOCK.high} AND l.objid = ${LOCK.low})
ORDER BY l.locktype, a.pid LIMIT 1`;

interface Holder {
  readonly pid: number;
  readonly application: string | null;
  readonly address: string | null;
  readonly user: string | null;
  readonly seconds: string | null;
}

async function holderOf(sequelize: Sequelize): Promise<string> {
  const unknown = 'a session that the server does not name';
  try {
    const [holder] = await inReadOnlyTransaction(sequelize, (session) => session.query<Holder>(HOLDER), {
      timeoutMs: 5_000,
    });
    if (holder === undefined) return unknown;
    const details = [
      holder.application ? `application ${JSON.stringify(holder.application)}` : null,
      holder.user ? `user ${holder.user}` : null,
      holder.address ? `from ${holder.address}` : null,
      holder.seconds === null ? null : `for ${holder.seconds} s`,
    ];
    return `server process ${holder.pid} (${details.filter((detail) => detail !== null).join(', ')})`;
  } catch {
    return unknown;
  }
}
