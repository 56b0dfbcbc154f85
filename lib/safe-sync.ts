import type { Sequelize } from 'sequelize';
import { applyPlan } from './apply/apply-plan.js';
import { dialectOf, UnsupportedDialectError } from './dialects/dialect-of.js';
import type { Dialect } from './dialects/dialect.js';
import {
  confirmationIn,
  currentEnvironment,
  environmentSource,
  environmentWord,
  isSwitchedOff,
} from './environment/environment-word.js';
import type { Evidence } from './environment/evidence.js';
import { type Drift, findDrift } from './plan/find-drift.js';
import type { Plan } from './plan/plan.js';
import { chooseMode, type ModeInput } from './policy/choose-mode.js';
import { decide } from './policy/decide.js';
import type { ModeChoice, Verdict } from './policy/verdict.js';
import { BootLog } from './report/boot-log.js';
import { consoleLogger, type SafeSyncLogger } from './report/logger.js';
import type { Report } from './report/report.js';
import { InvalidOptionsError } from './safe-sync.errors.js';
import { evidenceOf, refusalOf } from './safe-sync.evidence.js';
import { withSyncHooks } from './safe-sync.hooks.js';
import { type Observation, observe } from './safe-sync.observe.js';
import { checkOptions } from './safe-sync.options-check.js';
import { resolveOptions } from './safe-sync.options-defaults.js';
import type { ResolvedOptions, SafeSyncOptions } from './safe-sync.options.js';
import { planFor, requireReady } from './safe-sync.planning.js';
import { Run } from './safe-sync.run.js';

/** One connection's schema, under the policy of its environment. The Nest module stands on it, and so can a script. */
export interface SafeSync {
  /** What alter, or force, would do. Writes nothing, in any environment. */
  plan(options?: PlanOptions): Promise<Plan>;
  /** How models and database differ. Writes nothing. */
  drift(): Promise<Drift>;
  /**
   * Runs a plan, under the guard: in production it is refused as the boot would be.
   *
   * @throws SafeSyncError SAFE_SYNC_PLAN_OUTDATED when the plan was made for another schema
   */
  apply(plan: Plan): Promise<Report>;
  /** The boot's work: choose the mode, and alter, force or report as it says. */
  sync(): Promise<Report>;
  /** What the last `sync` or `apply` did; null before the first. */
  readonly report: Report | null;
}

export interface PlanOptions {
  /** @default 'alter' */
  readonly mode?: Plan['mode'];
}

/** What the options that people already have ask for. */
export interface Wishes {
  readonly synchronize?: unknown;
  readonly sync?: unknown;
}

export interface SafeSyncInput {
  readonly sequelize: Sequelize;
  readonly options: SafeSyncOptions;
  readonly wishes: Wishes;
  readonly logger: SafeSyncLogger;
  /** The connection's name, for the report. */
  readonly connection: string;
  /** Models that this Sequelize knows and that are of other applications in the process: as if they were not there. */
  readonly elsewhere?: readonly unknown[];
}

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

/** In none an application never waits longer than this for us. */
const NONE_READ_MS = 5_000;

/**
 * The sentence: read what is there, read what the models want, compare, assess the danger, plan the SQL, decide, apply
 * under a lock, verify by planning again.
 */
class ConnectionSafeSync implements SafeSync {
  private last: Report | null = null;
  private readonly sequelize: Sequelize;
  private readonly options: ResolvedOptions;
  private readonly dialect: Dialect | null;
  private readonly log: BootLog;

  constructor(private readonly input: SafeSyncInput) {
    this.sequelize = input.sequelize;
    this.options = resolveOptions(input.options);
    this.dialect = dialectOf(input.sequelize);
    this.log = new BootLog(input.logger);
  }

  get report(): Report | null {
    return this.last;
  }

  async plan({ mode = 'alter' }: PlanOptions = {}): Promise<Plan> {
    const dialect = this.knownDialect();
    return planFor(await this.observe(dialect, mode), mode, dialect, this.options);
  }

  async drift(): Promise<Drift> {
    return findDrift(await this.plan());
  }

  async apply(plan: Plan): Promise<Report> {
    const { mode } = plan;
    const choice = {
      ...this.choose(null),
      mode,
      by: 'mode',
      byHand: true,
      because: `mode ${mode}, because apply was called`,
    } as const;
    return this.change(new Run(this.input.connection, this.sequelize, choice), mode, plan.fingerprint);
  }

  async sync(): Promise<Report> {
    const choice = this.choose(null);
    const run = new Run(this.input.connection, this.sequelize, choice);
    if (choice.by !== 'off' && this.hasNoModels()) this.log.noModels(this.input.connection);
    return choice.mode === 'none' ? this.leaveAlone(run) : this.change(run, choice.mode);
  }

  /** alter and force. */
  private async change(run: Run, mode: Plan['mode'], fingerprint?: string): Promise<Report> {
    const dialect = this.knownDialect();
    const observed = await this.observeOrRefuse(run, dialect, mode);
    const choice = fingerprint === undefined ? this.choose(observed.migrationsTableHasRows) : run.choice;
    run.observed(observed, choice);
    if (choice.mode === 'none') return this.leaveAlone(run, observed);

    run.evidence = evidenceOf(this.sequelize, this.options, observed);
    const plan = this.planOrRefuse(run, observed, mode, dialect);
    const verdict = this.decide(run, plan, run.evidence);
    if (verdict.kind === 'refuse') throw refusalOf(verdict, this.sequelize, observed.facts, plan);
    run.warnings.push(...verdict.warnings);
    this.checkMatch(observed.facts.database);
    requireReady(observed, mode, this.options);
    this.log.warnings(run);
    const confirmed = verdict.kind === 'apply' && verdict.confirmed;
    return this.run(run, mode, plan, confirmed ? plan.fingerprint : fingerprint);
  }

  private async run(run: Run, mode: Plan['mode'], plan: Plan, fingerprint?: string): Promise<Report> {
    const dialect = this.knownDialect();
    const remaining = await withSyncHooks(this.sequelize, { ...this.syncWish(), [mode]: true }, async () => {
      if (plan.statements.every(({ held }) => held)) return plan;
      const applied = await applyPlan({
        dialect,
        timeouts: this.options.timeouts,
        fingerprint,
        replan: async (session) => {
          const again = await observe(session, this.observeInput(dialect, mode));
          requireReady(again, mode, this.options);
          run.observed(again, run.choice);
          return planFor(again, mode, dialect, this.options);
        },
      });
      run.applied = applied.statements;
      return applied.remaining;
    });
    return this.finish(run, mode === 'force' ? { ...remaining, statements: [] } : remaining);
  }

  /** none: writes nothing, reads a little, and never stops a boot but for breaks that were really read. */
  private async leaveAlone(run: Run, observed?: Observation): Promise<Report> {
    this.log.choice(run);
    const confirm = run.choice.by === 'off' ? undefined : confirmationIn(currentEnvironment());
    const ignores = this.onDrift(run.choice) === 'ignore' && confirm === undefined;
    if (run.choice.by === 'off' || ignores) return this.keep(run.report(null));
    if (this.dialect === null) {
      this.log.unread(run, new UnsupportedDialectError(this.sequelize.getDialect()));
      return this.keep(run.report(null));
    }
    let plan: Plan;
    try {
      const seen = observed ?? (await this.observe(this.dialect, 'alter', NONE_READ_MS));
      run.observed(seen, run.choice);
      plan = planFor(seen, 'alter', this.dialect, this.options);
      run.evidence = evidenceOf(this.sequelize, this.options, seen);
    } catch (error) {
      this.log.unread(run, error);
      return this.keep(run.report(null));
    }
    const verdict = this.decide(run, plan, run.evidence);
    if (verdict.kind === 'apply') {
      this.log.confirmed(plan);
      return this.run(run, 'alter', plan, plan.fingerprint);
    }
    run.warnings.push(...('warnings' in verdict ? verdict.warnings.filter((line) => line !== run.choice.warning) : []));
    this.log.warnings(run);
    return this.finish(run, plan);
  }

  private finish(run: Run, remaining: Plan): Report {
    const report = this.keep(run.report(remaining));
    this.log.outcome(report, this.onDrift(run.choice));
    return report;
  }

  private keep(report: Report): Report {
    this.last = report;
    return report;
  }

  private choose(migrationsTableHasRows: string | null): ModeChoice {
    const env = currentEnvironment();
    const { synchronize, sync } = this.input.wishes;
    return chooseMode({
      options: this.options,
      wishes: { synchronize, sync } as ModeInput['wishes'],
      word: environmentWord(this.options, env),
      wordSource: environmentSource(this.options),
      off: isSwitchedOff(env),
      migrationsTableHasRows,
    });
  }

  private decide(run: Run, plan: Plan | null, evidence: readonly Evidence[]): Verdict {
    return decide({ choice: run.choice, plan, evidence, confirm: confirmationIn(currentEnvironment()) });
  }

  /** Where reading fails in a place that must not be touched, the refusal is what a person has to know. */
  private async observeOrRefuse(run: Run, dialect: Dialect, mode: Plan['mode']): Promise<Observation> {
    try {
      return await this.observe(dialect, mode);
    } catch (error) {
      const verdict = this.decide(run, null, evidenceOf(this.sequelize, this.options, null));
      if (verdict.kind === 'refuse' && run.choice.byHand && !isOnlyUnproven(verdict)) {
        throw refusalOf(verdict, this.sequelize, null, null);
      }
      throw error;
    }
  }

  private planOrRefuse(run: Run, observed: Observation, mode: Plan['mode'], dialect: Dialect): Plan {
    try {
      return planFor(observed, mode, dialect, this.options);
    } catch (error) {
      const verdict = this.decide(run, null, run.evidence);
      if (verdict.kind === 'refuse') throw refusalOf(verdict, this.sequelize, observed.facts, null);
      throw error;
    }
  }

  private observe(dialect: Dialect, mode: Plan['mode'], timeoutMs = 0): Promise<Observation> {
    return dialect.read((session) => observe(session, this.observeInput(dialect, mode)), { timeoutMs });
  }

  private observeInput(dialect: Dialect, mode: Plan['mode']) {
    const { elsewhere } = this.input;
    return { sequelize: this.sequelize, dialect, options: this.options, elsewhere, probeAll: mode === 'force' };
  }

  private hasNoModels(): boolean {
    const { elsewhere = [] } = this.input;
    return Object.values(this.sequelize.models).every((model) => elsewhere.includes(model));
  }

  private onDrift({ environment }: ModeChoice) {
    const { onDrift } = this.options;
    return typeof onDrift === 'function' ? onDrift(environment) : onDrift;
  }

  private syncWish(): { readonly match?: RegExp; readonly hooks?: boolean } {
    const { sync } = this.input.wishes;
    return typeof sync === 'object' && sync !== null ? sync : {};
  }

  /** Sequelize's own safety catch goes on holding. */
  private checkMatch(database: string): void {
    const { match } = this.syncWish();
    if (match === undefined || match.test(database)) return;
    throw new InvalidOptionsError([
      `sync.match: the database ${JSON.stringify(database)} does not match ${String(match)}; nothing was changed`,
    ]);
  }

  private knownDialect(): Dialect {
    if (this.dialect !== null) return this.dialect;
    throw new UnsupportedDialectError(this.sequelize.getDialect());
  }
}

/** That nothing proves a throw-away is no news about a database that could not be read. */
function isOnlyUnproven({ because }: Extract<Verdict, { kind: 'refuse' }>): boolean {
  return because.every(({ kind }) => kind === 'not-a-throw-away');
}

function sequelizeOptions(sequelize: Sequelize): Wishes {
  return (sequelize as unknown as { readonly options: Wishes }).options;
}
