import { DataTypes } from 'sequelize';
import { type ModelCase, one, POSTGRES, SQLITE } from './model-case.js';

/** MySQL wants a counter to be a key. */
const WITHOUT_MYSQL = [...POSTGRES, ...SQLITE];

export const keyCases: readonly ModelCase[] = [
  one(
    'P6 uniques in all spellings',
    () => ({
      plain: { type: DataTypes.STRING, unique: true },
      named: { type: DataTypes.STRING, unique: 'P6_named' },
      left: { type: DataTypes.STRING, unique: 'P6_pair' },
      right: { type: DataTypes.INTEGER, unique: 'P6_pair' },
      object: { type: DataTypes.STRING, unique: { name: 'P6_object', msg: 'taken' } },
      unnamed: { type: DataTypes.STRING, unique: { msg: 'taken' } as never },
      first: { type: DataTypes.STRING, unique: { name: 'P6_group', msg: 'taken' } },
      second: { type: DataTypes.STRING, unique: { name: 'P6_group', msg: 'taken' } },
      no: { type: DataTypes.STRING, unique: false },
      fielded: { type: DataTypes.STRING, field: 'stored_as', unique: true },
      fieldedNamed: { type: DataTypes.STRING, field: 'stored_named', unique: 'P6_fielded' },
      indexed: { type: DataTypes.STRING },
      both: { type: DataTypes.STRING, unique: true },
    }),
    {
      indexes: [
        { unique: true, fields: ['indexed'] },
        { unique: true, fields: ['both'], name: 'P6_both' },
        { unique: true, fields: ['plain', 'indexed'], name: 'P6_composite' },
      ],
    },
  ),
  one('unique enums and keys', () => ({
    id: { type: DataTypes.UUID, primaryKey: true, unique: true },
    kind: { type: DataTypes.ENUM('a', 'b'), unique: true },
    email: { type: DataTypes.STRING, unique: true, allowNull: false },
  })),
  one('uniqueKeys as an option', () => ({ a: DataTypes.INTEGER, b: DataTypes.INTEGER }), {
    uniqueKeys: { whatever: { fields: ['a', 'b'] } },
  } as never),
  one('composite key', () => ({
    left: { type: DataTypes.UUID, primaryKey: true },
    right: { type: DataTypes.INTEGER, primaryKey: true },
    rest: DataTypes.TEXT,
  })),
  one(
    'composite key out of order',
    () => ({
      rest: DataTypes.TEXT,
      z: { type: DataTypes.INTEGER, primaryKey: true },
      middle: DataTypes.TEXT,
      a: { type: DataTypes.INTEGER, primaryKey: true, unique: true },
    }),
    { timestamps: false },
  ),
  one(
    'composite key with a counter',
    () => ({
      tenant: { type: DataTypes.INTEGER, primaryKey: true },
      id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
    }),
    { dialects: POSTGRES },
  ),
  one(
    'composite key that begins with a counter',
    () => ({
      id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
      tenant: { type: DataTypes.INTEGER, primaryKey: true },
    }),
    { dialects: ['postgres', 'mysql', 'mariadb'] },
  ),
  one('no primary key', () => ({ a: DataTypes.STRING }), { timestamps: false }),
  {
    name: 'no primary key at all',
    define: (sequelize) => {
      const model = sequelize.define(
        'WithoutKey',
        { a: DataTypes.STRING, b: DataTypes.INTEGER },
        { timestamps: false },
      );
      model.removeAttribute('id');
    },
  },
  one('string key', () => ({ code: { type: DataTypes.STRING(8), primaryKey: true } })),
  one('key with a field', () => ({
    key: { type: DataTypes.BIGINT, primaryKey: true, autoIncrement: true, field: 'the_key' },
  })),
  one('bigint counter', () => ({ id: { type: DataTypes.BIGINT, primaryKey: true, autoIncrement: true } })),
  one('smallint counter', () => ({ id: { type: DataTypes.SMALLINT, primaryKey: true, autoIncrement: true } })),
  one('identity', () => ({
    id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true, autoIncrementIdentity: true },
  })),
  one('bigint identity', () => ({
    id: { type: DataTypes.BIGINT, primaryKey: true, autoIncrement: true, autoIncrementIdentity: true },
  })),
  one(
    'P47 counter outside the key',
    () => ({
      id: { type: DataTypes.UUID, primaryKey: true },
      number: { type: DataTypes.INTEGER, autoIncrement: true },
    }),
    { dialects: WITHOUT_MYSQL },
  ),
  one('P47 unique counter outside the key', () => ({
    id: { type: DataTypes.UUID, primaryKey: true },
    number: { type: DataTypes.BIGINT, autoIncrement: true, allowNull: false, unique: true, comment: 'counts' },
  })),
  one(
    'identity outside the key',
    () => ({
      id: { type: DataTypes.UUID, primaryKey: true },
      number: { type: DataTypes.INTEGER, autoIncrement: true, autoIncrementIdentity: true, allowNull: false },
    }),
    { dialects: WITHOUT_MYSQL },
  ),
];
