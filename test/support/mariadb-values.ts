import type { TableValues, TestDatabase } from './database.js';
import { quoteName } from './quote-name.js';

interface ColumnRow {
  readonly owner: string;
  readonly name: string;
  readonly type: string;
  readonly collation: string | null;
}

interface KeyRow {
  readonly owner: string;
  readonly name: string;
}

const COLUMNS = `
SELECT c.table_name AS owner, c.column_name AS name, c.column_type AS type, c.collation_name AS collation
FROM information_schema.columns c
JOIN information_schema.tables t ON t.table_schema = DATABASE() AND t.table_name = c.table_name
WHERE c.table_schema = DATABASE() AND t.table_type = 'BASE TABLE' ORDER BY c.table_name, c.ordinal_position`;

/** On its own: as the right side of a join the server would look through every database for it. */
const KEYS = `
SELECT table_name AS owner, column_name AS name FROM information_schema.key_column_usage
WHERE table_schema = DATABASE() AND constraint_name = 'PRIMARY' ORDER BY ordinal_position`;

/** Rows stand in the order of the primary key; without one in the order of their making, which a rebuild keeps. */
export async function readMariadbValues(query: TestDatabase['query']): Promise<TableValues> {
  const columns = await query<ColumnRow>(COLUMNS);
  const keys = await query<KeyRow>(KEYS);
  const result: TableValues = {};
  for (const table of new Set(columns.map(({ owner }) => owner))) {
    const own = columns.filter(({ owner }) => owner === table);
    const key = keys.filter(({ owner }) => owner === table);
    const order = key.length === 0 ? '' : ` ORDER BY ${key.map(({ name }) => quoteName('mariadb', name)).join(', ')}`;
    const list = own.map(
      (column, position) => `${asText(quoteName('mariadb', column.name), column.type)} AS c${position}`,
    );
    const rows = await query<Record<string, string | null>>(
      `SELECT ${list.join(', ')} FROM ${quoteName('mariadb', table)}${order}`,
    );
    result[table] = Object.fromEntries(
      own.map(({ name, type, collation }, position) => [
        name,
        {
          type: collation === null ? type : `${type} COLLATE ${collation}`,
          values: rows.map((row) => row[`c${position}`] ?? null),
        },
      ]),
    );
  }
  return result;
}

const BYTES = /blob|binary|^bit/;
const SHAPES = /^(geometry|point|linestring|polygon|multi|geomcollection|geometrycollection)/;

function asText(column: string, type: string): string {
  if (SHAPES.test(type)) return `ST_AsText(${column})`;
  return BYTES.test(type) ? `HEX(${column})` : `CAST(${column} AS CHAR CHARACTER SET utf8mb4)`;
}

function asValue(type: string): string {
  if (SHAPES.test(type)) return 'ST_GeomFromText(?)';
  return BYTES.test(type) ? 'UNHEX(?)' : '?';
}

/** A table of one column whose type is changed, as ALTER TABLE does it under the strict mode. */
export async function castOnMariadb(
  query: TestDatabase['query'],
  values: readonly (string | null)[],
  from: string,
  to: string,
): Promise<readonly (string | null)[]> {
  await query(`CREATE TEMPORARY TABLE safe_sync_cast (o INT AUTO_INCREMENT PRIMARY KEY, v ${from} NULL)`);
  try {
    for (const value of values) await query(`INSERT INTO safe_sync_cast (v) VALUES (${asValue(from)})`, [value]);
    await query(`ALTER TABLE safe_sync_cast MODIFY v ${to} NULL`);
    const rows = await query<{ v: string | null }>(`SELECT ${asText('v', to)} AS v FROM safe_sync_cast ORDER BY o`);
    return rows.map(({ v }) => v);
  } finally {
    await query('DROP TEMPORARY TABLE safe_sync_cast');
  }
}
