import { type AlterTable, type Change, type TableChange, tableOf } from '../compare/change.js';
import type { Hazard } from '../hazards/hazard.js';
import type { Table } from '../schema/database-schema.js';
import { keyOf } from '../schema/qualified-name.js';
import { type Assessed, isHeld } from './hold-dependants.js';
import type { PlanContext } from './make-plan.js';

export interface Group {
  readonly change: Change;
  readonly hazards: readonly Hazard[];
}

/**
 * Where the server wants it so, the changes of one existing table become one. Keys that make way go before the rest, and
 * keys that are added come after it, because they need what other tables become; where keys belong to their table, they are
 * changed with it. What is held stays alone, and is said of the table as it will be by then.
 */
export function groupByTable(
  assessed: readonly Assessed[],
  { actual, traits }: Pick<PlanContext, 'actual' | 'traits'>,
): readonly Group[] {
  if (!traits.combinesAlterations) return assessed;
  const tables = new Map(actual.tables.map((table) => [keyOf(table), table]));
  const done = new Map<string, TableChange[]>();
  const groups = new Map<string, Assessed[]>();
  const stageOf = traits.keysBelongToTables ? () => 'table' : stage;
  assessed
    .filter((item) => !isHeld(item))
    .forEach((item, position) => {
      const table = existing(item.change, tables);
      const place = table === undefined ? String(position) : `${stageOf(item.change)} ${keyOf(table)}`;
      groups.set(place, [...(groups.get(place) ?? []), item]);
    });
  return [...additionsFirst([...groups.values()]), ...assessed.filter(isHeld).map((item) => [item])].map((items) =>
    combine(items, tables, done),
  );
}

function stage(change: Change): string {
  if (change.kind === 'drop-foreign-key') return 'keys off';
  return change.kind === 'add-foreign-key' || change.kind === 'replace-foreign-key' ? 'keys' : 'table';
}

/** Where statements commit by themselves, what only adds had better be there when something fails. */
function additionsFirst(groups: readonly (readonly Assessed[])[]): readonly (readonly Assessed[])[] {
  const rank = (items: readonly Assessed[]): number => {
    const [first] = items;
    if (first?.change.kind === 'drop-foreign-key') return 0;
    if (first === undefined || stage(first.change) === 'keys') return 3;
    return items.every(({ change }) => change.kind.startsWith('add-') || change.kind.startsWith('create-')) ? 1 : 2;
  };
  return groups
    .map((items, position) => ({ items, position, rank: rank(items) }))
    .sort((left, right) => left.rank - right.rank || left.position - right.position)
    .map(({ items }) => items);
}

function existing(change: Change, tables: ReadonlyMap<string, Table>): Table | undefined {
  const table = change.kind === 'create-table' ? null : tableOf(change);
  return table === null ? undefined : tables.get(keyOf(table));
}

function combine(
  items: readonly Assessed[],
  tables: ReadonlyMap<string, Table>,
  done: Map<string, TableChange[]>,
): Group {
  const changes = items.map(({ change }) => change as TableChange);
  const [first] = items as [Assessed];
  const actual = existing(first.change, tables);
  if (actual === undefined) return first;
  const before = done.get(keyOf(actual)) ?? [];
  done.set(keyOf(actual), [...before, ...changes]);
  const change: AlterTable = {
    kind: 'alter-table',
    table: { schema: actual.schema, name: actual.name },
    actual,
    before,
    changes,
  };
  return { change, hazards: items.flatMap(({ hazards }) => hazards) };
}
