import { PlanOutdatedError } from './apply/apply.errors.js';
import { InvalidModelsError } from './models/model-faults.js';
import type { Plan } from './plan/plan.js';
import { consentedOf } from './policy/confirmation.js';
import type { BootLog } from './report/boot-log.js';
import { nameOfPlan } from './safe-sync.command.js';
import type { Observation } from './safe-sync.observe.js';
import type { ResolvedOptions } from './safe-sync.options.js';
import { requireReady } from './safe-sync.planning.js';
import type { ConnectionPolicy } from './safe-sync.policy.js';
import { MOST_READ_MS, type Reading } from './safe-sync.reading.js';
import type { Run } from './safe-sync.run.js';

/** What has to be true before alter or force write anything: looked at, planned, decided. It writes nothing itself. */
export class Permission {
  constructor(
    private readonly reading: Reading,
    private readonly policy: ConnectionPolicy,
    private readonly options: ResolvedOptions,
    private readonly log: BootLog,
  ) {}

  /** All that has to be true before anything is written, and what is said before. */
  allow(run: Run, observed: Observation, mode: Plan['mode']) {
    const { plan, verdict } = this.permit(run, observed, mode);
    // Under the lock it is the fingerprint that is compared.
    requireSame(plan, run.consent);
    run.warnings.push(...verdict.warnings);
    if (mode === 'force') run.warn(this.policy.warningOfSharedDatabase(observed));
    this.policy.requireMatch(plan.database);
    // A hook of the user may bring what is missing; under the lock it is asked again.
    if (!this.policy.runsHooks) requireReady(observed, mode, this.options);
    this.log.warnings(run);
    const isConfirmed = verdict.kind === 'apply' && verdict.confirmed;
    if (isConfirmed) this.log.confirmed(plan);
    return { plan: isConfirmed ? consentedOf(plan) : plan, isConfirmed };
  }

  /** The same under the lock, for what is there then: everything was said before. */
  again(run: Run, observed: Observation, mode: Plan['mode']): Plan {
    requireReady(observed, mode, this.options);
    const { plan, verdict } = this.permit(run, observed, mode);
    return verdict.kind === 'apply' && verdict.confirmed ? consentedOf(plan) : plan;
  }

  /**
   * Assess, plan, decide.
   *
   * @throws ProductionRefusedError
   */
  private permit(run: Run, observed: Observation, mode: Plan['mode']) {
    run.evidence = this.policy.evidence(observed);
    let plan: Plan | null = null;
    try {
      plan = this.reading.plan(observed, mode);
    } catch (error) {
      // Where nothing may be touched, that is what a person has to know first.
      this.policy.enforce(run.choice, null, run.evidence, observed);
      throw error;
    }
    const consented = run.consent !== undefined;
    return { plan, verdict: this.policy.enforce(run.choice, plan, run.evidence, observed, consented) };
  }

  /**
   * In a place that must not be touched the refusal does not wait for an answer, and comes before any other error. Null
   * where the models cannot work, and the database is left to its migrations anyway.
   */
  async observe(run: Run, mode: Plan['mode']): Promise<Observation | null> {
    const { reading } = this;
    const refusal = this.policy.refusalUnseen(run.choice);
    try {
      return await reading.observe(mode, refusal === null ? 0 : MOST_READ_MS);
    } catch (error) {
      if (refusal !== null) throw refusal;
      if (run.choice.byHand || !(error instanceof InvalidModelsError)) throw error;
      run.choice = this.policy.choose(await reading.migrationsTableHasRows());
      if (run.choice.mode === 'none') return null;
      throw error;
    }
  }
}

/** A consent is to one plan; what it has become in the meantime is not consented to. */
function requireSame(plan: Plan, consent: string | undefined): void {
  if (consent === undefined || consent === nameOfPlan(plan)) return;
  throw new PlanOutdatedError(plan.database, consent.slice(consent.lastIndexOf(':') + 1), plan.fingerprint);
}
