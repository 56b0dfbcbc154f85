import type { OracleCatalog, TableValues } from './database.js';

/** The mark of a database is no part of its schema: the oracles do not see it. */
export const MARK_TABLE = 'safe_sync_meta';

export function isMark(table: string): boolean {
  return table.replaceAll(/["`]/g, '').split('.').at(-1) === MARK_TABLE;
}

export function catalogWithoutMark(catalog: OracleCatalog): OracleCatalog {
  return { ...catalog, tables: keptOf(catalog.tables) };
}

export function valuesWithoutMark(values: TableValues): TableValues {
  return keptOf(values);
}

function keptOf<Value>(byTable: Record<string, Value>): Record<string, Value> {
  return Object.fromEntries(Object.entries(byTable).filter(([table]) => !isMark(table)));
}
