import type { Evidence } from '../environment/evidence.js';
import type { Plan } from '../plan/plan.js';
import { SafeSyncError } from '../safe-sync.errors.js';
import type { Facts } from '../schema/facts.js';
import { plannedIn, refusalMessage, type PlanSummary } from './refusal-message.js';
import type { Refusal } from './verdict.js';

/** The database that was not touched, as the server sees it. */
export interface RefusedTarget {
  readonly database: string;
  readonly schema: string | null;
  readonly user: string;
  readonly address: string | null;
  readonly port: number | null;
  /** The host, or the file, as the connection options name it. */
  readonly host: string | null;
}

export interface RefusalInput {
  readonly refusal: Refusal;
  readonly plan: Plan | null;
  readonly target: RefusedTarget;
  /** Takes passwords out of a text: `(text) => redact(text, secrets)`. */
  readonly redact: (text: string) => string;
}

/** Alter or force was asked for, and something says production: nothing was written. Thrown once and never retried. */
export class ProductionRefusedError extends SafeSyncError {
  readonly mode: 'alter' | 'force';
  /** The call that was refused, such as `sequelize.drop()`; null for the work of a boot. */
  readonly call: string | null;
  readonly target: RefusedTarget;
  /** The evidence that refuses. */
  readonly because: readonly Evidence[];
  /** All the evidence there is. */
  readonly evidence: readonly Evidence[];
  readonly planned: PlanSummary | null;
  readonly fingerprint: string | null;
  readonly waysOn: readonly string[];

  constructor({ refusal, plan, target, redact }: RefusalInput) {
    const planned = plan === null ? null : plannedIn(plan, redact);
    const clean = { refusal: cleanRefusal(refusal, redact), target: cleanTarget(target, redact) };
    super('SAFE_SYNC_PRODUCTION_REFUSED', redact(refusalMessage({ ...clean, planned })));
    this.name = 'ProductionRefusedError';
    this.mode = refusal.mode;
    this.call = refusal.subject ?? null;
    this.target = clean.target;
    this.because = clean.refusal.because;
    this.evidence = clean.refusal.evidence;
    this.planned = planned;
    this.fingerprint = plan?.fingerprint ?? null;
    this.waysOn = clean.refusal.waysOn;
  }

  toJSON(): Record<string, unknown> {
    const { name, code, message, mode, call, target, because, evidence, planned, fingerprint, waysOn } = this;
    return {
      name,
      code,
      message,
      mode,
      ...(call === null ? {} : { call }),
      target,
      because,
      evidence,
      planned,
      fingerprint,
      waysOn,
    };
  }
}

/** The target by the server's own words; by the options where the server was not asked. */
export function targetOf(
  facts: Facts | null,
  asked: { readonly host?: string; readonly database?: string },
): RefusedTarget {
  return {
    database: facts?.database ?? asked.database ?? '',
    schema: facts?.schema ?? null,
    user: facts?.user ?? '',
    address: facts?.address ?? null,
    port: facts?.port ?? null,
    host: asked.host ?? null,
  };
}

/** People's names and values go through; what the library itself wrote (kinds, modes) stays as it is. */
function cleanRefusal(refusal: Refusal, redact: (text: string) => string): Refusal {
  const clean = (evidence: Evidence): Evidence => ({
    ...evidence,
    value: redact(evidence.value),
    sentence: redact(evidence.sentence),
    ...(evidence.lift && { lift: { ...evidence.lift, names: evidence.lift.names.map(redact) } }),
  });
  const evidence = refusal.evidence.map(clean);
  return {
    ...refusal,
    headline: redact(refusal.headline),
    evidence,
    because: evidence.filter((_, at) => refusal.because.includes(refusal.evidence[at] as Evidence)),
    notes: refusal.notes.map(redact),
    waysOn: refusal.waysOn.map(redact),
  };
}

function cleanTarget(target: RefusedTarget, redact: (text: string) => string): RefusedTarget {
  const clean = (text: string | null): string | null => (text === null ? null : redact(text));
  return {
    ...target,
    database: redact(target.database),
    schema: clean(target.schema),
    user: redact(target.user),
    host: clean(target.host),
  };
}
