import type { Change, CreateTable, DropTable } from '../../compare/change.js';
import type { Column, ForeignKey, Index, QualifiedName, Unique } from '../../schema/database-schema.js';
import { clearTables } from './pg-mem.clear.js';
import { foreignKeyName, indexNamesOf, sequenceName, uniqueName } from './pg-mem.names.js';
import { literal } from './pg-mem.quote.js';

/** PostgreSQL's own SQL for a change. */
type Render = (change: Change) => readonly string[];
type Quote = (name: string | QualifiedName) => string;
type Renderers = { readonly [Kind in Change['kind']]?: (change: Extract<Change, { kind: Kind }>) => readonly string[] };

/**
 * PostgreSQL's SQL for what pg-mem can do. What pg-mem has not and no query can see is not made: deferrability, collations
 * and operator classes of indexes, indexes that only make queries faster and are more than columns.
 */
export function pgMemRenderer(render: Render, quote: Quote): Render {
  const addForeignKey = (table: QualifiedName, key: ForeignKey): readonly string[] =>
    render({
      kind: 'add-foreign-key',
      table,
      foreignKey: { ...key, name: foreignKeyName(table, key), deferrable: 'not-deferrable' },
    });
  const addUnique = (table: QualifiedName, unique: Unique): string =>
    `ALTER TABLE ${quote(table)} ADD CONSTRAINT ${quote(uniqueName(table, unique))} UNIQUE (${unique.columns.map(quote).join(', ')})`;
  const dropIndex = (name: QualifiedName): string => `DROP INDEX IF EXISTS ${quote(name)}`;

  const createTable = ({ table }: CreateTable): readonly string[] => {
    const sequences = table.columns.filter(countsUp).map(({ name }) => quote(sequenceName(table, name)));
    const columns = table.columns.map((column) => (countsUp(column) ? withSequence(table, column, quote) : column));
    return [
      // What a table of this name left behind when somebody else dropped it.
      ...indexNamesOf({ ...table, indexes: [] }).map(dropIndex),
      ...sequences.flatMap((sequence) => [`DROP SEQUENCE IF EXISTS ${sequence}`, `CREATE SEQUENCE ${sequence}`]),
      ...render({ kind: 'create-table', table: { ...table, columns, uniques: [], foreignKeys: [] } }),
      ...table.uniques.map((unique) => addUnique(table, unique)),
      ...table.foreignKeys.flatMap((key) => addForeignKey(table, key)),
    ];
  };

  const dropTable = ({ table }: DropTable): readonly string[] => [
    // Keys that are known to point at it went before; pg-mem lists no others, and its own to itself would be in the way.
    `DROP TABLE ${quote(table)} CASCADE`,
    ...indexNamesOf(table).map(dropIndex),
    ...table.columns.filter(countsUp).map(({ name }) => `DROP SEQUENCE IF EXISTS ${quote(sequenceName(table, name))}`),
  ];

  const renderers: Renderers = {
    'create-schema': ({ schema }) => [`CREATE SCHEMA IF NOT EXISTS ${quote(schema)}`],
    // One that somebody else made says nothing of its values.
    'create-enum': (change) => [`DROP TYPE IF EXISTS ${quote(change.enum)}`, ...render(change)],
    'create-table': createTable,
    'drop-table': dropTable,
    'add-index': ({ table, index }) => [
      dropIndex({ schema: table.schema, name: index.name }),
      ...(isMade(index) ? render({ kind: 'add-index', table, index: plain(index) }) : []),
    ],
    'drop-index': ({ table, index }) => [dropIndex({ schema: table.schema, name: index.name })],
    'add-foreign-key': ({ table, foreignKey }) => addForeignKey(table, foreignKey),
    'drop-foreign-key': ({ table, foreignKey }) => [
      `ALTER TABLE ${quote(table)} DROP CONSTRAINT ${quote(foreignKeyName(table, foreignKey))}`,
    ],
    'clear-tables': (change) => clearTables(change, quote),
    'restart-sequences': ({ sequences }) =>
      sequences.map(({ sequence, start }) => `ALTER SEQUENCE ${quote(sequence)} RESTART WITH ${BigInt(start)}`),
  };
  // What only alter does is never asked for here.
  return (change) => (renderers[change.kind] as Render | undefined)?.(change) ?? render(change);
}

function countsUp({ autoIncrement }: Column): boolean {
  return Boolean(autoIncrement);
}

/** The counter of pg-mem's SERIAL cannot be told to start again. */
function withSequence(table: QualifiedName, column: Column, quote: Quote): Column {
  const sql = `nextval(${literal(quote(sequenceName(table, column.name)))})`;
  return { ...column, autoIncrement: null, default: { sql, kind: 'expression' } };
}

/** An index that rejects nothing changes no answer. */
function isMade({ unique, parts, where }: Index): boolean {
  return unique || (where === null && parts.every(({ column }) => column !== undefined));
}

function plain({ name, unique, method, parts, where }: Index): Index {
  return {
    name,
    unique,
    method,
    where,
    parts: parts.map(({ operatorClass: _class, collation: _collation, ...part }) => part),
  };
}
