import type { Sequelize } from 'sequelize';
import type { ConnectionGuard } from './guard/connection-guard.js';
import { type Drift, findDrift } from './plan/find-drift.js';
import type { Plan } from './plan/plan.js';
import { consoleLogger, type SafeSyncLogger } from './report/logger.js';
import type { Explanation } from './report/explanation.js';
import type { Report } from './report/report.js';
import { change } from './safe-sync.change.js';
import { Context } from './safe-sync.context.js';
import { explain } from './safe-sync.explain.js';
import type {
  ApplyOptions,
  AssembledSafeSync,
  ExplainOptions,
  MarkResult,
  PlanOptions,
  SafeSync,
  SafeSyncInput,
} from './safe-sync.interface.js';
import { guardFor } from './safe-sync.guarding.js';
import { leaveAlone } from './safe-sync.leave-alone.js';
import { markDatabase } from './safe-sync.mark.js';
import { checkOptions } from './safe-sync.options-check.js';
import type { SafeSyncOptions } from './safe-sync.options.js';
import { wishesOf } from './safe-sync.policy.js';
import { askedByApply, Run } from './safe-sync.run.js';

export type {
  ApplyOptions,
  ExplainOptions,
  MarkResult,
  PlanOptions,
  SafeSync,
  SafeSyncInput,
} from './safe-sync.interface.js';

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

export function assembleSafeSync(input: SafeSyncInput): AssembledSafeSync {
  return new ConnectionSafeSync(input);
}

/**
 * The sentence: read what is there, read what the models want, compare, assess the danger, plan the SQL, decide, apply
 * under a lock, verify by planning again. Its fields are out of reach, so that who prints it prints no password.
 */
class ConnectionSafeSync implements AssembledSafeSync {
  readonly #context: Context;

  constructor(input: SafeSyncInput) {
    this.#context = new Context(input);
  }

  get report(): Report | null {
    return this.#context.report;
  }

  async plan({ mode = 'alter' }: PlanOptions = {}): Promise<Plan> {
    const reading = await this.#context.reading();
    return reading.planToShow(await reading.observe(mode), mode);
  }

  async repairPlan(): Promise<Plan> {
    return this.plan({ mode: 'repair' });
  }

  async drift(): Promise<Drift> {
    return findDrift(await this.plan());
  }

  async apply(plan: Plan, options: ApplyOptions = {}): Promise<Report> {
    const { mode, fingerprint } = plan;
    const run = this.newRun(askedByApply(mode, this.#context.policy.choose().environment), options);
    return change(this.#context, run, mode, fingerprint ?? 'no fingerprint');
  }

  async explain({ mode }: ExplainOptions = {}): Promise<Explanation> {
    return explain(this.#context, mode);
  }

  async sync(): Promise<Report> {
    const context = this.#context;
    const choice = context.policy.choose();
    const run = this.newRun(choice);
    if (choice.by !== 'off' && context.models().length === 0) context.log.noModels(context.connection);
    return choice.mode === 'none' ? leaveAlone(context, run) : change(context, run, choice.mode);
  }

  async mark(environment: string): Promise<MarkResult> {
    return markDatabase(this.#context, environment);
  }

  get guard(): ConnectionGuard {
    return guardFor(this.#context);
  }

  private newRun(choice: Run['choice'], options?: ApplyOptions): Run {
    return new Run(this.#context.connection, this.#context.sequelize, choice, options);
  }
}
