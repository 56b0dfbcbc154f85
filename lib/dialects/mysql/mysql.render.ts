import type { Change, TableChange } from '../../compare/change.js';
import type { QualifiedName, Table } from '../../schema/database-schema.js';
import type { Facts } from '../../schema/facts.js';
import { literal, name, names, tableName } from './mysql.quote.js';
import { alterTableSql, differenceSql } from './mysql.render-alter.js';
import { alterSql, columnSql, foreignKeySql, indexSql } from './mysql.render-column.js';
import { tableAfter } from './mysql.table-state.js';

type Renderers = {
  readonly [Kind in Exclude<Change, TableChange>['kind']]: (
    change: Extract<Change, { kind: Kind }>,
    facts: Facts,
  ) => readonly string[];
};

/** Changes of schema to SQL, as Sequelize writes them. Pure. What changes one existing table is one statement. */
export function renderMysql(change: Change, facts: Facts): readonly string[] {
  if (change.kind in renderers) {
    // The table is exhaustive by its type; TypeScript cannot pair a union member with its own entry.
    return (renderers[change.kind as keyof Renderers] as (change: Change, facts: Facts) => readonly string[])(
      change,
      facts,
    );
  }
  return alone(change as TableChange, facts);
}

/** What is said of a table that the same plan makes, or that force takes apart. */
function alone(change: TableChange, facts: Facts): readonly string[] {
  switch (change.kind) {
    case 'rename-table':
      return alterSql(change.from, [`RENAME TO ${tableName(change.table)}`]);
    case 'rename-column':
      return alterSql(change.table, [`RENAME COLUMN ${name(change.from)} TO ${name(change.to)}`]);
    case 'add-index':
      return alterSql(change.table, [`ADD ${indexSql(change.index)}`]);
    case 'drop-index':
      return alterSql(change.table, [`DROP INDEX ${name(change.index.name)}`]);
    case 'add-foreign-key':
      return alterSql(change.table, [`ADD ${foreignKeySql(change.foreignKey)}`]);
    case 'drop-foreign-key':
      return alterSql(change.table, [`DROP FOREIGN KEY ${name(change.foreignKey.name ?? numberedName(change))}`]);
    case 'alter-column':
    case 'relax-leftover': {
      const actual = change.kind === 'alter-column' ? change.actual : change.column;
      const table = { ...emptyTable(change.table), columns: [actual] };
      return differenceSql(table, tableAfter(table, [change]), facts);
    }
    default: {
      const table = emptyTable(change.table);
      return differenceSql(table, tableAfter(table, [change]), facts);
    }
  }
}

function numberedName({ table, ordinal = 1 }: { readonly table: QualifiedName; readonly ordinal?: number }): string {
  return `${table.name}_ibfk_${ordinal}`;
}

function emptyTable({ schema, name: own }: QualifiedName): Table {
  return { schema, name: own, kind: 'table', columns: [], primaryKey: null, uniques: [], indexes: [], foreignKeys: [] };
}

const renderers: Renderers = {
  'create-schema': ({ schema }) => [`CREATE DATABASE ${name(schema)}`],
  'drop-schema': ({ schema }) => [`DROP DATABASE ${name(schema)}`],
  // Enums are part of a column's type here.
  'create-enum': () => [],
  'add-enum-value': () => [],
  'drop-enum': () => [],

  'create-table': ({ table }, facts) => [createTable(table, facts)],
  'drop-table': ({ table }) => [`DROP TABLE ${tableName(table)}`],
  'alter-table': alterTableSql,

  // A table may refer to itself, and a cycle has no first. What is no model was looked for before.
  'clear-tables': ({ how, tables }) => [
    'SET FOREIGN_KEY_CHECKS = 0',
    ...tables.map((table) => `${how === 'delete' ? 'DELETE FROM' : 'TRUNCATE TABLE'} ${tableName(table)}`),
    'SET FOREIGN_KEY_CHECKS = 1',
  ],
  'restart-sequences': ({ sequences }) =>
    sequences.map(({ sequence, start }) => `ALTER TABLE ${tableName(sequence)} AUTO_INCREMENT = ${start}`),
};

/** Keys without a name are named by the server, as those of Sequelize are. */
function createTable(table: Table, facts: Facts): string {
  const definitions = [
    ...table.columns.map((column) => columnSql(column, facts)),
    ...table.uniques.map(
      ({ name: own, columns }) => `UNIQUE ${own === null ? '' : `${name(own)} `}(${names(columns)})`,
    ),
    ...(table.primaryKey === null ? [] : [`PRIMARY KEY (${names(table.primaryKey.columns)})`]),
    ...table.foreignKeys.map(foreignKeySql),
  ];
  const options = table.options ?? {};
  return [
    `CREATE TABLE ${tableName(table)} (${definitions.join(', ')})`,
    `ENGINE=${options.engine ?? 'InnoDB'}`,
    table.comment ? `COMMENT ${literal(table.comment)}` : '',
    options.charset ? `DEFAULT CHARSET=${options.charset}` : '',
    options.collate ? `COLLATE ${options.collate}` : '',
    options.initialAutoIncrement ? `AUTO_INCREMENT=${options.initialAutoIncrement}` : '',
    options.rowFormat ? `ROW_FORMAT=${options.rowFormat}` : '',
  ]
    .filter(Boolean)
    .join(' ');
}
