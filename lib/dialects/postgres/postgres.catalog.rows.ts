/** What the catalog's two queries answer, row by row. */
import type { ColumnDependant } from '../../schema/database-schema.js';

/** JSON and the driver give `oid`s as text, and as numbers where somebody told the driver to: {@link idOf} settles it. */
type Id = string | number;

export function idOf(id: Id): number {
  return Number(id);
}

export interface ColumnRow {
  /** The table's id. */
  readonly table: Id;
  readonly name: string;
  readonly number: number;
  /** The type's id, and what `format_type()` wants besides. */
  readonly type: Id;
  readonly modifier: number;
  readonly dimensions: number;
  /** The collation's id. */
  readonly collation: Id;
  readonly notNull: boolean;
  readonly identity: '' | 'a' | 'd';
  readonly generated: '' | 's' | 'v';
  readonly expression: string | null;
}

export interface DetailRow {
  readonly what:
    | 'table'
    | 'type'
    | 'comment'
    | 'sequence'
    | 'index'
    | 'access-method'
    | 'operator-class'
    | 'default-operator-class'
    | 'collation'
    | 'constraint'
    | 'foreign-key'
    | 'dependant'
    | 'enum'
    | 'schema'
    | 'migrations';
  /** Of the thing itself; of the table where the thing is a part of one; of its index for a constraint. */
  readonly id: Id;
  readonly name: string | null;
  readonly data: string;
}

type SchemaAndName = readonly [schema: string, name: string];

export type TableData = readonly [schema: string, kind: string];

export type TypeData = readonly [
  modifier: number,
  isArray: boolean,
  collation: Id,
  /** The enum type behind it (for an array: behind its elements). */
  enumType: SchemaAndName | null,
];

export type SequenceData = readonly [column: number, schema: string, start: string];

export type IndexData = readonly [
  id: Id,
  method: Id,
  unique: boolean,
  valid: boolean,
  nullsNotDistinct: boolean,
  keys: number,
  /** Space-separated numbers, one for each column: `indkey`, `indoption`, `indclass`, `indcollation`. */
  columns: string,
  options: string,
  classes: string,
  collations: string,
  isReplicaIdentity: boolean,
  isClustered: boolean,
  where: string | null,
  /** All definitions by position, where at least one part is an expression. */
  expressions: readonly string[] | null,
];

export type ConstraintData = readonly [type: 'p' | 'u' | 'x', deferrable: boolean, deferred: boolean];

export interface ForeignKeyData {
  /** Names outside the scope, null inside. */
  readonly from: SchemaAndName | null;
  readonly target: SchemaAndName | null;
  readonly targetId: Id;
  /** Numbers inside the scope, names outside. */
  readonly columns: readonly (string | number)[];
  readonly targetColumns: readonly (string | number)[];
  readonly onDelete: string;
  readonly onUpdate: string;
  readonly deferrable: boolean;
  readonly deferred: boolean;
  readonly valid: boolean;
  readonly match: string;
  /** The index that it stands on, in the table that it points at. */
  readonly index: Id;
  /** Of the constraint. */
  readonly id: Id;
}

export type DependantData = readonly [column: number, kind: ColumnDependant['kind'], name: string];

export type EnumData = readonly [schema: string, values: readonly string[], usedElsewhere: boolean];
