import type { Comparison, Leftover } from './compare/comparison.js';
import type { Dialect } from './dialects/dialect.js';
import { withConsented } from './plan/consented.js';
import { makeForcePlan } from './plan/make-force-plan.js';
import { makeRepairPlan } from './plan/make-repair-plan.js';
import { makeAlterPlan, type PlanContext } from './plan/make-plan.js';
import type { Plan } from './plan/plan.js';
import { SafeSyncError } from './safe-sync.errors.js';
import type { Observation } from './safe-sync.observe.js';
import type { ResolvedOptions } from './safe-sync.options.js';
import { surroundingsOf } from './safe-sync.surroundings.js';
import type { Column, QualifiedName } from './schema/database-schema.js';

/** Assess and plan: what alter, or force, would do with what was observed. Sends nothing. */
export function planFor(observed: Observation, mode: Plan['mode'], dialect: Dialect, options: ResolvedOptions): Plan {
  const context: PlanContext = {
    database: observed.facts.database,
    identity: observed.facts.identity,
    actual: observed.actual,
    renaming: observed.renaming,
    render: (change) => dialect.render(change, observed.facts),
    traits: dialect.traits,
    notes: observed.notes,
    script: dialect.script,
    isOlderBuild: observed.isOlderBuild,
  };
  if (mode === 'force') return makeForcePlan(observed, context);
  const comparison = withLeftoverTables(observed);
  const plan = (consents: boolean): Plan =>
    makeAlterPlan(comparison, surroundingsOf(observed, dialect, options, { consents }), context);
  const alter = withConsented(plan(false), () => plan(true));
  return mode === 'repair' ? makeRepairPlan(observed.copies, { ...context, ...unrenamed(observed) }, alter) : alter;
}

/** A repair renames nothing: it is said in the names that are there. */
function unrenamed({ renaming: { catalog } }: Observation): Pick<PlanContext, 'actual' | 'renaming'> {
  return { actual: catalog, renaming: { catalog, renames: [] } };
}

function withLeftoverTables({ comparison, leftoverTables }: Observation): Comparison {
  const tables = leftoverTables.map(({ schema, name, columns }): Leftover => {
    const detail = `a table with ${columns.length} columns, made by this application`;
    return { kind: 'table', table: { schema, name }, name: '', detail };
  });
  return tables.length === 0 ? comparison : { ...comparison, leftovers: [...comparison.leftovers, ...tables] };
}

/**
 * What must be there before alter or force can do anything at all.
 *
 * @throws SafeSyncError for a missing schema or a missing extension, or where an interrupted change left a table behind
 */
export function requireReady(observed: Observation, mode: Plan['mode'], options: ResolvedOptions): void {
  const { facts, wanted, actual } = observed;
  const missing = wanted.schemas.filter((schema) => !actual.schemas.includes(schema));
  if (missing.length > 0 && !(options.createSchemas ?? mode === 'force')) {
    throw new SafeSyncError(
      'SAFE_SYNC_MISSING_SCHEMA',
      `${facts.database} has no schema ${missing.join(', ')}, and models live there. Nothing was changed. ` +
        `Set safeSync: { createSchemas: true }, or run: ${missing.map((schema) => `CREATE SCHEMA "${schema}";`).join(' ')}`,
    );
  }
  if (mode !== 'force' && observed.remains.length > 0) throw new StaleBackupError(observed.remains);
  const extensions = missingExtensions(observed);
  if (extensions.length > 0) {
    throw new SafeSyncError(
      'SAFE_SYNC_MISSING_EXTENSION',
      `${facts.database} lacks what the models' types need. Nothing was changed. Run once, as a user who may: ` +
        extensions
          .map(({ name, columns }) => `CREATE EXTENSION IF NOT EXISTS "${name}"; (for ${columns.join(', ')})`)
          .join(' '),
    );
  }
}

function missingExtensions({ facts, comparison }: Observation) {
  const needed = new Map<string, string[]>();
  const need = (table: QualifiedName, { name, type }: Column): void => {
    if (type.extension === undefined || facts.extensions.includes(type.extension)) return;
    needed.set(type.extension, [...(needed.get(type.extension) ?? []), `${table.name}.${name}`]);
  };
  for (const change of comparison.changes) {
    if (change.kind === 'create-table') change.table.columns.forEach((column) => need(change.table, column));
    if (change.kind === 'add-column') need(change.table, change.column);
    if (change.kind === 'alter-column' && change.aspect.name === 'type') need(change.table, change.wanted);
  }
  return [...needed].map(([name, columns]) => ({ name, columns }));
}

/** Somebody's change of a table was interrupted, and what it left may hold the only copy of the rows. Nothing was changed. */
export class StaleBackupError extends SafeSyncError {
  constructor(readonly remains: Observation['remains']) {
    const lines = remains.map(({ of, name }) => `  - ${name}: left of a change of ${of.name}`);
    super(
      'SAFE_SYNC_STALE_BACKUP',
      `An alter, changeColumn or removeColumn of Sequelize was interrupted, and a table that it works with is still there. It may hold the only copy of the rows. Nothing was changed.\n${lines.join('\n')}\n` +
        'Make a copy of the database. Then compare the rows of the two tables; where the backup has more, copy them over (INSERT INTO … SELECT …). ' +
        'When nothing is missing, drop the backup, or rename it to keep it, and start again.',
    );
  }
}
