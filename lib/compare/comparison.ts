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

/** `table`: one that this application made itself. */
export type LeftoverKind = 'table' | 'column' | 'index' | 'unique' | 'foreign-key' | 'enum-value';

export interface Leftover {
  readonly kind: LeftoverKind;
  /** The table it belongs to, or is; for an enum value, the enum type. */
  readonly table: QualifiedName;
  /** Empty for a table. */
  readonly name: string;
  /** What it is: "UNIQUE (email)", "character varying(255) NOT NULL". */
  readonly detail: string;
  /** What it still does to those who write: "still refuses two rows of users with the same email". */
  readonly enforces?: string;
  /** Another one that does the same to the letter: `repairPlan()` drops this one. */
  readonly copyOf?: string;
  /** What to write where it is something else by now under another name. */
  readonly suggestion?: string;
  /** Set where inserts made from the models will fail because of it. */
  readonly breaksInserts?: boolean;
}

export interface Unknown {
  readonly table: QualifiedName;
  readonly name: string;
  readonly found: string;
  readonly expected: string;
  readonly because: string;
}

/** A left-over in one sentence. */
export function leftoverText({ detail, enforces, suggestion, copyOf }: Leftover): string {
  const copy = copyOf === undefined ? '' : `a copy of ${copyOf}, which repairPlan() drops`;
  return [detail, copy || enforces, suggestion].filter(Boolean).join('; ');
}
