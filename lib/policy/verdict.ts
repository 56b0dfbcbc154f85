import type { Evidence } from '../environment/evidence.js';
import type { SafeSyncMode } from '../safe-sync.options.js';

/**
 * Says yes or no, and nothing else: `chooseMode` says which mode is asked for and by whom, `decide` whether it may run.
 * Both are pure; nothing here reads a database, a model or the environment, and nothing here acts.
 */

/** Which mode was chosen, and by whom: the first that speaks. */
export interface ModeChoice {
  readonly mode: SafeSyncMode;
  /** `off` is `SAFE_SYNC=off`; `migrations` took alter or force back that only the environment had chosen. */
  readonly by: 'off' | 'mode' | 'synchronize' | 'sync.force' | 'sync.alter' | 'modes' | 'environment' | 'migrations';
  /** True when a person asked for it in code; false when only the environment's word (or the migrations table) chose. */
  readonly byHand: boolean;
  /** The word as it was judged: trimmed and lower-cased; `''` when unset. */
  readonly environment: string;
  /** "mode alter, because NODE_ENV is development". */
  readonly because: string;
  /** A warning that goes with it: the text for an unset NODE_ENV. */
  readonly warning?: string;
}

/** Yes or no, as data. */
export type Verdict =
  | { readonly kind: 'nothing-to-do'; readonly warnings: readonly string[] }
  | { readonly kind: 'apply'; readonly warnings: readonly string[]; readonly confirmed: boolean }
  | { readonly kind: 'report-only'; readonly because: string; readonly warnings: readonly string[] }
  | Refusal;

export interface Refusal {
  readonly kind: 'refuse';
  readonly mode: 'alter' | 'force';
  /** A guarded call that was refused, where it is no request for a mode. */
  readonly subject?: string;
  readonly headline: string;
  /** The evidence that refuses this mode. */
  readonly because: readonly Evidence[];
  /** All the evidence there is. */
  readonly evidence: readonly Evidence[];
  /** What else a person should know: why `SAFE_SYNC_CONFIRM` did not help. */
  readonly notes: readonly string[];
  /** The safe ways on, most fitting first, ready to paste. */
  readonly waysOn: readonly string[];
}
