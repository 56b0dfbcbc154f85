import { afterAll, beforeAll, it } from '@jest/globals';
import { DataTypes, literal, type ModelAttributes, type ModelOptions } from 'sequelize';
import type { TestDatabase } from '../support/database.js';
import { createDatabase, forEachDialect } from '../support/dialects.js';
import { expectEvolution, type MariadbEvolution, type Models } from './support/mariadb-evolution.js';

const table =
  (name: string, attributes: () => ModelAttributes, options: ModelOptions = {}): Models =>
  (sequelize) =>
    void sequelize.define(name, attributes(), { tableName: name, timestamps: false, ...options });

const id = () => ({ id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true } });
const { STRING, INTEGER, BIGINT, ENUM, TEXT, DATE, DECIMAL, UUID, JSON: JSON_TYPE, BOOLEAN, TINYINT, CHAR } = DataTypes;

const cases: readonly MariadbEvolution[] = [
  {
    name: 'everything that one table gains is one ALTER TABLE',
    before: table('t', () => ({ ...id(), a: STRING })),
    rows: "INSERT INTO t (a) VALUES ('x'), ('y')",
    after: table(
      't',
      () => ({
        ...id(),
        a: STRING,
        n: { type: INTEGER, defaultValue: 3 },
        flag: { type: BOOLEAN, allowNull: false, defaultValue: false, comment: "it's" },
        e: ENUM('x', "y'z"),
        j: JSON_TYPE,
        u: UUID,
        at: { type: DATE, defaultValue: literal('CURRENT_TIMESTAMP') },
      }),
      {
        comment: 'grown',
        indexes: [{ fields: ['a', { name: 'n', order: 'DESC' }] }, { fields: [{ name: 'a', length: 5 }], name: 'a5' }],
      },
    ),
    runs: [
      "ALTER TABLE `t` ADD COLUMN `n` int NULL DEFAULT 3, ADD COLUMN `flag` tinyint(1) NOT NULL DEFAULT false COMMENT 'it''s', " +
        "ADD COLUMN `e` enum('x','y''z') NULL, ADD COLUMN `j` json NULL, ADD COLUMN `u` char(36) binary NULL, " +
        'ADD COLUMN `at` datetime NULL DEFAULT CURRENT_TIMESTAMP, ADD INDEX `t_a_n` (`a`, `n` DESC), ADD INDEX `a5` (`a`(5)), ' +
        "COMMENT = 'grown'",
    ],
  },
  {
    name: 'types become wider',
    before: table('t', () => ({
      ...id(),
      a: STRING(10),
      b: INTEGER,
      c: DECIMAL(5, 2),
      d: DATE,
      e: ENUM('a', 'b'),
      f: TINYINT,
      g: TEXT,
      h: STRING(20),
    })),
    rows: "INSERT INTO t (a, b, c, d, e, f, g, h) VALUES ('x', 5, 1.5, '2020-01-01 10:00:00', 'b', 1, 'long', 'text')",
    after: table('t', () => ({
      ...id(),
      a: STRING(50),
      b: BIGINT,
      c: DECIMAL(10, 4),
      d: DATE(3),
      e: ENUM('a', 'b', 'c'),
      f: INTEGER,
      g: TEXT('long'),
      h: TEXT,
    })),
    runs: [
      'ALTER TABLE `t` MODIFY COLUMN `a` varchar(50) NULL, MODIFY COLUMN `b` bigint NULL, MODIFY COLUMN `c` decimal(10,4) NULL, ' +
        "MODIFY COLUMN `d` datetime(3) NULL, MODIFY COLUMN `e` enum('a','b','c') NULL, MODIFY COLUMN `f` int NULL, " +
        'MODIFY COLUMN `g` longtext NULL, MODIFY COLUMN `h` text NULL',
    ],
  },
  {
    name: 'an enum gains a value in the middle, and another default',
    before: table('t', () => ({ ...id(), e: { type: ENUM('a', 'c'), defaultValue: 'a' } })),
    rows: "INSERT INTO t (e) VALUES ('a'), ('c')",
    after: table('t', () => ({ ...id(), e: { type: ENUM('a', 'b', 'c'), defaultValue: 'b' } })),
    runs: ["ALTER TABLE `t` MODIFY COLUMN `e` enum('a','b','c') NULL DEFAULT 'b'"],
  },
  {
    name: 'P18: an enum keeps the value that the model lost, and a text is not cut',
    before: table('t', () => ({ ...id(), e: ENUM('a', 'b'), s: STRING(20) })),
    rows: "INSERT INTO t (e, s) VALUES ('b', 'much longer')",
    after: table('t', () => ({ ...id(), e: ENUM('a'), s: STRING(5) })),
    runs: [],
    held: ['type-narrowing'],
    leftovers: ['enum-value t.b'],
    aside: (catalog) => {
      for (const name of ['e', 's']) delete catalog.tables['t']?.columns[name];
    },
  },
  {
    name: 'on an empty table a type becomes narrower',
    before: table('t', () => ({ ...id(), s: STRING(20), n: BIGINT })),
    after: table('t', () => ({ ...id(), s: STRING(5), n: INTEGER })),
    runs: ['ALTER TABLE `t` MODIFY COLUMN `s` varchar(5) NULL, MODIFY COLUMN `n` int NULL'],
  },
  {
    name: 'P21: a NOT NULL column on a filled table is added nullable, and its NOT NULL held',
    before: table('t', () => id()),
    rows: 'INSERT INTO t VALUES (1), (2)',
    after: table('t', () => ({ ...id(), s: { type: STRING, allowNull: false }, d: { type: DATE, allowNull: false } })),
    runs: ['ALTER TABLE `t` ADD COLUMN `s` varchar(255) NULL, ADD COLUMN `d` datetime NULL'],
    held: ['not-null-on-filled-table', 'not-null-on-filled-table'],
    aside: (catalog) => {
      for (const name of ['s', 'd']) delete catalog.tables['t']?.columns[name];
    },
  },
  {
    name: 'P25, P33: types of keys change with what they point at',
    before: (sequelize) => {
      const a = sequelize.define('a', id(), { tableName: 'a', timestamps: false });
      const b = sequelize.define('b', id(), { tableName: 'b', timestamps: false });
      b.belongsTo(a, { foreignKey: 'aId' });
    },
    rows: 'INSERT INTO a VALUES (1); INSERT INTO b (aId) VALUES (1)',
    after: (sequelize) => {
      const big = () => ({ id: { type: BIGINT, primaryKey: true, autoIncrement: true } });
      const a = sequelize.define('a', big(), { tableName: 'a', timestamps: false });
      const b = sequelize.define('b', id(), { tableName: 'b', timestamps: false });
      b.belongsTo(a, { foreignKey: 'aId' });
    },
    runs: [
      'ALTER TABLE `b` DROP FOREIGN KEY `b_ibfk_1`',
      'ALTER TABLE `a` MODIFY COLUMN `id` bigint NOT NULL AUTO_INCREMENT',
      'ALTER TABLE `b` MODIFY COLUMN `aId` bigint NULL',
      'ALTER TABLE `b` ADD FOREIGN KEY (`aId`) REFERENCES `a` (`id`) ON DELETE SET NULL ON UPDATE CASCADE',
    ],
  },
  {
    name: 'P23: a key gets another action, keeps its name, and another key comes',
    before: (sequelize) => {
      const a = sequelize.define('a', id(), { tableName: 'a', timestamps: false });
      const b = sequelize.define('b', id(), { tableName: 'b', timestamps: false });
      b.belongsTo(a, { foreignKey: 'aId' });
    },
    after: (sequelize) => {
      const a = sequelize.define('a', id(), { tableName: 'a', timestamps: false });
      const b = sequelize.define('b', id(), { tableName: 'b', timestamps: false });
      b.belongsTo(a, { foreignKey: 'aId', onDelete: 'CASCADE' });
      b.belongsTo(a, { foreignKey: 'otherId', as: 'other' });
    },
    runs: [
      'ALTER TABLE `b` ADD COLUMN `otherId` int NULL',
      'ALTER TABLE `b` DROP FOREIGN KEY `b_ibfk_1`;\n' +
        'ALTER TABLE `b` ADD FOREIGN KEY (`aId`) REFERENCES `a` (`id`) ON DELETE CASCADE ON UPDATE CASCADE, ' +
        'ADD FOREIGN KEY (`otherId`) REFERENCES `a` (`id`) ON DELETE SET NULL ON UPDATE CASCADE',
    ],
  },
  {
    name: 'an index takes the place of the one that a foreign key needed',
    before: (sequelize) => {
      const a = sequelize.define('a', id(), { tableName: 'a', timestamps: false });
      const b = sequelize.define('b', { ...id(), n: INTEGER }, { tableName: 'b', timestamps: false });
      b.belongsTo(a, { foreignKey: 'aId' });
    },
    after: (sequelize) => {
      const a = sequelize.define('a', id(), { tableName: 'a', timestamps: false });
      const options = { tableName: 'b', timestamps: false, indexes: [{ fields: ['aId', 'n'] }] };
      const b = sequelize.define('b', { ...id(), n: INTEGER }, options);
      b.belongsTo(a, { foreignKey: 'aId' });
    },
    runs: ['ALTER TABLE `b` DROP INDEX `aId`, ADD INDEX `b_a_id_n` (`aId`, `n`)'],
  },
  {
    name: 'the primary key becomes another one',
    before: table('t', () => ({ a: { type: INTEGER, primaryKey: true }, b: INTEGER })),
    after: table('t', () => ({ a: INTEGER, b: { type: INTEGER, primaryKey: true } })),
    runs: [
      'ALTER TABLE `t` DROP PRIMARY KEY, MODIFY COLUMN `a` int(11) NULL, MODIFY COLUMN `b` int(11) NOT NULL, ADD PRIMARY KEY (`b`)',
    ],
  },
  {
    name: 'a table gets the key that it never had',
    before: (sequelize) => {
      sequelize.define('t', { a: INTEGER }, { tableName: 't', timestamps: false }).removeAttribute('id');
    },
    rows: 'INSERT INTO t VALUES (5), (6)',
    after: table('t', () => ({ ...id(), a: INTEGER })),
    runs: ['ALTER TABLE `t` ADD COLUMN `id` int NOT NULL AUTO_INCREMENT, ADD PRIMARY KEY (`id`)'],
  },
  {
    name: 'P47: a column that is no key counts by itself',
    before: table('t', () => ({ id: { type: INTEGER, primaryKey: true }, n: { type: INTEGER, unique: true } })),
    after: table('t', () => ({
      id: { type: INTEGER, primaryKey: true },
      n: { type: INTEGER, unique: true, autoIncrement: true },
    })),
    runs: ['ALTER TABLE `t` MODIFY COLUMN `n` int(11) NOT NULL AUTO_INCREMENT'],
    // Raw Sequelize leaves it to the server to say NOT NULL, and so do we.
  },
  {
    name: 'uniques come, by the names that Sequelize gives',
    before: table('t', () => ({ ...id(), a: STRING, b: STRING, c: STRING })),
    after: table('t', () => ({
      ...id(),
      a: { type: STRING, unique: true },
      b: { type: STRING, unique: 'b_c' },
      c: { type: STRING, unique: 'b_c' },
    })),
    runs: ['ALTER TABLE `t` ADD UNIQUE INDEX `a` (`a`), ADD UNIQUE INDEX `b_c` (`b`, `c`)'],
  },
  {
    name: 'texts become UUID, JSON and enum, and the other way',
    before: table('t', () => ({
      ...id(),
      a: STRING(36),
      b: CHAR(36),
      c: UUID,
      d: TEXT,
      e: JSON_TYPE,
      f: ENUM('a'),
      g: STRING,
    })),
    after: table('t', () => ({
      ...id(),
      a: UUID,
      b: UUID,
      c: STRING(50),
      d: JSON_TYPE,
      e: TEXT,
      f: STRING,
      g: ENUM('a'),
    })),
    runs: [
      'ALTER TABLE `t` MODIFY COLUMN `a` char(36) binary NULL, MODIFY COLUMN `b` char(36) binary NULL, MODIFY COLUMN `c` varchar(50) NULL, ' +
        "MODIFY COLUMN `d` json NULL, MODIFY COLUMN `e` text NULL, MODIFY COLUMN `f` varchar(255) NULL, MODIFY COLUMN `g` enum('a') NULL",
    ],
  },
  {
    name: 'P26: what no model states survives: character set, collation, default, comment, ON UPDATE, CHECK, INVISIBLE',
    before: table('t', () => id()),
    rows:
      "ALTER TABLE t ADD a VARCHAR(10) CHARACTER SET latin1 COLLATE latin1_german1_ci NOT NULL DEFAULT 'it''s' COMMENT 'by hand', " +
      'ADD at DATETIME(3) NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3), ADD n INT NULL CHECK (n > 0), ' +
      'ADD s VARCHAR(10) COLLATE utf8mb4_bin NULL, ADD hidden INT INVISIBLE DEFAULT 7; INSERT INTO t (id, n) VALUES (1, 5)',
    after: table('t', () => ({
      ...id(),
      a: { type: STRING(20), allowNull: false },
      at: { type: DATE(6) },
      n: BIGINT,
      s: STRING(30),
      hidden: BIGINT,
    })),
    runs: [
      "ALTER TABLE `t` MODIFY COLUMN `a` varchar(20) COLLATE latin1_german1_ci NOT NULL DEFAULT 'it''s' COMMENT 'by hand', " +
        'MODIFY COLUMN `at` datetime(6) NULL DEFAULT current_timestamp(6) ON UPDATE current_timestamp(6), ' +
        'MODIFY COLUMN `n` bigint NULL CHECK (n > 0), MODIFY COLUMN `s` varchar(30) binary NULL, ' +
        'MODIFY COLUMN `hidden` bigint NULL DEFAULT 7 INVISIBLE',
    ],
    aside: (catalog) => {
      delete catalog.tables['t'];
    },
  },
];

// By one driver: what both make of the same changes is in the tables for all dialects.
forEachDialect(
  'evolutions on MariaDB',
  (server) => {
    let database: TestDatabase;
    let fresh: TestDatabase;
    beforeAll(async () => {
      process.env['NODE_ENV'] = 'development';
      [database, fresh] = await Promise.all([createDatabase(server), createDatabase(server)]);
    });
    afterAll(async () => {
      delete process.env['NODE_ENV'];
      await Promise.all([database.drop(), fresh.drop()]);
    });

    it.each(cases.map((evolution) => [evolution.name, evolution] as const))('%s', async (_, evolution) => {
      await expectEvolution(evolution, database, fresh);
    });
  },
  ['mysql'],
);
