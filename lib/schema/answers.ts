import type { Column, QualifiedName } from './database-schema.js';

/** What a dialect answers when it is asked about one thing: plain data, so that the pure rooms need no dialect. */
export type TypeChange =
  /** Every value survives; metadata only. */
  | { readonly verdict: 'safe' }
  /** Every value survives; the table is rewritten under a lock. */
  | { readonly verdict: 'safe-rewrite'; readonly but?: string }
  /** Every value survives, but what is equal changes: an index or a unique over the column may not hold. */
  | { readonly verdict: 'safe-unless-indexed'; readonly because: string }
  /** Values can be lost, cut or rejected. */
  | {
      readonly verdict: 'narrowing';
      readonly because: string;
      readonly losesOrder?: boolean;
      /** The server fails on such a value, and never cuts or rounds it. */
      readonly rejects?: boolean;
    }
  /** The server does not cast by itself. `losesOrder`: the new type has none, so that no key or plain index can be over it. */
  | { readonly verdict: 'needs-conversion'; readonly because: string; readonly losesOrder?: boolean };

/** "Are these two the same in the server's own spelling?" */
export interface ExpressionQuestion {
  readonly kind: 'default' | 'predicate' | 'index-expression' | 'generated' | 'type';
  /** The table whose columns the expressions may name. */
  readonly table: QualifiedName;
  /** For a default: the column's type, so that `'1'` and `1` are compared as what they become. */
  readonly type?: string;
  readonly actual: string;
  readonly wanted: string;
}

export type ExpressionAnswer = 'same' | 'different' | 'unknown';

export interface TableProbe extends QualifiedName {
  readonly filled: boolean;
  readonly bytes: number;
  /** A trigger of a user fires on DELETE. */
  readonly deleteTriggers: boolean;
  /** Tables that inherit from it, or are its partitions: what empties or drops it does the same to them. */
  readonly children: readonly QualifiedName[];
  /** Constraints that no model can state: CHECK and EXCLUDE. */
  readonly checks: number;
  /** False where its numbers begin at the start, so that nothing has to be set back. Undefined: nobody looked. */
  readonly counts?: boolean;
}

/** A change of type, as far as the values are concerned. */
export interface TypeStep {
  readonly from: Column;
  readonly to: Column;
  /** The values of the enum that it becomes, where that is a type of its own. */
  readonly values?: readonly string[];
}

/** What a question compares: a column as it is, as it becomes with a change of type, or what fills one that is not there yet. */
export interface Operand {
  readonly name: string;
  /** SQL of an index's expression, or of what fills a column that is still to be added. */
  readonly sql?: string;
  readonly becomes?: TypeStep;
}

/** "Which rows stand in the way?" Asked of one filled table, answered by counting up to a bound. */
export type DataQuestion = {
  readonly table: QualifiedName;
  /** The columns of the primary key: by them a row is named. */
  readonly key: readonly Column[];
} & DataConcern;

export type DataConcern =
  /** All rows: a column that is still to be added has no value in any of them. */
  | { readonly kind: 'rows' }
  /** Rows without a value in one of these columns. */
  | { readonly kind: 'nulls'; readonly columns: readonly string[] }
  /** Rows with a value in this column. */
  | { readonly kind: 'values'; readonly column: string }
  /** Values that more than one row has, NULLs aside. */
  | { readonly kind: 'duplicates'; readonly parts: readonly Operand[]; readonly where: string | null }
  /** Rows that point at nothing. */
  | {
      readonly kind: 'orphans';
      readonly columns: readonly Operand[];
      readonly target: QualifiedName;
      readonly targetColumns: readonly Operand[];
      /** False where this plan makes the target: it has no row then. */
      readonly targetExists: boolean;
    }
  /** Rows whose value does not survive a change of type. */
  | { readonly kind: 'misfits'; readonly column: string; readonly step: TypeStep }
  /** Rows that use this value of an enum. */
  | { readonly kind: 'uses'; readonly column: Column; readonly value: string };

/** The answer to a {@link DataQuestion}. */
export interface Offenders {
  /** Rows (of duplicates: values) that stand in the way, counted up to a bound. Null where nobody could look. */
  readonly count: number | null;
  /** The bound was reached: there may be more. */
  readonly isAtLeast: boolean;
  /** The columns of the primary key, and the keys of the first few rows; of duplicates two of each value. */
  readonly key: readonly string[];
  readonly keys: readonly string[];
  /** Of values that do not survive: the first few, cut where they are long. */
  readonly values: readonly string[];
  /** The query that lists them all. */
  readonly query: string;
  /** Why nobody could look; null where somebody did. */
  readonly unseen: Unseen | null;
}

export interface Unseen {
  readonly because: 'too-slow' | 'not-permitted' | 'no-answer';
  /** In the server's words, without a value of a row; empty where there is nothing to say. */
  readonly said: string;
}

/** How far a look at the data goes. */
export interface WeighingBounds {
  /** For all questions together. */
  readonly timeMs: number;
  /** Counting stops here. */
  readonly most: number;
  /** So many are named. */
  readonly samples: number;
}
