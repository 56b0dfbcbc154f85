/** What the catalog's two queries answer, row by row. */
import type { ColumnDependant, QualifiedName } from '../../schema/database-schema.js';

export interface ColumnRow {
  readonly schema: string;
  readonly table: string;
  readonly kind: string;
  readonly column: string | null;
  readonly number: number;
  readonly type: string;
  readonly dimensions: number;
  /** Schema and name of the enum type behind it, as JSON. */
  readonly enum: string | null;
  readonly notNull: boolean;
  readonly identity: '' | 'a' | 'd';
  readonly generated: '' | 's' | 'v';
  readonly expression: string | null;
  readonly collation: string | null;
  readonly collationId: string;
}

export interface DetailRow {
  readonly what:
    | 'comment'
    | 'sequence'
    | 'index'
    | 'operator-class'
    | 'default-operator-class'
    | 'collation'
    | 'foreign-key'
    | 'incoming'
    | 'dependant'
    | 'enum'
    | 'schema'
    | 'migrations';
  readonly schema: string;
  readonly table: string | null;
  readonly data: string;
}

/** Column 0 is the table itself. */
export interface CommentData {
  readonly column: number;
  readonly text: string;
}

export interface IndexData {
  readonly name: string;
  readonly method: string;
  readonly unique: boolean;
  readonly valid: boolean;
  readonly where: string | null;
  readonly nullsNotDistinct: boolean;
  readonly constraint: string | null;
  readonly type: 'p' | 'u' | 'x' | null;
  readonly deferrable: boolean | null;
  readonly deferred: boolean | null;
  readonly keys: number;
  /** Space-separated numbers, one for each column: `indkey`, `indoption`, `indclass`, `indcollation`. */
  readonly columns: string;
  readonly options: string;
  readonly classes: string;
  readonly collations: string;
  /** All definitions by position, where at least one part is an expression. */
  readonly expressions: readonly string[] | null;
}

export interface SequenceData extends QualifiedName {
  readonly column: number;
  readonly start: string;
}

/** Names by the server's numbers. */
export interface Names {
  readonly operatorClasses: ReadonlyMap<string, string>;
  readonly defaultOperatorClasses: ReadonlyMap<string, string>;
  readonly collations: ReadonlyMap<string, string>;
}

export interface ForeignKeyData {
  readonly name: string;
  readonly targetSchema: string;
  readonly target: string;
  /** Numbers inside the scope, names outside. */
  readonly columns: readonly (string | number)[];
  readonly targetColumns: readonly (string | number)[];
  readonly onDelete: string;
  readonly onUpdate: string;
  readonly deferrable: boolean;
  readonly deferred: boolean;
  readonly valid: boolean;
}

export interface DependantData extends ColumnDependant {
  readonly column: number;
}

export interface EnumData {
  readonly values: readonly string[] | null;
  readonly usedElsewhere: boolean;
}
