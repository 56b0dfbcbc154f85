import { createHash } from 'node:crypto';
import { type AlterColumn, type Change, partsOf } from '../compare/change.js';
import type { Comparison } from '../compare/comparison.js';
import { assess } from '../hazards/assess.js';
import { olderBuildHazards } from '../hazards/older-build.js';
import type { Surroundings } from '../hazards/surroundings.js';
import type { DatabaseSchema } from '../schema/database-schema.js';
import type { Script } from '../schema/script.js';
import { type Group, groupByTable } from './group-by-table.js';
import { type Assessed, holdDependants, isHeld } from './hold-dependants.js';
import { orderChanges } from './order-changes.js';
import type { ServerTraits } from './server-traits.js';
import type { Plan, Severity, Statement } from './plan.js';
import { type PlannedChange, type Released, releaseKeys } from './release-keys.js';
import { reverseChange } from './reverse-change.js';
import { toJson } from './plan-json.js';
import type { Renaming } from './table-to-alter.js';
import { valuesToCommitFirst, withValues } from './values-to-commit-first.js';

export interface PlanContext {
  readonly database: string;
  /** Server and database, as the fingerprint covers them. */
  readonly identity: string;
  /** As it is once the renames are done. */
  readonly actual: DatabaseSchema;
  readonly renaming: Renaming;
  readonly render: (change: Change) => readonly string[];
  readonly traits: ServerTraits;
  readonly notes: readonly string[];
  readonly script: Script;
  /** A newer build of the application changed this database last. */
  readonly isOlderBuild?: boolean;
}

/**
 * Turns differences into an alter plan: ordered, weighed, rendered, each statement with its cause, its hazards and its
 * undo. It sends nothing and drops nothing; a change that is safe in part is split.
 */
export function makeAlterPlan(comparison: Comparison, around: Surroundings, context: PlanContext): Plan {
  const assessed = holdDependants(assessAll(comparison, around, context).flatMap(split));
  const statements = groupByTable(assessed, context).map((group) => statementOf(group, around, context));
  return completePlan(
    { mode: 'alter', statements, leftovers: comparison.leftovers, unknowns: comparison.unknowns },
    context,
  );
}

/** Every change in its order, with its hazards. */
export function assessAll(
  comparison: Comparison,
  around: Surroundings,
  context: Pick<PlanContext, 'actual' | 'traits' | 'isOlderBuild'>,
): readonly Assessed[] {
  const released = releaseKeys(comparison.changes, context.actual.tables, around.canReference);
  return orderChanges<PlannedChange>(released.changes, context.traits).map((change) =>
    weigh(change, released, around, context),
  );
}

function weigh(
  change: PlannedChange,
  { bonds, putBack }: Released,
  around: Surroundings,
  { isOlderBuild = false }: Pick<PlanContext, 'isOlderBuild'>,
): Assessed {
  const isHarmless = change.kind === 'drop-foreign-key' || putBack.has(change);
  const found = isHarmless ? [] : assess(change, around);
  const hazards = isOlderBuild && !isHarmless && !isHeld({ hazards: found }) ? olderBuildHazards(change, around) : [];
  return { change, hazards: [...found, ...hazards], bonds: bonds.get(change) ?? [] };
}

/**
 * A new NOT NULL column that the rows cannot take is added nullable, and only its NOT NULL is held: queries that name the
 * column work meanwhile.
 */
function split(assessed: Assessed): readonly Assessed[] {
  const { change, hazards } = assessed;
  if (change.kind !== 'add-column' || !isHeld(assessed)) return [assessed];
  const nullable = { ...change.column, nullable: true };
  return [
    { change: { ...change, column: nullable }, hazards: [], bonds: [] },
    {
      change: {
        kind: 'alter-column',
        table: change.table,
        column: change.column.name,
        aspect: { name: 'nullable', from: true, to: false },
        actual: nullable,
        wanted: change.column,
      },
      hazards,
      bonds: [],
    },
  ];
}

function statementOf({ change, hazards }: Group, around: Surroundings, context: PlanContext): Statement {
  const parts = partsOf(change).map((part) => ({ change: part, severity: severityOf(part, around) }));
  const severity = parts.some((part) => part.severity === 'breaks') ? 'breaks' : 'differs';
  return { ...render(change, context), parts, hazards, held: isHeld({ hazards }), severity };
}

export function render(change: Change, context: PlanContext): Pick<Statement, 'sql' | 'steps' | 'change' | 'undo'> {
  const inverse = reverseChange(change);
  const steps = context.render(change);
  return {
    sql: steps.join(';\n'),
    steps,
    change,
    undo: inverse === null ? null : context.render(inverse).join(';\n'),
  };
}

/** Queries fail where a table or a column is missing or of another kind of type; all else only differs. */
function severityOf(change: Change, around: Surroundings): Severity {
  switch (change.kind) {
    case 'create-table':
    case 'rename-table':
    case 'rename-column':
    case 'add-column':
      return 'breaks';
    case 'alter-column':
      return change.aspect.name === 'type' &&
        around.typeChange(change.actual, change.wanted).verdict === 'needs-conversion' &&
        !takesWhatEnumHas(change, around)
        ? 'breaks'
        : 'differs';
    default:
      return 'differs';
  }
}

/** A text that stands for an enum is wider: queries name the values in the same way. */
function takesWhatEnumHas({ actual, wanted }: AlterColumn, around: Surroundings): boolean {
  if (wanted.type.enum === undefined || wanted.type.dimensions > 0) return false;
  return around.typeChange(wanted, actual).verdict !== 'needs-conversion';
}

export function completePlan(
  plan: Pick<Plan, 'mode' | 'statements' | 'leftovers' | 'unknowns'>,
  context: PlanContext,
): Plan {
  let known: string | undefined;
  const complete: Plan = {
    ...plan,
    database: context.database,
    // Made when it is asked for: a boot that finds nothing to do never needs it.
    get fingerprint() {
      return (known ??= fingerprint(plan.statements, context));
    },
    notes: context.notes,
    script: context.script,
    toJSON: () => toJson(complete),
  };
  return complete;
}

/** The rest of a plan. Its fingerprint stays unmade until somebody asks: a spread would make it. */
export function withoutStatements(plan: Plan): Plan {
  const { mode, database, leftovers, unknowns, notes, script } = plan;
  return {
    mode,
    database,
    leftovers,
    unknowns,
    notes,
    script,
    statements: [],
    get fingerprint() {
      return plan.fingerprint;
    },
    toJSON: () => plan.toJSON(),
  };
}

/**
 * Sixteen characters are enough: it is compared with one other, by a person's consent, on one database. Enum values that
 * are committed before the rest are taken as there: whoever looks in between, or starts again after a failure there,
 * still finds the plan that was consented to.
 */
function fingerprint(statements: readonly Statement[], { identity, database, actual }: PlanContext): string {
  const first = valuesToCommitFirst(statements);
  const rest = statements.filter((statement) => !first.includes(statement));
  const covered = [identity, database, withValues(actual, first), rest.map((statement) => statement.sql)];
  return createHash('sha256').update(JSON.stringify(covered)).digest('hex').slice(0, 16);
}
