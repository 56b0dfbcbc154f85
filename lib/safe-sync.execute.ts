import { applyPlan } from './apply/apply-plan.js';
import { writeMark } from './apply/write-mark.js';
import { markerTable } from './dialects/marker-sql.js';
import type { Plan } from './plan/plan.js';
import type { Report } from './report/report.js';
import type { Context } from './safe-sync.context.js';
import { withSyncHooks } from './safe-sync.hooks.js';
import { rowsAfterChange } from './safe-sync.marking.js';
import type { Observation } from './safe-sync.observe.js';
import type { Run } from './safe-sync.run.js';

/** Runs a plan that may run, with the hooks of users around it. With a fingerprint, only the plan that has it. */
export async function execute(context: Context, run: Run, plan: Plan, fingerprint?: string): Promise<Report> {
  const { mode } = plan;
  const { policy, sequelize } = context;
  policy.requireMatch(plan.database);
  const permission = await context.permission();
  const hooks = { ...policy.syncWish, [mode]: true, ...context.hooked() };
  const remaining = await withSyncHooks(sequelize, hooks, async () =>
    plan.statements.every(({ held }) => held)
      ? plan
      : applyUnderLock(context, run, { mode, fingerprint }, (observed) => permission.again(run, observed, mode)),
  );
  return context.finish(run, remaining);
}

/** Apply and verify: each time with a plan made of what is there then. Returns what is left. */
export async function applyUnderLock(
  context: Context,
  run: Run,
  { mode, fingerprint }: { readonly mode: Plan['mode']; readonly fingerprint?: string | undefined },
  plan: (observed: Observation) => Plan,
): Promise<Plan> {
  const { options, log } = context;
  const reading = await context.reading();
  const { dialect } = reading;
  let seen: Observation | null = null;
  const { statements, remaining } = await applyPlan({
    dialect,
    timeouts: options.timeouts,
    fingerprint,
    onProgress: (progress) => log.progress(progress),
    signal: run.signal,
    replan: async (session) => {
      const observed = await reading.observeIn(session, mode);
      run.observed(observed);
      context.lastLook = observed;
      seen = observed;
      return plan(observed);
    },
    afterwards: async (session, ran) => {
      if (seen === null) return;
      const table = markerTable(seen.facts.schema);
      const rows = rowsAfterChange(seen, ran, run.choice, options);
      const because = await writeMark(session, dialect, { table, exists: seen.mark.kind !== 'absent', rows });
      run.isMarked = because === null;
      if (because !== null) log.notMarked(run, because);
    },
  });
  run.applied = statements;
  return remaining;
}
