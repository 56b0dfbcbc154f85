import type { Change } from '../compare/change.js';
import type { Leftover, Unknown } from '../compare/comparison.js';
import type { Hazard } from '../hazards/hazard.js';
import type { RowCount } from '../schema/row-count.js';
import type { Script } from '../schema/script.js';

/**
 * A plan is data: all that would make the database (`actual`) into what the models want (`wanted`) without dropping
 * anything, in the order in which it runs. Only `apply/` acts on it.
 */
export interface Plan {
  /** `repair` takes copies away that earlier alters left behind; it is never part of alter. */
  readonly mode: 'alter' | 'force' | 'repair';
  /** The database's name, the first half of `SAFE_SYNC_CONFIRM`. */
  readonly database: string;
  /** Covers server, database, the schema as it is and every statement; the second half of `SAFE_SYNC_CONFIRM`. */
  readonly fingerprint: string;
  readonly statements: readonly Statement[];
  /** What exists only in the database. Never dropped. */
  readonly leftovers: readonly Leftover[];
  /** What could not be judged, and is therefore left alone. */
  readonly unknowns: readonly Unknown[];
  /** Things a person should know once: a model on a view, a default that moves with the clock. */
  readonly notes: readonly string[];
  /** What belongs around the statements when a person sends them by hand. */
  readonly script: Script;
  /** The rows that force would take away, by table; counted by `plan({ mode: 'force' })` only. */
  readonly rowsToGo?: readonly RowCount[];
  /** Of a repair: what alter would do at the same moment. Not part of the JSON. */
  readonly rest?: Plan;
  /**
   * What runs when a person consents to the whole plan: what they can vouch for is not held then. The fingerprint is that
   * of this plan. Absent where nothing is held.
   */
  readonly consented?: Plan;
  /** A plain object for `JSON.stringify`: the documented shape, without passwords. */
  toJSON(): unknown;
}

export interface Statement {
  /** One or more SQL statements separated by `;\n`, without a trailing semicolon. */
  readonly sql: string;
  /** The same, one each. */
  readonly steps: readonly string[];
  readonly change: Change;
  /** The single changes that `change` is made of. */
  readonly parts: readonly Part[];
  readonly hazards: readonly Hazard[];
  /** True when a hazard holds it: it is shown, and not run. */
  readonly held: boolean;
  /** What it means while it is not done. */
  readonly severity: Severity;
  /** The SQL that takes it back, or null where that is not possible. */
  readonly undo: string | null;
}

export interface Part {
  readonly change: Change;
  readonly severity: Severity;
}

/** `breaks`: queries made from the models will fail. Only this can stop a boot. */
export type Severity = 'breaks' | 'differs';
