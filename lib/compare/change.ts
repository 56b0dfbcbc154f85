import type {
  DestructiveChange,
  DropColumn,
  DropForeignKey,
  DropIndex,
  DropPrimaryKey,
  DropUnique,
} from './destructive-change.js';
import type {
  AutoIncrement,
  Column,
  ColumnDefault,
  ColumnType,
  EnumType,
  ForeignKey,
  Index,
  PrimaryKey,
  QualifiedName,
  Table,
  Unique,
} from '../schema/database-schema.js';
import type { ColumnRename, TableRename } from '../schema/renaming.js';

export type * from './destructive-change.js';

/**
 * What can be done to a schema: a closed union tagged by `kind`. Hazard rules, renderers and inverses are tables keyed by
 * kind, so that a new kind does not compile until it has all three.
 *
 * `compareSchemas` produces {@link AdditiveChange}s only. {@link DestructiveChange}s exist for two purposes: they are the
 * inverses of additive ones, and force needs some of them.
 */
export type Change = AdditiveChange | AlterTable | DestructiveChange;

export type AdditiveChange =
  | RenameTable
  | RenameColumn
  | CreateSchema
  | CreateEnum
  | AddEnumValue
  | CreateTable
  | CommentTable
  | AddColumn
  | AlterColumn
  | RelaxLeftover
  | SetPrimaryKey
  | AddUnique
  | AddIndex
  | ReplaceIndex
  | AddForeignKey
  | ReplaceForeignKey;

/** A table that the models have under another name: renamed, with all its rows. */
export type RenameTable = TableRename;

/** A column that the models have under another name: renamed, with all its values. */
export type RenameColumn = ColumnRename;

/** `CREATE SCHEMA`. */
export interface CreateSchema {
  readonly kind: 'create-schema';
  readonly schema: string;
}

/** An enum type that is not there yet. */
export interface CreateEnum {
  readonly kind: 'create-enum';
  readonly enum: EnumType;
}

/** One value that an existing enum type lacks, in its place. */
export interface AddEnumValue {
  readonly kind: 'add-enum-value';
  readonly enum: QualifiedName;
  readonly value: string;
  /** Its neighbour in the type. Null only for a type that has no values at all. */
  readonly position: { readonly place: 'before' | 'after'; readonly neighbour: string } | null;
}

/** A table with its columns, key and uniques, and those foreign keys whose targets exist when it is created. */
export interface CreateTable {
  readonly kind: 'create-table';
  /** `table.foreignKeys` holds the keys that are part of this statement; the others follow as `add-foreign-key`. */
  readonly table: Table;
}

export interface CommentTable {
  readonly kind: 'comment-table';
  readonly table: QualifiedName;
  readonly from: string | null;
  readonly to: string | null;
}

export interface AddColumn {
  readonly kind: 'add-column';
  readonly table: QualifiedName;
  /** When NOT NULL is held on a filled table this is nullable, and an `alter-column` with `nullable` follows. */
  readonly column: Column;
}

/** One aspect of an existing column, so that each can be run, held and undone by itself. */
export interface AlterColumn {
  readonly kind: 'alter-column';
  readonly table: QualifiedName;
  readonly column: string;
  readonly aspect: ColumnAspect;
  /** The column as it is and as it is wanted, for messages and for what a statement must restate. */
  readonly actual: Column;
  readonly wanted: Column;
}

export type ColumnAspect =
  | {
      readonly name: 'type';
      readonly from: ColumnType;
      readonly to: ColumnType;
      /** A change of the default follows: this one need not put it back. */
      readonly defaultFollows?: boolean;
      /** In an undo: the default was another one before, and is put back with the type. */
      readonly restoresDefault?: boolean;
    }
  | { readonly name: 'nullable'; readonly from: boolean; readonly to: boolean }
  | { readonly name: 'default'; readonly from: ColumnDefault | null; readonly to: ColumnDefault | null }
  | { readonly name: 'auto-increment'; readonly from: AutoIncrement | null; readonly to: AutoIncrement | null }
  | { readonly name: 'comment'; readonly from: string | null; readonly to: string | null };

/** A left-over NOT NULL column without default would break every insert: it is made nullable. */
export interface RelaxLeftover {
  readonly kind: 'relax-leftover';
  readonly table: QualifiedName;
  readonly column: Column;
}

export interface SetPrimaryKey {
  readonly kind: 'set-primary-key';
  readonly table: QualifiedName;
  readonly from: PrimaryKey | null;
  readonly to: PrimaryKey;
  /** Columns that leave the key and may then be NULL: the server keeps their NOT NULL. */
  readonly nullableAfter?: readonly string[];
  /** Columns that come into the key and could be NULL: the key makes them NOT NULL. */
  readonly nullableBefore?: readonly string[];
}

export interface AddUnique {
  readonly kind: 'add-unique';
  readonly table: QualifiedName;
  readonly unique: Unique;
}

export interface AddIndex {
  readonly kind: 'add-index';
  readonly table: QualifiedName;
  readonly index: Index;
}

/** An index of the same name with another definition (or an INVALID one): dropped and made anew. */
export interface ReplaceIndex {
  readonly kind: 'replace-index';
  readonly table: QualifiedName;
  readonly from: Index;
  readonly to: Index;
}

export interface AddForeignKey {
  readonly kind: 'add-foreign-key';
  readonly table: QualifiedName;
  readonly foreignKey: ForeignKey;
  /** On a table that the same plan makes: which of its keys it is, counted from 1. Servers number keys without a name. */
  readonly ordinal?: number;
}

/** A key over the same columns with another target, action or deferrability: dropped and made anew under its old name. */
export interface ReplaceForeignKey {
  readonly kind: 'replace-foreign-key';
  readonly table: QualifiedName;
  readonly from: ForeignKey;
  readonly to: ForeignKey;
}

/**
 * Several changes of one existing table that the server makes in one statement, or in one making-anew. `compareSchemas` never
 * says it: `plan/` groups, where a server wants it so.
 */
export interface AlterTable {
  readonly kind: 'alter-table';
  readonly table: QualifiedName;
  /** The table as the catalog has it. */
  readonly actual: Table;
  /** What was changed about it since, by the time this runs. */
  readonly before: readonly TableChange[];
  readonly changes: readonly TableChange[];
  /** In an undo: the table that is put back, to the letter. */
  readonly restores?: Table;
  /** In an undo: what was changed about `actual` before, and stays. */
  readonly leaves?: readonly TableChange[];
}

/** What can be done to an existing table. */
export type TableChange =
  | RenameTable
  | RenameColumn
  | CommentTable
  | AddColumn
  | AlterColumn
  | RelaxLeftover
  | SetPrimaryKey
  | AddUnique
  | AddIndex
  | ReplaceIndex
  | AddForeignKey
  | ReplaceForeignKey
  | DropColumn
  | DropPrimaryKey
  | DropUnique
  | DropIndex
  | DropForeignKey;

/** The single changes that a change is made of. */
export function partsOf<Kind extends Change>(change: Kind): readonly (Exclude<Kind, AlterTable> | TableChange)[] {
  return change.kind === 'alter-table' ? change.changes : [change as Exclude<Kind, AlterTable>];
}

export function isRename(change: Change): change is RenameTable | RenameColumn {
  return change.kind === 'rename-table' || change.kind === 'rename-column';
}

/** The table that a change is about; null for schemas and types, and for a change over several tables. */
export function tableOf(change: Change): QualifiedName | null {
  switch (change.kind) {
    case 'create-table':
    case 'drop-table':
      return { schema: change.table.schema, name: change.table.name };
    case 'create-schema':
    case 'drop-schema':
    case 'create-enum':
    case 'add-enum-value':
    case 'drop-enum':
    case 'clear-tables':
    case 'restart-sequences':
      return null;
    default:
      return change.table;
  }
}
