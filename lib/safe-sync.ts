import type { Sequelize } from 'sequelize';
import { applyPlan } from './apply/apply-plan.js';
import { PlanOutdatedError } from './apply/apply.errors.js';
import { dialectOf, UnsupportedDialectError } from './dialects/dialect-of.js';
import { type Drift, findDrift } from './plan/find-drift.js';
import type { Plan } from './plan/plan.js';
import { BootLog } from './report/boot-log.js';
import { consoleLogger, type SafeSyncLogger } from './report/logger.js';
import type { Report } from './report/report.js';
import { withSyncHooks } from './safe-sync.hooks.js';
import { InvalidModelsError } from './models/model-faults.js';
import type { Observation } from './safe-sync.observe.js';
import { checkOptions } from './safe-sync.options-check.js';
import { resolveOptions } from './safe-sync.options-defaults.js';
import type { ResolvedOptions, SafeSyncOptions } from './safe-sync.options.js';
import { requireReady } from './safe-sync.planning.js';
import { ConnectionPolicy, type Wishes } from './safe-sync.policy.js';
import type { PlanOptions, SafeSync, SafeSyncInput } from './safe-sync.interface.js';
import { Reading } from './safe-sync.reading.js';
import { Run } from './safe-sync.run.js';

export type { PlanOptions, SafeSync, SafeSyncInput } from './safe-sync.interface.js';

/**
 * Safe synchronisation without Nest.
 *
 * @throws SafeSyncError SAFE_SYNC_INVALID_OPTIONS with every fault in the options
 * @example
 * const safeSync = createSafeSync(sequelize);
 * console.log(JSON.stringify(await safeSync.plan(), null, 2));
 * await safeSync.sync();
 */
export function createSafeSync(
  sequelize: Sequelize,
  { logger, ...options }: SafeSyncOptions & { readonly logger?: SafeSyncLogger } = {},
): SafeSync {
  const { synchronize, sync } = sequelizeOptions(sequelize);
  const wishes = { synchronize, sync };
  checkOptions({ ...wishes, safeSync: options });
  return assembleSafeSync({ sequelize, options, wishes, logger: logger ?? consoleLogger, connection: 'default' });
}

export function assembleSafeSync(input: SafeSyncInput): SafeSync {
  return new ConnectionSafeSync(input);
}

/** In none an application never waits longer than this for us; nor does a refusal. */
const MOST_READ_MS = 5_000;

/**
 * The sentence: read what is there, read what the models want, compare, assess the danger, plan the SQL, decide, apply
 * under a lock, verify by planning again. Its fields are out of reach, so that who prints it prints no password.
 */
class ConnectionSafeSync implements SafeSync {
  #last: Report | null = null;
  readonly #connection: string;
  readonly #sequelize: Sequelize;
  readonly #options: ResolvedOptions;
  readonly #policy: ConnectionPolicy;
  /** Null where only mode none is possible. */
  readonly #reading: Reading | null;
  readonly #log: BootLog;
  readonly #elsewhere: readonly unknown[];

  constructor(input: SafeSyncInput) {
    this.#connection = input.connection;
    this.#sequelize = input.sequelize;
    this.#options = resolveOptions(input.options);
    this.#policy = new ConnectionPolicy(input.sequelize, this.#options, input.wishes);
    this.#log = new BootLog(input.logger);
    this.#elsewhere = input.elsewhere ?? [];
    const dialect = dialectOf(input.sequelize);
    this.#reading = dialect && new Reading(dialect, input.sequelize, this.#options, this.#elsewhere);
  }

  get report(): Report | null {
    return this.#last;
  }

  async plan({ mode = 'alter' }: PlanOptions = {}): Promise<Plan> {
    const reading = this.reading();
    return reading.plan(await reading.observe(mode), mode);
  }

  async drift(): Promise<Drift> {
    return findDrift(await this.plan());
  }

  async apply(plan: Plan): Promise<Report> {
    const { mode, fingerprint } = plan;
    const because = `mode ${mode}, because apply was called`;
    const run = this.start({ environment: this.#policy.choose().environment, mode, by: 'mode', byHand: true, because });
    return this.change(run, mode, fingerprint);
  }

  async sync(): Promise<Report> {
    const choice = this.#policy.choose();
    const run = this.start(choice);
    if (choice.by !== 'off' && this.hasNoModels()) this.#log.noModels(this.#connection);
    return choice.mode === 'none' ? this.leaveAlone(run) : this.change(run, choice.mode);
  }

  /** alter and force. With a fingerprint, only the plan that has it. */
  private async change(run: Run, mode: Plan['mode'], fingerprint?: string): Promise<Report> {
    const observed = await this.observeOrRefuse(run, mode);
    if (observed === null) return this.leaveAlone(run);
    run.observed(observed);
    if (fingerprint === undefined) run.choice = this.#policy.choose(observed.migrationsTableHasRows);
    if (run.choice.mode === 'none') return this.leaveAlone(run, observed);

    const { plan, verdict } = this.permit(run, observed, mode);
    run.warnings.push(...verdict.warnings);
    if (mode === 'force') run.warn(this.#policy.warningOfSharedDatabase(observed));
    requireReady(observed, mode, this.#options);
    this.#log.warnings(run);
    const isConfirmed = verdict.kind === 'apply' && verdict.confirmed;
    return this.run(run, plan, isConfirmed ? plan.fingerprint : fingerprint);
  }

  /** none: writes nothing, reads a little, and never stops a boot but for breaks that were really read. */
  private async leaveAlone(run: Run, observed?: Observation): Promise<Report> {
    this.#log.choice(run);
    const isOff = run.choice.by === 'off';
    const reads = !isOff && (this.#policy.onDrift(run.choice) !== 'ignore' || this.#policy.consent !== undefined);
    const plan = reads ? await this.planQuietly(run, observed) : null;
    if (plan === null) return this.keep(run.report(null));

    const verdict = this.#policy.decide(run.choice, plan, run.evidence);
    if (verdict.kind === 'apply') return this.runConfirmed(run, plan);
    const warnings = 'warnings' in verdict ? verdict.warnings : [];
    run.warnings.push(...warnings.filter((line) => line !== run.choice.warning));
    this.#log.warnings(run);
    return this.finish(run, plan);
  }

  /** Null, and one warning, when the schema could not be looked at. */
  private async planQuietly(run: Run, observed?: Observation): Promise<Plan | null> {
    try {
      const reading = this.reading();
      const seen = observed ?? (await reading.observe('alter', MOST_READ_MS));
      run.observed(seen);
      run.evidence = this.#policy.evidence(seen);
      return reading.plan(seen, 'alter');
    } catch (error) {
      this.#log.unread(run, this.#policy.clean(error instanceof Error ? error.message : String(error)));
      return null;
    }
  }

  /** A person consented to this one plan; what it has become in the meantime is not consented to. */
  private async runConfirmed(run: Run, plan: Plan): Promise<Report> {
    this.#log.confirmed(plan);
    try {
      return await this.run(run, plan, plan.fingerprint);
    } catch (error) {
      if (!(error instanceof PlanOutdatedError)) throw error;
      run.warn(error.message);
      this.#log.warnings(run);
      return this.finish(run, plan);
    }
  }

  private async run(run: Run, plan: Plan, fingerprint?: string): Promise<Report> {
    const { mode } = plan;
    const reading = this.reading();
    this.#policy.requireMatch(plan.database);
    const hooks = { ...this.#policy.syncWish, [mode]: true, elsewhere: this.#elsewhere };
    const remaining = await withSyncHooks(this.#sequelize, hooks, async () => {
      if (plan.statements.every(({ held }) => held)) return plan;
      const applied = await applyPlan({
        dialect: reading.dialect,
        timeouts: this.#options.timeouts,
        fingerprint,
        replan: async (session) => {
          const again = await reading.observeIn(session, mode);
          run.observed(again);
          requireReady(again, mode, this.#options);
          return this.permit(run, again, mode).plan;
        },
      });
      run.applied = applied.statements;
      return applied.remaining;
    });
    return this.finish(run, mode === 'force' ? { ...remaining, statements: [] } : remaining);
  }

  /**
   * Assess, plan, decide.
   *
   * @throws ProductionRefusedError
   */
  private permit(run: Run, observed: Observation, mode: Plan['mode']) {
    run.evidence = this.#policy.evidence(observed);
    let plan: Plan | null = null;
    try {
      plan = this.reading().plan(observed, mode);
    } catch (error) {
      // Where nothing may be touched, that is what a person has to know first.
      this.#policy.require(run.choice, null, run.evidence, observed);
      throw error;
    }
    return { plan, verdict: this.#policy.require(run.choice, plan, run.evidence, observed) };
  }

  /**
   * In a place that must not be touched the refusal does not wait for an answer, and comes before any other error. Null
   * where the models cannot work, and the database is left to its migrations anyway.
   */
  private async observeOrRefuse(run: Run, mode: Plan['mode']): Promise<Observation | null> {
    const reading = this.reading();
    const refusal = this.#policy.refusalUnseen(run.choice);
    try {
      return await reading.observe(mode, refusal === null ? 0 : MOST_READ_MS);
    } catch (error) {
      if (refusal !== null) throw refusal;
      if (run.choice.byHand || !(error instanceof InvalidModelsError)) throw error;
      run.choice = this.#policy.choose(await reading.migrationsTableHasRows());
      if (run.choice.mode === 'none') return null;
      throw error;
    }
  }

  private start(choice: Run['choice']): Run {
    return new Run(this.#connection, this.#sequelize, choice);
  }

  private finish(run: Run, remaining: Plan): Report {
    const report = this.keep(run.report(remaining));
    this.#log.outcome(report, this.#policy.onDrift(run.choice));
    return report;
  }

  private keep(report: Report): Report {
    this.#last = report;
    return report;
  }

  private hasNoModels(): boolean {
    return Object.values(this.#sequelize.models).every((model) => this.#elsewhere.includes(model));
  }

  private reading(): Reading {
    if (this.#reading !== null) return this.#reading;
    throw new UnsupportedDialectError(this.#sequelize.getDialect());
  }
}

function sequelizeOptions(sequelize: Sequelize): Wishes {
  return (sequelize as unknown as { readonly options: Wishes }).options;
}
