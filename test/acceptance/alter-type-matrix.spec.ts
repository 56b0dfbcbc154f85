import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { DataTypes } from 'sequelize';
import { clearStage, models, type Stage, table } from '../support/evolution.js';
import { createSafeSync } from '../../lib/safe-sync.js';
import { makeAsOracle } from '../support/make-as-oracle.js';
import { createDatabase, forEachPostgres, readOracleCatalog } from '../support/postgres.js';
import { expectValuesKept } from '../support/table-values.js';

/** Each type with a value that fits it, as SQL and as a default. */
const types: Readonly<Record<string, { readonly type: unknown; readonly value: string; readonly given?: unknown }>> = {
  varchar5: { type: DataTypes.STRING(5), value: `'abc'`, given: 'abc' },
  varchar: { type: 'VARCHAR', value: `'abc'`, given: 'abc' },
  char5: { type: DataTypes.CHAR(5), value: `'abc'`, given: 'abc' },
  text: { type: DataTypes.TEXT, value: `'abc'`, given: 'abc' },
  smallint: { type: DataTypes.SMALLINT, value: '7', given: 7 },
  integer: { type: DataTypes.INTEGER, value: '70000', given: 7 },
  bigint: { type: DataTypes.BIGINT, value: '7000000000', given: 7 },
  numeric: { type: DataTypes.DECIMAL, value: '7.125', given: 7.5 },
  numeric10: { type: DataTypes.DECIMAL(10, 2), value: '7.25', given: 7.5 },
  real: { type: DataTypes.REAL, value: '7.1', given: 7.5 },
  double: { type: DataTypes.DOUBLE, value: '7.1', given: 7.5 },
  boolean: { type: DataTypes.BOOLEAN, value: 'true', given: true },
  date: { type: DataTypes.DATEONLY, value: `'2020-02-03'`, given: '2020-02-03' },
  timestamptz: { type: DataTypes.DATE, value: `'2020-02-03 04:05:06.789+00'`, given: '2020-02-03 04:05:06+00' },
  timestamp: { type: 'TIMESTAMP', value: `'2020-02-03 04:05:06.789'`, given: '2020-02-03 04:05:06' },
  time: { type: DataTypes.TIME, value: `'04:05:06.789'`, given: '04:05:06' },
  interval: { type: 'INTERVAL', value: `'1 day 02:03:04'`, given: '1 day' },
  uuid: {
    type: DataTypes.UUID,
    value: `'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'`,
    given: 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11',
  },
  json: { type: DataTypes.JSON, value: `'{"b": 1}'`, given: { b: 1 } },
  jsonb: { type: DataTypes.JSONB, value: `'{"b": 1}'`, given: { b: 1 } },
  bytea: { type: DataTypes.BLOB, value: `'\\x6162'` },
  inet: { type: DataTypes.INET, value: `'10.0.0.1/8'`, given: '10.0.0.1' },
  cidr: { type: DataTypes.CIDR, value: `'10.0.0.0/8'`, given: '10.0.0.0/8' },
  macaddr: { type: DataTypes.MACADDR, value: `'08:00:2b:01:02:03'`, given: '08:00:2b:01:02:03' },
  int4range: { type: DataTypes.RANGE(DataTypes.INTEGER), value: `'[1,2)'` },
  textArray: { type: DataTypes.ARRAY(DataTypes.TEXT), value: `'{a,b}'`, given: ['a'] },
  intArray: { type: DataTypes.ARRAY(DataTypes.INTEGER), value: `'{1,2}'`, given: [1] },
  enum: { type: DataTypes.ENUM('abc', 'def'), value: `'abc'`, given: 'abc' },
  otherEnum: { type: DataTypes.ENUM('abc', 'xyz'), value: `'abc'`, given: 'abc' },
  enumArray: { type: DataTypes.ARRAY(DataTypes.ENUM('abc', 'def')), value: `'{abc}'`, given: ['abc'] },
  tsvector: { type: 'TSVECTOR', value: `'a'` },
};
const names = Object.keys(types);

/** All that runs on filled tables; every other pair is held. */
const TAKES: Readonly<Record<string, string>> = {
  bigint: 'varchar text numeric real double textArray',
  boolean: 'varchar5 varchar text smallint integer bigint textArray intArray',
  cidr: 'varchar text inet textArray',
  date: 'varchar text timestamptz timestamp textArray',
  double: 'varchar5 varchar text numeric numeric10 textArray',
  enum: 'varchar5 varchar text textArray enumArray',
  enumArray: 'textArray',
  inet: 'varchar text textArray',
  int4range: 'varchar5 varchar char5 text textArray',
  intArray: 'textArray',
  integer: 'varchar5 varchar char5 text bigint numeric numeric10 real double textArray intArray',
  interval: 'varchar text textArray',
  json: 'varchar text jsonb textArray',
  jsonb: 'varchar text json textArray',
  macaddr: 'varchar text textArray',
  numeric: 'varchar5 varchar char5 text real double textArray',
  numeric10: 'varchar5 varchar text numeric real double textArray',
  otherEnum: 'varchar5 varchar text textArray enumArray',
  real: 'varchar5 varchar text numeric numeric10 double textArray',
  smallint: 'varchar5 varchar text integer bigint numeric numeric10 real double textArray intArray',
  text: 'varchar5 varchar textArray enum otherEnum enumArray',
  time: 'varchar text interval textArray',
  timestamp: 'varchar text timestamptz textArray',
  timestamptz: 'varchar text timestamp textArray',
  tsvector: 'varchar5 varchar text textArray',
  uuid: 'varchar text textArray',
  varchar: 'varchar5 text textArray enum otherEnum enumArray',
  varchar5: 'varchar text textArray enum otherEnum enumArray',
};
const RUNS = names.flatMap((source) =>
  (TAKES[source] ?? '')
    .split(' ')
    .filter(Boolean)
    .map((target) => `${source} > ${target}`),
);

const attribute = (name: string, withDefault: boolean) => ({
  type: types[name]?.type,
  ...(withDefault && types[name]?.given !== undefined ? { defaultValue: types[name]?.given } : {}),
});

/** A table for each type that the columns come from, with a column for each type that they become. */
const from = (withDefault: boolean) =>
  models(
    ...names.map((source) =>
      table(`from_${source}`, Object.fromEntries(names.map((name) => [name, attribute(source, withDefault)])) as never),
    ),
  );
const to = (withDefault: boolean) =>
  models(
    ...names.map((source) =>
      table(`from_${source}`, Object.fromEntries(names.map((name) => [name, attribute(name, withDefault)])) as never),
    ),
  );

/** One value becomes an array of one, or a number of its own: what the server has no cast for. */
const WRAPPED = RUNS.filter((pair) => pair.endsWith('Array') || /^boolean > (?:small|big)int$/.test(pair)).map(
  (pair) => `from_${pair.replace(' > ', '.')}`,
);

forEachPostgres('every type to every other', (server) => {
  const stage = {} as { -readonly [Key in keyof Stage]: Stage[Key] };
  const logger = { log: quiet, warn: quiet, error: quiet, debug: quiet };
  beforeAll(async () => {
    process.env['NODE_ENV'] = 'development';
    [stage.database, stage.fresh] = await Promise.all([createDatabase(server), createDatabase(server)]);
  });
  afterAll(async () => {
    delete process.env['NODE_ENV'];
    await Promise.all([stage.database.drop(), stage.fresh.drop()]);
  });

  it('on empty tables all are applied, with their defaults', async () => {
    await clearStage(stage);
    const [old, next, scratch] = [stage.database.sequelize(), stage.database.sequelize(), stage.fresh.sequelize()];
    from(true)(old);
    await makeAsOracle(old);
    const first = await readOracleCatalog(stage.database);
    to(true)(next);
    const safeSync = createSafeSync(next, { logger });
    const report = await safeSync.sync();
    expect(report.held).toEqual([]);
    expect((await safeSync.sync()).applied).toEqual([]);
    to(true)(scratch);
    await makeAsOracle(scratch);
    const catalog = await readOracleCatalog(stage.database);
    const wanted = await readOracleCatalog(stage.fresh);
    expect(catalog.tables).toEqual(wanted.tables);
    await stage.database.query(
      report.applied
        .toReversed()
        .flatMap(({ undo }) => undo ?? [])
        .join(';\n'),
    );
    expect((await readOracleCatalog(stage.database)).tables).toEqual(first.tables);
  });

  it('on filled tables only what these values can take runs, and no value is lost', async () => {
    await clearStage(stage);
    const [old, next] = [stage.database.sequelize(), stage.database.sequelize()];
    from(false)(old);
    await makeAsOracle(old);
    await stage.database.query(
      names
        .map(
          (source) =>
            `INSERT INTO "from_${source}" (${names.map((name) => `"${name}"`).join(', ')}) VALUES (${names.map(() => types[source]?.value).join(', ')})`,
        )
        .join(';\n'),
    );
    const values = await stage.database.readValues();
    to(false)(next);
    const safeSync = createSafeSync(next, { logger });
    const plan = await safeSync.plan();
    const changes = plan.statements.filter(({ change }) => change.kind === 'alter-column');
    const run = changes
      .filter(({ held }) => !held)
      .map(({ sql }) => /"from_(\w+)" ALTER COLUMN "(\w+)" TYPE/.exec(sql));
    expect(new Set(run.map((found) => found?.slice(1, 3).join(' > ')))).toEqual(new Set(RUNS));
    await safeSync.sync();
    await expectValuesKept(stage.database, values, WRAPPED);
    expect((await safeSync.sync()).applied).toEqual([]);
  });
});

function quiet(): void {}
