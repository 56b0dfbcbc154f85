import type { Contents } from './shop-server.js';

/** How many rows each table has. */
export function countRows(contents: Contents): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(contents).map(([table, rows]) => [table, rows.length]));
}

export function totalRows(contents: Contents): number {
  return Object.values(contents).reduce((total, rows) => total + rows.length, 0);
}

/** What was there before is there now, value by value; new columns and new tables may be there as well. */
export function sameRows(before: Contents, after: Contents): boolean {
  return Object.entries(before).every(([table, rows]) => {
    const columns = Object.keys(rows[0] ?? {});
    const texts = [rows, after[table] ?? []].map((list) =>
      list.map((row) => JSON.stringify(columns.map((column) => row[column] ?? null))).sort(),
    );
    return JSON.stringify(texts[0]) === JSON.stringify(texts[1]);
  });
}
