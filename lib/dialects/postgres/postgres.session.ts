import { QueryTypes, type Sequelize, type Transaction } from 'sequelize';
import type { ReadOptions, WritingSession } from '../dialect.js';

/** One transaction on one pooled connection to the primary; our reads are silent, our writes reach the user's `logging`. */
export class PostgresSession implements WritingSession {
  queries = 0;
  /** How long a writing statement may take; our own reading is not meant. 0 = no limit. */
  statementMs = 0;

  constructor(
    private readonly sequelize: Sequelize,
    private readonly transaction: Transaction,
  ) {}

  /** The server's number for this session; undefined where the driver does not tell. */
  get backend(): number | undefined {
    const { connection } = this.transaction as unknown as { readonly connection?: { readonly processID?: number } };
    return connection?.processID;
  }

  async query<Row extends object>(sql: string, bind?: readonly unknown[]): Promise<readonly Row[]> {
    this.queries += 1;
    // RAW, because SELECT copies every row once more.
    const [rows] = await this.sequelize.query(sql, {
      ...silent,
      type: QueryTypes.RAW,
      raw: true,
      transaction: this.transaction,
      ...(bind === undefined ? {} : { bind: [...bind] }),
    });
    return rows as Row[];
  }

  async attemptQuery<Row extends object>(sql: string, timeMs?: number): Promise<readonly Row[]> {
    // In a message of its own: where a text does not parse, the server takes nothing of the whole message. What is set
    // behind a savepoint is as before when it is rolled back to.
    const limit = timeMs === undefined ? '' : `; SET LOCAL statement_timeout = ${boundedMs(timeMs)}`;
    await this.control(`SAVEPOINT safe_sync_query${limit}`);
    try {
      const end = timeMs === undefined ? 'RELEASE' : 'ROLLBACK TO';
      return await this.query<Row>(`${sql}; ${end} SAVEPOINT safe_sync_query`);
    } catch (error) {
      await this.control('ROLLBACK TO SAVEPOINT safe_sync_query');
      throw error;
    }
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

  /** In one message: a hundred round trips cost more than a hundred tables. */
  async execute(statements: readonly string[], { quietly = false } = {}): Promise<void> {
    const isLimited = this.statementMs > 0;
    if (isLimited) await this.control(`SET LOCAL statement_timeout = ${this.statementMs}`);
    await this.sequelize.query(statements.join(';\n'), {
      ...(quietly ? silent : {}),
      supportsSearchPath: false,
      retry: { max: 1 },
      type: QueryTypes.RAW,
      raw: true,
      transaction: this.transaction,
    } as object);
    if (isLimited) await this.control('SET LOCAL statement_timeout = 0');
  }

  /** Statements that steer the transaction and neither read nor write data. Returns what the server says it did. */
  async control(sql: string): Promise<string | undefined> {
    const options = { ...silent, type: QueryTypes.RAW, raw: true, transaction: this.transaction };
    const [, done] = await this.sequelize.query(sql, options);
    return (done as { readonly command?: string } | undefined)?.command;
  }
}

/**
 * `supportsSearchPath: false` keeps Sequelize from putting `SET search_path` in front; its types do not know the option.
 * What fails inside a transaction cannot be tried again there, whatever the user's `retry` says.
 */
const silent = {
  logging: false,
  benchmark: false,
  supportsSearchPath: false,
  retry: { max: 1 },
} as const satisfies object;

/**
 * REPEATABLE READ, so that a plan that another instance commits in between is seen whole or not at all. Not Sequelize's
 * `readOnly`, because that would take a connection to a replica.
 */
const READ_ONLY = 'REPEATABLE READ, READ ONLY';

/** Stated, because a server may be set to REPEATABLE READ, which would plan again on a snapshot from before the lock. */
const READ_COMMITTED = 'READ COMMITTED';

export async function inReadOnlyTransaction<Result>(
  sequelize: Sequelize,
  work: (session: PostgresSession) => Promise<Result>,
  { timeoutMs = 0, lockMs }: ReadOptions = {},
): Promise<Result> {
  // What the catalog prints of a table waits for whoever changes that table, or waits to change it. Sequelize puts the
  // text into SET TRANSACTION ISOLATION LEVEL, so that this costs no message of its own.
  const limit = lockMs === undefined ? '' : `; SET LOCAL lock_timeout = ${boundedMs(lockMs)}`;
  const transaction = new OwnTransaction(sequelize, `${READ_ONLY}${limit}`);
  const run = transaction.run(work);
  if (timeoutMs === 0) return run;

  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer from the database within ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    return await Promise.race([run, deadline]);
  } catch (error) {
    run.catch(() => undefined);
    transaction.drop();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

export async function inWritingTransaction<Result>(
  sequelize: Sequelize,
  work: (session: PostgresSession) => Promise<Result>,
): Promise<Result> {
  return new OwnTransaction(sequelize, READ_COMMITTED).run(work);
}

/** To the server 0 means to wait for ever; here it means not to wait. */
export function boundedMs(milliseconds: number): string {
  return String(Math.max(1, Math.round(milliseconds)));
}

/** What Sequelize's transactions are made of; its types do not show it. */
interface OpenTransaction extends Transaction {
  /** When set, Sequelize sends nothing more in this transaction. */
  finished?: 'commit' | 'rollback';
  readonly connection?: { readonly uuid?: string };
  prepareEnvironment(useCls: boolean): Promise<void>;
  cleanup(): void;
  forceCleanup(): Promise<void>;
}

/**
 * A transaction of Sequelize that can be given up at any moment, also while it is being opened: a connection that still
 * waits for an answer must not go back to the pool, and a pool of one must not wait for it. It stays out of CLS, and
 * ends without the lines that Sequelize prints on the console when an end fails.
 */
class OwnTransaction {
  private readonly transaction: OpenTransaction;

  constructor(
    private readonly sequelize: Sequelize,
    isolationLevel: string,
  ) {
    // Sequelize's own class, of the copy that made this connection.
    const { Transaction: Class } = sequelize.constructor as unknown as { readonly Transaction: typeof Transaction };
    this.transaction = new Class(sequelize, {
      isolationLevel: isolationLevel as Transaction.ISOLATION_LEVELS,
      logging: false,
    }) as OpenTransaction;
    // Sequelize rolls back what could not begin, and prints a line when that fails too; the end is ours.
    this.transaction.rollback = () => Promise.resolve();
  }

  async run<Result>(work: (session: PostgresSession) => Promise<Result>): Promise<Result> {
    const session = new PostgresSession(this.sequelize, this.transaction);
    let result: Result;
    try {
      await this.transaction.prepareEnvironment(false);
      result = await work(session);
    } catch (error) {
      await this.end('rollback', session).catch(() => undefined);
      throw error;
    }
    await this.end('commit', session);
    return result;
  }

  /** Gives up: nothing more is sent, and the connection is closed. */
  drop(): void {
    this.transaction.finished ??= 'rollback';
    this.close();
  }

  private async end(how: 'commit' | 'rollback', session: PostgresSession): Promise<void> {
    // Given up before it had its connection, which came after all.
    if (this.transaction.finished !== undefined) this.close();
    if (this.transaction.finished !== undefined || !this.hasConnection()) return;
    try {
      const done = await session.control(how === 'commit' ? 'COMMIT' : 'ROLLBACK');
      this.transaction.finished = how;
      this.transaction.cleanup();
      // To a COMMIT after a failed statement the server answers ROLLBACK, and no error.
      if (how === 'commit' && done === 'ROLLBACK') {
        throw new Error('The server rolled the transaction back, because a statement in it had failed.');
      }
    } catch (error) {
      this.drop();
      throw error;
    }
  }

  private close(): void {
    if (this.hasConnection()) this.transaction.forceCleanup().catch(() => undefined);
  }

  private hasConnection(): boolean {
    return this.transaction.connection?.uuid !== undefined;
  }
}
