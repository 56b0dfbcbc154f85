import type { Column, ColumnType, ForeignKey, Index, QualifiedName, Table } from './database-schema.js';
import { sameName } from './qualified-name.js';
import { renameInSql, type SqlNames } from './rename-in-sql.js';

/** A table that goes on under another name, with all its rows. */
export interface TableRename {
  readonly kind: 'rename-table';
  readonly from: QualifiedName;
  /** Its name from then on. */
  readonly table: QualifiedName;
  readonly enums: readonly EnumRename[];
}

/** A column that goes on under another name, with all its values. */
export interface ColumnRename {
  readonly kind: 'rename-column';
  /** By the name that its table has by then. */
  readonly table: QualifiedName;
  readonly from: string;
  readonly to: string;
  readonly enums: readonly EnumRename[];
}

/** Where the type of an enum is called by its table and column, it is renamed with them. */
export interface EnumRename {
  readonly from: QualifiedName;
  readonly to: QualifiedName;
}

export type Rename = TableRename | ColumnRename;

export interface RenameNames extends SqlNames {
  /** A column's type over an enum type of this name. */
  readonly enumReference: (type: QualifiedName, dimensions: number) => ColumnType;
}

/** A table once something of it, or something that it refers to, has another name: what the server does by itself. */
export function renamedTable(table: Table, rename: Rename, names: RenameNames): Table {
  const retyped = rename.enums.reduce((all, each) => withEnum(all, each, names), table);
  return rename.kind === 'rename-table' ? withTableName(retyped, rename) : withColumnName(retyped, rename, names);
}

function withEnum(table: Table, { from, to }: EnumRename, { enumReference }: RenameNames): Table {
  return {
    ...table,
    columns: table.columns.map((column) =>
      column.type.enum !== undefined && sameName(column.type.enum, from)
        ? { ...column, type: enumReference(to, column.type.dimensions) }
        : column,
    ),
  };
}

function withTableName(table: Table, { from, table: to }: TableRename): Table {
  const isIt = sameName(table, from);
  return {
    ...table,
    ...(isIt ? { schema: to.schema, name: to.name, columns: table.columns.map(withSequence) } : {}),
    foreignKeys: table.foreignKeys.map((key) => (sameName(key.target, from) ? { ...key, target: to } : key)),
  };

  /** Where the numbers are kept by the table's name. */
  function withSequence(column: Column): Column {
    const { autoIncrement } = column;
    return autoIncrement?.sequence !== undefined && sameName(autoIncrement.sequence, from)
      ? { ...column, autoIncrement: { ...autoIncrement, sequence: to } }
      : column;
  }
}

function withColumnName(table: Table, rename: ColumnRename, names: RenameNames): Table {
  const { from, to } = rename;
  const called = (column: string): string => (column === from ? to : column);
  const foreignKeys = table.foreignKeys.map((key): ForeignKey =>
    sameName(key.target, rename.table) ? { ...key, targetColumns: key.targetColumns.map(called) } : key,
  );
  if (!sameName(table, rename.table)) return { ...table, foreignKeys };
  const inSql = (sql: string): string => renameInSql(sql, from, to, names);
  return {
    ...table,
    columns: table.columns.map((column) => renamedColumn(column, called, inSql)),
    primaryKey: table.primaryKey && { ...table.primaryKey, columns: table.primaryKey.columns.map(called) },
    uniques: table.uniques.map((unique) => ({ ...unique, columns: unique.columns.map(called) })),
    indexes: table.indexes.map((index) => renamedIndex(index, called, inSql)),
    foreignKeys: foreignKeys.map((key) => ({ ...key, columns: key.columns.map(called) })),
  };
}

type Renaming = (text: string) => string;

function renamedColumn(column: Column, called: Renaming, inSql: Renaming): Column {
  const { name, generated, extras, usedBy, default: stated } = column;
  return {
    ...column,
    name: called(name),
    ...(generated ? { generated: { ...generated, expression: inSql(generated.expression) } } : {}),
    ...(stated?.kind === 'expression'
      ? {
          default: {
            ...stated,
            sql: inSql(stated.sql),
            ...(stated.asWritten === undefined ? {} : { asWritten: inSql(stated.asWritten) }),
          },
        }
      : {}),
    ...(extras === undefined
      ? {}
      : { extras: extras.map((extra) => (extra.startsWith('CHECK') ? inSql(extra) : extra)) }),
    ...(usedBy === undefined
      ? {}
      : {
          usedBy: usedBy.map((user) =>
            user.kind === 'generated-column' ? { ...user, name: called(user.name) } : user,
          ),
        }),
  };
}

function renamedIndex(index: Index, called: Renaming, inSql: Renaming): Index {
  return {
    ...index,
    parts: index.parts.map((part) => ({
      ...part,
      ...(part.column === undefined ? {} : { column: called(part.column) }),
      ...(part.expression === undefined ? {} : { expression: inSql(part.expression) }),
    })),
    where: index.where === null ? null : inSql(index.where),
    ...(index.include === undefined ? {} : { include: index.include.map(called) }),
  };
}
