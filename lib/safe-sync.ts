import type { Sequelize } from 'sequelize';
import { applyPlan } from './apply/apply-plan.js';
import { PlanOutdatedError } from './apply/apply.errors.js';
import { InvalidModelsError } from './models/model-faults.js';
import { type Drift, findDrift } from './plan/find-drift.js';
import type { Plan } from './plan/plan.js';
import { BootLog } from './report/boot-log.js';
import type { Explanation } from './report/explanation.js';
import { consoleLogger, type SafeSyncLogger } from './report/logger.js';
import type { Report } from './report/report.js';
import { withSyncHooks } from './safe-sync.hooks.js';
import type { Observation } from './safe-sync.observe.js';
import { asked, explain } from './safe-sync.explain.js';
import { checkOptions } from './safe-sync.options-check.js';
import { resolveOptions } from './safe-sync.options-defaults.js';
import type { ResolvedOptions, SafeSyncOptions } from './safe-sync.options.js';
import { ConnectionPolicy, wishesOf } from './safe-sync.policy.js';
import type { ApplyOptions, ExplainOptions, PlanOptions, SafeSync, SafeSyncInput } from './safe-sync.interface.js';
import { Permission } from './safe-sync.permission.js';
import { MOST_READ_MS, type Reading, readingOf } from './safe-sync.reading.js';
import { Run } from './safe-sync.run.js';

export type { ApplyOptions, ExplainOptions, PlanOptions, SafeSync, SafeSyncInput } from './safe-sync.interface.js';

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
  const wishes = wishesOf(sequelize);
  checkOptions({ ...wishes, safeSync: options });
  return assembleSafeSync({ sequelize, options, wishes, logger: logger ?? consoleLogger, connection: 'default' });
}

export function assembleSafeSync(input: SafeSyncInput): SafeSync {
  return new ConnectionSafeSync(input);
}

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
  /** Rejects where only mode none is possible. */
  readonly #reading: () => Promise<Reading>;
  readonly #log: BootLog;
  readonly #elsewhere: readonly unknown[];

  constructor(input: SafeSyncInput) {
    this.#connection = input.connection;
    this.#sequelize = input.sequelize;
    this.#options = resolveOptions(input.options);
    this.#policy = new ConnectionPolicy(input.sequelize, this.#options, input.wishes);
    this.#log = new BootLog(input.logger);
    this.#elsewhere = input.elsewhere ?? [];
    this.#reading = readingOf(input, this.#options);
  }

  get report(): Report | null {
    return this.#last;
  }

  async plan({ mode = 'alter' }: PlanOptions = {}): Promise<Plan> {
    const reading = await this.#reading();
    return reading.planToShow(await reading.observe(mode), mode);
  }

  async drift(): Promise<Drift> {
    return findDrift(await this.plan());
  }

  async apply(plan: Plan, options: ApplyOptions = {}): Promise<Report> {
    const { mode, fingerprint } = plan;
    const run = new Run(this.#connection, this.#sequelize, asked(mode, this.#policy.choose()), options);
    return this.change(run, mode, fingerprint ?? 'no fingerprint');
  }

  async explain({ mode }: ExplainOptions = {}): Promise<Explanation> {
    return explain({ connection: this.#connection, policy: this.#policy, reading: this.#reading, mode });
  }

  async sync(): Promise<Report> {
    const choice = this.#policy.choose();
    const run = new Run(this.#connection, this.#sequelize, choice);
    if (choice.by !== 'off' && this.hasNoModels()) this.#log.noModels(this.#connection);
    return choice.mode === 'none' ? this.leaveAlone(run) : this.change(run, choice.mode);
  }

  /** alter and force. With a fingerprint, only the plan that has it. */
  private async change(run: Run, mode: Plan['mode'], fingerprint?: string): Promise<Report> {
    if (mode === 'force' && fingerprint === undefined && this.needsNoLookBefore(run)) return this.forceAtOnce(run);
    return this.lookAndChange(run, mode, fingerprint);
  }

  private async lookAndChange(run: Run, mode: Plan['mode'], fingerprint?: string): Promise<Report> {
    const permission = await this.permission();
    const observed = await permission.observe(run, mode);
    if (observed === null) return this.leaveAlone(run);
    run.observed(observed);
    if (fingerprint === undefined) run.choice = this.#policy.choose(observed.migrationsTableHasRows);
    if (run.choice.mode === 'none') return this.leaveAlone(run, observed);

    const { plan, isConfirmed } = permission.allow(run, observed, mode);
    return this.run(run, plan, isConfirmed ? plan.fingerprint : fingerprint);
  }

  /** Hooks of users may write, and what is refused writes nothing: with hooks the decision comes before the lock. */
  private needsNoLookBefore({ choice }: Run): boolean {
    return !this.#policy.runsHooks && this.#policy.refusalUnseen(choice) === null;
  }

  /** force always has something to do: it reads and decides once, under the lock. */
  private async forceAtOnce(run: Run): Promise<Report> {
    const [reading, permission] = [await this.#reading(), await this.permission()];
    let left: Observation | null = null;
    let isFirst = true;
    const plan = (observed: Observation): Plan => {
      if (!isFirst) return permission.again(run, observed, 'force');
      isFirst = false;
      run.choice = this.#policy.choose(observed.migrationsTableHasRows);
      if (run.choice.mode !== 'none') return permission.allow(run, observed, 'force').plan;
      left = observed;
      return { ...reading.plan(observed, 'alter'), statements: [] };
    };
    let remaining: Plan;
    try {
      remaining = await this.applyUnderLock(run, 'force', undefined, plan);
    } catch (error) {
      // Models that cannot work are no fault where the database is left to its migrations.
      if (run.choice.byHand || !(error instanceof InvalidModelsError)) throw error;
      return this.lookAndChange(run, 'force');
    }
    return left === null ? this.finish(run, remaining) : this.leaveAlone(run, left);
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
      const reading = await this.#reading();
      if (reading.forceOnlyBecause !== undefined) {
        this.#log.notRead(run, reading.forceOnlyBecause);
        return null;
      }
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
    this.#policy.requireMatch(plan.database);
    const permission = await this.permission();
    const hooks = { ...this.#policy.syncWish, [mode]: true, elsewhere: this.#elsewhere };
    const remaining = await withSyncHooks(this.#sequelize, hooks, async () =>
      plan.statements.every(({ held }) => held)
        ? plan
        : this.applyUnderLock(run, mode, fingerprint, (observed) => permission.again(run, observed, mode)),
    );
    return this.finish(run, remaining);
  }

  /** Apply and verify: each time with a plan made of what is there then. Returns what is left. */
  private async applyUnderLock(
    run: Run,
    mode: Plan['mode'],
    fingerprint: string | undefined,
    plan: (observed: Observation) => Plan,
  ): Promise<Plan> {
    const reading = await this.#reading();
    const { statements, remaining } = await applyPlan({
      dialect: reading.dialect,
      timeouts: this.#options.timeouts,
      fingerprint,
      signal: run.signal,
      replan: async (session) => {
        const observed = await reading.observeIn(session, mode);
        run.observed(observed);
        return plan(observed);
      },
    });
    run.applied = statements;
    return remaining;
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

  private async permission(): Promise<Permission> {
    return new Permission(await this.#reading(), this.#policy, this.#options, this.#log);
  }
}
