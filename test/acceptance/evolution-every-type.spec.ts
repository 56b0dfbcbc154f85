/** Every data type of every dialect, from the one table of models, as a column that a filled table gains. */
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import type { Sequelize } from 'sequelize';
import { partsOf } from '../../lib/compare/change.js';
import type { TestDatabase } from '../support/database.js';
import { createDatabase, forEachDialect } from '../support/dialects.js';
import { makeAsOracle } from '../support/make-as-oracle.js';
import { quoteName } from '../support/quote-name.js';
import { setAside } from '../support/set-aside.js';
import { expectValuesKept } from '../support/table-values.js';
import { modelCases } from './cases/index.js';
import { prepare } from './cases/model-case.js';
import { offeredCases } from './cases/offered-cases.js';
import { quietly } from './cases/quiet.js';

/** The cases that say every type; the others say what else there is of one. */
const EVERY_TYPE = new Set([
  'scalar types',
  'arrays of scalars',
  'custom classes of types',
  'types of other extensions',
  'types as texts',
  'P57 types as texts with more in them',
  'enums',
  'P15 arrays of enums',
  'types of texts',
  'types of whole numbers',
  'types of fractions',
  'types of times',
  'types of binaries and documents',
  'types of shapes',
  'MySQL types as texts',
  'MySQL types, one of each',
  'MySQL generated columns',
  'types of SQLite',
  'types as texts of SQLite',
  'generated columns of SQLite',
]);

forEachDialect('every data type, as a column that a filled table gains', (server) => {
  let database: TestDatabase;
  let fresh: TestDatabase;
  beforeAll(async () => {
    process.env['NODE_ENV'] = 'development';
    // Sequelize warns of each option that the dialect has not.
    jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    [database, fresh] = await Promise.all([createDatabase(server), createDatabase(server)]);
  });
  afterAll(async () => {
    delete process.env['NODE_ENV'];
    await Promise.all([database.drop(), fresh.drop()]);
  });

  const cases = offeredCases(
    server,
    modelCases.filter(({ name }) => EVERY_TYPE.has(name)),
  );
  /** All cases at once: each has tables of its own. */
  const define = (sequelize: Sequelize): void => {
    for (const [, modelCase] of cases) modelCase.define(sequelize);
  };
  const withoutColumns = (sequelize: Sequelize): void => {
    define(sequelize);
    for (const model of Object.values(sequelize.models)) {
      const others = Object.entries(model.getAttributes()).filter(([, { primaryKey }]) => primaryKey !== true);
      for (const [name] of others) model.removeAttribute(name);
    }
  };

  it('applies, keeps every row, plans to nothing, and is what raw Sequelize makes', async () => {
    for (const [, modelCase] of cases) {
      for (const each of [database, fresh]) await prepare(modelCase, each);
    }
    const [old, next, scratch] = [database.sequelize(), database.sequelize(), fresh.sequelize()];
    withoutColumns(old);
    await old.sync();
    for (const { tableName } of Object.values(old.models)) {
      const table = quoteName(server.dialect, tableName);
      const row = server.dialect === 'mysql' || server.dialect === 'mariadb' ? '() VALUES ()' : 'DEFAULT VALUES';
      await database.query(`INSERT INTO ${table} ${row}`);
    }
    const values = await database.readValues();
    expect(Object.keys(values).length).toBeGreaterThan(0);

    define(next);
    const safeSync = quietly(next);
    const plan = await safeSync.plan();
    const report = await safeSync.sync();
    expect(report.applied).not.toEqual([]);
    await expectValuesKept(database, values, []);
    const again = await safeSync.sync();
    expect(again.applied).toEqual([]);
    expect(new Set(again.held.flatMap(({ change }) => partsOf(change).map(({ kind }) => kind)))).toEqual(
      new Set(['alter-column']),
    );

    define(scratch);
    await makeAsOracle(scratch);
    expect(setAside(await database.readCatalog(), plan)).toEqual(setAside(await fresh.readCatalog(), plan));
  }, 60_000);
});
