import { expect } from '@jest/globals';
import pg from 'pg';
import type { TestDatabase } from './postgres.js';

/** Of each column its type and its values as text, in the order of the rows. */
export type TableValues = Record<string, Record<string, { readonly type: string; readonly values: (string | null)[] }>>;

interface ColumnRow {
  readonly schema: string;
  readonly name: string;
  readonly column: string;
  readonly type: string;
}

const COLUMNS = `
SELECT n.nspname AS schema, c.relname AS name, a.attname AS column, format_type(a.atttypid, a.atttypmod) AS type
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relkind = 'r' AND n.nspname = ANY ($1::text[]) ORDER BY 1, 2, a.attnum`;

/** All that the tables hold. A table that is rewritten keeps the order of its rows. */
export async function readValues(database: TestDatabase, schemas: readonly string[]): Promise<TableValues> {
  const columns = await database.query<ColumnRow>(COLUMNS, [schemas]);
  const result: TableValues = {};
  for (const { schema, name, column, type } of columns) {
    const table = `${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(name)}`;
    (result[table] ??= {})[column] = { type, values: [] };
  }
  for (const [table, own] of Object.entries(result)) {
    const list = Object.keys(own).map(
      (column, position) =>
        `coalesce(json_agg(${pg.escapeIdentifier(column)}::text ORDER BY ctid), '[]') AS c${position}`,
    );
    const [row] = await database.query<Record<string, (string | null)[]>>(`SELECT ${list.join(', ')} FROM ${table}`);
    Object.values(own).forEach(({ values }, position) => values.push(...(row?.[`c${position}`] ?? [])));
  }
  return result;
}

/** Every row and every value is still there; a value of a column whose type changed is what its cast makes of it. */
export async function expectValuesKept(
  database: TestDatabase,
  before: TableValues,
  converted: readonly string[],
): Promise<void> {
  const schemas = Object.keys(before).map((table) => /^"((?:[^"]|"")*)"/.exec(table)?.[1] ?? '');
  const after = await readValues(database, [...new Set(schemas)]);
  for (const [table, columns] of Object.entries(before)) {
    for (const [column, { type, values }] of Object.entries(columns)) {
      const now = after[table]?.[column];
      const place = `${table}.${column}`;
      expect({ place, exists: now !== undefined }).toEqual({ place, exists: true });
      if (now === undefined || converted.includes(`${table.split('.')[1]?.replaceAll('"', '')}.${column}`)) continue;
      if (now.type === type || values.length === 0) {
        expect({ place, values: now.values }).toEqual({ place, values });
        continue;
      }
      const [cast] = await database.query<{ values: (string | null)[] }>(
        `SELECT coalesce(json_agg(v::${type}::${now.type}::text ORDER BY o), '[]') AS values
         FROM unnest($1::text[]) WITH ORDINALITY AS u (v, o)`,
        [values],
      );
      expect({ place, values: now.values }).toEqual({ place, values: cast?.values });
    }
  }
}
