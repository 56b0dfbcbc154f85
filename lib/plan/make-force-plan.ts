import { type Change, tableOf } from '../compare/change.js';
import { compareSchemas } from '../compare/compare-schemas.js';
import type { TableProbe } from '../schema/answers.js';
import type { Column, DatabaseSchema, QualifiedName, Table } from '../schema/database-schema.js';
import { keyOf } from '../schema/qualified-name.js';
import { type ClearOrder, clearOrder } from './clear-order.js';
import { findBlockers, ForceBlockedError, type ForceInput } from './force-blockers.js';
import { completePlan, type PlanContext, render } from './make-plan.js';
import { orderChanges } from './order-changes.js';
import type { Plan } from './plan.js';

/** From this size on TRUNCATE, whose cost does not depend on the rows, is faster than DELETE. */
const LARGE_BYTES = 8 * 1024 * 1024;

/**
 * force: the models' tables end exactly as the models say, and empty. A table that is right already is cleared; one that is
 * not is dropped and made anew. No other table is touched: where that is not possible, nothing happens and the error says
 * which table stands in the way.
 */
export function makeForcePlan(input: ForceInput, context: PlanContext): Plan {
  const probes = new Map(input.probes.map((probe) => [keyOf(probe), probe]));
  const wrong = wrongTables(input, probes);
  const isWrong = (table: QualifiedName): boolean => wrong.has(keyOf(table));
  const kept = input.actual.tables.filter((table) => isModel(input, table) && !isWrong(table));
  const order = orderOfClearing(input, kept, probes);
  const blockers = findBlockers(input, {
    isWrong,
    isFilled: (table) => probes.get(keyOf(table))?.filled ?? true,
    isTruncated: (table) => order.truncates.some((truncated) => keyOf(truncated) === keyOf(table)),
  });
  if (blockers.length > 0) throw new ForceBlockedError(blockers);

  const drops = dropsOf(input, isWrong, context.traits);
  const rebuilt =
    drops.length === 0
      ? input.comparison
      : compareSchemas(without(input.actual, drops), input.wanted, input.judgements);
  // Rows of a table that goes may point at rows of one that stays.
  const changes: readonly Change[] = [
    ...orderChanges(drops, context.traits),
    ...clearing(order),
    ...orderChanges(rebuilt.changes, context.traits),
    ...restarting(kept.filter((table) => counts(probes.get(keyOf(table))))),
  ];
  const statements = changes.map((change) => ({
    ...render(change, context),
    parts: [{ change, severity: 'breaks' as const }],
    hazards: [],
    held: false,
    severity: 'breaks' as const,
  }));
  return completePlan({ mode: 'force', statements, leftovers: rebuilt.leftovers, unknowns: rebuilt.unknowns }, context);
}

/** Where anything differs or is left over. What cannot be judged is no reason to drop a table at every start. */
function wrongTables(
  { actual, wanted, comparison, enumsUsedElsewhere }: ForceInput,
  probes: ReadonlyMap<string, TableProbe>,
): ReadonlySet<string> {
  const shared = new Set(enumsUsedElsewhere.map(keyOf));
  const wrong = new Set<string>();
  const wrongEnums = new Set<string>();
  const actualTables = new Map(actual.tables.map((table) => [keyOf(table), table]));
  for (const table of wanted.tables) {
    const found = actualTables.get(keyOf(table));
    if (found && saysMore(found, table, probes.get(keyOf(table))?.checks ?? 0)) wrong.add(keyOf(table));
  }
  for (const change of comparison.changes) {
    const table = tableOf(change);
    if (table !== null && actualTables.has(keyOf(table))) wrong.add(keyOf(table));
    if (change.kind === 'add-enum-value' && !shared.has(keyOf(change.enum))) wrongEnums.add(keyOf(change.enum));
  }
  for (const { kind, table } of comparison.leftovers) {
    // The values of an enum that is no type of its own are the table's.
    if (kind !== 'enum-value' || actualTables.has(keyOf(table))) wrong.add(keyOf(table));
    else if (!shared.has(keyOf(table))) wrongEnums.add(keyOf(table));
  }
  for (const table of actual.tables) {
    if (table.columns.some(({ type }) => type.enum && wrongEnums.has(keyOf(type.enum)))) wrong.add(keyOf(table));
  }
  return wrong;
}

/** alter leaves alone what a model does not state; a table that was made by the models alone does not have it. */
function saysMore(actual: Table, wanted: Table, checks: number): boolean {
  const columns = new Map(wanted.columns.map((column) => [column.name, column]));
  const indexes = new Set(actual.indexes.map(({ name }) => name));
  return (
    // Under alter a unique stands for a unique index of this name; made by the models alone, both are there.
    wanted.indexes.some(({ name }) => !indexes.has(name)) ||
    checks > wanted.columns.flatMap((column) => column.checks ?? []).length ||
    Boolean(actual.comment && !wanted.comment) ||
    actual.columns.some((column) => {
      const own = columns.get(column.name);
      if (own === undefined || !own.type.recognised || own.generated) return false;
      if (own.autoIncrement) return own.autoIncrement.kind !== column.autoIncrement?.kind;
      // A type that nobody can weigh is not the one that the model would have made either.
      if (!own.type.enum && !isMadeFrom(own, column)) return true;
      return Boolean(
        (column.default && !own.default) || (column.comment && !own.comment) || (column.collation && !own.collation),
      );
    })
  );
}

/** A type that is as good as the wanted one is its own form of it where table or collation say the rest, and not a person. */
function isMadeFrom(wanted: Column, { type, impliedCollation }: Column): boolean {
  if (wanted.type.text === type.text) return true;
  if (!type.fulfils?.includes(wanted.type.text)) return false;
  return wanted.collation ? wanted.collation === impliedCollation : wanted.type.text.startsWith(type.text);
}

function dropsOf(
  input: ForceInput,
  isWrong: (table: QualifiedName) => boolean,
  { keysBelongToTables }: PlanContext['traits'],
): readonly Change[] {
  const { actual, enumsUsedElsewhere } = input;
  const dropped = actual.tables.filter(isWrong);
  const keys = (keysBelongToTables ? [] : actual.tables).flatMap((table) =>
    table.foreignKeys
      .filter(({ target }) => isWrong(target) && keyOf(target) !== keyOf(table))
      .map((foreignKey): Change => ({ kind: 'drop-foreign-key', table: nameOf(table), foreignKey })),
  );
  const stillUsed = new Set([
    ...enumsUsedElsewhere.map(keyOf),
    ...actual.tables
      .filter((table) => !isWrong(table))
      .flatMap((table) => table.columns.flatMap(({ type }) => (type.enum ? [keyOf(type.enum)] : []))),
  ]);
  const enums = actual.enums
    .filter((type) => !stillUsed.has(keyOf(type)))
    .map((type): Change => ({ kind: 'drop-enum', enum: type }));
  return [...keys, ...dropped.map((table): Change => ({ kind: 'drop-table', table })), ...enums];
}

function without(actual: DatabaseSchema, drops: readonly Change[]): DatabaseSchema {
  const gone = new Set(
    drops.flatMap((drop) =>
      drop.kind === 'drop-table' ? [keyOf(drop.table)] : drop.kind === 'drop-enum' ? [keyOf(drop.enum)] : [],
    ),
  );
  const keys = new Set(drops.flatMap((drop) => (drop.kind === 'drop-foreign-key' ? [drop.foreignKey] : [])));
  return {
    ...actual,
    tables: actual.tables
      .filter((table) => !gone.has(keyOf(table)))
      .map((table) => ({ ...table, foreignKeys: table.foreignKeys.filter((key) => !keys.has(key)) })),
    enums: actual.enums.filter((type) => !gone.has(keyOf(type))),
  };
}

/** The server truncates no table that a stranger points at, however empty that one is: there a DELETE has to do. */
function orderOfClearing(
  { incoming }: ForceInput,
  kept: readonly Table[],
  probes: ReadonlyMap<string, TableProbe>,
): ClearOrder {
  const truncating = (isLarge: (probe: TableProbe) => boolean): ClearOrder =>
    clearOrder(kept, (table) => {
      const probe = probes.get(keyOf(table));
      return probe !== undefined && probe.filled && (probe.deleteTriggers || isLarge(probe));
    });
  const order = truncating(({ bytes }) => bytes > LARGE_BYTES);
  const pointedAt = new Set(incoming.map(({ target }) => keyOf(target)));
  return order.truncates.some((table) => pointedAt.has(keyOf(table))) ? truncating(() => false) : order;
}

function clearing({ truncates, deletes }: ClearOrder): readonly Change[] {
  const change = (how: 'delete' | 'truncate', cleared: readonly Table[]): readonly Change[] =>
    cleared.length === 0 ? [] : [{ kind: 'clear-tables', how, tables: cleared }];
  return [...change('truncate', truncates), ...change('delete', deletes)];
}

/** What is empty, and known to stand at the start, stays there. */
function counts(probe: TableProbe | undefined): boolean {
  return probe?.counts !== false || probe.filled;
}

function restarting(tables: readonly Table[]): readonly Change[] {
  const sequences = tables.flatMap((table) =>
    table.columns.flatMap(({ autoIncrement }) =>
      autoIncrement?.sequence ? [{ sequence: autoIncrement.sequence, start: autoIncrement.start ?? '1' }] : [],
    ),
  );
  return sequences.length === 0 ? [] : [{ kind: 'restart-sequences', sequences }];
}

function isModel({ wanted }: ForceInput, table: Table): boolean {
  return wanted.tables.some((candidate) => keyOf(candidate) === keyOf(table));
}

function nameOf({ schema, name }: QualifiedName): QualifiedName {
  return { schema, name };
}
