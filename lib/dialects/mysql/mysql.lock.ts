import type { Sequelize } from 'sequelize';
import { SafeSyncError } from '../../safe-sync.errors.js';
import type { LockOptions, ReadOptions } from '../dialect.js';
import { onAbort } from '../on-abort.js';
import { leaseOwn } from './mysql.connection.js';
import { errnoOf, LOCK_WAIT_TIMEOUT } from './mysql.failure.js';
import { literal } from './mysql.quote.js';
import { inReadOnlyTransaction, MysqlSession, seconds } from './mysql.session.js';

/** Locks are of the whole server, so that the name of the database is part of it; 64 characters at most. SHA1() is gone from MySQL 9.6 on. */
const LOCK = "CONCAT('nestjs-safe-sync:', LEFT(SHA2(DATABASE(), 256), 40))";

/**
 * The lock belongs to a connection that the pool does not know and that runs the DDL as well: a pool of one works, nobody
 * else gets a connection with our lock on it, and it goes with the process when that is killed. What is set on the
 * connection goes with it, too.
 */
export async function withDatabaseLock<Result>(
  sequelize: Sequelize,
  options: LockOptions,
  work: (session: MysqlSession) => Promise<Result>,
): Promise<Result> {
  const lease = await leaseOwn(sequelize);
  const session = new MysqlSession(sequelize, lease);
  let isClean = false;
  let done = (): void => undefined;
  try {
    if (options.signal) done = onAbort(options.signal, await killerOf(sequelize, session));
    const isLocked = await prepare(session, options);
    session.isShared = !isLocked;
    const result = await work(session);
    if (isLocked) await unlock(session);
    isClean = true;
    return result;
  } finally {
    done();
    // Who still waits for an answer cannot be asked to leave.
    if (isClean) await lease.release();
    else lease.drop();
  }
}

/** Ends the statement that runs in this session, from a connection of its own: this one waits for an answer. */
async function killerOf(sequelize: Sequelize, session: MysqlSession): Promise<() => Promise<void>> {
  const [row] = await session.ask<{ readonly id: unknown }>('SELECT CONNECTION_ID() AS id');
  return async () => {
    const lease = await leaseOwn(sequelize);
    try {
      await new MysqlSession(sequelize, lease).control(`KILL QUERY ${Number(row?.id)}`);
    } finally {
      await lease.release();
    }
  };
}

interface Variable {
  readonly name: string;
  readonly value: string;
}

/** True when it has the lock; false where there is none to be had. */
async function prepare(
  session: MysqlSession,
  { exclusive, signal: _signal, ...timeouts }: LockOptions,
): Promise<boolean> {
  const rows = await session.ask<Variable>(
    "SHOW SESSION VARIABLES WHERE Variable_name IN ('wsrep_on', 'max_statement_time', 'max_execution_time', 'sql_mode', 'information_schema_stats_expiry')",
  );
  const variables = new Map(
    rows.map((row) => Object.values(row) as [string, string]).map(([name, value]) => [name.toLowerCase(), value]),
  );
  // On a member of a cluster it would keep out only those who come to the same member.
  const isCluster = /^(on|1)$/i.test(variables.get('wsrep_on') ?? '');
  const isLocked = exclusive && !isCluster && (await lock(session, timeouts.bootLockMs));
  const limitOf = (milliseconds: number): string =>
    variables.has('max_statement_time')
      ? `SESSION max_statement_time = ${milliseconds / 1000}`
      : `SESSION max_execution_time = ${Math.round(milliseconds)}`;
  const waiting = seconds(timeouts.tableLockMs);
  await session.control(
    `SET SESSION lock_wait_timeout = ${waiting}, SESSION innodb_lock_wait_timeout = ${waiting}, ` +
      // Our texts are written with backslashes, as Sequelize's are.
      `SESSION sql_mode = ${literal(withoutMode(variables.get('sql_mode') ?? '', 'NO_BACKSLASH_ESCAPES'))}` +
      `, ${limitOf(0)}` +
      // MySQL 8 shows counters as they were up to a day ago.
      (variables.has('information_schema_stats_expiry') ? ', SESSION information_schema_stats_expiry = 0' : ''),
  );
  if (timeouts.statementMs > 0) {
    session.limit = { on: `SET ${limitOf(timeouts.statementMs)}`, off: `SET ${limitOf(0)}` };
  }
  await session.control('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED');
  return isLocked;
}

function withoutMode(modes: string, mode: string): string {
  return modes
    .split(',')
    .filter((each) => each !== mode)
    .join(',');
}

/** Bounded. False where the server has no such lock, or forbids it: then convergence carries it. */
async function lock(session: MysqlSession, waitMs: number): Promise<boolean> {
  let got: unknown;
  try {
    const [row] = await session.ask<{ readonly got: unknown }>(`SELECT GET_LOCK(${LOCK}, ${seconds(waitMs)}) AS got`);
    got = row?.got;
  } catch (error) {
    if (errnoOf(error) === null) throw error;
    return false;
  }
  if (got === null || got === undefined) return false;
  if (Number(got) === 1) return true;
  throw new LockTimeoutError(waitMs, await holderOf(session), undefined);
}

/** A lock that is not ours any more was lost with its connection: somebody else may have been at work. */
async function unlock(session: MysqlSession): Promise<void> {
  const [row] = await session.ask<{ readonly released: unknown }>(`SELECT RELEASE_LOCK(${LOCK}) AS released`);
  if (Number(row?.released) !== 1) {
    throw new SafeSyncError(
      'SAFE_SYNC_LOCK_LOST',
      'The lock of this database was lost while the schema was changed: a proxy that shares connections may stand in between. ' +
        'What was planned ran; connect to the server itself, so that no other instance comes in between.',
    );
  }
}

/** Reading waits too: for an instance, or a person, that changes one of the tables. */
export async function withReadableTables<Result>(
  sequelize: Sequelize,
  work: (session: MysqlSession) => Promise<Result>,
  options: ReadOptions = {},
): Promise<Result> {
  try {
    return await inReadOnlyTransaction(sequelize, work, options);
  } catch (error) {
    if (errnoOf(error) !== LOCK_WAIT_TIMEOUT) throw error;
    throw new LockTimeoutError(options.lockMs ?? 0, UNKNOWN_HOLDER, error);
  }
}

const UNKNOWN_HOLDER = 'a session that the server does not name';

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

interface Holder {
  readonly id: unknown;
  readonly user: string | null;
  readonly host: string | null;
  readonly seconds: unknown;
}

/** The process list shows others only to those who may see them; the number is always told. */
async function holderOf(session: MysqlSession): Promise<string> {
  try {
    const [holder] = await session.ask<Holder>(
      `SELECT held.id AS id, p.USER AS user, p.HOST AS host, p.TIME AS seconds
       FROM (SELECT IS_USED_LOCK(${LOCK}) AS id) AS held LEFT JOIN information_schema.PROCESSLIST p ON p.ID = held.id`,
    );
    if (holder?.id === null || holder?.id === undefined) return UNKNOWN_HOLDER;
    const details = [
      holder.user ? `user ${holder.user}` : null,
      holder.host ? `from ${holder.host}` : null,
      holder.seconds === null ? null : `for ${Number(holder.seconds)} s`,
    ].filter((detail) => detail !== null);
    return `server process ${Number(holder.id)}${details.length === 0 ? '' : ` (${details.join(', ')})`}`;
  } catch {
    return UNKNOWN_HOLDER;
  }
}
