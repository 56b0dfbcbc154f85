import type { Sequelize } from 'sequelize';
import { applyPlan } from './apply/apply-plan.js';
import { PlanOutdatedError } from './apply/apply.errors.js';
import { dialectOf, UnsupportedDialectError } from './dialects/dialect-of.js';
import type { Dialect } from './dialects/dialect.js';
import { type Drift, findDrift } from './plan/find-drift.js';
import type { Plan } from './plan/plan.js';
import type { Verdict } from './policy/verdict.js';
import { BootLog } from './report/boot-log.js';
import { consoleLogger, type SafeSyncLogger } from './report/logger.js';
import type { Report } from './report/report.js';
import { withSyncHooks } from './safe-sync.hooks.js';
import { type Observation, observe } from './safe-sync.observe.js';
import { checkOptions } from './safe-sync.options-check.js';
import { resolveOptions } from './safe-sync.options-defaults.js';
import type { ResolvedOptions, SafeSyncOptions } from './safe-sync.options.js';
import { planFor, requireReady } from './safe-sync.planning.js';
import { ConnectionPolicy, type Wishes } from './safe-sync.policy.js';
import type { PlanOptions, SafeSync, SafeSyncInput } from './safe-sync.interface.js';
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
  readonly #dialect: Dialect | null;
  readonly #log: BootLog;
  readonly #elsewhere: readonly unknown[];

  constructor(input: SafeSyncInput) {
    this.#connection = input.connection;
    this.#sequelize = input.sequelize;
    this.#options = resolveOptions(input.options);
    this.#policy = new ConnectionPolicy(input.sequelize, this.#options, input.wishes);
    this.#dialect = dialectOf(input.sequelize);
    this.#log = new BootLog(input.logger);
    this.#elsewhere = input.elsewhere ?? [];
  }

  get report(): Report | null {
    return this.#last;
  }

  async plan({ mode = 'alter' }: PlanOptions = {}): Promise<Plan> {
    const dialect = this.knownDialect();
    return this.planFor(await this.observe(dialect, mode), mode, dialect);
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
    const dialect = this.knownDialect();
    const observed = await this.observeOrRefuse(run, dialect, mode);
    run.observed(observed);
    if (fingerprint === undefined) run.choice = this.#policy.choose(observed.migrationsTableHasRows);
    if (run.choice.mode === 'none') return this.leaveAlone(run, observed);

    const { plan, verdict } = this.permit(run, observed, mode, dialect);
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
      const dialect = this.knownDialect();
      const seen = observed ?? (await this.observe(dialect, 'alter', MOST_READ_MS));
      run.observed(seen);
      run.evidence = this.#policy.evidence(seen);
      return this.planFor(seen, 'alter', dialect);
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
    const dialect = this.knownDialect();
    this.#policy.requireMatch(plan.database);
    const hooks = { ...this.#policy.syncWish, [mode]: true, elsewhere: this.#elsewhere };
    const remaining = await withSyncHooks(this.#sequelize, hooks, async () => {
      if (plan.statements.every(({ held }) => held)) return plan;
      const applied = await applyPlan({
        dialect,
        timeouts: this.#options.timeouts,
        fingerprint,
        replan: async (session) => {
          const again = await observe(session, this.observeInput(dialect, mode));
          run.observed(again);
          requireReady(again, mode, this.#options);
          return this.permit(run, again, mode, dialect).plan;
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
  private permit(run: Run, observed: Observation, mode: Plan['mode'], dialect: Dialect) {
    run.evidence = this.#policy.evidence(observed);
    let plan: Plan | null = null;
    try {
      plan = this.planFor(observed, mode, dialect);
    } catch (error) {
      // Where nothing may be touched, that is what a person has to know first.
      this.decideOrRefuse(run, observed, null);
      throw error;
    }
    return { plan, verdict: this.decideOrRefuse(run, observed, plan) };
  }

  private decideOrRefuse(run: Run, observed: Observation, plan: Plan | null): Exclude<Verdict, { kind: 'refuse' }> {
    const verdict = this.#policy.decide(run.choice, plan, run.evidence);
    if (verdict.kind === 'refuse') throw this.#policy.refusal(verdict, observed, plan);
    return verdict;
  }

  /** In a place that must not be touched the refusal does not wait for an answer, and comes before any other error. */
  private async observeOrRefuse(run: Run, dialect: Dialect, mode: Plan['mode']): Promise<Observation> {
    const verdict = this.#policy.decide(run.choice, null, this.#policy.evidence(null));
    const refuses = verdict.kind === 'refuse' && run.choice.byHand && !isOnlyUnproven(verdict);
    try {
      return await this.observe(dialect, mode, refuses ? MOST_READ_MS : 0);
    } catch (error) {
      throw refuses ? this.#policy.refusal(verdict, null, null) : error;
    }
  }

  private observe(dialect: Dialect, mode: Plan['mode'], timeoutMs = 0): Promise<Observation> {
    const lockMs = timeoutMs > 0 ? timeoutMs : this.#options.timeouts.bootLockMs;
    return dialect.read((session) => observe(session, this.observeInput(dialect, mode)), { timeoutMs, lockMs });
  }

  private observeInput(dialect: Dialect, mode: Plan['mode']) {
    const [sequelize, options, elsewhere] = [this.#sequelize, this.#options, this.#elsewhere];
    return { sequelize, dialect, options, elsewhere, probeAll: mode === 'force' };
  }

  private planFor(observed: Observation, mode: Plan['mode'], dialect: Dialect): Plan {
    return planFor(observed, mode, dialect, this.#options);
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

  private knownDialect(): Dialect {
    if (this.#dialect !== null) return this.#dialect;
    throw new UnsupportedDialectError(this.#sequelize.getDialect());
  }
}

/** That nothing proves a throw-away is no news about a database that could not be read. */
function isOnlyUnproven({ because }: Extract<Verdict, { kind: 'refuse' }>): boolean {
  return because.every(({ kind }) => kind === 'not-a-throw-away');
}

function sequelizeOptions(sequelize: Sequelize): Wishes {
  return (sequelize as unknown as { readonly options: Wishes }).options;
}
