import { DataTypes, Sequelize } from 'sequelize';
import { type ModelCase, one } from './model-case.js';

/** Not in the table: each database that is made from it holds another time. */
export const clockCase: ModelCase = one('P55 words that mean the time', () => ({
  a: { type: DataTypes.DATE, defaultValue: Sequelize.literal("'now'") },
  b: { type: DataTypes.DATEONLY, defaultValue: Sequelize.literal("'today'") },
  c: { type: DataTypes.DATE, defaultValue: Sequelize.literal("'now'::timestamptz") },
  d: { type: DataTypes.TIME, defaultValue: Sequelize.literal("('now')") },
}));

/** What few people write, and the server takes. */
export const oddCases: readonly ModelCase[] = [
  one('decimals of odd scales', () => ({
    a: DataTypes.DECIMAL(10, -2),
    b: DataTypes.DECIMAL(1000, 5),
    c: { type: DataTypes.DECIMAL(5, 5), defaultValue: 0.12345 },
  })),
  one('fields with quotes and other signs', () => ({
    'a"b': DataTypes.STRING,
    'back\\slash': DataTypes.STRING,
    'new\nline': DataTypes.INTEGER,
    'tab\t': { type: DataTypes.ENUM('x'), field: 'tab\t' },
    ' lead': DataTypes.STRING,
  })),
  one('defaults longer than their column', () => ({
    a: { type: DataTypes.STRING(3), defaultValue: 'abcdef' },
    b: { type: DataTypes.CHAR(3), defaultValue: 'abcdef' },
  })),
  one('defaults of binaries', () => ({
    a: { type: DataTypes.STRING(255, true), defaultValue: Buffer.from('abc') },
    b: { type: DataTypes.BLOB, defaultValue: 'abc' },
    c: { type: DataTypes.STRING(5, true), defaultValue: 'abc' },
    d: { type: DataTypes.ARRAY(DataTypes.BLOB), defaultValue: [Buffer.from('a')] },
  })),
  one('constants written in another type', () => ({
    a: { type: DataTypes.TEXT, defaultValue: 1e21 },
    b: { type: DataTypes.UUID, defaultValue: Sequelize.literal("'{a0eebc999c0b4ef8bb6d6bb9bd380a11}'") },
    c: { type: DataTypes.BOOLEAN, defaultValue: Sequelize.literal("'yes'") },
    d: { type: DataTypes.INTEGER, defaultValue: Sequelize.literal("'5'::text::int") },
    e: { type: DataTypes.INTEGER, defaultValue: 2.5 },
    f: { type: DataTypes.DECIMAL(10, 2), defaultValue: '1e3' },
  })),
  one('defaults of json in other spellings', () => ({
    a: { type: DataTypes.JSONB, defaultValue: 'x' },
    b: { type: DataTypes.JSON, defaultValue: Sequelize.literal(`'{ "b" : 1.0, "a" : [ 1 , 2 ] }'`) },
    c: { type: DataTypes.JSONB, defaultValue: Sequelize.literal(`'{"a":1,"a":2,"n":1.10}'`) },
    d: { type: DataTypes.JSONB, defaultValue: null },
    e: { type: DataTypes.JSONB, defaultValue: { u: '\u2028', d: new Date(0) } },
    f: { type: DataTypes.ARRAY(DataTypes.JSON), defaultValue: [{ a: 'it\'s, "x" \\ {}' }] },
  })),
  one('defaults of dates in other spellings', () => ({
    a: { type: DataTypes.DATE, defaultValue: 0 },
    b: { type: DataTypes.DATE, defaultValue: 1577934245678 },
    c: { type: DataTypes.DATEONLY, defaultValue: '2020-1-2' },
    d: { type: DataTypes.TIME, defaultValue: '9:05' },
    e: { type: 'timestamp', defaultValue: Sequelize.literal("timezone('utc', now())") },
    f: { type: DataTypes.ARRAY(DataTypes.TIME), defaultValue: ['10:00'] },
    g: { type: DataTypes.DATE, defaultValue: '2020-01-02T03:04:05.678+02:00' },
    h: { type: DataTypes.DATE(0), defaultValue: new Date('2020-01-02T03:04:05.678Z') },
  })),
  one('defaults of odd ranges and addresses', () => ({
    a: { type: DataTypes.RANGE(DataTypes.INTEGER), defaultValue: [] },
    c: { type: DataTypes.RANGE(DataTypes.DECIMAL), defaultValue: [1.5, 2.5] },
    d: { type: DataTypes.ARRAY(DataTypes.RANGE(DataTypes.INTEGER)), defaultValue: [[1, 2]] },
    e: { type: DataTypes.ARRAY(DataTypes.INET), defaultValue: ['10.0.0.1', '::1'] },
    f: { type: DataTypes.INET, defaultValue: '::0001' },
    g: { type: DataTypes.CIDR, defaultValue: '10/8' },
  })),
  one(
    'P57 more generated columns',
    () => ({
      first: DataTypes.STRING,
      last: DataTypes.STRING,
      full: { type: `VARCHAR(511) GENERATED ALWAYS AS ("first" || ' ' || "last") STORED` },
      price: DataTypes.DECIMAL(10, 2),
      gross: { type: 'NUMERIC(12,2) GENERATED ALWAYS AS (round(price * 1.19, 2)) STORED', allowNull: false },
      j: DataTypes.JSONB,
      k: { type: `TEXT GENERATED ALWAYS AS (j->>'k') STORED UNIQUE` },
      low: { type: `TEXT GENERATED ALWAYS AS (lower(first)) STORED`, comment: 'c' },
    }),
    { indexes: [{ fields: ['low'] }, { fields: ['full'], unique: true }] },
  ),
];
