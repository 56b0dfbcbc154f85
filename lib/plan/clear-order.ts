import type { ForeignKey, QualifiedName, Table } from '../schema/database-schema.js';
import { keyOf, sameName } from '../schema/qualified-name.js';

export interface ClearOrder {
  /** One DELETE each, in this order: what points at a table goes before it. */
  readonly deletes: readonly Table[];
  /** One TRUNCATE for all of them. */
  readonly truncates: readonly Table[];
}

/**
 * How tables lose their rows without touching any other table. DELETE is the faster one on small tables; it does not work
 * on a cycle of keys, would fire triggers, and is slow on many rows. A table that is truncated takes along those of ours
 * that point at it, because the server wants them named in the same TRUNCATE (CASCADE would take strangers, too).
 */
export function clearOrder(tables: readonly Table[], mustTruncate: (table: Table) => boolean): ClearOrder {
  const inCycle = tablesInCycles(tables);
  const truncated = new Set(
    tables.filter((table) => inCycle.has(keyOf(table)) || blocksItself(table) || mustTruncate(table)).map(keyOf),
  );
  for (let before = -1; before !== truncated.size;) {
    before = truncated.size;
    for (const table of tables) {
      if (table.foreignKeys.some(({ target }) => truncated.has(keyOf(target)))) truncated.add(keyOf(table));
    }
  }
  return {
    deletes: referencingFirst(tables.filter((table) => !truncated.has(keyOf(table)))),
    truncates: tables.filter((table) => truncated.has(keyOf(table))),
  };
}

/** RESTRICT is checked row by row: a table that references itself so cannot be emptied by one DELETE. */
function blocksItself(table: Table): boolean {
  return table.foreignKeys.some((key) => sameName(key.target, table) && key.onDelete === 'restrict');
}

function tablesInCycles(tables: readonly Table[]): ReadonlySet<string> {
  const targets = new Map(tables.map((table) => [keyOf(table), others(table).map(({ target }) => keyOf(target))]));
  const reaches = (from: string, goal: string, seen: Set<string>): boolean =>
    (targets.get(from) ?? []).some((next) => {
      if (next === goal) return true;
      if (seen.has(next)) return false;
      seen.add(next);
      return reaches(next, goal, seen);
    });
  return new Set(tables.map(keyOf).filter((key) => reaches(key, key, new Set())));
}

function referencingFirst(tables: readonly Table[]): readonly Table[] {
  const byKey = new Map(tables.map((table) => [keyOf(table), table]));
  const targetsFirst: Table[] = [];
  const seen = new Set<string>();
  const visit = (table: Table): void => {
    if (seen.has(keyOf(table))) return;
    seen.add(keyOf(table));
    for (const { target } of others(table)) {
      const next = byKey.get(keyOf(target));
      if (next !== undefined) visit(next);
    }
    targetsFirst.push(table);
  };
  tables.forEach(visit);
  return targetsFirst.reverse();
}

function others(table: Table & QualifiedName): readonly ForeignKey[] {
  return table.foreignKeys.filter(({ target }) => !sameName(target, table));
}
