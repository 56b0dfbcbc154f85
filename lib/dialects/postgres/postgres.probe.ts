import type { TableProbe } from '../../schema/answers.js';
import type { QualifiedName } from '../../schema/database-schema.js';
import type { Session } from '../dialect.js';
import { literal, qualified } from './postgres.quote.js';

/** `tgtype` bit 3: fires on DELETE. */
const ON_DELETE = 8;

/** One query for all tables. One that may not be looked into counts as filled. */
export async function probePostgresTables(
  session: Session,
  tables: readonly QualifiedName[],
): Promise<readonly TableProbe[]> {
  if (tables.length === 0) return [];
  try {
    return parsed(await session.attemptQuery<ProbeRow>(probesOf(tables)));
  } catch (error) {
    if (!isMissingPrivilege(error)) throw error;
    const readable = await readableAmong(session, tables);
    const unreadable = tables.filter((table) => !readable.includes(table));
    return [
      ...(readable.length === 0 ? [] : parsed(await session.query<ProbeRow>(probesOf(readable)))),
      ...unreadable.map(({ schema, name }) => ({
        schema,
        name,
        filled: true,
        bytes: 0,
        deleteTriggers: true,
        checks: 0,
      })),
    ];
  }
}

async function readableAmong(session: Session, tables: readonly QualifiedName[]): Promise<readonly QualifiedName[]> {
  const rows = await session.query<{ readonly may: boolean }>(
    `SELECT has_schema_privilege(schema, 'USAGE') AND has_table_privilege(format('%I.%I', schema, name), 'SELECT') AS may
     FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS t (schema, name, position) ORDER BY position`,
    [tables.map(({ schema }) => schema), tables.map(({ name }) => name)],
  );
  return tables.filter((_, at) => rows[at]?.may === true);
}

type ProbeRow = Omit<TableProbe, 'bytes'> & { readonly bytes: string };

/** `EXISTS` stops at the first row. */
function probesOf(tables: readonly QualifiedName[]): string {
  const selects = tables.map((table) => {
    const regclass = `${literal(qualified(table))}::regclass`;
    return (
      `SELECT ${literal(table.schema)} AS schema, ${literal(table.name)} AS name, ` +
      `EXISTS (SELECT FROM ${qualified(table)}) AS filled, pg_table_size(${regclass}) AS bytes, ` +
      `EXISTS (SELECT FROM pg_catalog.pg_trigger WHERE tgrelid = ${regclass} AND NOT tgisinternal AND tgtype & ${ON_DELETE} <> 0) AS "deleteTriggers", ` +
      `(SELECT count(*)::int FROM pg_catalog.pg_constraint WHERE conrelid = ${regclass} AND contype IN ('c', 'x')) AS checks`
    );
  });
  return selects.join(' UNION ALL ');
}

function parsed(rows: readonly ProbeRow[]): readonly TableProbe[] {
  return rows.map((row) => ({ ...row, bytes: Number(row.bytes) }));
}

/** SQLSTATE 42501. */
function isMissingPrivilege(error: unknown): boolean {
  const original = error instanceof Error && 'original' in error ? error.original : error;
  return typeof original === 'object' && original !== null && 'code' in original && original.code === '42501';
}
