import { afterAll, beforeAll, describe, it } from '@jest/globals';
import { DataTypes, type ModelAttributes, type ModelOptions, Sequelize } from 'sequelize';
import type { TestDatabase } from '../support/database.js';
import { models, type Models, table } from '../support/evolution.js';
import { createSqliteDatabase, sqliteServer } from '../support/sqlite.js';
import { expectSqliteEvolution, type SqliteEvolution } from '../support/sqlite-evolution.js';

const id = { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true };
const to = (model: string, more: object = {}) =>
  ({ type: DataTypes.INTEGER, references: { model, key: 'id' }, ...more }) as never;
const users = (attributes: ModelAttributes = {}, options: ModelOptions = {}): Models =>
  table('users', { id, ...attributes }, options);
const literal = (sql: string) => Sequelize.literal(sql) as never;

/** The same one table before and after, filled. */
function of(before: ModelAttributes, after: ModelAttributes, more: Partial<SqliteEvolution> = {}): SqliteEvolution {
  const rows = 'INSERT INTO users DEFAULT VALUES; INSERT INTO users DEFAULT VALUES';
  return { before: users(before), rows, after: users(after), runs: 1, ...more };
}

const permit = (...hazards: readonly string[]) => ({ options: { allow: { hazards: hazards as never } } });

const columns: Record<string, SqliteEvolution> = {
  'a column': of({}, { a: DataTypes.STRING }),
  'columns of all kinds at once': of(
    {},
    {
      a: { type: DataTypes.STRING, defaultValue: "it's" },
      b: { type: DataTypes.INTEGER, allowNull: false, defaultValue: 0 },
      c: DataTypes.CITEXT,
      d: { type: DataTypes.BOOLEAN, defaultValue: true },
      e: { type: DataTypes.JSON, defaultValue: { a: [1, ';'] } },
      f: { type: DataTypes.ENUM('a', 'b'), defaultValue: 'a' },
    },
  ),
  'a column with a default of the clock': of(
    {},
    { a: { type: DataTypes.DATE, defaultValue: literal('CURRENT_TIMESTAMP') } },
  ),
  'a column with a default in brackets': of(
    {},
    { a: { type: DataTypes.STRING, defaultValue: literal("(lower('A'))") } },
  ),
  'a generated column': of(
    { a: DataTypes.INTEGER },
    { a: DataTypes.INTEGER, b: 'INTEGER GENERATED ALWAYS AS (a * 2) VIRTUAL' as never },
  ),
  'a stored generated column': of(
    { a: DataTypes.INTEGER },
    { a: DataTypes.INTEGER, b: 'INTEGER GENERATED ALWAYS AS (a * 2) STORED' as never },
  ),
  'a NOT NULL column on a filled table': of(
    {},
    { a: { type: DataTypes.STRING, allowNull: false } },
    {
      held: ['not-null-on-filled-table'],
      aside: ({ tables }) =>
        JSON.parse(JSON.stringify(tables).replaceAll('"nullable":false', '"nullable":true')) as unknown,
    },
  ),
  'a NOT NULL column on an empty table': of({}, { a: { type: DataTypes.STRING, allowNull: false } }, { rows: '' }),
  'a unique column': of({}, { a: { type: DataTypes.STRING, unique: true } }),
  'NOT NULL, permitted': of(
    { a: { type: DataTypes.STRING, defaultValue: 'x' } },
    { a: { type: DataTypes.STRING, defaultValue: 'x', allowNull: false } },
    permit('not-null-on-filled-table'),
  ),
  'NULL again': of(
    { a: { type: DataTypes.STRING, allowNull: false, defaultValue: '' } },
    { a: { type: DataTypes.STRING, defaultValue: '' } },
  ),
  'another default': of(
    { a: { type: DataTypes.STRING, defaultValue: 'old' } },
    { a: { type: DataTypes.STRING, defaultValue: 'new' } },
  ),
  'a default at last': of({ a: DataTypes.INTEGER }, { a: { type: DataTypes.INTEGER, defaultValue: 5 } }),
  'a default that the model no longer has stays': of(
    { a: { type: DataTypes.INTEGER, defaultValue: 5 } },
    { a: DataTypes.INTEGER },
    { runs: 0, aside: () => null },
  ),
  'a longer string': of({ a: DataTypes.STRING(5) }, { a: DataTypes.STRING(50) }),
  'a shorter string: SQLite counts nothing': of({ a: DataTypes.STRING(50) }, { a: DataTypes.STRING(5) }),
  'a text': of({ a: DataTypes.STRING }, { a: DataTypes.TEXT }),
  'a bigger number': of({ a: DataTypes.INTEGER }, { a: DataTypes.BIGINT }),
  'an enum of more': of({ a: DataTypes.ENUM('a') }, { a: DataTypes.ENUM('a', 'b') }, { runs: 0 }),
  'a number out of a text, held': of(
    { a: { type: DataTypes.STRING, defaultValue: '007' } },
    { a: { type: DataTypes.INTEGER, defaultValue: '007' as never } },
    {
      runs: 0,
      held: ['type-narrowing'],
      aside: () => null,
    },
  ),
  'a number out of texts that are numbers': of(
    { a: DataTypes.STRING },
    { a: DataTypes.INTEGER },
    { rows: "INSERT INTO users (a) VALUES ('12'), (NULL)", converted: ['users.a'] },
  ),
  'a number out of a text, permitted': of(
    { a: DataTypes.STRING },
    { a: DataTypes.INTEGER },
    {
      ...permit('type-narrowing'),
      rows: "INSERT INTO users (a) VALUES ('12'), ('x')",
      converted: ['users.a'],
    },
  ),
  'a column that the models lost': of(
    { a: DataTypes.STRING },
    {},
    {
      runs: 0,
      leftovers: ['column users.a'],
      aside: () => null,
    },
  ),
  'a lost column that would break inserts': of(
    { a: { type: DataTypes.STRING, allowNull: false } },
    {},
    {
      rows: "INSERT INTO users (a) VALUES ('x')",
      leftovers: ['column users.a'],
      aside: () => null,
    },
  ),
  'everything of one column at once': of(
    { a: { type: DataTypes.STRING(5), defaultValue: 'x' } },
    { a: { type: DataTypes.TEXT, allowNull: false, defaultValue: 'y', unique: true }, b: DataTypes.INTEGER },
    { ...permit('not-null-on-filled-table', 'unique-on-filled-table'), rows: 'INSERT INTO users DEFAULT VALUES' },
  ),
  'timestamps at last': {
    before: users(),
    rows: 'INSERT INTO users DEFAULT VALUES',
    after: users({}, { timestamps: true }),
    runs: 1,
    held: ['not-null-on-filled-table', 'not-null-on-filled-table'],
    aside: ({ tables }) =>
      JSON.parse(JSON.stringify(tables).replaceAll('"nullable":false', '"nullable":true')) as unknown,
  },
};

const indexes: Record<string, SqliteEvolution> = {
  'an index': {
    before: users({ a: DataTypes.STRING }),
    after: users({ a: DataTypes.STRING }, { indexes: [{ fields: ['a'] }] }),
    runs: 1,
  },
  'indexes of all kinds': {
    before: users({ a: DataTypes.STRING, b: DataTypes.INTEGER }),
    rows: "INSERT INTO users (a, b) VALUES ('x', 1), ('y', 1)",
    after: users(
      { a: DataTypes.STRING, b: DataTypes.INTEGER },
      {
        indexes: [
          { fields: ['a', { name: 'b', order: 'DESC' }] },
          { name: 'partial', fields: ['a'], where: { b: 1 } },
          { name: 'lowered', fields: [Sequelize.fn('lower', Sequelize.col('a'))] },
          { name: 'blind', fields: [{ name: 'a', collate: 'NOCASE' }] },
        ],
      },
    ),
    runs: 1,
  },
  'an index of another kind under the same name': {
    before: users({ a: DataTypes.STRING, b: DataTypes.STRING }, { indexes: [{ name: 'i', fields: ['a'] }] }),
    after: users({ a: DataTypes.STRING, b: DataTypes.STRING }, { indexes: [{ name: 'i', fields: ['b', 'a'] }] }),
    runs: 1,
  },
  'another predicate': {
    before: users({ a: DataTypes.STRING }, { indexes: [{ name: 'i', fields: ['a'], where: { a: 'x' } }] }),
    after: users({ a: DataTypes.STRING }, { indexes: [{ name: 'i', fields: ['a'], where: { a: 'y' } }] }),
    runs: 1,
  },
  'an index over a new column': {
    before: users(),
    after: users({ a: DataTypes.STRING }, { indexes: [{ unique: true, fields: ['a'] }] }),
    runs: 1,
  },
  'a unique index on rows without a value': {
    before: users({ a: DataTypes.STRING }),
    rows: 'INSERT INTO users DEFAULT VALUES; INSERT INTO users DEFAULT VALUES',
    after: users({ a: DataTypes.STRING }, { indexes: [{ unique: true, fields: ['a'] }] }),
    runs: 1,
  },
  'a unique index that does not see case, on rows that differ in it only, held': {
    before: users({ a: DataTypes.STRING }),
    rows: "INSERT INTO users (a) VALUES ('x'), ('X')",
    after: users({ a: DataTypes.STRING }, { indexes: [{ unique: true, fields: [{ name: 'a', collate: 'NOCASE' }] }] }),
    runs: 0,
    held: ['unique-on-filled-table'],
    aside: () => null,
  },
  'a unique index on rows, held': {
    before: users({ a: DataTypes.STRING }),
    rows: "INSERT INTO users (a) VALUES ('x'), ('x')",
    after: users({ a: DataTypes.STRING }, { indexes: [{ unique: true, fields: ['a'] }] }),
    runs: 0,
    held: ['unique-on-filled-table'],
    aside: () => null,
  },
  'an index that goes with a rebuild comes back': {
    before: users(
      { a: DataTypes.STRING },
      { indexes: [{ fields: ['a'], where: { a: { [Symbol.for('ne')]: null } } }] },
    ),
    rows: "INSERT INTO users (a) VALUES ('x')",
    after: users({ a: DataTypes.TEXT }, { indexes: [{ fields: ['a'], where: { a: { [Symbol.for('ne')]: null } } }] }),
    runs: 1,
  },
};

const posts = (attributes: ModelAttributes = {}): Models => table('posts', { id, ...attributes });
const filled = 'INSERT INTO users DEFAULT VALUES; INSERT INTO posts (id) VALUES (1), (2)';

const keys: Record<string, SqliteEvolution> = {
  'a new association': {
    before: models(users(), posts()),
    rows: filled,
    after: models(users(), posts({ userId: to('users') })),
    runs: 1,
  },
  'a key over a column that was there': {
    before: models(users(), posts({ userId: DataTypes.INTEGER })),
    rows: `${filled}; UPDATE posts SET userId = 1`,
    after: models(users(), posts({ userId: to('users', { onDelete: 'CASCADE' }) })),
    ...permit('foreign-key-on-filled-table'),
    runs: 1,
  },
  'another action': {
    before: models(users(), posts({ userId: to('users', { onDelete: 'SET NULL' }) })),
    rows: `${filled}; UPDATE posts SET userId = 1`,
    after: models(users(), posts({ userId: to('users', { onDelete: 'CASCADE', onUpdate: 'CASCADE' }) })),
    runs: 1,
  },
  'a circle of new tables': {
    before: users(),
    after: models(users(), table('as', { id, bId: to('bs') }), table('bs', { id, aId: to('as') })),
    runs: 2,
  },
  'a circle out of tables that were there': {
    before: models(table('as', { id }), table('bs', { id, aId: to('as') })),
    rows: 'INSERT INTO "as" DEFAULT VALUES; INSERT INTO bs (aId) VALUES (1)',
    after: models(table('as', { id, bId: to('bs') }), table('bs', { id, aId: to('as', { onDelete: 'CASCADE' }) })),
    runs: 2,
  },
  'a table that points at itself': {
    before: users({ bossId: DataTypes.INTEGER }),
    rows: 'INSERT INTO users (bossId) VALUES (NULL), (1), (2)',
    after: users({ bossId: to('users', { onDelete: 'CASCADE' }) }),
    ...permit('foreign-key-on-filled-table'),
    runs: 1,
  },
  'the type of a key and of what it points at': {
    before: models(users(), posts({ userId: to('users') })),
    rows: filled,
    after: models(
      users({ name: DataTypes.STRING }),
      posts({ userId: { ...(to('users') as object), type: DataTypes.BIGINT } as never }),
    ),
    runs: 2,
  },
  'a primary key of two, permitted': {
    before: table('codes', { a: { type: DataTypes.STRING, primaryKey: true }, b: DataTypes.STRING }),
    rows: "INSERT INTO codes VALUES ('x', 'y')",
    after: table('codes', {
      a: { type: DataTypes.STRING, primaryKey: true },
      b: { type: DataTypes.STRING, primaryKey: true },
    }),
    ...permit('primary-key-change'),
    runs: 1,
  },
  'a primary key of one out of two': {
    before: table('codes', {
      a: { type: DataTypes.STRING, primaryKey: true },
      b: { type: DataTypes.STRING, primaryKey: true },
    }),
    after: table('codes', { a: { type: DataTypes.STRING, primaryKey: true }, b: DataTypes.STRING }),
    runs: 1,
    // Raw Sequelize leaves the NOT NULL of a key of one to the server, which has none.
    aside: ({ tables }) =>
      JSON.parse(JSON.stringify(tables).replaceAll('"nullable":false', '"nullable":true')) as unknown,
  },
  'a number instead of a text as the key': {
    before: table('codes', { code: { type: DataTypes.STRING, primaryKey: true } }),
    rows: "INSERT INTO codes VALUES ('x'), ('y')",
    after: table('codes', { id, code: DataTypes.STRING }),
    runs: 1,
    aside: ({ tables }) => Object.keys(tables['codes']?.columns ?? {}).sort(),
  },
  'numbers by themselves at last': {
    before: users(),
    rows: "PRAGMA writable_schema = RESET; CREATE TABLE own (id INTEGER PRIMARY KEY, a TEXT); INSERT INTO own VALUES (7, 'x')",
    after: models(users(), table('own', { id, a: DataTypes.TEXT })),
    runs: 1,
  },
};

const tables: Record<string, SqliteEvolution> = {
  'tables with everything': {
    before: users(),
    after: models(
      users(),
      table(
        'everything',
        {
          key: { type: DataTypes.UUID, primaryKey: true },
          n: { type: DataTypes.DECIMAL(10, 2), allowNull: false, defaultValue: 1.5 },
          u: { type: DataTypes.STRING, unique: true },
          x: { type: DataTypes.STRING, unique: 'xy' },
          y: { type: DataTypes.STRING, unique: 'xy' },
          userId: to('users', { onDelete: 'CASCADE', onUpdate: 'NO ACTION' }),
        },
        { indexes: [{ fields: ['n'] }], timestamps: true },
      ),
    ),
    runs: 2,
  },
};

describe.each([
  ['columns', columns],
  ['indexes', indexes],
  ['keys', keys],
  ['tables', tables],
])('evolutions on SQLite: %s', (_, cases) => {
  let [database, fresh] = [] as unknown as [TestDatabase, TestDatabase];
  beforeAll(async () => {
    process.env['NODE_ENV'] = 'development';
    database = await createSqliteDatabase(sqliteServer);
    fresh = await createSqliteDatabase(sqliteServer);
  });
  afterAll(async () => {
    delete process.env['NODE_ENV'];
    await Promise.all([database.drop(), fresh.drop()]);
  });

  it.each(Object.entries(cases))('%s', (_name, evolution) => expectSqliteEvolution(evolution, database, fresh));
});
