import { InvalidModelsError } from './models/model-faults.js';
import type { Plan } from './plan/plan.js';
import type { Report } from './report/report.js';
import type { Context } from './safe-sync.context.js';
import { applyUnderLock, execute } from './safe-sync.execute.js';
import { leaveAlone } from './safe-sync.leave-alone.js';
import type { Observation } from './safe-sync.observe.js';
import type { Run } from './safe-sync.run.js';

/** alter and force. With a fingerprint, only the plan that has it. */
export async function change(context: Context, run: Run, mode: Plan['mode'], fingerprint?: string): Promise<Report> {
  if (mode === 'force' && fingerprint === undefined && needsNoLookBefore(context, run)) {
    return forceAtOnce(context, run);
  }
  return lookAndChange(context, run, mode, fingerprint);
}

async function lookAndChange(context: Context, run: Run, mode: Plan['mode'], fingerprint?: string): Promise<Report> {
  const permission = await context.permission();
  const observed = await permission.observe(run, mode);
  if (observed === null) return leaveAlone(context, run);
  run.observed(observed);
  context.lastLook = observed;
  if (fingerprint === undefined) run.choice = context.policy.choose(observed.migrationsTableHasRows);
  if (run.choice.mode === 'none') return leaveAlone(context, run, observed);

  const { plan, isConfirmed } = permission.allow(run, observed, mode);
  return execute(context, run, plan, isConfirmed ? plan.fingerprint : fingerprint);
}

/** Hooks of users may write, and what is refused writes nothing: with hooks the decision comes before the lock. */
function needsNoLookBefore({ policy }: Context, { choice }: Run): boolean {
  return !policy.runsHooks && policy.refusalUnseen(choice) === null;
}

/** force always has something to do: it reads and decides once, under the lock. */
async function forceAtOnce(context: Context, run: Run): Promise<Report> {
  const [reading, permission] = [await context.reading(), await context.permission()];
  let left: Observation | null = null;
  let isFirst = true;
  const plan = (observed: Observation): Plan => {
    if (!isFirst) return permission.again(run, observed, 'force');
    isFirst = false;
    run.choice = context.policy.choose(observed.migrationsTableHasRows);
    if (run.choice.mode !== 'none') return permission.allow(run, observed, 'force').plan;
    left = observed;
    return { ...reading.plan(observed, 'alter'), statements: [] };
  };
  let remaining: Plan;
  try {
    remaining = await applyUnderLock(context, run, { mode: 'force' }, plan);
  } catch (error) {
    // Models that cannot work are no fault where the database is left to its migrations.
    if (run.choice.byHand || !(error instanceof InvalidModelsError)) throw error;
    return lookAndChange(context, run, 'force');
  }
  return left === null ? context.finish(run, remaining) : leaveAlone(context, run, left);
}
