import { describe, expect, it } from '@jest/globals';
import { columnOf, type Flavour } from '../../../lib/dialects/mysql/mysql.catalog.columns.js';
import type { ColumnRow } from '../../../lib/dialects/mysql/mysql.catalog.rows.js';
import { foreignKeysOf, indexesOf } from '../../../lib/dialects/mysql/mysql.catalog.tables.js';
import { factsFrom } from '../../../lib/dialects/mysql/mysql.facts.js';
import { columnSql } from '../../../lib/dialects/mysql/mysql.render-column.js';

const table = { schema: 'shop', name: 't', collation: 'utf8mb4_0900_ai_ci' };
const row = (more: Partial<ColumnRow>): ColumnRow => ({
  tab: 't',
  name: 'c',
  position: 1,
  preset: null,
  nullable: 'YES',
  type: 'int',
  collation: null,
  extra: '',
  comment: '',
  generated: '',
  ...more,
});
const read = (more: Partial<ColumnRow>, flavour: Flavour = 'mysql') =>
  columnOf(row(more), { flavour, table, checks: [] });
const facts = (flavour: Flavour) =>
  factsFrom([
    {
      version: flavour === 'mysql' ? '8.0.36' : '10.11.6-MariaDB',
      db: 'shop',
      account: 'app@%',
      mode: '',
      zone: '+00:00',
      machine: 'UTC',
      grants: 0,
      name: null,
      value: null,
    },
  ]);

describe('columns as MySQL 8 prints them', () => {
  it.each([
    [
      'a text that looks like SQL',
      { type: 'varchar(20)', preset: "it's current_timestamp()" },
      "'it''s current_timestamp()'",
    ],
    ['an empty text', { type: 'varchar(20)', preset: '' }, "''"],
    ['the word NULL as a text', { type: 'varchar(20)', preset: 'NULL' }, "'NULL'"],
    ['a number', { type: 'decimal(10,2)', preset: '1.50' }, '1.5'],
    ['a boolean', { type: 'tinyint(1)', preset: '1' }, '1'],
    ['bits', { type: 'bit(3)', preset: "b'101'" }, "b'101'"],
    ['a date', { type: 'datetime', preset: '2020-01-01 10:00:00' }, "'2020-01-01 10:00:00'"],
    ['a clock', { type: 'datetime', preset: 'CURRENT_TIMESTAMP', extra: 'DEFAULT_GENERATED' }, 'current_timestamp()'],
    [
      'an exact clock',
      { type: 'datetime(3)', preset: 'CURRENT_TIMESTAMP(3)', extra: 'DEFAULT_GENERATED' },
      'current_timestamp(3)',
    ],
    ['a function', { type: 'varchar(40)', preset: 'uuid()', extra: 'DEFAULT_GENERATED' }, 'uuid()'],
    [
      'an expression with escaped quotes and introducers',
      { type: 'varchar(40)', preset: "concat(_utf8mb4\\'a\\',_utf8mb4\\'it\\\\\\'s\\')", extra: 'DEFAULT_GENERATED' },
      "concat('a', 'it''s')",
    ],
    ['an enum', { type: "enum('a','b')", preset: 'b' }, "'b'"],
  ] as const)('%s', (_, more, sql) => {
    expect(read(more).default?.sql).toBe(sql);
  });

  it('says an expression in brackets again, and a clock without', () => {
    const say = (more: Partial<ColumnRow>): string => columnSql(read(more), facts('mysql'));
    expect(say({ type: 'varchar(40)', preset: 'uuid()', extra: 'DEFAULT_GENERATED' })).toBe(
      '`c` varchar(40) NULL DEFAULT (uuid())',
    );
    expect(
      say({ type: 'datetime', preset: 'CURRENT_TIMESTAMP', extra: 'DEFAULT_GENERATED on update CURRENT_TIMESTAMP' }),
    ).toBe('`c` datetime NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP');
    expect(say({ type: 'int', extra: 'INVISIBLE' })).toBe('`c` int NULL INVISIBLE');
    expect(say({ type: 'point', nullable: 'NO', srid: 4326 })).toBe('`c` point SRID 4326 NOT NULL');
    expect(say({ type: 'varchar(9)', collation: 'latin1_bin', preset: 'x', comment: "it's" })).toBe(
      "`c` varchar(9) COLLATE latin1_bin NULL DEFAULT 'x' COMMENT 'it''s'",
    );
  });

  it('finds ON UPDATE whether a model states it or not', () => {
    const { default: found } = read({
      type: 'datetime',
      preset: 'CURRENT_TIMESTAMP',
      extra: 'DEFAULT_GENERATED on update CURRENT_TIMESTAMP',
    });
    expect(found?.fulfils).toEqual(['current_timestamp() on update current_timestamp()']);
  });

  it('reads generated columns, whose texts are escaped', () => {
    expect(read({ extra: 'STORED GENERATED', generated: "concat(`Name`,_utf8mb4\\'x\\')" }).generated).toEqual({
      expression: "concat(name, 'x')",
      stored: true,
    });
    expect(read({ extra: 'VIRTUAL GENERATED', generated: '(`order` + 1)' }).generated).toEqual({
      expression: '`order` + 1',
      stored: false,
    });
  });

  it('takes the _bin collation of the character set of the table for BINARY, and another one for what it is', () => {
    expect(read({ type: 'char(36)', collation: 'utf8mb4_bin' }).type.text).toBe('char(36) binary');
    expect(read({ type: 'char(36)', collation: 'utf8mb4_0900_ai_ci' })).toMatchObject({
      type: { text: 'char(36)' },
      collation: null,
    });
    expect(read({ type: 'char(36)', collation: 'utf8mb4_0900_bin' })).toMatchObject({
      type: { text: 'char(36)', fulfils: ['char(36) binary'] },
      collation: 'utf8mb4_0900_bin',
    });
  });

  it('knows JSON as a type of its own, and on MariaDB by its check', () => {
    expect(read({ type: 'json' }).type.text).toBe('json');
    const text = row({ type: 'longtext', collation: 'utf8mb4_bin' });
    const checks = [{ name: 'c', expression: 'json_valid(c)' }];
    expect(columnOf(text, { flavour: 'mariadb', table, checks }).type.text).toBe('json');
    expect(columnOf(text, { flavour: 'mariadb', table, checks: [] }).type.text).toBe('longtext binary');
  });
});

describe('columns as MariaDB prints them', () => {
  it.each([
    ["'it''s'", 'varchar(20)', "'it''s'"],
    ["'NULL'", 'varchar(20)', "'NULL'"],
    ['NULL', 'varchar(20)', undefined],
    ['current_timestamp()', 'datetime', 'current_timestamp()'],
    ['1.50', 'decimal(10,2)', '1.5'],
    ["concat('a','b')", 'varchar(20)', "concat('a', 'b')"],
    ["'ab\\0\\0'", 'binary(4)', "'ab'"],
  ])('%s', (preset, type, sql) => {
    expect(read({ preset, type }, 'mariadb').default?.sql).toBe(sql);
  });
});

describe('indexes and keys', () => {
  const part = { tab: 't', plain: 1, position: 1, direction: 'A', length: null, type: 'BTREE' };

  it('reads a functional part of MySQL, a prefix, and who needs an index', () => {
    const keys = foreignKeysOf(
      [
        { what: 'column', tab: 't', name: 't_ibfk_1', position: 1, one: 'a', db: 'shop', target: 'x', two: 'id' },
        {
          what: 'actions',
          tab: 't',
          name: 't_ibfk_1',
          position: 0,
          one: 'SET NULL',
          db: null,
          target: null,
          two: 'CASCADE',
        },
      ],
      'shop',
    );
    expect(keys).toMatchObject([{ columns: ['a'], onDelete: 'set-null', onUpdate: 'cascade' }]);
    const { indexes } = indexesOf(
      [
        { ...part, name: 'a', col: 'a' },
        { ...part, name: 'f', col: null, expression: "lower(`Name`) = \\'x\\'" },
        { ...part, name: 'p', col: 'b', length: 5n, direction: 'D' },
        { ...part, name: 's', col: 'g', length: 32, type: 'SPATIAL' },
      ],
      keys,
    );
    expect(indexes.map(({ name, method, implied, parts: [first] }) => [name, method, implied ?? false, first])).toEqual(
      [
        ['a', 'btree', true, expect.objectContaining({ column: 'a', order: 'asc' })],
        ['f', 'btree', false, expect.objectContaining({ expression: "lower(name) = 'x'" })],
        ['p', 'btree', false, expect.objectContaining({ column: 'b', length: 5, order: 'desc', nulls: 'first' })],
        ['s', 'spatial', false, expect.not.objectContaining({ length: 32 })],
      ],
    );
  });

  it('does not guess actions that it may not see', () => {
    const [key] = foreignKeysOf(
      [{ what: 'column', tab: 't', name: 'k', position: 1, one: 'a', db: 'shop', target: 'x', two: 'id' }],
      'shop',
    );
    expect(key?.hidesActions).toBe(true);
  });
});
