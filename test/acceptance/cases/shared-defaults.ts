import { DataTypes, Sequelize } from 'sequelize';
import { defaults } from './columns.js';
import { type ModelCase, MYSQL, one, only, SQLITE } from './model-case.js';

/** What MySQL, MariaDB and SQLite keep of defaults; those of PostgreSQL go much further and have tables of their own. */
export const sharedDefaultCases: readonly ModelCase[] = [
  one('defaults of whole numbers', () => ({
    ...defaults(() => DataTypes.INTEGER, 0, 1, -1, 2147483647, -2147483648, '7', '-7'),
    big: { type: DataTypes.BIGINT, defaultValue: '9007199254740993' },
    bigNegative: { type: DataTypes.BIGINT, defaultValue: -9007199254740991 },
    required: { type: DataTypes.INTEGER, allowNull: false, defaultValue: 0 },
  })),
  one('defaults of fractions', () => ({
    ...defaults(() => DataTypes.DECIMAL(10, 2), 0, 1.5, -1.05, '0.00', '12', 3),
    float: { type: DataTypes.FLOAT, defaultValue: 1.5 },
    floatZero: { type: DataTypes.FLOAT, defaultValue: 0 },
    double: { type: DataTypes.DOUBLE, defaultValue: -2.25 },
    tiny: { type: DataTypes.DOUBLE, defaultValue: 1e-7 },
    huge: { type: DataTypes.DOUBLE, defaultValue: 1e21 },
    real: { type: DataTypes.REAL, defaultValue: 0.1 },
  })),
  one('defaults of flags', () => ({
    yes: { type: DataTypes.BOOLEAN, defaultValue: true },
    no: { type: DataTypes.BOOLEAN, allowNull: false, defaultValue: false },
    literal: { type: DataTypes.BOOLEAN, defaultValue: Sequelize.literal('TRUE') },
    nothing: { type: DataTypes.BOOLEAN, defaultValue: null },
  })),
  one('defaults of moments', () => ({
    fixed: { type: DataTypes.DATE, defaultValue: new Date('2020-01-02T03:04:05Z') },
    precise: { type: DataTypes.DATE(3), defaultValue: new Date('2020-01-02T03:04:05.678Z') },
    text: { type: DataTypes.DATE, defaultValue: '2020-01-02 03:04:05' },
    made: { type: DataTypes.DATE, defaultValue: Sequelize.literal('CURRENT_TIMESTAMP') },
    client: { type: DataTypes.DATE, defaultValue: DataTypes.NOW },
    day: { type: DataTypes.DATEONLY, defaultValue: '2020-01-02' },
    time: { type: DataTypes.TIME, defaultValue: '10:30:15' },
  })),
  one('defaults of keys made by the client', () => ({
    id: { type: DataTypes.UUID, primaryKey: true, defaultValue: DataTypes.UUIDV4 },
    other: { type: DataTypes.UUID, defaultValue: DataTypes.UUIDV1 },
    fixed: { type: DataTypes.UUID, defaultValue: 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11' },
  })),
  one('defaults of documents and enums', () => ({
    json: { type: DataTypes.JSON, defaultValue: { a: [1, "it's"] } },
    blob: { type: DataTypes.BLOB, defaultValue: Buffer.from('ab') },
    kind: { type: DataTypes.ENUM('a', "b'c", 'd'), defaultValue: "b'c" },
    required: { type: DataTypes.ENUM('x', 'y'), allowNull: false, defaultValue: 'x' },
  })),
  one('comments in quotes', () => ({
    plain: { type: DataTypes.STRING, comment: 'plain' },
    odd: { type: DataTypes.STRING, comment: 'it\'s; a "remark" \\ with\nlines' },
    unicode: { type: DataTypes.STRING, allowNull: false, defaultValue: 'x', comment: 'äöü 日本' },
    number: { type: DataTypes.INTEGER, defaultValue: 3, comment: 'a %s and a ? and a :name' },
  })),
  ...only(MYSQL, [
    one('MySQL defaults that are expressions', () => ({
      uuid: { type: DataTypes.STRING(36), defaultValue: Sequelize.literal('(uuid())') },
      sum: { type: DataTypes.INTEGER, defaultValue: Sequelize.literal('(1 + 2)') },
      fn: { type: DataTypes.DATE, defaultValue: Sequelize.fn('now') },
      today: { type: DataTypes.DATEONLY, defaultValue: Sequelize.literal('(current_date())') },
      json: { type: 'JSON', defaultValue: Sequelize.literal('(json_array())') },
      text: { type: 'TEXT', defaultValue: Sequelize.literal("('it''s')") },
      bits: { type: 'BIT(3)', defaultValue: Sequelize.literal("b'101'") },
      bytes: { type: 'BINARY(2)', defaultValue: Sequelize.literal("x'6162'") },
      nothing: { type: DataTypes.STRING, defaultValue: Sequelize.literal('NULL') },
    })),
    one('MySQL comments of many characters', () => ({ long: { type: DataTypes.STRING, comment: 'x'.repeat(1024) } }), {
      comment: 'y'.repeat(2048),
    }),
  ]),
  ...only(SQLITE, [
    one('counters of SQLite', () => ({
      id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
      name: { type: DataTypes.STRING, unique: true },
    })),
    one('key without a counter of SQLite', () => ({ id: { type: DataTypes.INTEGER, primaryKey: true } })),
  ]),
];
