import type { TableProbe } from '../../schema/answers.js';
import type { QualifiedName } from '../../schema/database-schema.js';
import type { Session } from '../dialect.js';
import { literal, qualified } from './postgres.quote.js';

/** `tgtype` bit 3: fires on DELETE. */
const ON_DELETE = 8;

/** One query for all tables: `EXISTS` stops at the first row. */
export async function probePostgresTables(
  session: Session,
  tables: readonly QualifiedName[],
): Promise<readonly TableProbe[]> {
  if (tables.length === 0) return [];
  const selects = tables.map((table) => {
    const regclass = `${literal(qualified(table))}::regclass`;
    return (
      `SELECT ${literal(table.schema)} AS schema, ${literal(table.name)} AS name, ` +
      `EXISTS (SELECT FROM ${qualified(table)}) AS filled, pg_table_size(${regclass}) AS bytes, ` +
      `EXISTS (SELECT FROM pg_catalog.pg_trigger WHERE tgrelid = ${regclass} AND NOT tgisinternal AND tgtype & ${ON_DELETE} <> 0) AS "deleteTriggers"`
    );
  });
  const rows = await session.query<Omit<TableProbe, 'bytes'> & { bytes: string }>(selects.join(' UNION ALL '));
  return rows.map((row) => ({ ...row, bytes: Number(row.bytes) }));
}
