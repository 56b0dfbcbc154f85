import { expect } from '@jest/globals';
import type { TableValues, TestDatabase } from './database.js';

/**
 * Every row and every value is still there; a value of a column whose type changed is what the server makes of it.
 * `converted` (`table.column`) may have become anything; `renamed` says where columns are by now.
 */
export async function expectValuesKept(
  database: TestDatabase,
  before: TableValues,
  converted: readonly string[],
  renamed: Readonly<Record<string, string>> = {},
): Promise<void> {
  const after = await database.readValues();
  for (const [table, columns] of Object.entries(before)) {
    const bare = table.split('"."').at(-1)?.replaceAll('"', '') ?? table;
    for (const [column, { type, values }] of Object.entries(columns)) {
      const [newTable = bare, newColumn = column] = (renamed[`${bare}.${column}`] ?? `${bare}.${column}`).split('.');
      const key = Object.keys(after).find((own) => own === table.replace(bare, newTable)) ?? table;
      const now = after[key]?.[newColumn];
      const place = `${table}.${column}`;
      expect({ place, exists: now !== undefined }).toEqual({ place, exists: true });
      if (now === undefined || converted.includes(`${bare}.${column}`)) continue;
      const isAsItWas = now.type === type || values.length === 0 || `${bare}.${column}` in renamed;
      const wanted = isAsItWas ? values : await database.cast(values, type, now.type);
      expect({ place, values: now.values }).toEqual({ place, values: wanted });
    }
  }
}
