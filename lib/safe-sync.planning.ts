import { type Change, type TableChange, tableOf } from './compare/change.js';
import type { Dialect } from './dialects/dialect.js';
import { sameSet } from './compare/difference.js';
import type { HazardCode } from './hazards/hazard.js';
import { brokenKeyOf, brokenKeysAmong } from './hazards/broken-keys.js';
import type { Surroundings } from './hazards/surroundings.js';
import { makeForcePlan } from './plan/make-force-plan.js';
import { makeAlterPlan, type PlanContext } from './plan/make-plan.js';
import type { Plan } from './plan/plan.js';
import { SafeSyncError } from './safe-sync.errors.js';
import type { Observation } from './safe-sync.observe.js';
import type { ResolvedOptions } from './safe-sync.options.js';
import type { Column, QualifiedName, Table } from './schema/database-schema.js';
import { keyOf } from './schema/qualified-name.js';

/** Assess and plan: what alter, or force, would do with what was observed. Sends nothing. */
export function planFor(observed: Observation, mode: Plan['mode'], dialect: Dialect, options: ResolvedOptions): Plan {
  const context: PlanContext = {
    database: observed.facts.database,
    identity: observed.facts.identity,
    actual: observed.actual,
    render: (change) => dialect.render(change, observed.facts),
    traits: dialect.traits,
    notes: observed.notes,
    script: dialect.script,
  };
  return mode === 'force'
    ? makeForcePlan(observed, context)
    : makeAlterPlan(observed.comparison, surroundingsOf(observed, dialect, options), context);
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
  if (mode === 'alter' && observed.remains.length > 0) throw new StaleBackupError(observed.remains);
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

function surroundingsOf(observed: Observation, dialect: Dialect, options: ResolvedOptions): Surroundings {
  const { actual, wanted, comparison, facts, spelling } = observed;
  const tables = new Map(actual.tables.map((table) => [keyOf(table), table]));
  const willBe = new Set([...observed.existing, ...wanted.tables.map(keyOf)]);
  const filled = new Map(observed.probes.map((probe) => [keyOf(probe), probe.filled]));
  const added = new Map(
    comparison.changes.flatMap((change) =>
      change.kind === 'add-column' ? [[columnKey(change.table, change.column.name), change.column] as const] : [],
    ),
  );
  return {
    isFilled: (table) => tables.has(keyOf(table)) && (filled.get(keyOf(table)) ?? true),
    actualTable: (table) => tables.get(keyOf(table)),
    willExist: (table) => willBe.has(keyOf(table)),
    newColumn: (table, column) => added.get(columnKey(table, column)),
    referencedBy: (table) => [
      ...actual.tables.filter((other) => other.foreignKeys.some(({ target }) => keyOf(target) === keyOf(table))),
      ...observed.incoming.filter(({ target }) => keyOf(target) === keyOf(table)).map(({ from }) => from),
    ],
    keysTo: (table, columns) => keysTo(table, columns, observed),
    brokenKeys: brokenKeysAmong(actual.tables, observed.incoming, comparison.changes, spelling.canReference),
    canReference: spelling.canReference,
    typeChange: (from, to) => dialect.typeChange(from, to, facts),
    quote: (name) => dialect.quote(name),
    whyNot: (change) => whyNot(change, tables, dialect),
    sqlOf: (change) => sqlOf(change, tables, (own) => dialect.render(own, facts), dialect.traits),
    isAllowed: (code, table, column) => isAllowed(options, code, table, column),
  };
}

function whyNot(change: Change, tables: ReadonlyMap<string, Table>, dialect: Dialect): string | null {
  const table = tableOf(change);
  const actual = table === null ? undefined : tables.get(keyOf(table));
  if (table === null || actual === undefined) return null;
  const before = newColumns(change, actual);
  return dialect.whyNot({ kind: 'alter-table', table, actual, before, changes: [change as TableChange] });
}

/** One statement can be pasted; the steps of a making-anew are shown with the plan. */
function sqlOf(
  change: Change,
  tables: ReadonlyMap<string, Table>,
  render: (change: Change) => readonly string[],
  { combinesAlterations }: Dialect['traits'],
): string | null {
  const table = tableOf(change);
  const actual = table === null ? undefined : tables.get(keyOf(table));
  const [statement, ...more] = render(
    combinesAlterations && table !== null && actual !== undefined
      ? { kind: 'alter-table', table, actual, before: newColumns(change, actual), changes: [change as TableChange] }
      : change,
  );
  return statement === undefined || more.length > 0 ? null : statement;
}

/** What is said of a column that the same plan adds. */
function newColumns(change: Change, { columns }: Table): readonly TableChange[] {
  if (change.kind !== 'alter-column' || columns.some(({ name }) => name === change.column)) return [];
  return [{ kind: 'add-column', table: change.table, column: change.actual }];
}

function keysTo(table: QualifiedName, columns: readonly string[], { actual, incoming }: Observation) {
  const target = actual.tables.find((found) => keyOf(found) === keyOf(table));
  const isSame = (others: readonly string[] | undefined): boolean => sameSet(others ?? [], columns);
  if (isSame(target?.primaryKey?.columns) || target?.uniques.some((unique) => isSame(unique.columns))) return [];
  return [...actual.tables.flatMap((from) => from.foreignKeys.map((key) => ({ ...key, from }))), ...incoming]
    .filter((key) => keyOf(key.target) === keyOf(table) && isSame(key.targetColumns))
    .map(brokenKeyOf);
}

/** `code`, `code:table.column` or `code:schema.table.column`. */
function isAllowed(options: ResolvedOptions, code: HazardCode, table: QualifiedName, column?: string): boolean {
  const place = `${table.name}.${column ?? ''}`;
  const permitted: readonly string[] = options.allow.hazards ?? [];
  return [code, `${code}:${place}`, `${code}:${table.schema}.${place}`].some((entry) => permitted.includes(entry));
}

function columnKey(table: QualifiedName, column: string): string {
  return `${keyOf(table)}${JSON.stringify(column)}`;
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
