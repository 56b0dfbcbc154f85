import { QueryTypes, type Sequelize } from 'sequelize';
import type { WritingSession } from '../dialect.js';

/** pg-mem has no transactions that could be rolled back: statement by statement. */
export class PgMemSession implements WritingSession {
  queries = 0;

  constructor(private readonly sequelize: Sequelize) {}

  async query<Row extends object>(sql: string, bind?: readonly unknown[]): Promise<readonly Row[]> {
    this.queries += 1;
    return (await this.send(sql, { ...silent, ...(bind === undefined ? {} : { bind: [...bind] }) })) as Row[];
  }

  async attemptQuery<Row extends object>(sql: string): Promise<readonly Row[]> {
    return this.query<Row>(sql);
  }

  async attempt<Result>(work: () => Promise<Result>): Promise<Result> {
    return work();
  }

  async execute(statements: readonly string[]): Promise<void> {
    for (const sql of statements) await this.send(sql, {});
  }

  /** What is ours alone: neither counted nor logged. */
  async control(statements: readonly string[]): Promise<void> {
    for (const sql of statements) await this.send(sql, silent);
  }

  private async send(sql: string, options: object): Promise<unknown> {
    const [rows] = await this.sequelize.query(sql, { ...plain, ...options } as object);
    return rows;
  }
}

/** Out of CLS, without `SET search_path` in front, and never twice. */
const plain = { type: QueryTypes.RAW, raw: true, transaction: null, supportsSearchPath: false, retry: { max: 1 } };

const silent = { logging: false, benchmark: false } as const;
