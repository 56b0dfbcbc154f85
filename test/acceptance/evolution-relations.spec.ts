/** Tables, keys and indexes: what every dialect makes of the same changes, with rows on both sides of every key. */
import { expect } from '@jest/globals';
import { DataTypes, type ModelAttributeColumnOptions } from 'sequelize';
import type { DialectName, TestDatabase } from '../support/database.js';
import { describeEvolutions, type Models, models, table } from '../support/evolution.js';

const ALL: readonly DialectName[] = ['postgres', 'mysql', 'mariadb', 'sqlite'];

const key = { references: { model: 'owners', key: 'id' } };

function family(owner: object, pet: Partial<ModelAttributeColumnOptions> | null, more: object = {}): Models {
  return models(
    table('owners', { n: DataTypes.STRING, ...owner } as never),
    table('pets', {
      n: DataTypes.STRING,
      ...(pet === null ? {} : { owner: { type: DataTypes.INTEGER, ...pet } }),
      ...more,
    } as never),
  );
}

const ROWS = `INSERT INTO owners (n) VALUES ('one'), ('two');
  INSERT INTO pets (n, owner) VALUES ('a', 1), ('b', 1), ('c', 2), ('d', NULL)`;

/** The children are there, and their keys still do what they say. */
async function expectAllFour({ query }: Pick<TestDatabase, 'query'>): Promise<void> {
  expect(await query('SELECT n, owner FROM pets ORDER BY n')).toEqual([
    { n: 'a', owner: 1 },
    { n: 'b', owner: 1 },
    { n: 'c', owner: 2 },
    { n: 'd', owner: null },
  ]);
}

describeEvolutions(
  'relations on any dialect',
  [
    {
      name: 'a new table',
      before: table('things', { a: DataTypes.STRING }),
      rows: `INSERT INTO things (a) VALUES ('x')`,
      after: models(
        table('things', { a: DataTypes.STRING }),
        table('others', { b: { type: DataTypes.STRING(40), unique: true } }, { indexes: [{ fields: ['b', 'id'] }] }),
      ),
      runs: 'something',
    },
    {
      name: 'new tables in a circle with an old one',
      before: table('owners', { n: DataTypes.STRING }),
      rows: `INSERT INTO owners (n) VALUES ('one')`,
      after: models(
        table('owners', {
          n: DataTypes.STRING,
          best: { type: DataTypes.INTEGER, references: { model: 'pets', key: 'id' } },
        }),
        table('pets', { owner: { type: DataTypes.INTEGER, ...key } }),
      ),
      runs: 'something',
    },
    {
      name: 'a join table',
      before: models(table('owners', { n: DataTypes.STRING }), table('pets', { n: DataTypes.STRING })),
      rows: `INSERT INTO owners (n) VALUES ('one'); INSERT INTO pets (n) VALUES ('a')`,
      after: (sequelize) => {
        const options = { timestamps: false };
        const owner = sequelize.define('owners', { n: DataTypes.STRING }, options);
        const pet = sequelize.define('pets', { n: DataTypes.STRING }, options);
        owner.belongsToMany(pet, { through: 'cares', timestamps: false });
        pet.belongsToMany(owner, { through: 'cares', timestamps: false });
      },
      runs: 'something',
    },
    {
      name: 'a table that the models no longer have',
      before: models(table('things', { a: DataTypes.STRING }), table('others', { b: DataTypes.STRING })),
      rows: `INSERT INTO others (b) VALUES ('kept')`,
      after: table('things', { a: DataTypes.STRING }),
      aside: {
        from: ({ tables, sequences }) => {
          delete tables['public.others'];
          delete tables['others'];
          delete sequences['public.others_id_seq'];
        },
      },
    },
    {
      name: 'a key on a new column',
      before: family({}, null),
      rows: `INSERT INTO owners (n) VALUES ('one'); INSERT INTO pets (n) VALUES ('a')`,
      after: family({}, { ...key, onDelete: 'CASCADE' }),
      runs: 'something',
    },
    {
      name: 'a key on a column of a filled table',
      before: family({}, {}),
      rows: ROWS,
      after: family({}, key),
      runs: 'something',
      look: expectAllFour,
    },
    {
      name: 'a key on a column with a row that points at nothing',
      before: family({}, {}),
      rows: `${ROWS}; INSERT INTO pets (owner) VALUES (77)`,
      after: family({}, key),
      held: { codes: ['foreign-key-on-filled-table'] },
    },
    {
      name: 'another action of a key',
      before: family({}, { ...key, onDelete: 'SET NULL' }),
      rows: ROWS,
      after: family({}, { ...key, onDelete: 'CASCADE', onUpdate: 'CASCADE' }),
      runs: 'something',
      look: expectAllFour,
    },
    {
      name: 'P25: the type and the NULL of a column with a key',
      before: family(
        { id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true } },
        { ...key, allowNull: false },
      ),
      rows: `INSERT INTO owners (n) VALUES ('one'); INSERT INTO pets (n, owner) VALUES ('a', 1)`,
      after: family({ id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true } }, key),
      runs: 'something',
    },
    ...(['CASCADE', 'SET NULL', 'RESTRICT'] as const).flatMap((onDelete) => [
      {
        name: `P2: a change of the parent leaves the children of ON DELETE ${onDelete} alone`,
        before: family({ m: DataTypes.STRING(10) }, { ...key, onDelete }),
        rows: ROWS,
        after: family(
          { m: { type: DataTypes.STRING(20), defaultValue: 'x' }, o: DataTypes.INTEGER },
          { ...key, onDelete },
        ),
        runs: 'something' as const,
        look: expectAllFour,
      },
      {
        name: `P2: a change of the child of ON DELETE ${onDelete}`,
        before: family(
          {},
          { ...key, onDelete },
          { m: { type: DataTypes.STRING, allowNull: false, defaultValue: 'y' } },
        ),
        rows: ROWS,
        after: family(
          {},
          { ...key, onDelete },
          { m: { type: DataTypes.STRING, defaultValue: 'x' }, o: DataTypes.BOOLEAN },
        ),
        runs: 'something' as const,
        look: expectAllFour,
      },
    ]),
    {
      name: 'P8: a column with its key that the model no longer has',
      before: family({}, { ...key, onDelete: 'CASCADE' }),
      rows: ROWS,
      after: family({}, null),
      leftovers: (dialect) => [
        'column pets.owner',
        ...({
          postgres: ['foreign-key pets.pets_owner_fkey'],
          mysql: ['foreign-key pets.pets_ibfk_1'],
          mariadb: ['foreign-key pets.pets_ibfk_1'],
          sqlite: ['foreign-key pets.owner'],
        }[dialect] ?? []),
      ],
    },
    {
      name: 'a table that refers to itself',
      before: table('nodes', { n: DataTypes.STRING }),
      rows: `INSERT INTO nodes (n) VALUES ('root')`,
      after: table('nodes', {
        n: DataTypes.STRING,
        above: { type: DataTypes.INTEGER, references: { model: 'nodes', key: 'id' }, onDelete: 'SET NULL' },
      }),
      runs: 'something',
    },
    {
      name: 'an index added',
      before: table('things', { a: DataTypes.STRING(40), b: DataTypes.INTEGER }),
      rows: `INSERT INTO things (a) VALUES ('x'), ('x')`,
      after: table('things', { a: DataTypes.STRING(40), b: DataTypes.INTEGER }, { indexes: [{ fields: ['a', 'b'] }] }),
      runs: 'something',
    },
    {
      name: 'an index of the same name over other columns: replaced',
      before: table(
        'things',
        { a: DataTypes.STRING(40), b: DataTypes.INTEGER },
        { indexes: [{ name: 'mine', fields: ['a'] }] },
      ),
      rows: `INSERT INTO things (a) VALUES ('x'), ('x')`,
      after: table(
        'things',
        { a: DataTypes.STRING(40), b: DataTypes.INTEGER },
        { indexes: [{ name: 'mine', fields: ['b', 'a'] }] },
      ),
      runs: 'something',
    },
    {
      name: 'an index removed from the model: left over',
      before: table('things', { a: DataTypes.STRING(40) }, { indexes: [{ name: 'mine', fields: ['a'] }] }),
      rows: `INSERT INTO things (a) VALUES ('x')`,
      after: table('things', { a: DataTypes.STRING(40) }),
      leftovers: ['index things.mine'],
    },
    {
      name: 'a unique added on an empty table',
      before: table('things', { a: DataTypes.STRING(40) }),
      after: table('things', { a: { type: DataTypes.STRING(40), unique: true } }),
      runs: 'something',
    },
    {
      name: 'a unique added on a filled table',
      before: table('things', { a: DataTypes.STRING(40) }),
      rows: `INSERT INTO things (a) VALUES ('x'), ('x')`,
      after: table('things', { a: { type: DataTypes.STRING(40), unique: true } }),
      held: { codes: ['unique-on-filled-table'] },
    },
    {
      name: 'P6: named, over two columns',
      before: table('things', { a: DataTypes.STRING(40), b: DataTypes.INTEGER }),
      after: table('things', {
        a: { type: DataTypes.STRING(40), unique: 'both' },
        b: { type: DataTypes.INTEGER, unique: 'both' },
      }),
      runs: 'something',
    },
    {
      name: 'P5: the same unique after many boots',
      before: table('things', { a: { type: DataTypes.STRING(40), unique: true } }),
      rows: `INSERT INTO things (a) VALUES ('x')`,
      after: table('things', { a: { type: DataTypes.STRING(40), unique: true } }),
    },
    {
      name: 'a primary key of other columns, on a filled table',
      before: table('things', {
        a: { type: DataTypes.STRING(40), primaryKey: true },
        b: { type: DataTypes.STRING(40), primaryKey: true },
      }),
      rows: `INSERT INTO things (a, b) VALUES ('x', 'kept')`,
      after: table('things', { a: { type: DataTypes.STRING(40), primaryKey: true } }),
      runs: 'something',
      aside: {
        // Raw Sequelize leaves the NOT NULL of a key of one to the server, and SQLite has none.
        from: ({ tables }) => Object.assign(tables['things']?.columns['a'] ?? {}, { nullable: true }),
      },
      leftovers: ['column things.b'],
    },
    {
      name: 'a primary key of other columns, where two rows have the same',
      before: table('things', {
        a: { type: DataTypes.STRING(40), primaryKey: true },
        b: { type: DataTypes.STRING(40), primaryKey: true },
      }),
      rows: `INSERT INTO things (a, b) VALUES ('x', 'kept'), ('x', 'too')`,
      after: table('things', { a: { type: DataTypes.STRING(40), primaryKey: true } }),
      held: { codes: ['primary-key-change'] },
      leftovers: ['column things.b'],
    },
  ],
  ALL,
);
