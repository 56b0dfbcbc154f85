import type { QualifiedName } from '../../schema/database-schema.js';
import type { Session, TableSize } from '../dialect.js';

/**
 * What the catalog knows, because to ask for the size of a file waits for whoever has the table. `reltuples` is what the last VACUUM or ANALYZE counted; -1, or 0 on no page, where none did.
 */
const SIZES = `
SELECT n.nspname AS schema, c.relname AS name, (c.relpages::bigint * current_setting('block_size')::bigint)::text AS bytes,
       CASE WHEN c.reltuples > 0 OR c.reltuples = 0 AND c.relpages > 0 THEN c.reltuples::bigint END::text AS rows
FROM unnest($1::text[], $2::text[]) AS asked (schema, name)
JOIN pg_catalog.pg_namespace n ON n.nspname = asked.schema::name
JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = asked.name::name`;

interface SizeRow extends QualifiedName {
  readonly bytes: string | null;
  readonly rows: string | null;
}

export async function postgresTableSizes(
  session: Session,
  tables: readonly QualifiedName[],
): Promise<readonly TableSize[]> {
  const rows = await session.query<SizeRow>(SIZES, pairs(tables));
  return rows.map((row) => ({
    schema: row.schema,
    name: row.name,
    bytes: Number(row.bytes ?? 0),
    rows: row.rows === null ? null : Number(row.rows),
  }));
}

/** Whoever only reads a table holds a lock on it until its transaction ends, and DDL waits for that, too. */
const HOLDERS = `
SELECT a.pid, a.application_name AS application, a.client_addr::text AS address, a.usename AS "user", a.state,
       round(extract(epoch FROM clock_timestamp() - a.xact_start))::text AS seconds,
       string_agg(DISTINCT c.relname, ', ' ORDER BY c.relname) AS tables
FROM unnest($1::text[], $2::text[]) AS asked (schema, name)
JOIN pg_catalog.pg_namespace n ON n.nspname = asked.schema::name
JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = asked.name::name
JOIN pg_catalog.pg_locks l ON l.relation = c.oid AND l.locktype = 'relation' AND l.granted
 AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
WHERE l.pid <> pg_backend_pid()
GROUP BY a.pid, a.application_name, a.client_addr, a.usename, a.state, a.xact_start
ORDER BY a.xact_start NULLS LAST, a.pid LIMIT 3`;

interface HolderRow {
  readonly pid: number;
  readonly application: string | null;
  readonly address: string | null;
  readonly user: string | null;
  readonly state: string | null;
  readonly seconds: string | null;
  readonly tables: string;
}

export async function postgresHoldersOf(session: Session, tables: readonly QualifiedName[]): Promise<string | null> {
  const rows = await session.query<HolderRow>(HOLDERS, pairs(tables));
  return rows.length === 0 ? null : rows.map(holderText).join(', and by ');
}

function holderText({ pid, application, user, address, state, seconds, tables }: HolderRow): string {
  const details = [
    application ? `application ${JSON.stringify(application)}` : null,
    user ? `user ${user}` : null,
    address ? `from ${address}` : null,
    state,
    seconds === null ? null : `its transaction open for ${seconds} s`,
    `on ${tables}`,
  ];
  return `server process ${pid} (${details.filter((detail) => detail !== null).join(', ')})`;
}

function pairs(tables: readonly QualifiedName[]): readonly (readonly string[])[] {
  return [tables.map(({ schema }) => schema), tables.map(({ name }) => name)];
}
