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
        children: [],
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

type ProbeRow = Omit<TableProbe, 'bytes' | 'children'> & {
  readonly bytes: string;
  readonly children: readonly string[];
};

/** `EXISTS` stops at the first row. */
function probesOf(tables: readonly QualifiedName[]): string {
  const selects = tables.map((table) => {
    const regclass = `${literal(qualified(table))}::regclass`;
    return (
      `SELECT ${literal(table.schema)} AS schema, ${literal(table.name)} AS name, ` +
      // Row level security hides rows from a SELECT that a DROP takes all the same.
      `row_security_active(${regclass}) OR EXISTS (SELECT FROM ${qualified(table)}) AS filled, pg_table_size(${regclass}) AS bytes, ` +
      `EXISTS (SELECT FROM pg_catalog.pg_trigger WHERE tgrelid = ${regclass} AND NOT tgisinternal AND tgtype & ${ON_DELETE} <> 0) ` +
      `OR EXISTS (SELECT FROM pg_catalog.pg_rewrite WHERE ev_class = ${regclass} AND ev_type = '4') AS "deleteTriggers", ` +
      `ARRAY(SELECT json_build_object('schema', n.nspname, 'name', c.relname)::text FROM pg_catalog.pg_inherits i ` +
      `JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace ` +
      `WHERE i.inhparent = ${regclass} ORDER BY 1) AS children, ` +
      `(SELECT count(*)::int FROM pg_catalog.pg_constraint WHERE conrelid = ${regclass} AND contype IN ('c', 'x')) AS checks`
    );
  });
  return selects.join(' UNION ALL ');
}

function parsed(rows: readonly ProbeRow[]): readonly TableProbe[] {
  return rows.map((row) => ({
    ...row,
    bytes: Number(row.bytes),
    children: row.children.map((child) => JSON.parse(child) as QualifiedName),
  }));
}

/** SQLSTATE 42501. */
function isMissingPrivilege(error: unknown): boolean {
  const original = error instanceof Error && 'original' in error ? error.original : error;
  return typeof original === 'object' && original !== null && 'code' in original && original.code === '42501';
}
