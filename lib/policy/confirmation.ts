import type { Plan } from '../plan/plan.js';

/** What `SAFE_SYNC_CONFIRM` says about a plan. */
export type Confirmation =
  | 'absent'
  /** Not `<database>:<fingerprint>`. */
  | 'malformed'
  | 'other-database'
  | 'other-plan'
  /** This database, and nothing is left to run: the plan it named is done. */
  | 'done'
  /** Exactly this plan on this database. */
  | 'given';

/** `<database>:<fingerprint>`, split at the last colon, for database names may contain colons. Never consents to force. */
export function readConfirmation(value: string | undefined, plan: Plan | null): Confirmation {
  const text = value?.trim() ?? '';
  if (text === '') return 'absent';
  const colon = text.lastIndexOf(':');
  const database = text.slice(0, Math.max(colon, 0));
  const fingerprint = text.slice(colon + 1);
  if (database === '' || fingerprint === '') return 'malformed';
  if (plan === null || plan.mode !== 'alter') return 'other-plan';
  if (database !== plan.database) return 'other-database';
  if (!hasWork(consentedOf(plan))) return 'done';
  return fingerprint === plan.fingerprint ? 'given' : 'other-plan';
}

/** True when a statement is left that no hazard holds. */
export function hasWork(plan: Plan | null): boolean {
  return plan !== null && plan.statements.some(({ held }) => !held);
}

/** What to set to let exactly this plan through, for a POSIX shell; null where there is nothing to let through. */
export function confirmationFor(plan: Plan | null): string | null {
  if (plan === null || plan.mode !== 'alter' || !hasWork(consentedOf(plan))) return null;
  const value = `${plan.database}:${plan.fingerprint}`.replace(/["$`\\]/g, '\\$&');
  return `SAFE_SYNC_CONFIRM="${value}"`;
}

/** Consent is to the whole plan, with what a person can vouch for. */
export function consentedOf(plan: Plan): Plan {
  return plan.consented ?? plan;
}
