export { SafeSyncModule } from './safe-sync.module.js';
export type {
  SafeSyncModuleAsyncOptions,
  SafeSyncModuleOptions,
  SafeSyncOptionsFactory,
} from './safe-sync.module-options.js';
export { SafeSyncService } from './safe-sync.service.js';
export { InjectSafeSync } from './safe-sync.decorators.js';
export { getSafeSyncToken } from './safe-sync.constants.js';

export { RenamedFrom } from './safe-sync.renamed-from.js';
export type { EarlierTable } from './safe-sync.renamed-from.js';

export { createSafeSync } from './safe-sync.js';
export type { ApplyOptions, ExplainOptions, MarkResult, PlanOptions, SafeSync } from './safe-sync.js';
export { defineConfig } from './safe-sync.define-config.js';
export type { ModelDefiner, SafeSyncConfig, SafeSyncConfigFile } from './safe-sync.define-config.js';
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
export { printPlanSql } from './report/print-sql.js';
export { printPlanMarkdown } from './report/print-markdown.js';
export { printPlanMermaid } from './report/print-mermaid.js';
export type { Explanation, ExplanationJson } from './report/explanation.js';
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
export { ApplyFailedError, InterruptedError, NotConvergedError, PlanOutdatedError } from './apply/apply.errors.js';
export { ForceBlockedError } from './plan/force-blockers.js';
export { UnsupportedDialectError } from './dialects/dialect-of.js';
export { DriftError } from './report/boot-log.js';
export { InvalidModelsError } from './models/model-faults.js';
export type { ModelFault } from './models/model-faults.js';
