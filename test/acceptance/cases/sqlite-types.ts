import { DataTypes, Sequelize } from 'sequelize';
import { columns, defaults } from './columns.js';
import { type ModelCase, one, only, SQLITE } from './model-case.js';

type Sized = ((...sizes: unknown[]) => Sized) & {
  readonly UNSIGNED: Sized;
  readonly ZEROFILL: Sized;
  readonly BINARY: Sized;
};

/** Spellings that Sequelize takes and its types do not declare. */
const All = DataTypes as unknown as Readonly<
  Record<'STRING' | 'TINYINT' | 'SMALLINT' | 'MEDIUMINT' | 'INTEGER' | 'BIGINT' | 'NUMERIC' | 'DOUBLE', Sized>
>;

export const sqliteTypeCases: readonly ModelCase[] = only(SQLITE, [
  one('types of SQLite', () =>
    columns(
      DataTypes.STRING,
      DataTypes.STRING(10),
      DataTypes.STRING(20, true),
      All.STRING.BINARY,
      DataTypes.CHAR,
      DataTypes.CHAR(5),
      DataTypes.CHAR(5, true),
      DataTypes.TEXT,
      DataTypes.TEXT('tiny'),
      DataTypes.TEXT('long'),
      DataTypes.CITEXT,
      All.TINYINT,
      All.TINYINT(1),
      All.TINYINT.UNSIGNED,
      All.SMALLINT,
      All.SMALLINT(3),
      All.MEDIUMINT,
      All.MEDIUMINT.ZEROFILL,
      All.INTEGER,
      All.INTEGER(11),
      All.INTEGER.UNSIGNED.ZEROFILL,
      All.BIGINT,
      All.BIGINT(20),
      All.BIGINT.UNSIGNED,
      DataTypes.FLOAT,
      DataTypes.FLOAT(11),
      DataTypes.FLOAT(11, 10),
      DataTypes.REAL,
      DataTypes.REAL(11, 12),
      DataTypes.DOUBLE,
      All.DOUBLE(11, 10),
      All.DOUBLE.UNSIGNED,
      DataTypes.DECIMAL,
      DataTypes.DECIMAL(10),
      DataTypes.DECIMAL(10, 2),
      All.NUMERIC,
      All.NUMERIC(4, 0),
      DataTypes.BOOLEAN,
      DataTypes.TIME,
      DataTypes.DATE,
      DataTypes.DATE(6),
      DataTypes.DATEONLY,
      DataTypes.NOW,
      DataTypes.UUID,
      DataTypes.UUIDV4,
      DataTypes.BLOB,
      DataTypes.BLOB('tiny'),
      DataTypes.BLOB('long'),
      DataTypes.JSON,
      DataTypes.JSONB,
      DataTypes.ENUM('a', "it's"),
      DataTypes.VIRTUAL,
      DataTypes.VIRTUAL(DataTypes.STRING),
    ),
  ),
  one('types as texts of SQLite', () =>
    columns(
      'TEXT COLLATE NOCASE',
      'VARCHAR(20) COLLATE RTRIM',
      'text',
      'INT',
      'UNSIGNED BIG INT',
      'DOUBLE PRECISION',
      'NATIVE CHARACTER(70)',
      'BOOLEAN',
      'BLOB',
      'ANY',
      'whatever',
      'INTEGER NOT NULL DEFAULT 5',
      "TEXT DEFAULT 'it''s'",
      'TEXT CHECK (length("c13") < 10)',
      'INTEGER CHECK ("c14" > 0) DEFAULT 1',
    ),
  ),
  one('generated columns of SQLite', () => ({
    first: DataTypes.STRING,
    last: DataTypes.STRING,
    full: { type: "TEXT GENERATED ALWAYS AS (first || ' ' || last) STORED" },
    seen: { type: 'TEXT AS (upper(first)) VIRTUAL' },
  })),
  one('defaults that are expressions of SQLite', () => ({
    ...defaults(
      () => DataTypes.DATE,
      Sequelize.literal('CURRENT_TIMESTAMP'),
      Sequelize.literal("(datetime('now'))"),
      Sequelize.literal("(strftime('%Y-%m-%d %H:%M:%f', 'now'))"),
      Sequelize.literal('CURRENT_DATE'),
      Sequelize.literal('current_time'),
    ),
    number: { type: DataTypes.INTEGER, defaultValue: Sequelize.literal('(1 + 2)') },
    negative: { type: DataTypes.INTEGER, defaultValue: Sequelize.literal('-5') },
    bytes: { type: DataTypes.BLOB, defaultValue: Sequelize.literal("x'6162'") },
    random: { type: DataTypes.TEXT, defaultValue: Sequelize.literal('(hex(randomblob(16)))') },
    nothing: { type: DataTypes.TEXT, defaultValue: Sequelize.literal('NULL') },
  })),
]);
