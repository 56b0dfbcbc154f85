import type { ExpressionQuestion } from '../schema/answers.js';
import type { QualifiedName } from '../schema/database-schema.js';
import type { AdditiveChange } from './change.js';

/** How `actual` differs from `wanted`: what to do, what is only there, and what cannot be said yet. */
export interface Comparison {
  readonly changes: readonly AdditiveChange[];
  readonly leftovers: readonly Leftover[];
  readonly unknowns: readonly Unknown[];
  /** Questions that only the server can answer: compare again with the answers. Empty when all is said. */
  readonly open: readonly ExpressionQuestion[];
}

export type LeftoverKind = 'column' | 'index' | 'unique' | 'foreign-key' | 'enum-value';

export interface Leftover {
  readonly kind: LeftoverKind;
  /** The table it belongs to; for an enum value, the enum type. */
  readonly table: QualifiedName;
  readonly name: string;
  /** What it still does: "UNIQUE (email)", "character varying(255) NOT NULL". */
  readonly detail: string;
  /** Set where inserts made from the models will fail because of it. */
  readonly breaksInserts?: boolean;
  /** Of a value of an enum: how many rows use it, counted up to a bound. Absent where nobody could look. */
  readonly usedBy?: { readonly rows: number; readonly isAtLeast: boolean };
}

export interface Unknown {
  readonly table: QualifiedName;
  readonly name: string;
  readonly found: string;
  readonly expected: string;
  readonly because: string;
}
