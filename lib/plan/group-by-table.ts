import { type AlterTable, type Change, isRename, type TableChange, tableOf } from '../compare/change.js';
import type { Hazard } from '../hazards/hazard.js';
import { keyOf } from '../schema/qualified-name.js';
import { isHeld } from './hold-dependants.js';
import type { PlanContext } from './make-plan.js';
import { type Renaming, tableToAlter } from './table-to-alter.js';

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
  assessed: readonly Group[],
  { traits, renaming }: Pick<PlanContext, 'renaming' | 'traits'>,
): readonly Group[] {
  if (!traits.combinesAlterations) return assessed;
  const done = new Map<string, TableChange[]>();
  const groups = new Map<string, Group[]>();
  const stageOf = traits.keysBelongToTables ? () => 'table' : stage;
  assessed
    .filter((item) => !isHeld(item))
    .forEach((item, position) => {
      const table = existing(item.change, renaming);
      const place = table === undefined ? String(position) : `${stageOf(item.change)} ${table}`;
      groups.set(place, [...(groups.get(place) ?? []), item]);
    });
  return [...additionsFirst([...groups.values()]), ...assessed.filter(isHeld).map((item) => [item])].map((items) =>
    combine(items, renaming, done),
  );
}

function stage(change: Change): string {
  if (change.kind === 'drop-foreign-key') return 'keys off';
  return change.kind === 'add-foreign-key' || change.kind === 'replace-foreign-key' ? 'keys' : 'table';
}

/** Where statements commit by themselves, what only adds had better be there when something fails. */
function additionsFirst(groups: readonly (readonly Group[])[]): readonly (readonly Group[])[] {
  const rank = (items: readonly Group[]): number => {
    const [first] = items;
    if (first !== undefined && (first.change.kind === 'drop-foreign-key' || isRename(first.change))) return 0;
    if (first === undefined || stage(first.change) === 'keys') return 3;
    return items.every(({ change }) => change.kind.startsWith('add-') || change.kind.startsWith('create-')) ? 1 : 2;
  };
  return groups
    .map((items, position) => ({ items, position, rank: rank(items) }))
    .sort((left, right) => left.rank - right.rank || left.position - right.position)
    .map(({ items }) => items);
}

/** A rename stands alone. */
function existing(change: Change, renaming: Renaming): string | undefined {
  const table = change.kind === 'create-table' || isRename(change) ? null : tableOf(change);
  return table === null || tableToAlter(table, renaming) === undefined ? undefined : keyOf(table);
}

function combine(items: readonly Group[], renaming: Renaming, done: Map<string, TableChange[]>): Group {
  const changes = items.map(({ change }) => change as TableChange);
  const [first] = items as [Group];
  const table = tableOf(first.change);
  const found =
    table === null || existing(first.change, renaming) === undefined ? undefined : tableToAlter(table, renaming);
  if (table === null || found === undefined) return first;
  const before = [...found.before, ...(done.get(keyOf(table)) ?? [])];
  done.set(keyOf(table), [...(done.get(keyOf(table)) ?? []), ...changes]);
  const change: AlterTable = {
    kind: 'alter-table',
    table: { schema: table.schema, name: table.name },
    actual: found.actual,
    before,
    changes,
  };
  return { change, hazards: items.flatMap(({ hazards }) => hazards) };
}
