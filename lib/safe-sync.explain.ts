import type { Plan } from './plan/plan.js';
import { effectOf } from './policy/evidence-effects.js';
import type { ModeChoice } from './policy/verdict.js';
import type { Explanation } from './report/explanation.js';
import { isSafeSyncError } from './safe-sync.errors.js';
import type { Observation } from './safe-sync.observe.js';
import type { ConnectionPolicy } from './safe-sync.policy.js';
import type { Reading } from './safe-sync.reading.js';

export interface ExplainInput {
  readonly connection: string;
  readonly policy: ConnectionPolicy;
  readonly reading: () => Promise<Reading>;
  /** As if a plan of this mode were to be applied by hand. */
  readonly mode?: Plan['mode'];
}

/** Everything that is weighed before a change, as data. It reads, plans and decides, and writes nothing. */
export async function explain({ connection, policy, reading, mode }: ExplainInput): Promise<Explanation> {
  const chosen = (table: string | null): ModeChoice =>
    mode === undefined ? policy.choose(table) : asked(mode, policy.choose());
  const planned = chosen(null).mode === 'force' ? 'force' : 'alter';
  const looked = await look(reading, planned);
  const observed = looked.observed;
  const choice = chosen(observed?.migrationsTableHasRows ?? null);
  const evidence = policy.evidence(observed);
  const plan = looked.plan === null || choice.mode === looked.plan.mode || choice.mode === 'none' ? looked.plan : null;
  const verdict = policy.decide(choice, plan, evidence);
  const runs = plan?.statements.filter(({ held }) => !held).length ?? 0;
  return {
    connection,
    target: policy.target(observed),
    environment: choice.environment,
    mode: choice.mode,
    because: choice.because,
    verdict,
    evidence: evidence.map((one) => ({
      ...one,
      effects: { alter: effectOf(one, 'alter'), force: effectOf(one, 'force') },
    })),
    planned: plan === null ? null : { runs, held: plan.statements.length - runs },
    unread: looked.because === null ? null : policy.clean(looked.because),
  };
}

/** `apply` asks by hand, whatever the environment would choose. */
export function asked(mode: Plan['mode'], { environment }: Pick<ModeChoice, 'environment'>): ModeChoice {
  return { environment, mode, by: 'mode', byHand: true, because: `mode ${mode}, because apply was called` };
}

interface Looked {
  readonly observed: Observation | null;
  readonly plan: Plan | null;
  readonly because: string | null;
}

/** What the library itself knows to be impossible is part of the explanation; a database that does not answer is an error. */
async function look(reading: ExplainInput['reading'], mode: Plan['mode']): Promise<Looked> {
  let observed: Observation | null = null;
  try {
    const reader = await reading();
    observed = await reader.observe(mode);
    return { observed, plan: reader.plan(observed, mode), because: null };
  } catch (error) {
    if (!isSafeSyncError(error)) throw error;
    return { observed, plan: null, because: error.message };
  }
}
