import type { Offenders } from '../schema/answers.js';

/** What makes a change dangerous: `allow.hazards` names these codes; the README lists them with danger and remedy. */
export type HazardCode =
  | 'not-null-on-filled-table'
  | 'unique-on-filled-table'
  | 'foreign-key-on-filled-table'
  | 'foreign-key-target-missing'
  | 'primary-key-change'
  | 'type-narrowing'
  | 'type-needs-conversion'
  | 'type-rewrites-table'
  | 'locks-big-table'
  | 'column-in-use'
  | 'table-not-understood'
  | 'leftover-in-primary-key'
  | 'rename-breaks-running-code'
  | 'depends-on-held';

/** `holds`: the statement waits for a person or for other data. `warns`: it runs and is mentioned. */
export type HazardEffect = 'holds' | 'warns';

export interface Hazard {
  readonly code: HazardCode;
  readonly effect: HazardEffect;
  /** What can go wrong, one sentence with the user's names. */
  readonly danger: string;
  /** What to do next: the query or the steps, ready to paste. */
  readonly remedy: string;
  /** The rows that stand in the way, or who permitted it. */
  readonly evidence?: Offenders | string;
  /** The server would refuse it on these rows: consent to the whole plan does not run it. */
  readonly fails?: true;
}
