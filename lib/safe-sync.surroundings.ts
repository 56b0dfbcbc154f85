import { type AlterTable, type Change, isRename, type TableChange, tableOf } from './compare/change.js';
import { sameSet } from './compare/difference.js';
import type { Dialect } from './dialects/dialect.js';
import { brokenKeyOf, brokenKeysAmong } from './hazards/broken-keys.js';
import type { HazardCode } from './hazards/hazard.js';
import type { Surroundings } from './hazards/surroundings.js';
import { type Renaming, type TableToAlter, tableToAlter } from './plan/table-to-alter.js';
import type { Observation } from './safe-sync.observe.js';
import type { Builds } from './safe-sync.marking.js';
import type { ResolvedOptions } from './safe-sync.options.js';
import { answerTo, type Answers } from './schema/data-answers.js';
import type { ColumnType, QualifiedName } from './schema/database-schema.js';
import { keyOf } from './schema/qualified-name.js';

/** What was read and compared; the data may not have been asked yet. */
export type Looked = Omit<Observation, 'answers' | 'queries' | 'isWhole' | keyof Builds> & {
  readonly answers?: Answers;
};

export interface Asking {
  /** @default the answers that were observed */
  readonly ask?: Surroundings['ask'];
  /** A person consented to the whole plan. @default false */
  readonly consents?: boolean;
}

/** What the rules of `hazards/` may know of an observation. */
export function surroundingsOf(
  observed: Looked,
  dialect: Dialect,
  options: ResolvedOptions,
  { ask, consents = false }: Asking,
): Surroundings {
  const { actual, wanted, comparison, facts, spelling } = observed;
  const tables = new Map(actual.tables.map((table) => [keyOf(table), table]));
  const willBe = new Set([...observed.existing, ...wanted.tables.map(keyOf)]);
  const probes = new Map(observed.probes.map((probe) => [keyOf(probe), probe]));
  const added = new Map(
    comparison.changes.flatMap((change) =>
      change.kind === 'add-column' ? [[columnKey(change.table, change.column.name), change.column] as const] : [],
    ),
  );
  const types = new Map(
    comparison.changes.flatMap((change) =>
      change.kind === 'alter-column' && change.aspect.name === 'type'
        ? [[columnKey(change.table, change.column), change] as const]
        : [],
    ),
  );
  return {
    isFilled: (table) => tables.has(keyOf(table)) && (probes.get(keyOf(table))?.filled ?? true),
    ask: ask ?? ((question) => answerTo(question, observed.answers)),
    bytes: (table) => (tables.has(keyOf(table)) ? (probes.get(keyOf(table))?.bytes ?? 0) : 0),
    blocks: (change) => dialect.blocks(change, facts),
    enumValues: (type) => enumValues(type, [...actual.enums, ...wanted.enums]),
    freshValue: (column) => dialect.freshValue(column.clientDefault ?? '', column, facts),
    fillsSilently: dialect.fillsSilently(facts),
    exists: (table) => observed.existing.has(keyOf(table)),
    newType: (table, column) => types.get(columnKey(table, column)),
    consents,
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
    whyNot: (change) => whyNot(change, observed.renaming, dialect),
    sqlOf: (change) => sqlOf(change, observed.renaming, (own) => dialect.render(own, facts), dialect.traits),
    isAllowed: (code, table, column) => isAllowed(options, code, table, column),
  };
}

function whyNot(change: Change, renaming: Renaming, dialect: Dialect): string | null {
  const altered = alteration(change, renaming);
  return altered === null ? null : dialect.whyNot(altered);
}

/** A change of a table that is there, as the statement that it would be; null for any other. */
function alteration(change: Change, renaming: Renaming): AlterTable | null {
  const table = isRename(change) ? null : tableOf(change);
  const found = table === null ? undefined : tableToAlter(table, renaming);
  if (table === null || found === undefined) return null;
  const before = [...found.before, ...newColumns(change, found)];
  return { kind: 'alter-table', table, actual: found.actual, before, changes: [change as TableChange] };
}

/** One statement can be pasted; the steps of a making-anew are shown with the plan. */
function sqlOf(
  change: Change,
  renaming: Renaming,
  render: (change: Change) => readonly string[],
  { combinesAlterations }: Dialect['traits'],
): string | null {
  const [statement, ...more] = render((combinesAlterations ? alteration(change, renaming) : null) ?? change);
  return statement === undefined || more.length > 0 ? null : statement;
}

/** What is said of a column that the same plan adds. */
function newColumns(change: Change, { actual, before }: TableToAlter): readonly TableChange[] {
  if (change.kind !== 'alter-column' || actual.columns.some(({ name }) => name === change.column)) return [];
  if (before.some((rename) => rename.kind === 'rename-column' && rename.to === change.column)) return [];
  return [{ kind: 'add-column', table: change.table, column: change.actual }];
}

function keysTo(table: QualifiedName, columns: readonly string[], { actual, incoming }: Looked) {
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

function enumValues({ enum: own }: ColumnType, enums: Observation['wanted']['enums']): readonly string[] | undefined {
  if (own === undefined) return undefined;
  return [...new Set(enums.filter((type) => keyOf(type) === keyOf(own)).flatMap(({ values }) => values))];
}
