import type { Plan } from './plan/plan.js';
import { effectOf } from './policy/evidence-effects.js';
import type { ModeChoice } from './policy/verdict.js';
import type { Explanation } from './report/explanation.js';
import { isSafeSyncError } from './safe-sync.errors.js';
import type { Context } from './safe-sync.context.js';
import type { Observation } from './safe-sync.observe.js';
import { askedByApply } from './safe-sync.run.js';

/** Everything that is weighed before a change, as data. It reads, plans and decides, and writes nothing. */
export async function explain({ connection, policy, reading }: Context, mode?: Plan['mode']): Promise<Explanation> {
  const chosen = (table: string | null): ModeChoice =>
    mode === undefined ? policy.choose(table) : askedByApply(mode, policy.choose().environment);
  const planned = mode ?? (chosen(null).mode === 'force' ? 'force' : 'alter');
  const looked = await look(reading, planned);
  const observed = looked.observed;
  const choice = chosen(observed?.migrationsTableHasRows ?? null);
  const evidence = policy.evidence(observed);
  // Of what the migrations keep for themselves alter is not the plan.
  const isFitting = (choice.mode === 'force') === (looked.plan?.mode === 'force') || choice.mode === 'none';
  const plan = isFitting ? looked.plan : null;
  const verdict = policy.decide(choice, plan, evidence);
  const runs = plan?.statements.filter(({ held }) => !held).length ?? 0;
  return {
    connection,
    target: policy.target(observed?.facts ?? null),
    environment: choice.environment,
    mark: await markOf(reading, observed),
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

async function markOf(reading: Context['reading'], observed: Observation | null): Promise<string | null> {
  try {
    const { mark } = observed ?? (await (await reading()).look());
    return mark.kind === 'read' ? mark.mark.environment : null;
  } catch (error) {
    if (!isSafeSyncError(error)) throw error;
    return null;
  }
}

interface Looked {
  readonly observed: Observation | null;
  readonly plan: Plan | null;
  readonly because: string | null;
}

/** What the library itself knows to be impossible is part of the explanation; a database that does not answer is an error. */
async function look(reading: Context['reading'], mode: Plan['mode']): Promise<Looked> {
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
