import { DataTypes, Sequelize } from 'sequelize';
import { columns } from './columns.js';
import { type ModelCase, MYSQL, one, only } from './model-case.js';

type Sized = ((...sizes: unknown[]) => Sized) & {
  readonly UNSIGNED: Sized;
  readonly ZEROFILL: Sized;
  readonly BINARY: Sized;
};

/** Spellings that Sequelize takes and its types do not declare. */
const All = DataTypes as unknown as Readonly<Record<string, Sized>>;

const INTEGERS = ['TINYINT', 'SMALLINT', 'MEDIUMINT', 'INTEGER', 'BIGINT'] as const;
const FRACTIONS = ['FLOAT', 'DOUBLE', 'REAL'] as const;

const typed = (name: string): Sized => {
  const type = All[name];
  if (type === undefined) throw new Error(`Sequelize has no type ${name}.`);
  return type;
};

export const mysqlTypeCases: readonly ModelCase[] = only(MYSQL, [
  one('types of texts', () =>
    columns(
      DataTypes.STRING,
      DataTypes.STRING(10),
      DataTypes.STRING(1),
      DataTypes.STRING(20, true),
      typed('STRING').BINARY,
      typed('STRING')(12).BINARY,
      DataTypes.CHAR,
      DataTypes.CHAR(5),
      DataTypes.CHAR(5, true),
      typed('CHAR')(3).BINARY,
      DataTypes.TEXT,
      DataTypes.TEXT('tiny'),
      DataTypes.TEXT('medium'),
      DataTypes.TEXT('long'),
      DataTypes.TEXT({ length: 'long' }),
      DataTypes.UUID,
    ),
  ),
  one('types of whole numbers', () =>
    columns(
      ...INTEGERS.flatMap((name) => [
        typed(name),
        typed(name)(3),
        typed(name)({ length: 5 }),
        typed(name).UNSIGNED,
        typed(name).ZEROFILL,
        typed(name).UNSIGNED.ZEROFILL,
        typed(name)(2).UNSIGNED,
        typed(name)(7).UNSIGNED.ZEROFILL,
        typed(name)({ length: 4, unsigned: true, zerofill: true }),
      ]),
    ),
  ),
  one('types of fractions', () =>
    columns(
      ...FRACTIONS.flatMap((name) => [
        typed(name),
        typed(name)(11, 5),
        typed(name).UNSIGNED,
        typed(name).UNSIGNED.ZEROFILL,
        typed(name)(8, 2).UNSIGNED,
      ]),
      DataTypes.FLOAT(11),
      DataTypes.FLOAT(30),
      DataTypes.DECIMAL,
      DataTypes.DECIMAL(10),
      DataTypes.DECIMAL(10, 2),
      DataTypes.DECIMAL({ precision: 8, scale: 3 }),
      DataTypes.DECIMAL(65, 30),
      typed('DECIMAL').UNSIGNED,
      typed('DECIMAL')(10, 2).UNSIGNED,
      typed('DECIMAL')(10, 2).UNSIGNED.ZEROFILL,
      typed('NUMERIC'),
      typed('NUMERIC')(4, 0),
      DataTypes.BOOLEAN,
      typed('TINYINT')(1),
    ),
  ),
  one('types of times', () =>
    columns(
      DataTypes.DATE,
      DataTypes.DATE(0 as never),
      DataTypes.DATE(3),
      DataTypes.DATE(6),
      DataTypes.DATEONLY,
      DataTypes.TIME,
    ),
  ),
  one('types of binaries and documents', () =>
    columns(
      DataTypes.BLOB,
      DataTypes.BLOB('tiny'),
      DataTypes.BLOB('medium'),
      DataTypes.BLOB('long'),
      DataTypes.JSON,
      DataTypes.ENUM('a', 'b'),
      DataTypes.ENUM("it's", '"quoted"', 'a,b', 'c)d', 'ä', '日本', '', 'back\\slash', 'NULL'),
      DataTypes.ENUM({ values: ['x', 'y'] }),
      DataTypes.VIRTUAL,
      DataTypes.VIRTUAL(DataTypes.STRING),
    ),
  ),
  one('types of shapes', () => ({
    any: DataTypes.GEOMETRY,
    point: DataTypes.GEOMETRY('POINT'),
    line: DataTypes.GEOMETRY('LINESTRING'),
    polygon: DataTypes.GEOMETRY('POLYGON'),
    numbered: DataTypes.GEOMETRY('POINT', 4326),
    required: { type: DataTypes.GEOMETRY('POINT'), allowNull: false },
  })),
  one('MySQL types as texts', () =>
    columns(
      'VARCHAR(50)',
      'varchar(50) CHARACTER SET latin1',
      'VARCHAR(50) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin',
      'VARCHAR(20) COLLATE utf8mb4_unicode_ci',
      'VARCHAR(20) CHARSET ascii',
      'CHAR(2) BINARY',
      'NCHAR(5)',
      'NATIONAL VARCHAR(5)',
      'TEXT COLLATE utf8mb4_bin',
      'TEXT CHARACTER SET latin1',
      'TINYTEXT',
      'INT',
      'int(11)',
      'INT UNSIGNED',
      'INTEGER UNSIGNED ZEROFILL',
      'BOOL',
      'BIT(8)',
      'BIT',
      'DEC(8,2)',
      'FIXED(6)',
      'DOUBLE PRECISION',
      'DATETIME(3)',
      'TIMESTAMP NULL',
      'TIMESTAMP(6) NULL',
      'TIME(3)',
      'YEAR',
      'YEAR(4)',
      'BINARY(16)',
      'VARBINARY(64)',
      'LONGBLOB',
      "SET('a','b','c d')",
      "ENUM('x','y')",
      'JSON',
      'MULTIPOINT',
      'GEOMETRYCOLLECTION',
      'INT NOT NULL DEFAULT 5',
      "VARCHAR(10) DEFAULT 'it''s'",
    ),
  ),
  one('MariaDB types as texts', () => columns('INET6'), { notOn: ['MySQL'] }),
  one('MySQL generated columns', () => ({
    first: DataTypes.STRING(50),
    last: DataTypes.STRING(50),
    full: { type: "VARCHAR(101) GENERATED ALWAYS AS (concat(`first`, ' ', `last`)) STORED" },
    seen: { type: 'VARCHAR(50) AS (upper(`first`)) VIRTUAL' },
    price: DataTypes.DECIMAL(10, 2),
    gross: { type: 'DECIMAL(12,2) AS (round(`price` * 1.19, 2)) STORED', comment: "with 'tax'" },
  })),
  one(
    'MariaDB generated columns',
    () => ({
      price: DataTypes.DECIMAL(10, 2),
      gross: { type: 'DECIMAL(12,2) AS (round(`price` * 1.19, 2)) PERSISTENT' },
    }),
    { notOn: ['MySQL'] },
  ),
  one('MySQL moments kept by the server', () => ({
    made: { type: DataTypes.DATE, defaultValue: Sequelize.literal('CURRENT_TIMESTAMP') },
    changed: { type: DataTypes.DATE, defaultValue: Sequelize.literal('CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP') },
    precise: {
      type: DataTypes.DATE(6),
      allowNull: false,
      defaultValue: Sequelize.literal('CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6)'),
    },
    onlyOnUpdate: { type: 'DATETIME ON UPDATE CURRENT_TIMESTAMP' },
    stamp: { type: 'TIMESTAMP', allowNull: false, defaultValue: Sequelize.literal('CURRENT_TIMESTAMP') },
  })),
  one('MySQL table options', () => ({ a: DataTypes.STRING, b: DataTypes.TEXT }), {
    charset: 'latin1',
    collate: 'latin1_german1_ci',
    comment: 'it\'s; a "table\'s" \\ comment',
    engine: 'InnoDB',
    initialAutoIncrement: '1000',
    rowFormat: 'DYNAMIC',
  } as never),
  one('MySQL table of another engine', () => ({ a: { type: DataTypes.STRING(40), unique: true } }), {
    engine: 'MyISAM',
  }),
]);
