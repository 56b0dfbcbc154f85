/** A new name keeps what is under the old one: columns and tables, on every dialect. */
import { col, DataTypes, fn, Op } from 'sequelize';
import type { DialectName, OracleCatalog } from '../support/database.js';
import { describeEvolutions, models, table } from '../support/evolution.js';

const ALL: readonly DialectName[] = ['postgres', 'mysql', 'mariadb', 'sqlite'];
const { STRING, INTEGER, ENUM } = DataTypes;

const ROWS = `INSERT INTO things (old) VALUES ('x'), ('y')`;

describeEvolutions(
  'columns with a new name',
  [
    {
      name: 'P8: a renamed column keeps its values',
      before: table('things', { old: STRING }),
      rows: ROWS,
      after: table('things', { fresh: { type: STRING, renamedFrom: 'old' } }),
      runs: (dialect) =>
        dialect === 'postgres'
          ? ['[rename-breaks-running-code] ALTER TABLE "public"."things" RENAME COLUMN "old" TO "fresh"']
          : 'something',
      renamed: { 'things.old': 'things.fresh' },
    },
    {
      name: 'with another type and a default at once',
      before: table('things', { old: STRING(10) }),
      rows: ROWS,
      after: table('things', { fresh: { type: STRING(40), defaultValue: 'z', renamedFrom: ['older', 'old'] } }),
      runs: 'something',
      renamed: { 'things.old': 'things.fresh' },
    },
    {
      name: 'NOT NULL comes with the new name on a filled table',
      before: table('things', { old: STRING }),
      rows: `INSERT INTO things (old) VALUES ('x'), (NULL)`,
      after: table('things', { fresh: { type: STRING, allowNull: false, renamedFrom: 'old' } }),
      runs: 'something',
      held: { codes: ['not-null-on-filled-table'] },
      renamed: { 'things.old': 'things.fresh' },
    },
    {
      name: 'what is over it goes with it: a unique, an index by its column, an index by an expression',
      before: table(
        'things',
        { old: { type: STRING(20), unique: true }, n: INTEGER },
        { indexes: [{ fields: ['n', 'old'], name: 'things_n_old' }] },
      ),
      rows: ROWS,
      after: table(
        'things',
        { fresh: { type: STRING(20), unique: true, renamedFrom: 'old' }, n: INTEGER },
        { indexes: [{ fields: ['n', 'fresh'], name: 'things_n_old' }] },
      ),
      runs: 'something',
      renamed: { 'things.old': 'things.fresh' },
      aside: { names: true },
    },
    {
      name: 'an expression, a CHECK and a generated column name it',
      before: models(table('things', { old: STRING(20), n: INTEGER })),
      rows: (dialect) =>
        dialect === 'postgres' || dialect === 'sqlite'
          ? `${ROWS}; CREATE INDEX things_lower ON things (lower("old")) WHERE "old" <> 'old'`
          : ROWS,
      after: table(
        'things',
        { fresh: { type: STRING(30), renamedFrom: 'old' }, n: INTEGER },
        {
          indexes: [
            {
              name: 'things_lower',
              fields: [fn('lower', col('fresh')) as never],
              where: { fresh: { [Op.ne]: 'old' } },
            },
          ],
        },
      ),
      dialects: ['postgres', 'sqlite'],
      runs: 'something',
      renamed: { 'things.old': 'things.fresh' },
      aside: { from: withOneSpelling },
    },
    {
      name: 'two columns, and a third that is added',
      before: table('things', { old: STRING(20), b: INTEGER }),
      rows: `INSERT INTO things (old, b) VALUES ('x', 1), ('y', 2)`,
      after: table('things', {
        fresh: { type: STRING(20), renamedFrom: 'old' },
        number: { type: INTEGER, renamedFrom: ['bb', 'b'] },
        more: { type: STRING, allowNull: false, defaultValue: 'all' },
      }),
      runs: 'something',
      renamed: { 'things.old': 'things.fresh', 'things.b': 'things.number' },
    },
    {
      name: 'an enum, and an enum that grows',
      before: table('things', { old: ENUM('a', 'b'), older: { type: ENUM('x'), defaultValue: 'x' } }),
      rows: `INSERT INTO things (old) VALUES ('a'), ('b')`,
      after: table('things', {
        fresh: { type: ENUM('a', 'b'), renamedFrom: 'old' },
        freshest: { type: ENUM('x', 'y'), defaultValue: 'x', renamedFrom: 'older' },
      }),
      runs: 'something',
      renamed: { 'things.old': 'things.fresh', 'things.older': 'things.freshest' },
    },
    {
      name: 'a key and what it points at',
      before: models(
        table('parents', { code: { type: STRING(20), primaryKey: true } }),
        table('children', {
          parent: { type: STRING(20), references: { model: 'parents', key: 'code' }, onDelete: 'SET NULL' },
        }),
      ),
      rows: `INSERT INTO parents VALUES ('a'); INSERT INTO children (parent) VALUES ('a'), (NULL)`,
      after: models(
        table('parents', { sign: { type: STRING(20), primaryKey: true, renamedFrom: 'code' } }),
        table('children', {
          parentSign: {
            type: STRING(20),
            renamedFrom: 'parent',
            references: { model: 'parents', key: 'sign' },
            onDelete: 'SET NULL',
          },
        }),
      ),
      runs: 'something',
      renamed: { 'parents.code': 'parents.sign', 'children.parent': 'children.parentSign' },
      aside: { names: true },
    },
  ],
  ALL,
);

describeEvolutions(
  'tables with a new name',
  [
    {
      name: 'a renamed table keeps its rows, its numbers and what points at it',
      before: models(
        table('people', { name: STRING, friend: { type: INTEGER, references: { model: 'people', key: 'id' } } }),
        table('cards', { owner: { type: INTEGER, references: { model: 'people', key: 'id' }, onDelete: 'CASCADE' } }),
      ),
      rows: `INSERT INTO people (name) VALUES ('a'), ('b'); INSERT INTO cards (owner) VALUES (1), (2)`,
      after: models(
        table(
          'users',
          { name: STRING, friend: { type: INTEGER, references: { model: 'users', key: 'id' } } },
          { renamedFrom: 'people' },
        ),
        table('cards', { owner: { type: INTEGER, references: { model: 'users', key: 'id' }, onDelete: 'CASCADE' } }),
      ),
      runs: (dialect) =>
        dialect === 'postgres'
          ? ['[rename-breaks-running-code] ALTER TABLE "public"."people" RENAME TO "users"']
          : 'something',
      renamed: {
        'people.id': 'users.id',
        'people.name': 'users.name',
        'people.friend': 'users.friend',
      },
      aside: { names: true, from: withoutSequenceNames },
    },
    {
      name: 'together with its columns, their types, an enum, an index and a key',
      before: models(
        table('people', { old: STRING(10), mood: ENUM('x', 'y') }, { indexes: [{ fields: ['old'], name: 'by_old' }] }),
        table('cards', { owner: { type: INTEGER, references: { model: 'people', key: 'id' }, onDelete: 'CASCADE' } }),
      ),
      rows: `INSERT INTO people (old, mood) VALUES ('a', 'x'); INSERT INTO cards (owner) VALUES (1)`,
      after: models(
        table(
          'users',
          {
            fresh: { type: STRING(20), renamedFrom: 'old' },
            mood: ENUM('x', 'y', 'z'),
            more: INTEGER,
          },
          { indexes: [{ fields: ['fresh'], name: 'by_fresh' }], renamedFrom: ['folk', 'people'] },
        ),
        table('cards', {
          user: {
            type: INTEGER,
            renamedFrom: 'owner',
            references: { model: 'users', key: 'id' },
            onDelete: 'CASCADE',
          },
        }),
      ),
      runs: 'something',
      renamed: {
        'people.id': 'users.id',
        'people.old': 'users.fresh',
        'people.mood': 'users.mood',
        'cards.owner': 'cards.user',
      },
      aside: { names: true, from: withoutSequenceNames },
    },
    {
      name: 'a key that becomes another one under its new name',
      before: models(
        table('people', { name: STRING }),
        table('cards', { owner: { type: INTEGER, references: { model: 'people', key: 'id' }, onDelete: 'CASCADE' } }),
      ),
      rows: `INSERT INTO people (name) VALUES ('a'); INSERT INTO cards (owner) VALUES (1)`,
      after: models(
        table('users', { name: STRING }, { renamedFrom: { tableName: 'people' } }),
        table('cards', {
          user: {
            type: INTEGER,
            renamedFrom: 'owner',
            references: { model: 'users', key: 'id' },
            onDelete: 'SET NULL',
          },
        }),
      ),
      // InnoDB gives the index that it makes for a key another name each time.
      dialects: ['postgres', 'sqlite'],
      runs: 'something',
      renamed: { 'people.id': 'users.id', 'people.name': 'users.name', 'cards.owner': 'cards.user' },
      aside: { names: true, from: withoutSequenceNames },
    },
  ],
  ALL,
);

/** A sequence keeps the name that it was made with. */
function withoutSequenceNames(catalog: OracleCatalog): void {
  const names: Record<string, string> = catalog.sequences;
  for (const name of Object.keys(names)) delete names[name];
  for (const { columns } of Object.values(catalog.tables)) {
    for (const column of Object.values(columns)) {
      if (column.default?.startsWith('nextval(')) Object.assign(column, { default: 'nextval' });
    }
  }
}

/** SQLite keeps an index in the words of whoever made it. */
function withOneSpelling({ tables }: OracleCatalog): void {
  for (const { indexes } of Object.values(tables)) {
    for (const [name, text] of Object.entries(indexes)) {
      indexes[name] = text.replaceAll(/[`"]/g, '').replaceAll('!=', '<>');
    }
  }
}
