import { QueryTypes, type Sequelize, type Transaction } from 'sequelize';
import type { ReadOptions, WritingSession } from '../dialect.js';
import { carrierOf, type Lease, leasePooled } from './mysql.connection.js';

/** One connection to the primary; our reads are silent, our writes reach the user's `logging`. */
export class MysqlSession implements WritingSession {
  queries = 0;
  isShared = true;
  /** Sets how long a statement that writes may take, and sets that back: reading is limited by whoever asks. */
  limit: { readonly on: string; readonly off: string } | null = null;
  private readonly carrier: Transaction;

  constructor(
    private readonly sequelize: Sequelize,
    { connection }: Pick<Lease, 'connection'>,
  ) {
    this.carrier = carrierOf(sequelize, connection);
  }

  async query<Row extends object>(sql: string, bind?: readonly unknown[]): Promise<readonly Row[]> {
    this.queries += 1;
    return this.ask<Row>(sql, bind);
  }

  /** Each in a message of its own; an error in a reading transaction leaves it usable here. */
  async attemptQuery<Row extends object>(sql: string, timeMs?: number): Promise<readonly Row[]> {
    if (timeMs === undefined) return this.query<Row>(sql);
    // MariaDB's own; to MySQL it is a comment, and the limit a hint inside the query.
    return this.query<Row>(`/*M! SET STATEMENT max_statement_time = ${(timeMs / 1000).toFixed(3)} FOR */ ${sql}`);
  }

  async attempt<Result>(work: () => Promise<Result>): Promise<Result> {
    return work();
  }

  /** DDL commits by itself, so that each goes alone; rows are deleted in one transaction, which waits for the disk once. */
  async execute(statements: readonly string[]): Promise<void> {
    if (this.limit === null) return this.executeAll(statements);
    await this.control(this.limit.on);
    try {
      await this.executeAll(statements);
    } finally {
      await this.control(this.limit.off);
    }
  }

  private async executeAll(statements: readonly string[]): Promise<void> {
    const isTogether = statements.length > 1 && statements.some((sql) => sql.startsWith('DELETE '));
    if (isTogether) await this.control('START TRANSACTION');
    try {
      for (const sql of statements) await this.send(sql, {});
    } catch (error) {
      if (isTogether) await this.control('ROLLBACK');
      throw error;
    }
    if (isTogether) await this.control('COMMIT');
  }

  /** Statements that steer the session and neither read nor write data. */
  async control(sql: string): Promise<void> {
    await this.send(sql, silent);
  }

  /** A question about the session: not counted, because it tells nothing about the schema. */
  async ask<Row extends object>(sql: string, bind?: readonly unknown[]): Promise<readonly Row[]> {
    const options = {
      ...silent,
      // One of the drivers freezes what Sequelize changes in the answer to a RAW query.
      type: QueryTypes.SELECT,
      raw: true,
      transaction: this.carrier,
      ...(bind === undefined ? {} : { replacements: [...bind] }),
    };
    return (await this.sequelize.query(sql, options)) as unknown as Row[];
  }

  private async send(sql: string, options: object): Promise<void> {
    await this.sequelize.query(sql, {
      ...options,
      retry: { max: 1 },
      type: QueryTypes.UPDATE,
      raw: true,
      transaction: this.carrier,
    } as object);
  }
}

/** What fails inside a transaction cannot be tried again there, whatever the user's `retry` says. */
const silent = { logging: false, benchmark: false, retry: { max: 1 } } as const satisfies object;

/**
 * A transaction that reads only, on a pooled connection to the primary. What is set on it is set back, because somebody
 * else gets it next; a connection in doubt is closed.
 */
export async function inReadOnlyTransaction<Result>(
  sequelize: Sequelize,
  work: (session: MysqlSession) => Promise<Result>,
  { timeoutMs = 0, lockMs }: ReadOptions = {},
): Promise<Result> {
  let given = false;
  let lease: Lease | undefined;
  const run = (async () => {
    lease = await leasePooled(sequelize);
    // It came after all, and nobody waits for it any more.
    if (given) return (await lease.release()) as never;
    return readWith(sequelize, lease, work, lockMs);
  })();
  if (timeoutMs === 0) return run;

  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer from the database within ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    return await Promise.race([run, deadline]);
  } catch (error) {
    given = true;
    run.catch(() => undefined);
    lease?.drop();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

async function readWith<Result>(
  sequelize: Sequelize,
  lease: Lease,
  work: (session: MysqlSession) => Promise<Result>,
  lockMs: number | undefined,
): Promise<Result> {
  const session = new MysqlSession(sequelize, lease);
  try {
    // What the catalog says of a table waits for whoever changes that table.
    if (lockMs !== undefined) {
      await session.control(
        `SET @safe_sync_wait = @@SESSION.lock_wait_timeout, SESSION lock_wait_timeout = ${seconds(lockMs)}`,
      );
    }
    await session.control('START TRANSACTION READ ONLY');
    const result = await work(session);
    await settle(session, 'COMMIT', lockMs);
    await lease.release();
    return result;
  } catch (error) {
    try {
      await settle(session, 'ROLLBACK', lockMs);
      await lease.release();
    } catch {
      lease.drop();
    }
    throw error;
  }
}

async function settle(session: MysqlSession, end: 'COMMIT' | 'ROLLBACK', lockMs: number | undefined): Promise<void> {
  await session.control(end);
  if (lockMs !== undefined) await session.control('SET SESSION lock_wait_timeout = @safe_sync_wait');
}

/** The server counts in seconds, and to it 0 means not to wait at all. */
export function seconds(milliseconds: number): number {
  return Math.max(1, Math.ceil(milliseconds / 1000));
}
