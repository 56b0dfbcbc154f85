import type { Change, RenameColumn } from '../../compare/change.js';
import type {
  Column,
  ForeignKey,
  Index,
  QualifiedName,
  ReferentialAction,
  Table,
} from '../../schema/database-schema.js';
import { renderAlterColumn } from './postgres.render-alter.js';
import { defaultNames } from './postgres.names.js';
import { literal, name, names, qualified } from './postgres.quote.js';

type Renderers = { readonly [Kind in Change['kind']]: (change: Extract<Change, { kind: Kind }>) => readonly string[] };

/**
 * Structured changes to SQL, one table keyed by kind. No text is ever rewritten here: a default that contains
 * `NOT NULL` or a semicolon stays a default.
 */
const renderers: Renderers = {
  'create-schema': ({ schema }) => [`CREATE SCHEMA ${name(schema)}`],
  'rename-table': ({ from, table, enums }) => [
    ...(from.name === table.name ? [] : [`ALTER TABLE ${qualified(from)} RENAME TO ${name(table.name)}`]),
    ...(from.schema === table.schema
      ? []
      : [`ALTER TABLE ${qualified({ ...table, schema: from.schema })} SET SCHEMA ${name(table.schema)}`]),
    ...renameEnums(enums),
  ],
  'rename-column': ({ table, from, to, enums }) => [
    `ALTER TABLE ${qualified(table)} RENAME COLUMN ${name(from)} TO ${name(to)}`,
    ...renameEnums(enums),
  ],
  'create-enum': (change) => [
    `CREATE TYPE ${qualified(change.enum)} AS ENUM (${change.enum.values.map(literal).join(', ')})`,
  ],
  'add-enum-value': (change) => [
    `ALTER TYPE ${qualified(change.enum)} ADD VALUE ${literal(change.value)}` +
      (change.position ? ` ${change.position.place.toUpperCase()} ${literal(change.position.neighbour)}` : ''),
  ],
  'create-table': ({ table }) => [createTable(table), ...comments(table)],
  'comment-table': ({ table, to }) => [`COMMENT ON TABLE ${qualified(table)} IS ${commentText(to)}`],
  'add-column': ({ table, column }) => [
    `ALTER TABLE ${qualified(table)} ADD COLUMN ${columnDefinition(column)}`,
    ...columnComment(table, column),
  ],
  'alter-column': renderAlterColumn,
  'relax-leftover': ({ table, column }) => [
    `ALTER TABLE ${qualified(table)} ALTER COLUMN ${name(column.name)} DROP NOT NULL`,
  ],
  'set-primary-key': ({ table, from, to, nullableAfter }) => [
    ...(from === null ? [] : [dropConstraint(table, from.name ?? defaultNames.primaryKey(table))]),
    ...dropNotNull(table, nullableAfter),
    `ALTER TABLE ${qualified(table)} ADD ${constraintName(to.name)}PRIMARY KEY (${names(to.columns)})`,
  ],
  'add-unique': ({ table, unique }) => [`ALTER TABLE ${qualified(table)} ADD UNIQUE (${names(unique.columns)})`],
  'add-index': ({ table, index }) => [createIndex(table, index)],
  'replace-index': ({ table, from, to }) => [dropIndex(table, from), createIndex(table, to)],
  'add-foreign-key': ({ table, foreignKey }) => [addForeignKey(table, foreignKey)],
  'replace-foreign-key': ({ table, from, to }) => [
    dropConstraint(table, foreignKeyName(table, from)),
    addForeignKey(table, { ...to, name: foreignKeyName(table, from) }),
  ],
  'alter-table': ({ changes }) => changes.flatMap(renderPostgres),
  'drop-schema': ({ schema }) => [`DROP SCHEMA ${name(schema)}`],
  'drop-enum': (change) => [`DROP TYPE ${qualified(change.enum)}`],
  'drop-table': ({ table }) => [`DROP TABLE ${qualified(table)}`],
  'drop-column': ({ table, column }) => [`ALTER TABLE ${qualified(table)} DROP COLUMN ${name(column.name)}`],
  'drop-primary-key': ({ table, primaryKey, nullableAfter }) => [
    dropConstraint(table, primaryKey.name ?? defaultNames.primaryKey(table)),
    ...dropNotNull(table, nullableAfter),
  ],
  'drop-unique': ({ table, unique }) => [
    dropConstraint(table, unique.name ?? defaultNames.unique(table, unique.columns)),
  ],
  'drop-index': ({ table, index }) => [dropIndex(table, index)],
  'drop-foreign-key': ({ table, foreignKey }) => [dropConstraint(table, foreignKeyName(table, foreignKey))],
  'clear-tables': ({ how, tables }) =>
    how === 'truncate'
      ? [`TRUNCATE ${tables.map(qualified).join(', ')}`]
      : // A deferred key is checked here, and not when a later statement wants to change its table.
        [...tables.map((table) => `DELETE FROM ${qualified(table)}`), 'SET CONSTRAINTS ALL IMMEDIATE'],
  'restart-sequences': ({ sequences }) => [
    `SELECT ${sequences
      .map(({ sequence, start }) => `setval(${literal(qualified(sequence))}, ${BigInt(start)}, false)`)
      .join(', ')}`,
  ],
};

export function renderPostgres(change: Change): readonly string[] {
  // The table is exhaustive by its type; TypeScript cannot pair a union member with its own entry.
  return (renderers[change.kind] as (change: Change) => readonly string[])(change);
}

function renameEnums(enums: RenameColumn['enums']): readonly string[] {
  return enums.map(({ from, to }) => `ALTER TYPE ${qualified(from)} RENAME TO ${name(to.name)}`);
}

function createTable(table: Table): string {
  const parts = [
    ...table.columns.map(columnDefinition),
    ...table.uniques.map((unique) => `UNIQUE (${names(unique.columns)})`),
    ...(table.primaryKey === null ? [] : [`PRIMARY KEY (${names(table.primaryKey.columns)})`]),
    ...table.foreignKeys.map(
      (foreignKey) =>
        `${constraintName(foreignKey.name)}FOREIGN KEY (${names(foreignKey.columns)}) ${references(foreignKey)}`,
    ),
  ];
  return `CREATE TABLE ${qualified(table)} (${parts.join(', ')})`;
}

function columnDefinition(column: Column): string {
  return [
    name(column.name),
    columnType(column),
    column.collation ? `COLLATE ${name(column.collation)}` : '',
    column.generated
      ? `GENERATED ALWAYS AS (${column.generated.expression}) ${column.generated.stored ? 'STORED' : 'VIRTUAL'}`
      : '',
    column.default && !column.autoIncrement ? `DEFAULT ${column.default.asWritten ?? column.default.sql}` : '',
    // For some types the server keeps this as an expression; what raw Sequelize creates has it.
    column.default === null && !column.autoIncrement && !column.generated ? 'DEFAULT NULL' : '',
    column.nullable ? '' : 'NOT NULL',
    identity(column),
    ...(column.checks ?? []),
  ]
    .filter(Boolean)
    .join(' ');
}

/** `SERIAL` is a spelling of three steps; the server takes them. */
function columnType(column: Column): string {
  if (column.autoIncrement?.kind !== 'serial') return column.type.text;
  const serial: Readonly<Record<string, string>> = { smallint: 'SMALLSERIAL', integer: 'SERIAL', bigint: 'BIGSERIAL' };
  return serial[column.type.text] ?? column.type.text;
}

function identity(column: Column): string {
  switch (column.autoIncrement?.kind) {
    case 'identity-always':
      return 'GENERATED ALWAYS AS IDENTITY';
    case 'identity-by-default':
      return 'GENERATED BY DEFAULT AS IDENTITY';
    default:
      return '';
  }
}

function comments(table: Table): readonly string[] {
  return [
    ...(table.comment ? [`COMMENT ON TABLE ${qualified(table)} IS ${literal(table.comment)}`] : []),
    ...table.columns.flatMap((column) => columnComment(table, column)),
  ];
}

function columnComment(table: QualifiedName, column: Column): readonly string[] {
  return column.comment
    ? [`COMMENT ON COLUMN ${qualified(table)}.${name(column.name)} IS ${literal(column.comment)}`]
    : [];
}

function commentText(comment: string | null): string {
  return comment === null ? 'NULL' : literal(comment);
}

function createIndex(table: QualifiedName, index: Index): string {
  const parts = index.parts.map((part) =>
    [
      part.column === undefined ? `(${part.expression ?? ''})` : name(part.column),
      part.collation ? `COLLATE ${name(part.collation)}` : '',
      part.operatorClass ?? '',
      part.order === 'desc' ? 'DESC' : '',
      part.nulls === (part.order === 'desc' ? 'first' : 'last') ? '' : `NULLS ${part.nulls.toUpperCase()}`,
    ]
      .filter(Boolean)
      .join(' '),
  );
  return (
    `CREATE ${index.unique ? 'UNIQUE ' : ''}INDEX ${name(index.name)} ON ${qualified(table)} USING ${index.method} (${parts.join(', ')})` +
    (index.include?.length ? ` INCLUDE (${names(index.include)})` : '') +
    (index.nullsNotDistinct ? ' NULLS NOT DISTINCT' : '') +
    (index.where === null ? '' : ` WHERE ${index.where}`)
  );
}

function dropIndex(table: QualifiedName, index: Index): string {
  return `DROP INDEX ${qualified({ schema: table.schema, name: index.name })}`;
}

function dropNotNull(table: QualifiedName, columns: readonly string[] = []): readonly string[] {
  return columns.map((column) => `ALTER TABLE ${qualified(table)} ALTER COLUMN ${name(column)} DROP NOT NULL`);
}

function dropConstraint(table: QualifiedName, constraint: string): string {
  return `ALTER TABLE ${qualified(table)} DROP CONSTRAINT ${name(constraint)}`;
}

function addForeignKey(table: QualifiedName, foreignKey: ForeignKey): string {
  return `ALTER TABLE ${qualified(table)} ADD ${constraintName(foreignKey.name)}FOREIGN KEY (${names(foreignKey.columns)}) ${references(foreignKey)}`;
}

function constraintName(constraint: string | null): string {
  return constraint === null ? '' : `CONSTRAINT ${name(constraint)} `;
}

function foreignKeyName(table: QualifiedName, foreignKey: ForeignKey): string {
  return foreignKey.name ?? defaultNames.foreignKey(table, foreignKey.columns);
}

const actions: Readonly<Record<ReferentialAction, string>> = {
  'no-action': '',
  restrict: 'RESTRICT',
  cascade: 'CASCADE',
  'set-null': 'SET NULL',
  'set-default': 'SET DEFAULT',
};

function references({ target, targetColumns, onDelete, onUpdate, deferrable }: ForeignKey): string {
  return [
    `REFERENCES ${qualified(target)} (${names(targetColumns)})`,
    actions[onDelete] && `ON DELETE ${actions[onDelete]}`,
    actions[onUpdate] && `ON UPDATE ${actions[onUpdate]}`,
    deferrable === 'initially-deferred' && 'DEFERRABLE INITIALLY DEFERRED',
    deferrable === 'initially-immediate' && 'DEFERRABLE INITIALLY IMMEDIATE',
  ]
    .filter(Boolean)
    .join(' ');
}
