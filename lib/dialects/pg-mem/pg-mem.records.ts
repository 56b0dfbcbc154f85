import type { Change } from '../../compare/change.js';
import type { ForeignKey, QualifiedName, Table } from '../../schema/database-schema.js';
import { foreignKeyName, sequenceName } from './pg-mem.names.js';
import { literal } from './pg-mem.quote.js';

/**
 * What was made, in the words of the models: pg-mem's own catalogs say of a column neither its length, nor whether it may be
 * NULL, nor its default, and of keys and indexes nothing. It is kept in the database itself, so that every connection to it
 * and every restored backup tells the truth, in a schema of its own, so that no list of tables shows it.
 */
export const RECORDS = { schema: 'safe_sync', name: 'safe_sync_records' } as const;

const TABLE = `"${RECORDS.schema}"."${RECORDS.name}"`;
const COLUMNS = '"schema", "name", "part", "id", "definition"';

export const MAKE_RECORDS: readonly string[] = [
  `CREATE SCHEMA IF NOT EXISTS "${RECORDS.schema}"`,
  `CREATE TABLE IF NOT EXISTS ${TABLE} ("schema" text, "name" text, "part" text, "id" text, "definition" text)`,
];

export const READ_RECORDS = `SELECT ${COLUMNS} FROM ${TABLE}`;

export interface RecordRow extends QualifiedName {
  readonly part: 'table' | 'index' | 'foreign-key' | 'enum' | 'schema';
  /** Of an index or a key: its name. */
  readonly id: string;
  readonly definition: string;
}

/**
 * Goes before the changes: what they touch is not known while they run, so that what is left half made is made anew.
 */
export function forget(changes: readonly Change[]): readonly string[] {
  return changes.flatMap(touchedBy).map(({ schema, name, part, id }) => {
    const owner = `"schema" = ${literal(schema)} AND "name" = ${literal(name)}`;
    const what =
      part === 'table' ? ` AND "part" <> 'enum'` : ` AND "part" = ${literal(part)} AND "id" = ${literal(id)}`;
    return `DELETE FROM ${TABLE} WHERE ${owner}${what}`;
  });
}

/** Goes after them. */
export function record(changes: readonly Change[]): readonly string[] {
  const rows = changes.flatMap(madeBy);
  if (rows.length === 0) return [];
  const values = rows.map(
    ({ schema, name, part, id, definition }) => `(${[schema, name, part, id, definition].map(literal).join(', ')})`,
  );
  return [`INSERT INTO ${TABLE} (${COLUMNS}) VALUES ${values.join(', ')}`];
}

function touchedBy(change: Change): readonly Omit<RecordRow, 'definition'>[] {
  switch (change.kind) {
    case 'drop-table':
      return [row(change.table, 'table')];
    case 'drop-index':
      return [row(change.table, 'index', change.index.name)];
    case 'drop-foreign-key':
      return [row(change.table, 'foreign-key', foreignKeyName(change.table, change.foreignKey))];
    case 'drop-enum':
      return [row(change.enum, 'enum')];
    case 'drop-schema':
      return [row({ schema: change.schema, name: '' }, 'schema')];
    default:
      return madeBy(change);
  }
}

function madeBy(change: Change): readonly RecordRow[] {
  switch (change.kind) {
    case 'create-table':
      return [
        { ...row(change.table, 'table'), definition: JSON.stringify(withSequences(change.table)) },
        ...change.table.foreignKeys.map((key) => keyRow(change.table, key)),
      ];
    case 'add-index': {
      const { table, index } = change;
      return [{ ...row(table, 'index', index.name), definition: JSON.stringify(index) }];
    }
    case 'add-foreign-key':
      return [keyRow(change.table, change.foreignKey)];
    case 'create-enum':
      return [{ ...row(change.enum, 'enum'), definition: JSON.stringify(change.enum) }];
    case 'create-schema':
      return [{ ...row({ schema: change.schema, name: '' }, 'schema'), definition: '{}' }];
    default:
      return [];
  }
}

function keyRow(table: QualifiedName, key: ForeignKey): RecordRow {
  return { ...row(table, 'foreign-key', foreignKeyName(table, key)), definition: JSON.stringify(key) };
}

function row({ schema, name }: QualifiedName, part: RecordRow['part'], id = ''): Omit<RecordRow, 'definition'> {
  return { schema, name, part, id };
}

/** Indexes and keys have rows of their own, because they come and go alone. */
function withSequences(table: Table): Table {
  const columns = table.columns.map((column) => ({
    ...column,
    default: column.default ?? null,
    autoIncrement: column.autoIncrement
      ? { ...column.autoIncrement, sequence: sequenceName(table, column.name), start: '1' }
      : null,
  }));
  return { ...table, columns, indexes: [], foreignKeys: [] };
}
