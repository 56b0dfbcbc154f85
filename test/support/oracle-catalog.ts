import type { OracleCatalog, TestDatabase } from './database.js';
import { catalogWithoutMark } from './without-mark.js';

/**
 * Reads the schemas with SQL of the tests' own, so that the library's reader is never its own witness; with null all that
 * are not the server's.
 */
export async function readOracleCatalog(
  database: Pick<TestDatabase, 'query'>,
  schemas: readonly string[] | null = ['public'],
): Promise<OracleCatalog> {
  const [row] = await database.query<{ catalog: OracleCatalog }>(SQL, [schemas]);
  if (!row) throw new Error('The catalog gave no row.');
  return catalogWithoutMark(row.catalog);
}

const SQL = `
WITH spaces AS (
  SELECT oid, nspname FROM pg_namespace
  WHERE CASE WHEN $1::text[] IS NULL THEN nspname !~ '^(pg_|information_schema$)' ELSE nspname = ANY ($1::text[]) END
),
relations AS (
  SELECT c.oid, s.nspname || '.' || c.relname AS name, c.relkind
  FROM pg_class c JOIN spaces s ON s.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
),
columns AS (
  SELECT a.attrelid, jsonb_object_agg(a.attname, jsonb_build_object(
    'type', format_type(a.atttypid, a.atttypmod),
    'nullable', NOT a.attnotnull,
    'default', pg_get_expr(d.adbin, d.adrelid),
    'identity', CASE a.attidentity WHEN 'a' THEN 'always' WHEN 'd' THEN 'by default' END,
    'generated', CASE a.attgenerated WHEN 's' THEN 'stored' WHEN 'v' THEN 'virtual' END,
    'collation', CASE WHEN a.attcollation <> t.typcollation THEN l.collname END,
    'comment', col_description(a.attrelid, a.attnum)
  )) AS items
  FROM pg_attribute a
  JOIN relations r ON r.oid = a.attrelid
  JOIN pg_type t ON t.oid = a.atttypid
  LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  LEFT JOIN pg_collation l ON l.oid = a.attcollation
  WHERE a.attnum > 0 AND NOT a.attisdropped
  GROUP BY a.attrelid
),
constraints AS (
  SELECT k.conrelid, jsonb_object_agg(k.conname, pg_get_constraintdef(k.oid)) AS items
  FROM pg_constraint k WHERE k.contype <> 'n' GROUP BY k.conrelid
),
indexes AS (
  SELECT i.indrelid, jsonb_object_agg(c.relname,
    pg_get_indexdef(i.indexrelid) || CASE WHEN i.indisvalid THEN '' ELSE ' INVALID' END) AS items
  FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid GROUP BY i.indrelid
),
triggers AS (
  SELECT g.tgrelid, jsonb_object_agg(g.tgname, pg_get_triggerdef(g.oid)) AS items
  FROM pg_trigger g WHERE NOT g.tgisinternal GROUP BY g.tgrelid
),
enums AS (
  SELECT s.nspname || '.' || t.typname AS name, jsonb_agg(e.enumlabel ORDER BY e.enumsortorder) AS labels
  FROM pg_type t JOIN spaces s ON s.oid = t.typnamespace JOIN pg_enum e ON e.enumtypid = t.oid
  GROUP BY 1
),
sequences AS (
  SELECT s.nspname || '.' || c.relname AS name,
    format('%s START %s INCREMENT %s', format_type(q.seqtypid, NULL), q.seqstart, q.seqincrement)
      || COALESCE((
        SELECT ' OWNED BY ' || o.relname || '.' || a.attname
        FROM pg_depend d
        JOIN pg_class o ON o.oid = d.refobjid
        JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
        WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('a', 'i')
          AND d.refclassid = 'pg_class'::regclass
        ORDER BY 1 LIMIT 1), '') AS text
  FROM pg_class c JOIN spaces s ON s.oid = c.relnamespace JOIN pg_sequence q ON q.seqrelid = c.oid
)
SELECT jsonb_build_object(
  'tables', COALESCE((SELECT jsonb_object_agg(r.name, jsonb_build_object(
    'kind', CASE r.relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'partitioned table' WHEN 'v' THEN 'view'
      WHEN 'm' THEN 'materialized view' ELSE 'foreign table' END,
    'comment', obj_description(r.oid, 'pg_class'),
    'columns', COALESCE(c.items, '{}'),
    'constraints', COALESCE(k.items, '{}'),
    'indexes', COALESCE(i.items, '{}'),
    'triggers', COALESCE(g.items, '{}')
  ))
  FROM relations r
  LEFT JOIN columns c ON c.attrelid = r.oid
  LEFT JOIN constraints k ON k.conrelid = r.oid
  LEFT JOIN indexes i ON i.indrelid = r.oid
  LEFT JOIN triggers g ON g.tgrelid = r.oid), '{}'),
  'enums', COALESCE((SELECT jsonb_object_agg(name, labels) FROM enums), '{}'),
  'sequences', COALESCE((SELECT jsonb_object_agg(name, text) FROM sequences), '{}')
) AS catalog`;
