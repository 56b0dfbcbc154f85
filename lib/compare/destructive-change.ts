import type {
  Column,
  EnumType,
  ForeignKey,
  Index,
  PrimaryKey,
  QualifiedName,
  Table,
  Unique,
} from '../schema/database-schema.js';

/** What takes something away: the inverses of additive changes, and what force needs. `compareSchemas` never says them. */
export type DestructiveChange =
  | DropSchema
  | DropEnum
  | DropTable
  | DropColumn
  | DropPrimaryKey
  | DropUnique
  | DropIndex
  | DropForeignKey
  | ClearTables
  | RestartSequences;

export interface DropSchema {
  readonly kind: 'drop-schema';
  readonly schema: string;
}

export interface DropEnum {
  readonly kind: 'drop-enum';
  readonly enum: EnumType;
}

export interface DropTable {
  readonly kind: 'drop-table';
  readonly table: Table;
}

export interface DropColumn {
  readonly kind: 'drop-column';
  readonly table: QualifiedName;
  readonly column: Column;
}

export interface DropPrimaryKey {
  readonly kind: 'drop-primary-key';
  readonly table: QualifiedName;
  readonly primaryKey: PrimaryKey;
  /** Columns that may be NULL without the key. */
  readonly nullableAfter?: readonly string[];
}

export interface DropUnique {
  readonly kind: 'drop-unique';
  readonly table: QualifiedName;
  readonly unique: Unique;
  /** Another one that does the same to the letter, and stays. */
  readonly copyOf?: string;
}

export interface DropIndex {
  readonly kind: 'drop-index';
  readonly table: QualifiedName;
  readonly index: Index;
  /** Another one that does the same to the letter, and stays. */
  readonly copyOf?: string;
}

export interface DropForeignKey {
  readonly kind: 'drop-foreign-key';
  readonly table: QualifiedName;
  readonly foreignKey: ForeignKey;
  /** Of a key without a name: which of its table's keys it is, counted from 1. */
  readonly ordinal?: number;
  /** Another one that does the same to the letter, and stays. */
  readonly copyOf?: string;
}

/** force: tables that are already right lose their rows. */
export interface ClearTables {
  readonly kind: 'clear-tables';
  /** `delete`: one DELETE each, in this order. `truncate`: one TRUNCATE for all of them, never CASCADE. */
  readonly how: 'delete' | 'truncate';
  readonly tables: readonly Table[];
}

/** force: numbers of cleared tables start again. Sequences do not roll back, so that this comes after all that may fail. */
export interface RestartSequences {
  readonly kind: 'restart-sequences';
  readonly sequences: readonly { readonly sequence: QualifiedName; readonly start: string }[];
}
