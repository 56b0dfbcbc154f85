import { createRequire } from 'node:module';
import { DataTypes, Sequelize } from 'sequelize';
import type { ModelAttributes } from 'sequelize';
import { type ModelCase, one } from './model-case.js';

/** DataTypes.HSTORE asks for it when a model is defined. */
function hasPackage(name: string): boolean {
  try {
    return createRequire(`${process.cwd()}/`).resolve(name) !== '';
  } catch {
    return false;
  }
}

/** Attributes named by position, for types whose names say all. */
function columns(...types: readonly unknown[]): ModelAttributes {
  return Object.fromEntries(types.map((type, position) => [`c${position}`, { type: type as never }]));
}

/** Spellings that Sequelize takes and its types do not declare. */
const Undeclared = DataTypes as unknown as Readonly<
  Record<
    'STRING' | 'SMALLINT' | 'INTEGER' | 'BIGINT' | 'NUMERIC',
    ((...sizes: number[]) => unknown) & { readonly BINARY: unknown }
  >
>;

const SCALARS = (): readonly unknown[] => [
  DataTypes.STRING,
  DataTypes.STRING(10),
  DataTypes.STRING(20, true),
  Undeclared.STRING.BINARY,
  DataTypes.CHAR,
  DataTypes.CHAR(5),
  DataTypes.CHAR(5, true),
  DataTypes.TEXT,
  DataTypes.TEXT('tiny'),
  DataTypes.TEXT('medium'),
  DataTypes.TEXT({ length: 'long' }),
  DataTypes.SMALLINT,
  Undeclared.SMALLINT(3),
  DataTypes.INTEGER,
  Undeclared.INTEGER(11),
  DataTypes.INTEGER.UNSIGNED,
  DataTypes.INTEGER.UNSIGNED.ZEROFILL,
  DataTypes.INTEGER({ length: 5 }),
  DataTypes.BIGINT,
  Undeclared.BIGINT(20),
  DataTypes.BIGINT.UNSIGNED,
  DataTypes.FLOAT,
  DataTypes.FLOAT(11),
  DataTypes.FLOAT(30),
  DataTypes.FLOAT(11, 10),
  DataTypes.REAL,
  DataTypes.REAL(11),
  DataTypes.REAL(11, 12),
  DataTypes.DOUBLE,
  DataTypes.DOUBLE(11),
  DataTypes.DOUBLE(11, 10),
  DataTypes.DOUBLE.UNSIGNED,
  DataTypes.DECIMAL,
  DataTypes.DECIMAL(10),
  DataTypes.DECIMAL(10, 2),
  DataTypes.DECIMAL({ precision: 8, scale: 3 }),
  Undeclared.NUMERIC,
  Undeclared.NUMERIC(4, 0),
  DataTypes.BOOLEAN,
  DataTypes.TIME,
  DataTypes.DATE,
  DataTypes.DATE(3),
  DataTypes.DATE(6),
  DataTypes.DATEONLY,
  DataTypes.UUID,
  DataTypes.BLOB,
  DataTypes.BLOB('tiny'),
  DataTypes.BLOB('long'),
  DataTypes.JSON,
  DataTypes.JSONB,
  DataTypes.RANGE,
  DataTypes.RANGE(DataTypes.INTEGER),
  DataTypes.RANGE(DataTypes.BIGINT),
  DataTypes.RANGE(DataTypes.DECIMAL),
  DataTypes.RANGE(DataTypes.DATE),
  DataTypes.RANGE(DataTypes.DATEONLY),
  DataTypes.CIDR,
  DataTypes.INET,
  DataTypes.MACADDR,
  DataTypes.TSVECTOR,
];

/** Sequelize prints these as no type once they stand in a nested array. */
const NESTS = (): readonly unknown[] => [
  DataTypes.STRING,
  DataTypes.TEXT,
  DataTypes.INTEGER,
  DataTypes.BIGINT,
  DataTypes.DECIMAL(10, 2),
  DataTypes.UUID,
  DataTypes.JSONB,
];

/** The class itself: what Sequelize exports in its place makes plain ones of subclasses. */
const AbstractType = DataTypes.ABSTRACT.prototype.constructor as unknown as new () => { toSql(): string };

class Money extends AbstractType {
  static readonly key = 'MONEY';
  readonly key = 'MONEY';
  override toSql(): string {
    return 'MONEY';
  }
}

class Point extends AbstractType {
  static readonly key = 'POINT';
  readonly key = 'POINT';
  override toSql(): string {
    return 'point';
  }
}

class LongText extends AbstractType {
  static readonly key = 'LONGTEXT';
  readonly key = 'LONGTEXT';
  override toSql(): string {
    return 'VARCHAR(4000)';
  }
}

const TEXTS = [
  'TSVECTOR',
  'VARCHAR',
  'VARCHAR(10)',
  'varchar(10)[]',
  'character varying (12)',
  'CHAR(3)',
  'character',
  'bpchar',
  'TEXT',
  'text[][]',
  'int',
  'int2',
  'INT4',
  'int8[]',
  'integer ARRAY',
  'integer[3]',
  'float',
  'float4',
  'float8',
  'float(24)',
  'float(25)',
  'double precision',
  'numeric(12, 3)',
  'numeric(5)',
  'decimal',
  'dec(6,1)',
  'bool',
  'timestamp',
  'timestamp(3)',
  'timestamp(3) without time zone',
  'timestamptz',
  'TIMESTAMP(0) WITH TIME ZONE',
  'time',
  'timetz(2)',
  'time with time zone',
  'date',
  'interval',
  'interval(3)',
  'interval day to second(3)',
  'interval year to month',
  'money',
  'xml',
  'bit',
  'bit(3)',
  'bit varying(5)',
  'varbit',
  'point',
  'line',
  'lseg',
  'box',
  'path',
  'polygon',
  'circle',
  'macaddr8',
  'pg_lsn',
  'oid',
  'regclass',
  'name',
  '"char"',
  'tsquery',
  'int4range',
  'tstzrange',
  'daterange[]',
  'int4multirange',
  'jsonpath',
  'txid_snapshot',
  'pg_catalog.int4',
  'national character varying(7)',
  'nchar(4)',
];

export const typeCases: readonly ModelCase[] = [
  one('scalar types', () => columns(...SCALARS())),
  one('arrays of scalars', () => columns(...SCALARS().map((type) => DataTypes.ARRAY(type as never)))),
  one('nested arrays', () =>
    columns(
      ...NESTS().map((type) => DataTypes.ARRAY(DataTypes.ARRAY(type as never))),
      DataTypes.ARRAY(DataTypes.ARRAY(DataTypes.ARRAY(DataTypes.INTEGER))),
    ),
  ),
  one('types as texts', () => columns(...TEXTS)),
  one('P57 types as texts with more in them', () => ({
    n: { type: DataTypes.INTEGER },
    s: { type: DataTypes.TEXT },
    generated: { type: 'TEXT GENERATED ALWAYS AS (upper("s")) STORED' },
    sum: { type: 'INTEGER GENERATED ALWAYS AS (n * 2 + 1) STORED' },
    vector: { type: "tsvector GENERATED ALWAYS AS (to_tsvector('english', coalesce(s, ''))) STORED" },
    collated: { type: 'TEXT COLLATE "C"' },
    collatedLonger: { type: 'varchar(20) collate pg_catalog."C"' },
    stated: { type: 'INTEGER NOT NULL DEFAULT 5' },
    moved: { type: 'timestamptz default now()' },
    unique: { type: 'TEXT UNIQUE' },
    checked: { type: 'INTEGER CHECK (checked > 0)' },
    named: {
      type: "TEXT NOT NULL DEFAULT 'x' CONSTRAINT short_text CHECK (length(named) < 10 AND named <> 'CHECK (y)')",
    },
  })),
  one('serials as texts', () => ({
    id: { type: 'SERIAL', primaryKey: true },
    small: { type: 'smallserial' },
    big: { type: 'bigserial' },
    four: { type: 'serial4' },
  })),
  one('identity as text', () => ({
    id: { type: 'integer GENERATED BY DEFAULT AS IDENTITY', primaryKey: true },
    other: { type: 'BIGINT GENERATED ALWAYS AS IDENTITY' },
  })),
  one('custom classes of types', () => columns(new Money(), new Point(), new LongText(), Money)),
  one('arrays of custom classes', () => columns(DataTypes.ARRAY(new Money() as never))),
  one(
    'citext',
    () => ({
      c: { type: DataTypes.CITEXT, defaultValue: 'Aa' },
      d: { type: 'citext', unique: true },
      e: { type: DataTypes.ARRAY(DataTypes.CITEXT), defaultValue: ['Aa', 'b'] },
    }),
    { extensions: ['citext'] },
  ),
  one(
    'hstore',
    () => ({
      ...(hasPackage('pg-hstore')
        ? { a: { type: DataTypes.HSTORE, defaultValue: { a: 'b' } }, b: { type: DataTypes.ARRAY(DataTypes.HSTORE) } }
        : {}),
      c: { type: 'HSTORE' },
      d: { type: 'hstore', defaultValue: Sequelize.literal("'a=>1'::hstore") },
      e: { type: 'hstore[]' },
    }),
    { extensions: ['hstore'] },
  ),
  one(
    'types of other extensions',
    () => ({
      tree: { type: 'ltree' },
      cube: { type: 'cube' },
      many: { type: 'ltree[]' },
      range: { type: 'seg' },
    }),
    { extensions: ['ltree', 'cube', 'seg'] },
  ),
  one(
    'postgis',
    () => ({
      any: { type: DataTypes.GEOMETRY },
      point: { type: DataTypes.GEOMETRY('POINT') },
      polygon: { type: DataTypes.GEOMETRY('POLYGON', 4326) },
      place: { type: DataTypes.GEOGRAPHY },
      there: { type: DataTypes.GEOGRAPHY('POINT', 4326) },
      text: { type: 'geometry(MultiPolygon, 4326)' },
      many: { type: DataTypes.ARRAY(DataTypes.GEOMETRY('POINT')) },
    }),
    { extensions: ['postgis'], indexes: [{ fields: ['point'], using: 'gist' }] },
  ),
  one(
    'P57 domains, composites and ranges of ones own',
    () => ({
      positive: { type: 'positive', defaultValue: 1 },
      quoted: { type: '"Odd Domain"' },
      many: { type: 'positive[]' },
      whole: { type: 'address' },
      range: { type: 'floatrange' },
      elsewhere: { type: 'types_of_others.grade' },
    }),
    {
      prepare: `CREATE SCHEMA types_of_others;
      CREATE DOMAIN positive AS integer CHECK (VALUE > 0);
      CREATE DOMAIN "Odd Domain" AS text;
      CREATE TYPE address AS (street text, town text);
      CREATE TYPE floatrange AS RANGE (subtype = float8);
      CREATE TYPE types_of_others.grade AS ENUM ('a', 'b')`,
    },
  ),
  one('enums', () => ({
    plain: DataTypes.ENUM('a', 'b'),
    byValues: { type: DataTypes.ENUM, values: ['x', 'y'] },
    byOption: { type: DataTypes.ENUM({ values: ['x', 'y'] }) },
    byList: { type: (DataTypes.ENUM as unknown as (values: string[]) => never)(['x', 'y']) },
    quotes: { type: DataTypes.ENUM("it's", '"quoted"', "''"), defaultValue: "it's" },
    commas: { type: DataTypes.ENUM('a,b', 'c, d', ','), defaultValue: 'c, d' },
    spaces: { type: DataTypes.ENUM(' a', 'b ', 'c d', '\t'), defaultValue: ' a' },
    unicode: { type: DataTypes.ENUM('ä', '日本', '🙂'), defaultValue: '日本' },
    braces: { type: DataTypes.ENUM('{}', '[a]', '(b)', '{"c"}'), defaultValue: '{}' },
    backslash: { type: DataTypes.ENUM('a\\b', '\\', 'c\\n'), defaultValue: 'a\\b' },
    words: { type: DataTypes.ENUM('NULL', 'null', 'true', 'NOT NULL', 'a;b'), defaultValue: 'NULL' },
    numbers: { type: DataTypes.ENUM('1', '2', '10'), defaultValue: '10' },
    empty: { type: DataTypes.ENUM('', 'a'), defaultValue: '' },
    longest: { type: DataTypes.ENUM('x'.repeat(63), 'y') },
    required: { type: DataTypes.ENUM('a', 'b'), allowNull: false, defaultValue: 'a' },
  })),
  one(
    'P7 enums of words',
    () => ({
      words: { type: DataTypes.ENUM('PRIMARY KEY', 'a COMMENT x', 'REFERENCES', ')'), defaultValue: 'PRIMARY KEY' },
      list: { type: DataTypes.ARRAY(DataTypes.ENUM('PRIMARY KEY', ',', ')')), defaultValue: ['PRIMARY KEY', ','] },
    }),
    { oracle: 'none' },
  ),
  one('P15 arrays of enums', () => ({
    plain: { type: DataTypes.ARRAY(DataTypes.ENUM('a', 'b')) },
    filled: { type: DataTypes.ARRAY(DataTypes.ENUM('a', 'b')), defaultValue: ['a', 'b'] },
    empty: { type: DataTypes.ARRAY(DataTypes.ENUM('a', 'b')), defaultValue: [] },
    odd: { type: DataTypes.ARRAY(DataTypes.ENUM("it's", 'c d', '{}')), defaultValue: ["it's", 'c d', '{}'] },
    required: { type: DataTypes.ARRAY(DataTypes.ENUM('a')), allowNull: false, defaultValue: [] },
    byValues: { type: DataTypes.ARRAY(DataTypes.ENUM({ values: ['a', 'b'] })) },
  })),
  one('P57 a type of another column', () => ({
    kind: DataTypes.ENUM('a', 'b'),
    kinds: { type: '"enum_P57_a_type_of_another_columns_kind"[]' },
    again: { type: '"enum_P57_a_type_of_another_columns_kind"' },
  })),
  one('P64 virtual attributes', () => ({
    first: DataTypes.STRING,
    full: DataTypes.VIRTUAL,
    typed: DataTypes.VIRTUAL(DataTypes.STRING, ['first']),
    got: { type: DataTypes.VIRTUAL, get: () => 'x' },
  })),
];
