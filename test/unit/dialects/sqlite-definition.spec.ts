import { describe, expect, it } from '@jest/globals';
import type { AlterColumn, Change, ColumnAspect } from '../../../lib/compare/change.js';
import type { Column } from '../../../lib/schema/database-schema.js';
import { parseDefinition } from '../../../lib/dialects/sqlite/sqlite.definition.js';
import { foldChanges } from '../../../lib/dialects/sqlite/sqlite.fold-changes.js';
import { canonicalType } from '../../../lib/dialects/sqlite/sqlite.types.js';

const table = { schema: 'main', name: 't' };

function column(name: string, more: Partial<Column> = {}): Column {
  return { name, type: canonicalType('INTEGER'), nullable: true, ...more };
}

function alter(name: string, aspect: ColumnAspect): AlterColumn {
  return { kind: 'alter-column', table, column: name, aspect, actual: column(name), wanted: column(name) };
}

function folded(sql: string, ...changes: readonly Change[]): string | undefined {
  const definition = parseDefinition(sql);
  return definition === null ? undefined : foldChanges(definition, changes)?.sql;
}

describe('a CREATE TABLE, taken apart', () => {
  it('reads what Sequelize writes', () => {
    const definition = parseDefinition(
      "CREATE TABLE `users` (`id` INTEGER PRIMARY KEY AUTOINCREMENT, `email` VARCHAR(255) NOT NULL DEFAULT 'a,b)' UNIQUE, `teamId` UUID REFERENCES `teams` (`id`) ON DELETE SET NULL ON UPDATE CASCADE, UNIQUE (`email`, `teamId`))",
    );
    expect(definition?.table).toBe('users');
    expect(definition?.columns.map(({ name, constraints }) => [name, constraints.map(({ kind }) => kind)])).toEqual([
      ['id', ['primary-key']],
      ['email', ['not-null', 'default', 'unique']],
      ['teamId', ['references']],
    ]);
    expect(definition?.columns[0]?.constraints[0]?.autoIncrement).toBe(true);
    expect(definition?.constraints.map(({ kind, columns }) => [kind, columns])).toEqual([
      ['unique', ['email', 'teamId']],
    ]);
  });

  it('reads every clause of the grammar, with comments, quotes of every kind and missing commas', () => {
    const definition = parseDefinition(`CREATE TABLE "odd ""one" ( -- the table
      [a b] INT CONSTRAINT "pk" PRIMARY KEY ASC ON CONFLICT REPLACE, /* a, b */
      "c" DECIMAL(10, -2) NULL CONSTRAINT positive CHECK (c > 0 AND 'x)' <> 'y'),
      d DEFAULT (datetime('now')) COLLATE nocase NOT NULL ON CONFLICT ABORT,
      e TEXT GENERATED ALWAYS AS (c || ')') STORED UNIQUE ON CONFLICT IGNORE,
      f AS (c + 1),
      g DEFAULT -1.5e3 REFERENCES other MATCH FULL ON UPDATE NO ACTION NOT DEFERRABLE INITIALLY IMMEDIATE,
      'h' VARYING CHARACTER (20) DEFAULT CURRENT_TIMESTAMP REFERENCES x(y) DEFERRABLE INITIALLY DEFERRED,
      CONSTRAINT u UNIQUE (c COLLATE nocase DESC, d) ON CONFLICT FAIL
      CHECK (c <> d),
      FOREIGN KEY (c, d) REFERENCES other (a, b) ON DELETE SET DEFAULT
    ) STRICT, WITHOUT ROWID`);
    expect(definition?.table).toBe('odd "one');
    expect([definition?.strict, definition?.withoutRowid]).toEqual([true, true]);
    expect(
      definition?.columns.map(({ name, constraints }) => `${name}: ${constraints.map(({ kind }) => kind)}`),
    ).toEqual([
      'a b: primary-key',
      'c: null,check',
      'd: default,collate,not-null',
      'e: generated,unique',
      'f: generated',
      'g: default,references',
      'h: default,references',
    ]);
    expect(definition?.columns[6]?.constraints[1]).toMatchObject({ target: 'x', deferrable: 'initially-deferred' });
    expect(definition?.constraints.map(({ kind, name }) => [kind, name])).toEqual([
      ['unique', 'u'],
      ['check', null],
      ['references', null],
    ]);
  });

  it.each([
    ['an open quote', "CREATE TABLE t (a DEFAULT 'x)"],
    ['another statement', 'CREATE VIRTUAL TABLE t USING fts5(a)'],
    ['no columns', 'CREATE TABLE t ()'],
    ['an option of the future', 'CREATE TABLE t (a) FASTER'],
    ['a clause of the future', 'CREATE TABLE t (a INTEGER NOT NULL ENCRYPTED)'],
    ['a query', 'CREATE TABLE t AS SELECT 1'],
  ])('reads nothing where there is %s', (_, sql) => {
    expect(parseDefinition(sql)).toBeNull();
  });
});

describe('a definition, changed', () => {
  const sql =
    'CREATE TABLE t (a INTEGER NOT NULL DEFAULT 1 CHECK (a > 0), -- first, of two\n  b TEXT COLLATE NOCASE -- last\n)';

  it.each<[string, Change, string]>([
    [
      'gets a column behind the others, before the comment of the last',
      { kind: 'add-column', table, column: column('c', { nullable: false, default: { sql: "'x'", kind: 'value' } }) },
      sql.replace('NOCASE', "NOCASE, `c` INTEGER NOT NULL DEFAULT 'x'"),
    ],
    [
      'changes a type and nothing else',
      alter('A', { name: 'type', from: canonicalType('INTEGER'), to: canonicalType('VARCHAR(5)') }),
      sql.replace('INTEGER', 'VARCHAR(5)'),
    ],
    ['becomes nullable', alter('a', { name: 'nullable', from: false, to: true }), sql.replace(' NOT NULL', '')],
    [
      'becomes NOT NULL before the collation',
      alter('b', { name: 'nullable', from: true, to: false }),
      sql.replace('TEXT', 'TEXT NOT NULL'),
    ],
    [
      'gets another default',
      alter('a', { name: 'default', from: null, to: { sql: "datetime('now')", kind: 'expression' } }),
      sql.replace('DEFAULT 1', "DEFAULT (datetime('now'))"),
    ],
    ['loses its default', alter('a', { name: 'default', from: null, to: null }), sql.replace(' DEFAULT 1', '')],
    [
      'gets a unique',
      { kind: 'add-unique', table, unique: { name: null, columns: ['a', 'b'] } },
      sql.replace('NOCASE', 'NOCASE, UNIQUE (`a`, `b`)'),
    ],
    [
      'loses a column with its comma',
      { kind: 'drop-column', table, column: column('b') },
      'CREATE TABLE t (a INTEGER NOT NULL DEFAULT 1 CHECK (a > 0) -- last\n)',
    ],
    [
      'gets a composite key, whose columns are NOT NULL',
      { kind: 'set-primary-key', table, from: null, to: { name: null, columns: ['a', 'b'] } },
      sql.replace('TEXT COLLATE NOCASE', 'TEXT NOT NULL COLLATE NOCASE, PRIMARY KEY (`a`, `b`)'),
    ],
    [
      'gets a foreign key at its column',
      {
        kind: 'add-foreign-key',
        table,
        foreignKey: {
          name: null,
          columns: ['a'],
          target: { schema: 'main', name: 'o' },
          targetColumns: ['id'],
          onDelete: 'cascade',
          onUpdate: 'no-action',
          deferrable: 'not-deferrable',
        },
      },
      sql.replace('(a > 0)', '(a > 0) REFERENCES `o` (`id`) ON DELETE CASCADE'),
    ],
  ])('%s', (_, change, expected) => {
    expect(folded(sql, change)).toBe(expected);
  });

  it('moves the primary key', () => {
    const from = 'CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, b TEXT NOT NULL)';
    const to = { name: null, columns: ['b'] };
    const change: Change = { kind: 'set-primary-key', table, from: { name: null, columns: ['id'] }, to };
    expect(folded(from, change)).toBe('CREATE TABLE t (id INTEGER, b TEXT NOT NULL PRIMARY KEY)');
  });

  it('numbers its rows by a key that the table had', () => {
    const from = 'CREATE TABLE t (id INT DEFAULT 0, b TEXT, CONSTRAINT p PRIMARY KEY (id))';
    const change = alter('id', { name: 'auto-increment', from: null, to: { kind: 'serial' } });
    expect(folded(from, change)).toBe('CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, b TEXT)');
  });

  it('does not end a comment too late', () => {
    const from = 'CREATE TABLE t (a INT -- why\n  NOT NULL, b TEXT)';
    expect(folded(from, alter('a', { name: 'nullable', from: false, to: true }))).toBe(
      'CREATE TABLE t (a INT -- why\n, b TEXT)',
    );
  });

  it('says no where the column is not there', () => {
    expect(folded(sql, alter('z', { name: 'nullable', from: true, to: false }))).toBeUndefined();
  });
});
