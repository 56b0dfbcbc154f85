/** What every dialect makes of the same changes. What is PostgreSQL's alone stands in the other tables, with its SQL. */
import { expect } from '@jest/globals';
import { DataTypes, Sequelize } from 'sequelize';
import type { DialectName, OracleCatalog } from '../support/database.js';
import { describeEvolutions, type Evolution, table } from '../support/evolution.js';

const ALL: readonly DialectName[] = ['postgres', 'mysql', 'mariadb', 'sqlite'];
const WITH_COMMENTS: readonly DialectName[] = ['postgres', 'mysql', 'mariadb'];
/** SQLite holds any text in any column, whatever its type says. */
const WITH_STRICT_TYPES = WITH_COMMENTS;

const TWO_ROWS = `INSERT INTO things (a) VALUES ('x'), ('y')`;

/** One column, before and after. */
function restated(from: unknown, to: unknown, rows = TWO_ROWS): Pick<Evolution, 'before' | 'after' | 'rows'> {
  return {
    before: table('things', { a: from as never }),
    rows,
    after: table('things', { a: to as never }),
  };
}

/** A column besides `a`. */
function added(column: unknown, rows = TWO_ROWS): Pick<Evolution, 'before' | 'after' | 'rows'> {
  return {
    before: table('things', { a: DataTypes.STRING }),
    rows,
    after: table('things', { a: DataTypes.STRING, b: column as never }),
  };
}

function columnsOf(catalog: OracleCatalog, name: string): OracleCatalog['tables'][string]['columns'] {
  return (catalog.tables[`public.${name}`] ?? catalog.tables[name])?.columns ?? {};
}

describeEvolutions(
  'columns on any dialect',
  [
    { name: 'nothing changes', ...restated(DataTypes.STRING, DataTypes.STRING) },
    { name: 'added', ...added(DataTypes.STRING), runs: 'something' },
    { name: 'added with a default', ...added({ type: DataTypes.INTEGER, defaultValue: 5 }), runs: 'something' },
    {
      name: 'P13: added, NOT NULL, to a filled table',
      ...added({ type: DataTypes.STRING, allowNull: false }),
      runs: 'something',
      held: { codes: ['not-null-on-filled-table'] },
    },
    {
      name: 'added, NOT NULL, to an empty table',
      ...added({ type: DataTypes.STRING, allowNull: false }, ''),
      runs: 'something',
    },
    {
      name: 'added, NOT NULL with a default, to a filled table',
      ...added({ type: DataTypes.STRING, allowNull: false, defaultValue: "it's" }),
      runs: 'something',
    },
    {
      name: 'added with a default that is computed',
      ...added({ type: DataTypes.DATE, defaultValue: Sequelize.literal('CURRENT_TIMESTAMP') }),
      runs: 'something',
    },
    { name: 'added and unique', ...added({ type: DataTypes.STRING, unique: true }), runs: 'something' },
    { name: 'added as an enum', ...added({ type: DataTypes.ENUM('p', "q's"), defaultValue: 'p' }), runs: 'something' },
    { name: 'added as a document', ...added(DataTypes.JSON), runs: 'something' },
    { name: 'added as a moment', ...added(DataTypes.DATE(6)), runs: 'something' },
    { name: 'added as a decimal', ...added({ type: DataTypes.DECIMAL(8, 3), defaultValue: 1.5 }), runs: 'something' },
    { name: 'added as bytes', ...added(DataTypes.BLOB), runs: 'something' },
    {
      name: 'several at once',
      before: table('things', { a: DataTypes.STRING(10) }),
      rows: TWO_ROWS,
      after: table(
        'things',
        {
          a: { type: DataTypes.STRING(20), defaultValue: 'z' },
          b: DataTypes.INTEGER,
          c: { type: DataTypes.BOOLEAN, allowNull: false, defaultValue: false },
        },
        { indexes: [{ fields: ['b', 'a'], name: 'things_by_b' }] },
      ),
      runs: 'something',
    },
    { name: 'a text that gets longer', ...restated(DataTypes.STRING(10), DataTypes.STRING(40)), runs: 'something' },
    {
      name: 'a text that gets shorter, on a filled table',
      dialects: WITH_STRICT_TYPES,
      ...restated(DataTypes.STRING(40), DataTypes.STRING(10)),
      held: { codes: ['type-narrowing'] },
    },
    {
      name: 'a text that gets shorter, on an empty table',
      ...restated(DataTypes.STRING(40), DataTypes.STRING(10), ''),
      runs: 'something',
    },
    {
      name: 'NULL is allowed',
      ...restated({ type: DataTypes.STRING, allowNull: false }, DataTypes.STRING),
      runs: 'something',
    },
    {
      name: 'NULL is forbidden on an empty table',
      ...restated(DataTypes.STRING, { type: DataTypes.STRING, allowNull: false }, ''),
      runs: 'something',
    },
    {
      name: 'NULL is forbidden on a filled table',
      ...restated(DataTypes.STRING, { type: DataTypes.STRING, allowNull: false }),
      held: { codes: ['not-null-on-filled-table'] },
    },
    {
      name: 'NULL is forbidden and permitted by name',
      ...restated(DataTypes.STRING, { type: DataTypes.STRING, allowNull: false }),
      options: { allow: { hazards: ['not-null-on-filled-table:things.a'] } },
      runs: 'something',
    },
    {
      name: 'a default is added',
      ...restated(DataTypes.STRING, { type: DataTypes.STRING, defaultValue: 'new' }),
      runs: 'something',
    },
    {
      name: 'P7: a default that looks like SQL',
      ...restated(
        { type: DataTypes.STRING, defaultValue: 'a' },
        { type: DataTypes.STRING, defaultValue: 'is NOT NULL; DROP TABLE things; --' },
      ),
      runs: 'something',
    },
    {
      name: 'P26: a default that the model no longer has stays',
      ...restated({ type: DataTypes.STRING, defaultValue: 'a' }, DataTypes.STRING),
      aside: {
        from: (catalog) => {
          for (const column of Object.values(columnsOf(catalog, 'things'))) {
            Object.assign(column, { default: null, definition: null });
          }
        },
      },
    },
    {
      name: 'a column that the model writes in another case keeps its name',
      dialects: ['mysql', 'mariadb', 'sqlite'],
      before: table('things', { userName: DataTypes.STRING(10), a: DataTypes.STRING }),
      rows: TWO_ROWS,
      after: table('things', { username: { type: DataTypes.STRING(40), defaultValue: 'me' }, a: DataTypes.STRING }),
      runs: 'something',
      aside: {
        from: (catalog) => {
          const columns = columnsOf(catalog, 'things');
          const text = JSON.stringify(columns).replaceAll('userName', 'username');
          for (const name of Object.keys(columns)) delete columns[name];
          Object.assign(columns, JSON.parse(text));
        },
      },
      look: async (database) => {
        expect(Object.keys(columnsOf(await database.readCatalog(), 'things'))).toContain('userName');
      },
    },
    {
      name: 'comments',
      dialects: WITH_COMMENTS,
      before: table(
        'things',
        { a: { type: DataTypes.STRING, comment: 'old' }, b: DataTypes.STRING },
        { comment: 'old' },
      ),
      rows: TWO_ROWS,
      after: table(
        'things',
        { a: { type: DataTypes.STRING, comment: "new; it's" }, b: { type: DataTypes.STRING, comment: 'back\\slash' } },
        { comment: "new; it's" },
      ),
      runs: 'something',
    },
    {
      name: 'P8: a column that the model no longer has',
      before: table('things', { a: DataTypes.STRING, b: DataTypes.STRING }),
      rows: `INSERT INTO things (a, b) VALUES ('x', 'kept')`,
      after: table('things', { a: DataTypes.STRING }),
      leftovers: ['column things.b'],
    },
    {
      name: 'P8: one that is NOT NULL without a default',
      before: table('things', { a: DataTypes.STRING, b: { type: DataTypes.STRING, allowNull: false } }),
      rows: `INSERT INTO things (a, b) VALUES ('x', 'kept')`,
      after: table('things', { a: DataTypes.STRING }),
      runs: 'something',
      leftovers: ['column things.b'],
      look: async (database) => {
        await database.query(`INSERT INTO things (a) VALUES ('new')`);
        await database.query(`DELETE FROM things WHERE a = 'new'`);
      },
    },
    {
      name: 'P64: a column that became VIRTUAL',
      before: table('things', { a: DataTypes.STRING, b: DataTypes.STRING }),
      rows: `INSERT INTO things (a, b) VALUES ('x', 'kept')`,
      after: table('things', { a: DataTypes.STRING, b: DataTypes.VIRTUAL }),
      leftovers: ['column things.b'],
    },
    {
      name: 'enum values added everywhere',
      before: table('things', { a: DataTypes.ENUM('x', 'y') }),
      rows: TWO_ROWS,
      after: table('things', { a: DataTypes.ENUM('w', 'x', 'm', 'y', "it's") }),
      runs: (dialect) => (dialect === 'sqlite' ? [] : 'something'),
    },
    {
      name: 'P1: an enum value that the model no longer has',
      before: table('things', { a: DataTypes.ENUM('x', 'y', 'z') }),
      rows: TWO_ROWS,
      after: table('things', { a: DataTypes.ENUM('x', 'y') }),
      leftovers: (dialect) =>
        ({
          postgres: ['enum-value enum_things_a.z'],
          mysql: ['enum-value things.z'],
          mariadb: ['enum-value things.z'],
          sqlite: [],
        })[dialect],
    },
  ],
  ALL,
);
