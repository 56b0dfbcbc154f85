import { DataTypes, Sequelize } from 'sequelize';
import type { ModelAttributes } from 'sequelize';
import { type ModelCase, one } from './model-case.js';

/** One column for each default, named by position. */
export function defaults(type: () => unknown, ...values: readonly unknown[]): ModelAttributes {
  return Object.fromEntries(
    values.map((value, position) => [`d${position}`, { type: type() as never, defaultValue: value }]),
  );
}

const ODD_TEXTS: readonly string[] = [
  '',
  ' ',
  'a;b',
  "it's",
  "''",
  'say "hi"',
  'a\\b',
  '\\',
  "\\'",
  'is NOT NULL ok',
  'DEFAULT 1',
  'UNIQUE',
  'REFERENCES users (id)',
  'ENUM(a)',
  'NULL',
  'null',
  'true',
  '0',
  '-1',
  'now()',
  'CURRENT_TIMESTAMP',
  'äöü 日本語 🙂',
  'two\nlines',
  'tab\tand\rreturn',
  '{}',
  '{a,b}',
  '[]',
  "a'::text",
  '-- no comment',
  '/* no */',
  '$1 ?  :name',
  '$$dollar$$',
  '%s',
];

/** Words that raw Sequelize cuts out of a definition, whatever they mean there. */
const TORN_TEXTS = ['PRIMARY KEY', 'a COMMENT b', 'COMMENT x', 'SERIAL', 'IDENTITY', "' NOT NULL", 'x PRIMARY KEY y'];

export const defaultCases: readonly ModelCase[] = [
  one('P7 defaults of strings', () => defaults(() => DataTypes.STRING, ...ODD_TEXTS)),
  one('P7 defaults of texts', () => defaults(() => DataTypes.TEXT, ...ODD_TEXTS)),
  one('P7 defaults of required strings', () =>
    Object.fromEntries(
      Object.entries(defaults(() => DataTypes.STRING(40), ...ODD_TEXTS)).map(([name, attribute]) => [
        name,
        { ...(attribute as object), allowNull: false } as never,
      ]),
    ),
  ),
  one(
    'P7 defaults that raw Sequelize tears apart',
    () => ({
      ...defaults(() => DataTypes.STRING, ...TORN_TEXTS),
      ...Object.fromEntries(
        Object.entries(defaults(() => DataTypes.TEXT, ...TORN_TEXTS)).map(([name, attribute]) => [
          `required_${name}`,
          { ...(attribute as object), allowNull: false, comment: 'PRIMARY KEY; COMMENT' } as never,
        ]),
      ),
    }),
    { oracle: 'none' },
  ),
  one('defaults of chars', () => ({
    ...defaults(() => DataTypes.CHAR(5), 'a', 'abcde', '', "a'b"),
    one: { type: DataTypes.CHAR, defaultValue: 'x' },
    number: { type: DataTypes.STRING, defaultValue: 5 },
    fraction: { type: DataTypes.TEXT, defaultValue: 1.5 },
    boolean: { type: DataTypes.STRING, defaultValue: false },
    longer: { type: DataTypes.STRING(3), defaultValue: 'abc' },
  })),
  one('defaults of integers', () => ({
    ...defaults(() => DataTypes.INTEGER, 0, 1, -1, 2147483647, -2147483648, '7', '-7', '007', ' 8 ', 3),
    float: { type: DataTypes.INTEGER, defaultValue: 1.0 },
    small: { type: DataTypes.SMALLINT, defaultValue: -32768 },
    smallText: { type: DataTypes.SMALLINT, defaultValue: '5' },
  })),
  one('defaults of bigints', () =>
    defaults(
      () => DataTypes.BIGINT,
      0,
      -1,
      5,
      2147483648,
      -2147483649,
      9007199254740991,
      '9007199254740993',
      '-9223372036854775808',
      '9223372036854775807',
      BigInt('9007199254740993'),
    ),
  ),
  one('defaults of decimals', () => ({
    ...defaults(
      () => DataTypes.DECIMAL,
      0,
      1.5,
      -1.5,
      1e21,
      1e-7,
      '0',
      '0.00',
      '-0.5',
      '123456789012345678901234567890.5',
      'NaN',
    ),
    scaled: { type: DataTypes.DECIMAL(10, 2), defaultValue: 0 },
    scaledText: { type: DataTypes.DECIMAL(10, 2), defaultValue: '0.00' },
    scaledFraction: { type: DataTypes.DECIMAL(10, 2), defaultValue: 1.5 },
    scaledNegative: { type: DataTypes.DECIMAL(10, 2), defaultValue: -1.05 },
    rounded: { type: DataTypes.DECIMAL(10, 1), defaultValue: 1.55 },
  })),
  one('defaults of floats', () => ({
    ...defaults(() => DataTypes.FLOAT, 0, 1, -1, 1.5, 0.1, 1e21, 1e-7, 1.5e300, Infinity, -Infinity, NaN, '2.5', -0),
    real: { type: DataTypes.REAL, defaultValue: 1e-7 },
    realFraction: { type: DataTypes.REAL, defaultValue: 0.1 },
    double: { type: DataTypes.DOUBLE, defaultValue: -2.25 },
  })),
  one('defaults of booleans', () => ({
    ...defaults(() => DataTypes.BOOLEAN, true, false, 'true', 'false', 't', 'no', 'on', Sequelize.literal('TRUE')),
    required: { type: DataTypes.BOOLEAN, allowNull: false, defaultValue: false },
  })),
  one('defaults of dates', () => ({
    ...defaults(
      () => DataTypes.DATE,
      new Date('2020-01-02T03:04:05.678Z'),
      new Date('1969-12-31T23:59:59.999Z'),
      '2020-01-02T03:04:05Z',
      '2020-01-02 03:04:05+02',
      '2020-01-02',
      new Date('2020-07-01T00:00:00Z'),
      DataTypes.NOW,
      Sequelize.fn('now'),
      Sequelize.fn('NOW'),
      Sequelize.literal('CURRENT_TIMESTAMP'),
      Sequelize.literal('current_timestamp'),
      Sequelize.literal('now()'),
      Sequelize.literal("now() + interval '1 day'"),
      Sequelize.literal("(now() at time zone 'utc')"),
      Sequelize.literal('CURRENT_TIMESTAMP(3)'),
      Sequelize.literal('statement_timestamp()'),
      Sequelize.literal('clock_timestamp()'),
      Sequelize.literal("'infinity'"),
      Sequelize.literal("timestamptz '2020-01-01 00:00:00+00'"),
      Sequelize.fn('date_trunc', 'day', Sequelize.fn('now')),
    ),
    precise: { type: DataTypes.DATE(3), defaultValue: new Date('2020-01-02T03:04:05.678Z') },
    preciseNow: { type: DataTypes.DATE(6), defaultValue: Sequelize.literal('CURRENT_TIMESTAMP(6)') },
    day: { type: DataTypes.DATEONLY, defaultValue: '2020-01-02' },
    dayOfDate: { type: DataTypes.DATEONLY, defaultValue: new Date('2020-01-02T12:00:00Z') },
    dayNow: { type: DataTypes.DATEONLY, defaultValue: DataTypes.NOW },
    dayMade: { type: DataTypes.DATEONLY, defaultValue: Sequelize.literal('CURRENT_DATE') },
    dayCast: { type: DataTypes.DATEONLY, defaultValue: Sequelize.literal('now()::date') },
    time: { type: DataTypes.TIME, defaultValue: '10:30' },
    timeLong: { type: DataTypes.TIME, defaultValue: '10:30:15.25' },
    timeNow: { type: DataTypes.TIME, defaultValue: Sequelize.literal('LOCALTIME') },
  })),
  one(
    'comments',
    () => ({
      plain: { type: DataTypes.STRING, comment: 'plain' },
      odd: { type: DataTypes.STRING, comment: 'it\'s; a "COMMENT" \\ with\nlines' },
      words: { type: DataTypes.STRING, allowNull: false, defaultValue: 'x', comment: 'NOT NULL DEFAULT 5 PRIMARY KEY' },
      unicode: { type: DataTypes.STRING, comment: '日本 🙂' },
      empty: { type: DataTypes.STRING, comment: '' },
      key: { type: DataTypes.INTEGER, comment: 'REFERENCES nothing' },
      list: { type: DataTypes.ARRAY(DataTypes.STRING), comment: 'a list' },
      json: { type: DataTypes.JSONB, defaultValue: {}, comment: 'json' },
      unique: { type: DataTypes.STRING, unique: true, comment: 'UNIQUE' },
    }),
    { comment: 'it\'s; a table\'s "COMMENT"' },
  ),
  one('P14 comments of enums', () => ({
    kind: { type: DataTypes.ENUM('a', 'b'), comment: 'which' },
    defaulted: { type: DataTypes.ENUM('a', 'b'), defaultValue: 'a', comment: "it's" },
    kinds: { type: DataTypes.ARRAY(DataTypes.ENUM('a', 'b')), comment: 'which ones' },
  })),
];
