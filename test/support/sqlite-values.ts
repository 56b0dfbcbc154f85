import type { TableValues, TestDatabase } from './database.js';
import { quoteName } from './quote-name.js';

type Query = TestDatabase['query'];

/** Values as SQL literals, so that `1` and `'1'` differ. Where counters stand is a table too. */
export async function readSqliteValues(query: Query): Promise<TableValues> {
  const tables = await query<{ name: string; wr: number }>(
    `SELECT l.name, l.wr FROM pragma_table_list l WHERE l.schema = 'main' AND l.type = 'table'
     AND l.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY 1`,
  );
  const result: TableValues = {};
  for (const { name, wr } of tables) {
    const columns = await query<{ name: string; type: string; hidden: number }>(
      `SELECT name, type, hidden FROM pragma_table_xinfo('${name.replaceAll("'", "''")}')`,
    );
    const list = columns.map((column, position) => `quote(${quoteName('sqlite', column.name)}) AS c${position}`);
    const order = wr === 1 ? '' : ' ORDER BY rowid';
    const rows = await query<Record<string, string>>(
      `SELECT ${list.join(', ')} FROM ${quoteName('sqlite', name)}${order}`,
    );
    result[name] = Object.fromEntries(
      columns.map((column, position) => [
        column.name,
        { type: column.type, values: rows.map((row) => row[`c${position}`] ?? null) },
      ]),
    );
  }
  return result;
}

/** What the rebuild of a table makes of values: they are inserted into a column of the new type. */
export async function castOnSqlite(
  query: Query,
  values: readonly (string | null)[],
  from: string,
  to: string,
): Promise<readonly (string | null)[]> {
  await query(`CREATE TEMP TABLE safe_sync_from (v ${from}); CREATE TEMP TABLE safe_sync_to (v ${to})`);
  try {
    for (const value of values) await query(`INSERT INTO temp.safe_sync_from (v) VALUES (${value ?? 'NULL'})`);
    await query('INSERT INTO temp.safe_sync_to (v) SELECT v FROM temp.safe_sync_from ORDER BY rowid');
    const rows = await query<{ v: string }>('SELECT quote(v) AS v FROM temp.safe_sync_to ORDER BY rowid');
    return rows.map(({ v }) => v);
  } finally {
    await query('DROP TABLE temp.safe_sync_from; DROP TABLE temp.safe_sync_to');
  }
}
