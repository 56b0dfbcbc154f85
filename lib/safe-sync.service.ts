import type { Sequelize } from 'sequelize';

import { bootedSafeSync } from './safe-sync.boot.js';
import { SafeSyncError } from './safe-sync.errors.js';
import type { Plan } from './plan/plan.js';
import type { Drift } from './plan/find-drift.js';
import type { Report } from './report/report.js';
import type { Explanation } from './report/explanation.js';
import type { ApplyOptions, ExplainOptions, MarkResult, PlanOptions, SafeSync } from './safe-sync.js';

/**
 * A connection's `SafeSync` as an injectable: by class for the default connection, by `@InjectSafeSync(name)` for any.
 *
 * @example
 * constructor(private readonly safeSync: SafeSyncService) {}
 * // later
 * const plan = await this.safeSync.plan();
 */
export class SafeSyncService implements SafeSync {
  // Out of reach, so that who prints the service prints no password.
  readonly #sequelize: Sequelize;
  readonly #connection: string;

  constructor(sequelize: Sequelize, connection: string) {
    this.#sequelize = sequelize;
    this.#connection = connection;
  }

  /** What the boot did and found; null on a connection that SafeSyncModule did not boot. */
  get report(): Report | null {
    return bootedSafeSync(this.#sequelize)?.report ?? null;
  }

  /** What alter, or force, would do. Writes nothing, in any environment. */
  async plan(options?: PlanOptions): Promise<Plan> {
    return this.safeSync().plan(options);
  }

  /** What earlier alters made twice, and how to take the copies away; `apply` runs it. Writes nothing. */
  async repairPlan(): Promise<Plan> {
    return this.safeSync().repairPlan();
  }

  /** How models and database differ. Writes nothing. */
  async drift(): Promise<Drift> {
    return this.safeSync().drift();
  }

  /** Runs a plan, under the guard: in production it is refused as the boot would be. */
  async apply(plan: Plan, options?: ApplyOptions): Promise<Report> {
    return this.safeSync().apply(plan, options);
  }

  /** Which mode the boot would choose, whether it may, and everything that speaks for and against it. Writes nothing. */
  async explain(options?: ExplainOptions): Promise<Explanation> {
    return this.safeSync().explain(options);
  }

  /** The boot's work, once more. */
  async sync(): Promise<Report> {
    return this.safeSync().sync();
  }

  /** Says which environment this database is for. Writes the mark and nothing else. */
  async mark(environment: string): Promise<MarkResult> {
    return this.safeSync().mark(environment);
  }

  private safeSync(): SafeSync {
    const safeSync = bootedSafeSync(this.#sequelize);
    if (safeSync) return safeSync;
    throw new SafeSyncError(
      'SAFE_SYNC_NOT_READY',
      `The connection "${this.#connection}" was not opened by SafeSyncModule: its provider was overridden, as tests do. ` +
        'Override the SafeSyncService too, or use createSafeSync(sequelize) on the connection you put there.',
    );
  }
}
