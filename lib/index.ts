export { SafeSyncModule } from './safe-sync.module.js';
export type {
  SafeSyncModuleAsyncOptions,
  SafeSyncModuleOptions,
  SafeSyncOptionsFactory,
} from './safe-sync.module-options.js';
export { SafeSyncService } from './safe-sync.service.js';
export { InjectSafeSync } from './safe-sync.decorators.js';
export { getSafeSyncToken } from './safe-sync.constants.js';

export { createSafeSync } from './safe-sync.js';
export type { PlanOptions, SafeSync } from './safe-sync.js';
export type {
  IgnoreRule,
  OnDrift,
  SafeSyncAllow,
  SafeSyncMode,
  SafeSyncOptions,
  SafeSyncTimeouts,
} from './safe-sync.options.js';
export type { SafeSyncLogger } from './report/logger.js';
export { printPlan } from './report/print-report.js';
export type { Report } from './report/report.js';

export type { Plan, Severity, Statement } from './plan/plan.js';
export type { PlanJson } from './plan/plan-json.js';
export type { Drift, DriftFinding, DriftSeverity } from './plan/find-drift.js';
export type { Leftover, LeftoverKind, Unknown } from './compare/comparison.js';
export type { Change } from './compare/change.js';
export type { Offenders, Unseen } from './schema/answers.js';
export type { Hazard, HazardCode, HazardEffect } from './hazards/hazard.js';
export type { Evidence, EvidenceKind, Lift } from './environment/evidence.js';
export type { QualifiedName } from './schema/database-schema.js';

export { InvalidOptionsError, isSafeSyncError, SafeSyncError } from './safe-sync.errors.js';
export type { SafeSyncErrorCode } from './safe-sync.errors.js';
export { ProductionRefusedError } from './policy/production-refused.error.js';
export type { RefusedTarget } from './policy/production-refused.error.js';
export { ApplyFailedError, NotConvergedError, PlanOutdatedError } from './apply/apply.errors.js';
export { ForceBlockedError } from './plan/force-blockers.js';
export { UnsupportedDialectError } from './dialects/dialect-of.js';
export { DriftError } from './report/boot-log.js';
export { InvalidModelsError } from './models/model-faults.js';
export type { ModelFault } from './models/model-faults.js';
