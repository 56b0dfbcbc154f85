/**
 * The data decides: for each hazard a change on rows that cannot take it, and the same change on rows that can. What a
 * developer reads of the first stands in `hazards-on-data.<dialect>.txt`; SAFE_SYNC_TEST_WRITE=1 writes it anew.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { DataTypes } from 'sequelize';
import type { HazardCode } from '../../lib/hazards/hazard.js';
import { createSafeSync } from '../../lib/safe-sync.js';
import type { Offenders } from '../../lib/schema/answers.js';
import type { DialectName, TestDatabase } from '../support/database.js';
import { createDatabase, forEachDialect, testServers } from '../support/dialects.js';
import { makeAsOracle } from '../support/make-as-oracle.js';
import { type Models, models, table } from '../support/evolution.js';
import { expectValuesKept } from '../support/table-values.js';

interface Case {
  readonly name: string;
  readonly code: HazardCode | ((dialect: DialectName) => HazardCode);
  readonly dialects?: readonly DialectName[];
  readonly before: Models;
  readonly after: Models;
  /** Rows that cannot take the change, how many of them, and rows that can. */
  readonly hurts: string;
  readonly count: number;
  readonly takes: string;
  /** Columns whose values become others in the tests' own eyes. */
  readonly converted?: readonly string[];
}

const MYSQL: readonly DialectName[] = ['mysql', 'mariadb'];
const STRICT: readonly DialectName[] = ['postgres', ...MYSQL];
const of = (from: unknown, to: unknown): Pick<Case, 'before' | 'after'> => ({
  before: table('users', { a: from as never }),
  after: table('users', { a: to as never }),
});
const insert = (...values: readonly string[]): string =>
  values.map((value) => `INSERT INTO users (a) VALUES (${value})`).join('; ');
const converts = (dialect: DialectName): HazardCode =>
  dialect === 'sqlite' ? 'type-narrowing' : 'type-needs-conversion';

const cases: readonly Case[] = [
  {
    name: 'NOT NULL over a row without a value',
    code: 'not-null-on-filled-table',
    ...of(DataTypes.STRING, { type: DataTypes.STRING, allowNull: false }),
    hurts: insert("'x'", 'NULL', 'NULL'),
    count: 2,
    takes: insert("'x'", "''"),
  },
  {
    name: 'a unique over a value that is there twice',
    code: 'unique-on-filled-table',
    ...of(DataTypes.STRING(40), { type: DataTypes.STRING(40), unique: true }),
    hurts: insert("'x'", "'x'", "'y'", 'NULL', 'NULL'),
    count: 1,
    takes: insert("'x'", "'y'", 'NULL', 'NULL'),
  },
  {
    name: 'a unique index over two columns',
    code: 'unique-on-filled-table',
    before: table('users', { a: DataTypes.STRING(40), b: DataTypes.INTEGER }),
    after: table(
      'users',
      { a: DataTypes.STRING(40), b: DataTypes.INTEGER },
      { indexes: [{ name: 'both', unique: true, fields: ['a', 'b'] }] },
    ),
    hurts: `INSERT INTO users (a, b) VALUES ('x', 1), ('x', 1), ('x', 2)`,
    count: 1,
    takes: `INSERT INTO users (a, b) VALUES ('x', 1), ('x', 2), ('x', NULL), ('x', NULL)`,
  },
  {
    name: 'a foreign key over a row that points at nothing',
    code: 'foreign-key-on-filled-table',
    before: models(table('owners', { n: DataTypes.INTEGER }), table('users', { a: DataTypes.INTEGER })),
    after: models(
      table('owners', { n: DataTypes.INTEGER }),
      table('users', { a: { type: DataTypes.INTEGER, references: { model: 'owners', key: 'id' } } }),
    ),
    hurts: `INSERT INTO owners (n) VALUES (1); ${insert('1', '77', 'NULL')}`,
    count: 1,
    takes: `INSERT INTO owners (n) VALUES (1); ${insert('1', '1', 'NULL')}`,
  },
  {
    name: 'another primary key over rows without a value there',
    code: 'primary-key-change',
    before: table('users', { a: { type: DataTypes.STRING(40), primaryKey: true }, b: DataTypes.STRING(40) }),
    after: table('users', {
      a: { type: DataTypes.STRING(40), primaryKey: true },
      b: { type: DataTypes.STRING(40), primaryKey: true },
    }),
    hurts: `INSERT INTO users (a, b) VALUES ('x', 'y'), ('z', NULL)`,
    count: 1,
    takes: `INSERT INTO users (a, b) VALUES ('x', 'y'), ('z', 'y')`,
  },
  {
    name: 'P18: a text that is too long for the shorter type',
    code: 'type-narrowing',
    dialects: STRICT,
    ...of(DataTypes.STRING(20), DataTypes.STRING(3)),
    hurts: insert("'abcd'", "'abc'", 'NULL'),
    count: 1,
    takes: insert("'abc'", 'NULL'),
  },
  {
    name: 'a number out of the smaller range',
    code: 'type-narrowing',
    dialects: STRICT,
    ...of(DataTypes.BIGINT, DataTypes.INTEGER),
    hurts: insert('2147483648', '-2147483649', '1'),
    count: 2,
    takes: insert('2147483647', '-2147483648'),
  },
  {
    name: 'P19: digits behind the point',
    code: 'type-narrowing',
    dialects: STRICT,
    ...of(DataTypes.DECIMAL(10, 4), DataTypes.DECIMAL(10, 1)),
    hurts: insert('1.2345', '1.5'),
    count: 1,
    takes: insert('1.5', '-2'),
  },
  {
    name: 'P19: a moment that has a time becomes a day',
    code: 'type-narrowing',
    dialects: STRICT,
    ...of(DataTypes.DATE, DataTypes.DATEONLY),
    hurts: insert("'2026-01-01 10:00:00'", "'2026-01-01 00:00:00'"),
    count: 1,
    takes: insert("'2026-01-01 00:00:00'", 'NULL'),
  },
  {
    name: 'a number below zero becomes unsigned',
    code: 'type-narrowing',
    dialects: MYSQL,
    ...of(DataTypes.INTEGER, DataTypes.INTEGER.UNSIGNED),
    hurts: insert('-1', '1'),
    count: 1,
    takes: insert('0', '2147483647'),
  },
  {
    name: 'bytes that would be filled up with zeros',
    code: 'type-narrowing',
    dialects: MYSQL,
    ...of('VARBINARY(8)', 'BINARY(4)'),
    hurts: insert("'abc'", "'abcd'"),
    count: 1,
    takes: insert("'abcd'", 'NULL'),
  },
  {
    name: 'P20: a text that is no number becomes one',
    code: converts,
    ...of(DataTypes.STRING(20), DataTypes.INTEGER),
    hurts: insert("'12'", "'x'", "'1.5'"),
    count: 2,
    takes: insert("'12'", 'NULL'),
    converted: ['users.a'],
  },
  {
    name: 'P65: a text that is none of the values of an enum',
    code: 'type-needs-conversion',
    dialects: STRICT,
    ...of(DataTypes.STRING(20), DataTypes.ENUM('new', "it's")),
    hurts: insert("'new'", "'gone'"),
    count: 1,
    takes: insert("'new'", "'it''s'", 'NULL'),
    converted: ['users.a'],
  },
  {
    name: 'a text that is no JSON',
    code: (dialect) => (dialect === 'postgres' ? 'type-needs-conversion' : 'type-narrowing'),
    dialects: STRICT,
    ...of(DataTypes.TEXT, DataTypes.JSON),
    hurts: insert("'{'", `'{"a":1}'`),
    count: 1,
    takes: insert(`'{"a":1}'`, 'NULL'),
    converted: ['users.a'],
  },
];

forEachDialect('hazards on data', (server) => {
  const { dialect } = server;
  const logger = { log: quiet, warn: quiet, error: quiet, debug: quiet };
  const texts: string[] = [];
  let database: TestDatabase;
  beforeAll(async () => {
    process.env['NODE_ENV'] = 'development';
    database = await createDatabase(server);
  });
  afterAll(async () => {
    delete process.env['NODE_ENV'];
    await database.drop();
  });

  const begin = async ({ before, after }: Case, rows: string) => {
    await database.clear();
    const [old, next] = [database.sequelize(), database.sequelize()];
    before(old);
    await makeAsOracle(old);
    await database.query(rows);
    after(next);
    return createSafeSync(next, { logger });
  };

  const own = cases.filter(({ dialects }) => dialects?.includes(dialect) ?? true);
  it.each(own.map((one) => [one.name, one] as const))('%s: held, and nothing is touched', async (name, one) => {
    const safeSync = await begin(one, one.hurts);
    const before = [await database.dumpSchema(), await database.readCatalog(), await database.readValues()];
    const report = await safeSync.sync();
    expect([await database.dumpSchema(), await database.readCatalog(), await database.readValues()]).toEqual(before);
    expect(report.applied).toEqual([]);
    const hazard = report.held.flatMap(({ hazards }) => hazards).find(({ code }) => code !== 'depends-on-held');
    const code = typeof one.code === 'string' ? one.code : one.code(dialect);
    expect(hazard).toMatchObject({ code, effect: 'holds', evidence: { count: one.count, unseen: null } });
    // The query of the evidence lists exactly these, and stands in the remedy.
    const { query, isAtLeast } = hazard!.evidence as Offenders;
    const listed = await database.query(query);
    // Where only an attempt tells, nobody knows the others.
    if (!isAtLeast) expect(listed).toHaveLength(one.count);
    expect(code === 'not-null-on-filled-table' || hazard?.remedy.includes(query)).toBe(true);
    texts.push(`${name}\n  [${code}] ${hazard?.danger}\n  ${hazard?.remedy}\n`);
  });

  it.each(own.map((one) => [one.name, one] as const))('%s: rows that can take it do', async (_, one) => {
    const safeSync = await begin(one, one.takes);
    const values = await database.readValues();
    const report = await safeSync.sync();
    expect(report.held).toEqual([]);
    expect(report.applied.flatMap(({ hazards }) => hazards)).toEqual([]);
    expect(report.drift?.inStep).toBe(true);
    await expectValuesKept(database, values, one.converted ?? []);
    expect((await safeSync.sync()).applied).toEqual([]);
  });

  it('reads as it should', () => {
    // Older servers are asked in another way.
    if (testServers.find((other) => other.dialect === dialect) !== server || dialect === 'mariadb') return;
    // Only some of the cases were asked for.
    if (texts.length < own.length) return;
    const file = `test/acceptance/hazards-on-data.${dialect}.txt`;
    const text = texts.join('\n');
    if (process.env['SAFE_SYNC_TEST_WRITE'] === '1') writeFileSync(file, text);
    expect(text).toBe(readFileSync(file, 'utf8'));
  });
});

function quiet(): void {}
