import type { Evidence, EvidenceKind } from '../../../../lib/environment/evidence.js';
import type { Plan, Statement } from '../../../../lib/plan/plan.js';
import type { ModeChoice } from '../../../../lib/policy/verdict.js';

export function choiceOf(mode: ModeChoice['mode'], rest: Partial<ModeChoice> = {}): ModeChoice {
  return { mode, by: 'mode', byHand: true, environment: 'development', because: `mode ${mode}`, ...rest };
}

export function evidenceOf(kind: EvidenceKind, rest: Partial<Evidence> = {}): Evidence {
  return { kind, source: 'somewhere', value: 'x', sentence: `it is ${kind}`, ...rest };
}

export function statementOf(sql: string, held = false): Statement {
  const change = { kind: 'create-schema', schema: 'x' } as const;
  const severity = 'differs';
  return { sql, steps: [sql], held, hazards: [], severity, undo: null, change, parts: [{ change, severity }] };
}

export function planOf(statements: readonly Statement[], rest: Partial<Plan> = {}): Plan {
  return {
    mode: 'alter',
    database: 'shop',
    fingerprint: 'abc123',
    statements,
    leftovers: [],
    unknowns: [],
    script: { client: '', session: [], begin: [], commit: [] },
    notes: [],
    toJSON: () => ({}),
    ...rest,
  };
}

export const work = [statementOf('ALTER TABLE "users" ADD COLUMN "a" INTEGER')];
export const heldOnly = [statementOf('ALTER TABLE "users" ALTER COLUMN "a" SET NOT NULL', true)];
