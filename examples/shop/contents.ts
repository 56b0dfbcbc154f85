import type { PostgresServer } from './postgres-server.js';

/** A row as JSON, by column. */
export type Row = Readonly<Record<string, unknown>>;

/** All rows of all tables, by table. */
export type Contents = Readonly<Record<string, readonly Row[]>>;

export async function readContents(server: PostgresServer, database: string): Promise<Contents> {
  const tables = await server.query<{ name: string }>(database, TABLES);
  if (tables.length === 0) return {};
  const lists = tables.map(({ name }) => `'${name}', (SELECT coalesce(json_agg(t), '[]') FROM "${name}" t)`);
  const [answer] = await server.query<{ contents: Contents }>(
    database,
    `SELECT json_build_object(${lists.join(', ')}) AS contents`,
  );
  return answer?.contents ?? {};
}

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

/**
 * The schema and all rows in one text: columns, constraints, indexes, enum values, where the sequences stand. Two equal
 * texts mean that nothing was written in between.
 */
export async function photograph(server: PostgresServer, database: string): Promise<string> {
  const catalog = await server.query<{ line: string }>(database, CATALOG);
  const contents = await readContents(server, database);
  return JSON.stringify({ catalog: catalog.map(({ line }) => line), contents }, null, 1);
}

const TABLES = `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY 1`;

const CATALOG = `
  SELECT format('%s.%s %s %s %s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
                pg_get_expr(d.adbin, d.adrelid)) AS line
  FROM pg_class c
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'v', 'm', 'p')
  UNION ALL SELECT format('%s: %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
  FROM pg_constraint WHERE connamespace = 'public'::regnamespace
  UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
  UNION ALL SELECT format('%s: %s %s', enumtypid::regtype, enumsortorder, enumlabel) FROM pg_enum
  UNION ALL SELECT format('%s stands at %s', sequencename, last_value) FROM pg_sequences WHERE schemaname = 'public'
  ORDER BY 1`;
