import { PlanOutdatedError } from './apply/apply.errors.js';
import type { Plan } from './plan/plan.js';
import type { Report } from './report/report.js';
import type { Context } from './safe-sync.context.js';
import { execute } from './safe-sync.execute.js';
import { markOnce } from './safe-sync.mark.js';
import type { Observation } from './safe-sync.observe.js';
import { MOST_READ_MS } from './safe-sync.reading.js';
import type { Run } from './safe-sync.run.js';

/** none: writes nothing, reads a little, and never stops a boot but for breaks that were really read. */
export async function leaveAlone(context: Context, run: Run, observed?: Observation): Promise<Report> {
  const { log, policy } = context;
  log.choice(run);
  const isOff = run.choice.by === 'off';
  const reads = !isOff && (policy.onDrift(run.choice) !== 'ignore' || policy.consent !== undefined);
  const { seen, plan } = reads ? await planQuietly(context, run, observed) : NOTHING;
  if (!isOff) await markOnce(context, run, seen);
  if (plan === null) return context.keep(run.report(null));

  const verdict = policy.decide(run.choice, plan, run.evidence);
  if (verdict.kind === 'apply') return runConfirmed(context, run, plan);
  const warnings = 'warnings' in verdict ? verdict.warnings : [];
  run.warnings.push(...warnings.filter((line) => line !== run.choice.warning));
  log.warnings(run);
  return context.finish(run, plan);
}

const NOTHING: { readonly seen: Observation | null; readonly plan: Plan | null } = { seen: null, plan: null };

/** Nothing, and one warning, when the schema could not be looked at. */
async function planQuietly(context: Context, run: Run, observed?: Observation): Promise<typeof NOTHING> {
  const { reading: readingOf, log, policy } = context;
  try {
    const reading = await readingOf();
    if (reading.forceOnlyBecause !== undefined) {
      log.notRead(run, reading.forceOnlyBecause);
      return NOTHING;
    }
    const seen = observed ?? (await reading.observe('alter', MOST_READ_MS));
    if (observed === undefined) run.observed(seen);
    context.lastLook = seen;
    run.evidence = policy.evidence(seen);
    return { seen, plan: reading.plan(seen, 'alter') };
  } catch (error) {
    log.unread(run, policy.clean(error instanceof Error ? error.message : String(error)));
    return NOTHING;
  }
}

/** A person consented to this one plan; what it has become in the meantime is not consented to. */
async function runConfirmed(context: Context, run: Run, plan: Plan): Promise<Report> {
  context.log.confirmed(plan);
  try {
    return await execute(context, run, plan.consented ?? plan, plan.fingerprint);
  } catch (error) {
    if (!(error instanceof PlanOutdatedError)) throw error;
    run.warn(error.message);
    context.log.warnings(run);
    return context.finish(run, plan);
  }
}
