import type { QualifiedName } from '../schema/database-schema.js';
import type { RowCount } from '../schema/row-count.js';
import type { Dialect, Session } from './dialect.js';

interface CountRow {
  readonly place: unknown;
  readonly number: unknown;
}

/** The rows of these tables, in one query, in the order of the tables. */
export async function countRows(
  session: Session,
  { quote }: Pick<Dialect, 'quote'>,
  tables: readonly QualifiedName[],
): Promise<readonly RowCount[]> {
  if (tables.length === 0) return [];
  const each = tables.map((table, place) => `SELECT ${place} AS place, count(*) AS number FROM ${quote(table)}`);
  const rows = await session.query<CountRow>(each.join('\nUNION ALL\n'));
  const counted = new Map(rows.map(({ place, number }) => [Number(place), Number(number)]));
  return tables.map(({ schema, name }, place) => ({ table: { schema, name }, rows: counted.get(place) ?? 0 }));
}
