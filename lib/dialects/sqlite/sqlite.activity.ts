import type { QualifiedName } from '../../schema/database-schema.js';
import type { Session, TableSize } from '../dialect.js';
import { literal, tableName } from './sqlite.quote.js';

interface SizeRow {
  readonly name: string;
  readonly rows: number | null;
}

/** What a row takes on average, to guess by. */
const BYTES_PER_ROW = 100;

/** The highest number of a row is found at once; to count them takes as long as to read them. */
export async function sqliteTableSizes(
  session: Session,
  tables: readonly QualifiedName[],
): Promise<readonly TableSize[]> {
  const sql = tables
    .map((table) => `SELECT ${literal(table.name)} AS name, (SELECT max(rowid) FROM ${tableName(table)}) AS rows`)
    .join(' UNION ALL ');
  // A table without numbers has none.
  const rows = await session.attemptQuery<SizeRow>(sql).catch((): readonly SizeRow[] => []);
  return rows.flatMap(({ name, rows: highest }) => {
    const table = tables.find((each) => each.name === name);
    return table === undefined
      ? []
      : [{ schema: table.schema, name, rows: highest ?? 0, bytes: (highest ?? 0) * BYTES_PER_ROW }];
  });
}
