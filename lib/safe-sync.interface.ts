import type { Model, ModelStatic, Sequelize } from 'sequelize';
import type { Dialect } from './dialects/dialect.js';
import type { ConnectionGuard } from './guard/connection-guard.js';
import type { Drift } from './plan/find-drift.js';
import type { Plan } from './plan/plan.js';
import type { Explanation } from './report/explanation.js';
import type { SafeSyncLogger } from './report/logger.js';
import type { Report } from './report/report.js';
import type { SafeSyncOptions } from './safe-sync.options.js';
import type { Wishes } from './safe-sync.policy.js';

/** One connection's schema, under the policy of its environment. The Nest module stands on it, and so can a script. */
export interface SafeSync {
  /** What alter, or force, would do. Writes nothing, in any environment. */
  plan(options?: PlanOptions): Promise<Plan>;
  /**
   * What earlier alters made twice, and how to take the copies away: duplicate uniques, indexes and foreign keys. Only what
   * does the same to the letter as another one that stays. Writes nothing, and is never part of alter: `apply` runs it.
   *
   * @example
   * const plan = await safeSync.repairPlan();
   * console.log(printPlan(plan));
   * await safeSync.apply(plan);
   */
  repairPlan(): Promise<Plan>;
  /** How models and database differ. Writes nothing. */
  drift(): Promise<Drift>;
  /**
   * Runs a plan, under the guard: in production it is refused as the boot would be.
   *
   * @throws SafeSyncError SAFE_SYNC_PLAN_OUTDATED when the plan was made for another schema, SAFE_SYNC_INTERRUPTED when
   *   the signal said so
   */
  apply(plan: Plan, options?: ApplyOptions): Promise<Report>;
  /** Which mode the boot would choose, whether it may, and everything that speaks for and against it. Writes nothing. */
  explain(options?: ExplainOptions): Promise<Explanation>;
  /** The boot's work: choose the mode, and alter, force or report as it says. */
  sync(): Promise<Report>;
  /**
   * Says which environment this database is for, so that every process that connects to it knows: `production`,
   * `development`, `test`, or any other word, which counts as production. Writes the mark and nothing else.
   *
   * @throws SafeSyncError SAFE_SYNC_INVALID_OPTIONS for what is no word, SAFE_SYNC_NOT_MARKED where it cannot be written
   */
  mark(environment: string): Promise<MarkResult>;
  /** What the last `sync` or `apply` did; null before the first. */
  readonly report: Report | null;
}

/** With what its connection is guarded by after the boot. */
export interface AssembledSafeSync extends SafeSync {
  readonly guard: ConnectionGuard;
}

/** How a database was marked, and how it is marked now. */
export interface MarkResult {
  readonly database: string;
  /** Null where it was not marked. */
  readonly before: string | null;
  readonly after: string;
}

export interface PlanOptions {
  /** @default 'alter' */
  readonly mode?: Plan['mode'];
}

export interface ApplyOptions {
  /** Gives up: what is running is cancelled, and what can be taken back is. */
  readonly signal?: AbortSignal;
}

export interface ExplainOptions {
  /** As if `apply` were called with a plan of this mode. @default what the boot would choose */
  readonly mode?: Plan['mode'];
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
  /** Only these models, whether the connection knows them or not; whoever names them means them. */
  readonly only?: readonly ModelStatic<Model>[];
  /** Another way to speak to the server than the connection's own. */
  readonly dialect?: Dialect;
}
