/** A file of SQLite for the pains: raw Sequelize is shown first, then the library on the same models. */
import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import type { Options, Sequelize } from 'sequelize';
import type { Plan } from '../../lib/plan/plan.js';
import type { Report } from '../../lib/report/report.js';
import { createSafeSync } from '../../lib/safe-sync.js';
import type { SafeSyncOptions } from '../../lib/safe-sync.options.js';
import type { TestDatabase } from './database.js';
import type { Models } from './evolution.js';
import { createSqliteDatabase, sqliteServer } from './sqlite.js';
import { MARK_TABLE } from './without-mark.js';

export interface SqlitePains {
  readonly database: TestDatabase;
  query: TestDatabase['query'];
  /** Something with these models, on a Sequelize of its own. */
  raw<Result>(models: Models, work: (sequelize: Sequelize) => Promise<Result>, options?: Options): Promise<Result>;
  alter(models: Models, options?: SafeSyncOptions): Promise<Report>;
  plan(models: Models, options?: SafeSyncOptions): Promise<Plan>;
  /** The texts of everything but what SQLite makes by itself, by name. */
  texts(): Promise<Readonly<Record<string, string>>>;
}

export const silent = { log: quiet, warn: quiet, error: quiet, debug: quiet };

export function useSqlitePains(): SqlitePains {
  let database: TestDatabase;
  const pains: SqlitePains = {
    get database() {
      return database;
    },
    query: (sql, bind) => database.query(sql, bind),
    async raw(models, work, options) {
      const sequelize = database.sequelize(options);
      models(sequelize);
      try {
        return await work(sequelize);
      } finally {
        await sequelize.close();
      }
    },
    alter: (models, options) =>
      pains.raw(models, (sequelize) => createSafeSync(sequelize, { ...options, logger: silent }).sync()),
    plan: (models, options) =>
      pains.raw(models, (sequelize) => createSafeSync(sequelize, { ...options, logger: silent }).plan()),
    async texts() {
      const rows = await database.query<{ name: string; sql: string }>(
        'SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT IN (?, ?)',
        ['sqlite_sequence', MARK_TABLE],
      );
      return Object.fromEntries(rows.map(({ name, sql }) => [name, sql]));
    },
  };
  beforeAll(async () => {
    process.env['NODE_ENV'] = 'development';
    database = await createSqliteDatabase(sqliteServer);
  });
  beforeEach(() => database.clear());
  afterAll(async () => {
    delete process.env['NODE_ENV'];
    await database.drop();
  });
  return pains;
}

function quiet(): void {}
