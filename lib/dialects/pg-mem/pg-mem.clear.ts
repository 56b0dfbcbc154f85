import type { ClearTables } from '../../compare/change.js';
import type { ForeignKey, QualifiedName, Table } from '../../schema/database-schema.js';
import { keyOf, sameName } from '../../schema/qualified-name.js';

interface Quoting {
  (name: string | QualifiedName): string;
}

/**
 * pg-mem truncates no table that a key points at, and checks keys row by row: rows let go of each other first, where they
 * may, then go from the table that refers to the one that is referred to.
 */
export function clearTables({ how, tables }: ClearTables, quote: Quoting): readonly string[] {
  const group = new Set(tables.map(keyOf));
  const updates = tables.flatMap((table) => {
    // DELETE has its order already: there only the rows of one table can be in each other's way.
    const keys = innerKeys(table, group).filter(({ target }) => how === 'truncate' || sameName(target, table));
    const columns = new Set(keys.flatMap((key) => columnsThatMayBeNull(table, key)));
    if (columns.size === 0) return [];
    return [`UPDATE ${quote(table)} SET ${[...columns].map((column) => `${quote(column)} = NULL`).join(', ')}`];
  });
  const ordered = how === 'truncate' ? referringFirst(tables, group) : tables;
  return [...updates, ...ordered.map((table) => `DELETE FROM ${quote(table)}`)];
}

function innerKeys(table: Table, group: ReadonlySet<string>): readonly ForeignKey[] {
  return table.foreignKeys.filter(({ target }) => group.has(keyOf(target)));
}

function columnsThatMayBeNull({ columns }: Table, key: ForeignKey): readonly string[] {
  return columns.filter(({ name, nullable }) => nullable && key.columns.includes(name)).map(({ name }) => name);
}

/** By the keys that could not let go. A circle of those can hold no row: its first one would have nothing to refer to. */
function referringFirst(tables: readonly Table[], group: ReadonlySet<string>): readonly Table[] {
  const byKey = new Map(tables.map((table) => [keyOf(table), table]));
  const referredFirst: Table[] = [];
  const seen = new Set<string>();
  const visit = (table: Table): void => {
    if (seen.has(keyOf(table))) return;
    seen.add(keyOf(table));
    for (const key of innerKeys(table, group)) {
      const target = byKey.get(keyOf(key.target));
      if (target !== undefined && columnsThatMayBeNull(table, key).length === 0) visit(target);
    }
    referredFirst.push(table);
  };
  tables.forEach(visit);
  return referredFirst.reverse();
}
