import pg from 'pg';
import type { TableValues, TestDatabase } from './database.js';

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
WHERE c.relkind = 'r' AND n.nspname !~ '^(pg_|information_schema$)' ORDER BY 1, 2, a.attnum`;

/** A table that is rewritten keeps the order of its rows. Tables by `"schema"."table"`. */
export async function readPostgresValues(query: TestDatabase['query']): Promise<TableValues> {
  const columns = await query<ColumnRow>(COLUMNS);
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
    const [row] = await query<Record<string, (string | null)[]>>(`SELECT ${list.join(', ')} FROM ${table}`);
    Object.values(own).forEach(({ values }, position) => values.push(...(row?.[`c${position}`] ?? [])));
  }
  return result;
}

export async function castOnPostgres(
  query: TestDatabase['query'],
  values: readonly (string | null)[],
  from: string,
  to: string,
): Promise<readonly (string | null)[]> {
  const [row] = await query<{ values: (string | null)[] }>(
    `SELECT coalesce(json_agg(v::${from}::${to}::text ORDER BY o), '[]') AS values
     FROM unnest($1::text[]) WITH ORDINALITY AS u (v, o)`,
    [values],
  );
  return row?.values ?? [];
}
