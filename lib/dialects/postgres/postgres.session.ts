import { QueryTypes, type Sequelize, type Transaction } from 'sequelize';
import type { ReadOptions, WritingSession } from '../dialect.js';

/** One transaction on one pooled connection to the primary; our reads are silent, our writes reach the user's `logging`. */
export class PostgresSession implements WritingSession {
  queries = 0;

  constructor(
    private readonly sequelize: Sequelize,
    private readonly transaction: Transaction,
  ) {}

  async query<Row extends object>(sql: string, bind?: readonly unknown[]): Promise<readonly Row[]> {
    this.queries += 1;
    return this.sequelize.query<Row>(sql, {
      ...silent,
      type: QueryTypes.SELECT,
      raw: true,
      transaction: this.transaction,
      ...(bind === undefined ? {} : { bind: [...bind] }),
    });
  }

  async attempt<Result>(work: () => Promise<Result>): Promise<Result> {
    await this.control('SAVEPOINT safe_sync_attempt');
    try {
      const result = await work();
      await this.control('RELEASE SAVEPOINT safe_sync_attempt');
      return result;
    } catch (error) {
      await this.control('ROLLBACK TO SAVEPOINT safe_sync_attempt');
      throw error;
    }
  }

  async execute(sql: string): Promise<void> {
    await this.sequelize.query(sql, {
      supportsSearchPath: false,
      type: QueryTypes.RAW,
      raw: true,
      transaction: this.transaction,
    } as object);
  }

  /** Statements that steer the transaction and neither read nor write data. */
  async control(sql: string): Promise<void> {
    await this.sequelize.query(sql, { ...silent, type: QueryTypes.RAW, raw: true, transaction: this.transaction });
  }
}

/** `supportsSearchPath: false` keeps Sequelize from putting `SET search_path` in front; its types do not know the option. */
const silent = { logging: false, benchmark: false, supportsSearchPath: false } as const satisfies object;

/**
 * REPEATABLE READ, so that a plan that another instance commits in between is seen whole or not at all. Not Sequelize's
 * `readOnly`, because that would take a connection to a replica.
 */
const READ_ONLY = 'REPEATABLE READ, READ ONLY' as Transaction.ISOLATION_LEVELS;

/** Stated, because a server may be set to REPEATABLE READ, which would plan again on a snapshot from before the lock. */
const READ_COMMITTED = 'READ COMMITTED' as Transaction.ISOLATION_LEVELS;

export async function inReadOnlyTransaction<Result>(
  sequelize: Sequelize,
  work: (session: PostgresSession) => Promise<Result>,
  { timeoutMs = 0 }: ReadOptions = {},
): Promise<Result> {
  let opened: Transaction | undefined;
  const run = inTransaction(sequelize, READ_ONLY, work, (transaction) => (opened = transaction));
  if (timeoutMs === 0) return run;

  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer from the database within ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    return await Promise.race([run, deadline]);
  } catch (error) {
    // After a deadline the connection still waits for its answer: it must not go back to the pool.
    run.catch(() => undefined);
    if (opened !== undefined) discard(opened);
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

export async function inWritingTransaction<Result>(
  sequelize: Sequelize,
  work: (session: PostgresSession) => Promise<Result>,
): Promise<Result> {
  return inTransaction(sequelize, READ_COMMITTED, work);
}

async function inTransaction<Result>(
  sequelize: Sequelize,
  isolationLevel: Transaction.ISOLATION_LEVELS,
  work: (session: PostgresSession) => Promise<Result>,
  onOpen?: (transaction: Transaction) => void,
): Promise<Result> {
  const transaction = await sequelize.transaction({ isolationLevel, logging: false });
  onOpen?.(transaction);
  let result: Result;
  try {
    result = await work(new PostgresSession(sequelize, transaction));
  } catch (error) {
    await transaction.rollback().catch(() => undefined);
    throw error;
  }
  await transaction.commit();
  return result;
}

interface PrivateTransaction {
  readonly finished?: string;
  forceCleanup?(): Promise<void>;
}

function discard(transaction: Transaction): void {
  const { finished, forceCleanup } = transaction as unknown as PrivateTransaction;
  if (finished !== undefined || forceCleanup === undefined) return;
  forceCleanup.call(transaction).catch(() => undefined);
}
