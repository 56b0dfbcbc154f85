import { expect } from '@jest/globals';
import type { TableValues, TestDatabase } from './database.js';

/**
 * Every row and every value is still there; a value of a column whose type changed is what the server makes of it.
 * `converted` (`table.column`) may have become anything.
 */
export async function expectValuesKept(
  database: TestDatabase,
  before: TableValues,
  converted: readonly string[],
): Promise<void> {
  const after = await database.readValues();
  for (const [table, columns] of Object.entries(before)) {
    const bare = table.split('"."').at(-1)?.replaceAll('"', '') ?? table;
    for (const [column, { type, values }] of Object.entries(columns)) {
      const now = after[table]?.[column];
      const place = `${table}.${column}`;
      expect({ place, exists: now !== undefined }).toEqual({ place, exists: true });
      if (now === undefined || converted.includes(`${bare}.${column}`)) continue;
      const wanted = now.type === type || values.length === 0 ? values : await database.cast(values, type, now.type);
      expect({ place, values: now.values }).toEqual({ place, values: wanted });
    }
  }
}
