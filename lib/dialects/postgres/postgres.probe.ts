import type { TableProbe } from '../../schema/answers.js';
import type { QualifiedName } from '../../schema/database-schema.js';
import type { Session } from '../dialect.js';

/**
 * All tables by one query that is planned once: a branch for each table would cost many times what it reads. A table that
 * may not be looked into counts as filled, and so does one whose rows row level security may hide: a DROP takes them all
 * the same. A heap without a block has no row; else `query_to_xml` looks for the first one. `tgtype` bit 3: fires on DELETE.
 */
const PROBES = `
SELECT n.nspname AS schema, c.relname AS name,
       CASE WHEN NOT has_schema_privilege(n.oid, 'USAGE') OR NOT has_any_column_privilege(c.oid, 'SELECT') THEN true
            WHEN row_security_active(c.oid) THEN true
            WHEN size.bytes = 0 THEN false
            ELSE query_to_xml(format('SELECT FROM %I.%I LIMIT 1', n.nspname, c.relname), false, true, '')::text <> ''
       END AS filled,
       CASE WHEN size.bytes = 0 THEN 0 ELSE pg_table_size(c.oid) END::text AS bytes,
       EXISTS (SELECT FROM pg_catalog.pg_trigger t WHERE t.tgrelid = c.oid AND NOT t.tgisinternal AND t.tgtype & 8 <> 0)
         OR EXISTS (SELECT FROM pg_catalog.pg_rewrite r WHERE r.ev_class = c.oid AND r.ev_type = '4') AS "deleteTriggers",
       (SELECT json_agg(json_build_object('schema', cn.nspname, 'name', child.relname) ORDER BY cn.nspname, child.relname)
        FROM pg_catalog.pg_inherits i
        JOIN pg_catalog.pg_class child ON child.oid = i.inhrelid
        JOIN pg_catalog.pg_namespace cn ON cn.oid = child.relnamespace
        WHERE i.inhparent = c.oid)::text AS children,
       (SELECT count(*) FROM pg_catalog.pg_constraint k WHERE k.conrelid = c.oid AND k.contype IN ('c', 'x'))::int AS checks
FROM unnest($1::text[], $2::text[]) AS asked (schema, name)
JOIN pg_catalog.pg_namespace n ON n.nspname = asked.schema::name
JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = asked.name::name
CROSS JOIN LATERAL (
  -- Null where no size tells: partitions and children hold rows of their own, other storage counts in its own way.
  SELECT CASE WHEN c.relkind = 'r' AND NOT c.relhassubclass
                AND c.relam = (SELECT a.oid FROM pg_catalog.pg_am a WHERE a.amname = 'heap')
         THEN pg_relation_size(c.oid) END AS bytes
  OFFSET 0
) AS size`;

type ProbeRow = Omit<TableProbe, 'bytes' | 'children'> & {
  readonly bytes: string | null;
  readonly children: string | null;
};

export async function probePostgresTables(
  session: Session,
  tables: readonly QualifiedName[],
): Promise<readonly TableProbe[]> {
  if (tables.length === 0) return [];
  const rows = await session.query<ProbeRow>(PROBES, [
    tables.map(({ schema }) => schema),
    tables.map(({ name }) => name),
  ]);
  return rows.map((row) => ({
    ...row,
    bytes: Number(row.bytes ?? 0),
    children: row.children === null ? [] : (JSON.parse(row.children) as readonly QualifiedName[]),
  }));
}
