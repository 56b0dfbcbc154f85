import { describe, expect, it } from '@jest/globals';
import {
  canonicalDefault,
  defaultClause,
  statedDefault,
  whyNoDefault,
} from '../../../lib/dialects/sqlite/sqlite.defaults.js';
import { readIndexElements } from '../../../lib/dialects/sqlite/sqlite.expressions.js';
import { judgeExpressions } from '../../../lib/dialects/sqlite/sqlite.judge.js';
import { sqliteTypeChange } from '../../../lib/dialects/sqlite/sqlite.type-changes.js';
import { affinityOf, canonicalType, statedType } from '../../../lib/dialects/sqlite/sqlite.types.js';

const column = (type: string) => ({ name: 'c', type: canonicalType(type), nullable: true });

it.each([
  ['VARCHAR(255)', 'text'],
  ['CHARINT', 'integer'],
  ['', 'blob'],
  ['TINYBLOB', 'blob'],
  ['DOUBLE PRECISION', 'real'],
  ['FLOATING POINT', 'integer'],
  ['DATETIME', 'numeric'],
  ['UUID', 'numeric'],
])('the affinity of %p is %s', (type, affinity) => {
  expect(affinityOf(type)).toBe(affinity);
});

it.each([
  ['varchar ( 255 )', 'VARCHAR(255)', true],
  ['Decimal(10, -2)', 'DECIMAL(10,-2)', true],
  ['double   precision', 'DOUBLE PRECISION', true],
  ['INTEGER[]', 'INTEGER[]', true],
  ['VARCHAR(255)[]', 'VARCHAR(255)[]', false],
  ['geometry(Point, 4326)', 'geometry(Point, 4326)', false],
])('the type %p is %p', (written, text, recognised) => {
  expect(canonicalType(written)).toMatchObject({ text, recognised });
});

it('a type with what people write behind it', () => {
  expect(statedType('INTEGER NOT NULL DEFAULT 5 UNIQUE CHECK (a > 0) COLLATE nocase REFERENCES t (id)')).toMatchObject({
    type: { text: 'INTEGER' },
    notNull: true,
    default: '5',
    unique: true,
    checks: ['CHECK (a > 0)'],
    collation: 'nocase',
    unread: 'REFERENCES t (id)',
  });
});

describe('defaults', () => {
  it.each([
    ['1.0', 'INTEGER', '1'],
    ["'5'", 'INTEGER', '5'],
    ['5', 'TEXT', "'5'"],
    ["'007'", 'INTEGER', "'007'"],
    ['TRUE', 'TINYINT(1)', '1'],
    ['(((-1)))', 'REAL', '-1'],
    ['"abc"', 'TEXT', "'abc'"],
    ["X'FF'", 'BLOB', "x'ff'"],
    ['current_timestamp', 'DATETIME', 'CURRENT_TIMESTAMP'],
    ["( datetime( 'now' ) )", 'DATETIME', "datetime('now')"],
    ['9223372036854775807', 'BIGINT', '9223372036854775807'],
  ])('%s of %s is %s', (sql, type, expected) => {
    expect(canonicalDefault(sql, canonicalType(type))?.sql).toBe(expected);
  });

  it('NULL is none', () => {
    expect(canonicalDefault('NULL', canonicalType('TEXT'))).toBeNull();
  });

  it('are written as Sequelize writes them, expressions in brackets', () => {
    const text = canonicalType('TEXT');
    const written = (sql: string) => defaultClause(statedDefault(sql, 'value', text) ?? { sql: '', kind: 'value' });
    expect(written("'true'")).toBe('DEFAULT 1');
    expect(written("'it''s'")).toBe("DEFAULT 'it''s'");
    expect(written('CURRENT_TIMESTAMP')).toBe('DEFAULT CURRENT_TIMESTAMP');
    expect(written("(lower('A'))")).toBe("DEFAULT (lower('A'))");
  });

  it.each([
    ['now()', true],
    ["'{}'::jsonb", true],
    ["(datetime('now'))", false],
    ['CURRENT_TIMESTAMP', false],
    ['-5', false],
  ])('%s is refused: %s', (sql, refused) => {
    expect(whyNoDefault(sql) !== null).toBe(refused);
  });
});

it.each([
  ['VARCHAR(10)', 'TEXT', 'safe'],
  ['VARCHAR(255)', 'VARCHAR(5)', 'safe'],
  ['INTEGER', 'DECIMAL(10,2)', 'safe'],
  ['TEXT', 'BLOB', 'safe'],
  ['TEXT', 'INTEGER', 'narrowing'],
  ['INTEGER', 'TEXT', 'narrowing'],
  ['INTEGER', 'DOUBLE PRECISION', 'narrowing'],
])('from %s to %s is %s', (from, to, verdict) => {
  expect(sqliteTypeChange(column(from), column(to)).verdict).toBe(verdict);
});

it.each([
  ['default', "datetime('now')", "DATETIME('now')", 'same'],
  ['default', '5', "lower('A')", 'different'],
  ['predicate', '`a` = 1', '"A" == 1', 'same'],
  ['predicate', "a = 'x'", "a = 'y'", 'different'],
  ['predicate', "a = 'x'", "a IN ('x')", 'unknown'],
  ['predicate', 'a > 1', 'a < 1', 'unknown'],
  ['type', 'TEXT', 'VARCHAR(255)', 'same'],
  ['type', 'TEXT', 'INTEGER', 'different'],
] as const)('%s: %s and %s are %s', (kind, actual, wanted, answer) => {
  expect(judgeExpressions([{ kind, table: { schema: 'main', name: 't' }, type: 'TEXT', actual, wanted }])).toEqual([
    answer,
  ]);
});

it('the elements of an index', () => {
  expect(readIndexElements('lower(a) DESC, `b c` COLLATE nocase, (d + 1)')).toMatchObject([
    { expression: 'lower(a)', order: 'desc', nulls: 'first' },
    { column: 'b c', collation: 'nocase', order: 'asc' },
    { expression: 'd + 1' },
  ]);
});
