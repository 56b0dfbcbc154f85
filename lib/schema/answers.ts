import type { QualifiedName } from './database-schema.js';

/** What a dialect answers when it is asked about one thing: plain data, so that the pure rooms need no dialect. */
export type TypeChange =
  /** Every value survives; metadata only. */
  | { readonly verdict: 'safe' }
  /** Every value survives; the table is rewritten under a lock. */
  | { readonly verdict: 'safe-rewrite'; readonly but?: string }
  /** Every value survives, but what is equal changes: an index or a unique over the column may not hold. */
  | { readonly verdict: 'safe-unless-indexed'; readonly because: string }
  /** Values can be lost, cut or rejected. */
  | { readonly verdict: 'narrowing'; readonly because: string; readonly losesOrder?: boolean }
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
