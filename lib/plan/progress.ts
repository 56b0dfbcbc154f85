import type { Change } from '../compare/change.js';

/** What runs, and how far the whole is: said only when it takes its time. */
export interface Progress {
  /** The statements that run, counted from 1; more than one where they travel together. */
  readonly first: number;
  readonly last: number;
  readonly of: number;
  readonly tables: readonly string[];
  /** Rows of these tables, as the server estimates them; null where it does not. */
  readonly rows: number | null;
  /** Null for more than one. */
  readonly change: Change | null;
  readonly elapsedMs: number;
}
