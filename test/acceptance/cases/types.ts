import { createRequire } from 'node:module';
import { DataTypes, Sequelize } from 'sequelize';
import { columns } from './columns.js';
import { type ModelCase, one } from './model-case.js';

/** DataTypes.HSTORE asks for it when a model is defined. */
function hasPackage(name: string): boolean {
  try {
    return createRequire(`${process.cwd()}/`).resolve(name) !== '';
  } catch {
    return false;
  }
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

export const typeCases: readonly ModelCase[] = [
  one('scalar types', () => columns(...SCALARS())),
  one('arrays of scalars', () => columns(...SCALARS().map((type) => DataTypes.ARRAY(type as never)))),
  one('nested arrays', () =>
    columns(
      ...NESTS().map((type) => DataTypes.ARRAY(DataTypes.ARRAY(type as never))),
      DataTypes.ARRAY(DataTypes.ARRAY(DataTypes.ARRAY(DataTypes.INTEGER))),
    ),
  ),
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
  one('P64 virtual attributes', () => ({
    first: DataTypes.STRING,
    full: DataTypes.VIRTUAL,
    typed: DataTypes.VIRTUAL(DataTypes.STRING, ['first']),
    got: { type: DataTypes.VIRTUAL, get: () => 'x' },
  })),
];
