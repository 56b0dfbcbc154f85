import type { Evidence } from '../environment/evidence.js';
import type { SafeSyncMode } from '../safe-sync.options.js';

/** Which mode was chosen, and by whom: the first that speaks. */
export interface ModeChoice {
  readonly mode: SafeSyncMode;
  /** `mode`, `modes`, `synchronize: false`, `sync.force`, … or `environment`. */
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
  | {
      readonly kind: 'refuse';
      readonly headline: string;
      readonly because: readonly Evidence[];
      readonly evidence: readonly Evidence[];
    };
