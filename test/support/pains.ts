/** One database for the pains of one server: raw Sequelize is shown first, then the library on the same models. */
import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import type { Options, Sequelize } from 'sequelize';
import type { Plan } from '../../lib/plan/plan.js';
import type { Report } from '../../lib/report/report.js';
import { createSafeSync } from '../../lib/safe-sync.js';
import type { SafeSyncOptions } from '../../lib/safe-sync.options.js';
import type { Models } from './evolution.js';
import { createDatabase, type PostgresServer, type TestDatabase } from './postgres.js';

export interface Pains {
  readonly database: TestDatabase;
  /** A Sequelize with these models. */
  define(models: Models, options?: Options): Sequelize;
  /** Empties the database. */
  clear(): Promise<void>;
  /** What the library does: a boot in development. */
  alter(models: Models, options?: SafeSyncOptions): Promise<Report>;
  plan(models: Models, options?: SafeSyncOptions): Promise<Plan>;
  query: TestDatabase['query'];
}

export function usePains(server: PostgresServer): Pains {
  let database: TestDatabase;
  const logger = { log: quiet, warn: quiet, error: quiet, debug: quiet };
  const pains: Pains = {
    get database() {
      return database;
    },
    define(models, options) {
      const sequelize = database.sequelize(options);
      models(sequelize);
      return sequelize;
    },
    async clear() {
      await database.clear();
    },
    async alter(models, options) {
      const sequelize = pains.define(models);
      const report = await createSafeSync(sequelize, { ...options, logger }).sync();
      await sequelize.close();
      return report;
    },
    async plan(models, options) {
      const sequelize = pains.define(models);
      const plan = await createSafeSync(sequelize, { ...options, logger }).plan();
      await sequelize.close();
      return plan;
    },
    query: (sql, bind) => database.query(sql, bind),
  };
  beforeAll(async () => {
    process.env['NODE_ENV'] = 'development';
    database = await createDatabase(server);
  });
  beforeEach(() => pains.clear());
  afterAll(async () => {
    delete process.env['NODE_ENV'];
    await database.drop();
  });
  return pains;
}

function quiet(): void {}
