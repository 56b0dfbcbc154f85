import type { Change } from '../../compare/change.js';
import { literal, name, tableName } from './sqlite.quote.js';
import { alterTable } from './sqlite.rebuild.js';
import { createIndex, createTable, dropIndex } from './sqlite.render-parts.js';

type Renderers = { readonly [Kind in Change['kind']]: (change: Extract<Change, { kind: Kind }>) => readonly string[] };

/** What exists only inside a table comes as part of its `alter-table`, and what SQLite does not have does not come at all. */
const nothing = (): readonly string[] => [];

/** Structured changes to SQL, one table keyed by kind. */
const renderers: Renderers = {
  'create-schema': nothing,
  'create-enum': nothing,
  'add-enum-value': nothing,
  // Names in other tables, in views and in triggers follow.
  'rename-table': ({ from, table }) => [
    'PRAGMA legacy_alter_table = OFF',
    `ALTER TABLE ${tableName(from)} RENAME TO ${tableName(table)}`,
  ],
  'rename-column': ({ table, from, to }) => [
    'PRAGMA legacy_alter_table = OFF',
    `ALTER TABLE ${tableName(table)} RENAME COLUMN ${name(from)} TO ${name(to)}`,
  ],
  'create-table': ({ table }) => [createTable(table)],
  'alter-table': (change) => alterTable(change).statements,
  'comment-table': nothing,
  'add-column': nothing,
  'alter-column': nothing,
  'relax-leftover': nothing,
  'set-primary-key': nothing,
  'add-unique': nothing,
  'add-index': ({ table, index }) => [createIndex(table, index)],
  'replace-index': ({ table, from, to }) => [dropIndex(from), createIndex(table, to)],
  'add-foreign-key': nothing,
  'replace-foreign-key': nothing,
  'drop-schema': nothing,
  'drop-enum': nothing,
  'drop-table': ({ table }) => [`DROP TABLE ${tableName(table)}`],
  'drop-column': nothing,
  'drop-primary-key': nothing,
  'drop-unique': nothing,
  'drop-index': ({ index }) => [dropIndex(index)],
  'drop-foreign-key': nothing,
  'clear-tables': ({ tables }) => tables.map((table) => `DELETE FROM ${tableName(table)}`),
  'restart-sequences': ({ sequences }) => [
    `DELETE FROM sqlite_sequence WHERE name IN (${sequences.map(({ sequence }) => literal(sequence.name)).join(', ')})`,
  ],
};

export function renderSqlite(change: Change): readonly string[] {
  // The table is exhaustive by its type; TypeScript cannot pair a union member with its own entry.
  return (renderers[change.kind] as (change: Change) => readonly string[])(change);
}
