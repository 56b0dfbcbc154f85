import type { Sequelize } from 'sequelize';
import type { WritingSession } from '../dialect.js';
import { untilFree } from './sqlite.busy.js';
import { send, type SqliteConnection } from './sqlite.connection.js';

/** One transaction on one connection; our reads are silent, our writes reach the user's `logging`. */
export class SqliteSession implements WritingSession {
  queries = 0;

  constructor(
    private readonly sequelize: Sequelize,
    private readonly connection: SqliteConnection,
    /** How long a read waits for somebody who writes. */
    private readonly waitMs = Number.POSITIVE_INFINITY,
    /** Queries of the application run on the connection, too. */
    private readonly isInUse = false,
  ) {}

  async query<Row extends object>(sql: string, bind: readonly unknown[] = []): Promise<readonly Row[]> {
    this.queries += 1;
    return untilFree(this.waitMs, () => send<Row>(this.connection, sql, bind));
  }

  /** A statement that fails here leaves its transaction usable. */
  async attemptQuery<Row extends object>(sql: string, timeMs?: number): Promise<readonly Row[]> {
    // On a shared connection an interrupt would hit the queries of the application.
    if (timeMs === undefined || this.isInUse) return this.query<Row>(sql);
    const timer = setTimeout(() => this.connection.interrupt?.(), timeMs);
    try {
      return await this.query<Row>(sql);
    } finally {
      clearTimeout(timer);
    }
  }

  async attempt<Result>(work: () => Promise<Result>): Promise<Result> {
    await this.control('SAVEPOINT safe_sync_attempt');
    try {
      const result = await work();
      await this.control('RELEASE safe_sync_attempt');
      return result;
    } catch (error) {
      // What fails for want of space, say, may have rolled everything back already.
      await this.control('ROLLBACK TO safe_sync_attempt').catch(() => undefined);
      await this.control('RELEASE safe_sync_attempt').catch(() => undefined);
      throw error;
    }
  }

  async execute(statements: readonly string[]): Promise<void> {
    for (const sql of statements) {
      this.log(sql);
      await send(this.connection, sql);
    }
  }

  /** Statements that steer the transaction or the connection. */
  async control<Row extends object>(sql: string): Promise<readonly Row[]> {
    return send<Row>(this.connection, sql);
  }

  private log(sql: string): void {
    const { log, options } = this.sequelize as unknown as {
      readonly log: (this: unknown, message: string, options: object) => void;
      readonly options: { readonly logging?: unknown };
    };
    log.call(this.sequelize, `Executing (default): ${sql}`, { logging: options.logging });
  }
}
