/** Raw Sequelize and the library on the same database, for what both make of the same models. */
import { afterAll, afterEach, beforeAll, beforeEach } from '@jest/globals';
import type { Sequelize, SyncOptions } from 'sequelize';
import type { Plan } from '../../../lib/plan/plan.js';
import type { Report } from '../../../lib/report/report.js';
import { createSafeSync } from '../../../lib/safe-sync.js';
import type { SafeSyncOptions } from '../../../lib/safe-sync.options.js';
import type { OracleTable, TestDatabase, TestServer } from '../../support/database.js';
import { createDatabase } from '../../support/dialects.js';
import type { Models } from '../../support/evolution.js';
import { clearVariables, quiet } from './quiet.js';

export interface Pains {
  readonly database: () => TestDatabase;
  readonly query: TestDatabase['query'];
  /** Raw `sync()` of these models. */
  raw(models: Models, options?: SyncOptions): Promise<void>;
  /** What raw Sequelize says when it fails; null when it does not. */
  rawError(models: Models, options?: SyncOptions): Promise<string | null>;
  boot(models: Models, options?: SafeSyncOptions): Promise<Report & { readonly warnings: readonly string[] }>;
  plan(models: Models): Promise<Plan>;
  /** A table as the tests' own SQL reads it. */
  tableNamed(name: string): Promise<OracleTable>;
}

/** One database for all cases, cleared before each. */
export function usePainsOn(server: TestServer): Pains {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createDatabase(server);
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    clearVariables();
    process.env['NODE_ENV'] = 'development';
    await database.clear();
  });
  afterEach(clearVariables);

  const within = async <Result>(models: Models, work: (sequelize: Sequelize) => Promise<Result>): Promise<Result> => {
    const sequelize = database.sequelize();
    models(sequelize);
    try {
      return await work(sequelize);
    } finally {
      await sequelize.close();
    }
  };
  const raw: Pains['raw'] = (models, options = {}) =>
    within(models, async (sequelize) => void (await sequelize.sync(options)));
  return {
    database: () => database,
    query: (sql, bind) => database.query(sql, bind),
    raw,
    rawError: (models, options) =>
      raw(models, options).then(
        () => null,
        (error: unknown) => (error instanceof Error ? error.message : String(error)),
      ),
    boot: (models, options = {}) =>
      within(models, async (sequelize) => {
        const { logger, said } = quiet();
        const report = await createSafeSync(sequelize, { logger, ...options }).sync();
        return { ...report, warnings: said('warn') };
      }),
    plan: (models) => within(models, (sequelize) => createSafeSync(sequelize, { logger: quiet().logger }).plan()),
    tableNamed: async (name) => {
      const { tables } = await database.readCatalog();
      const table = tables[name] ?? tables[`public.${name}`];
      if (table === undefined) throw new Error(`There is no table ${name}.`);
      return table;
    },
  };
}
