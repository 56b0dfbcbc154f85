/**
 * The catalog in two queries, whatever the number of tables. Both take the scope as `$1` schemas and `$2` names, in
 * pairs. Read from `pg_catalog`: `information_schema` is slower by an order of magnitude and hides what one does not own.
 */
const SCOPE = `
scope AS MATERIALIZED (
  SELECT c.oid, n.nspname AS schema, c.relname AS name, c.relkind AS kind
  FROM unnest($1::text[], $2::text[]) AS wanted (schema, name)
  JOIN pg_catalog.pg_namespace n ON n.nspname = wanted.schema::name
  JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = wanted.name::name
  WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
)`;

/**
 * One row for each column (for a table without columns: one row with nulls). The sequence comes by way of `pg_depend`
 * for all columns at once: `pg_get_serial_sequence` for each column costs half of the whole read.
 */
export const COLUMNS = `
WITH ${SCOPE},
owned AS (
  SELECT d.refobjid AS relation, d.refobjsubid AS attribute, sn.nspname AS schema, s.relname AS name, q.seqstart::text AS start
  FROM scope
  JOIN pg_catalog.pg_depend d ON d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid = scope.oid
    AND d.refobjsubid > 0 AND d.classid = 'pg_catalog.pg_class'::regclass AND d.deptype IN ('a', 'i')
  JOIN pg_catalog.pg_class s ON s.oid = d.objid AND s.relkind = 'S'
  JOIN pg_catalog.pg_namespace sn ON sn.oid = s.relnamespace
  JOIN pg_catalog.pg_sequence q ON q.seqrelid = s.oid
)
SELECT scope.schema, scope.name AS "table", scope.kind,
       obj_description(scope.oid, 'pg_class') AS "tableComment",
       a.attname AS "column",
       format_type(a.atttypid, a.atttypmod) AS type,
       CASE WHEN a.attndims > 0 THEN a.attndims WHEN t.typcategory = 'A' AND t.typelem <> 0 THEN 1 ELSE 0 END AS dimensions,
       en.nspname AS "enumSchema", e.typname AS "enumName",
       a.attnotnull AS "notNull", a.attidentity AS identity, a.attgenerated AS generated,
       pg_get_expr(d.adbin, d.adrelid) AS expression,
       CASE WHEN a.attcollation <> t.typcollation THEN l.collname END AS collation,
       col_description(scope.oid, a.attnum) AS comment,
       owned.schema AS "sequenceSchema", owned.name AS "sequenceName", owned.start AS "sequenceStart"
FROM scope
LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = scope.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_catalog.pg_type e ON e.typtype = 'e' AND e.oid = CASE WHEN t.typcategory = 'A' THEN t.typelem ELSE t.oid END
LEFT JOIN pg_catalog.pg_namespace en ON en.oid = e.typnamespace
LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = scope.oid AND d.adnum = a.attnum
LEFT JOIN pg_catalog.pg_collation l ON l.oid = a.attcollation
LEFT JOIN owned ON owned.relation = scope.oid AND owned.attribute = a.attnum
ORDER BY scope.schema, scope.name, a.attnum`;

/**
 * Everything else, as `(what, schema, table, data)`: keys, indexes, foreign keys out and in, dependants of columns, enum
 * types, schemas, the migrations table. `$3`/`$4`: enum types by schema and name; `$5`: schemas; `$6`: migrations table.
 */
export const DETAILS = `
WITH ${SCOPE},
enums AS MATERIALIZED (
  SELECT t.oid, t.typarray, n.nspname AS schema, t.typname AS name
  FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
  WHERE t.typtype = 'e' AND (
    t.oid IN (
      SELECT CASE WHEN ct.typcategory = 'A' THEN ct.typelem ELSE ct.oid END
      FROM scope JOIN pg_catalog.pg_attribute a ON a.attrelid = scope.oid AND a.attnum > 0 AND NOT a.attisdropped
      JOIN pg_catalog.pg_type ct ON ct.oid = a.atttypid WHERE ct.typcategory IN ('A', 'E')
    )
    OR (n.nspname, t.typname) IN (SELECT s::name, w::name FROM unnest($3::text[], $4::text[]) AS named (s, w))
  )
)
SELECT 'index' AS what, scope.schema, scope.name AS "table", json_build_object(
         'name', ic.relname, 'method', am.amname, 'unique', i.indisunique, 'primary', i.indisprimary, 'valid', i.indisvalid,
         'where', pg_get_expr(i.indpred, i.indrelid),
         'nullsNotDistinct', coalesce((to_jsonb(i) ->> 'indnullsnotdistinct')::boolean, false),
         'constraint', con.conname, 'type', con.contype, 'deferrable', con.condeferrable, 'deferred', con.condeferred,
         'keys', i.indnkeyatts, 'parts', parts.list)::text AS data
FROM scope
JOIN pg_catalog.pg_index i ON i.indrelid = scope.oid
JOIN pg_catalog.pg_class ic ON ic.oid = i.indexrelid
JOIN pg_catalog.pg_am am ON am.oid = ic.relam
LEFT JOIN pg_catalog.pg_constraint con ON con.conindid = i.indexrelid AND con.conrelid = i.indrelid AND con.contype IN ('p', 'u', 'x')
CROSS JOIN LATERAL (
  SELECT json_agg(json_build_object(
           'column', a.attname,
           'expression', CASE WHEN k.attribute = 0 THEN pg_get_indexdef(i.indexrelid, k.position::int, false) END,
           'option', k.option,
           'operatorClass', CASE WHEN NOT oc.opcdefault THEN oc.opcname END,
           'collation', CASE WHEN k.collation_oid <> 0 AND k.collation_oid <> coalesce(a.attcollation, k.collation_oid) THEN co.collname END
         ) ORDER BY k.position) AS list
  FROM unnest(i.indkey::int2[], i.indclass::oid[], i.indcollation::oid[], i.indoption::int2[])
       WITH ORDINALITY AS k (attribute, class, collation_oid, option, position)
  LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attribute AND k.attribute <> 0
  LEFT JOIN pg_catalog.pg_opclass oc ON oc.oid = k.class
  LEFT JOIN pg_catalog.pg_collation co ON co.oid = k.collation_oid
) AS parts
UNION ALL
SELECT CASE WHEN own.oid IS NULL THEN 'incoming' ELSE 'foreign-key' END, fn.nspname, fc.relname, json_build_object(
         'name', con.conname, 'targetSchema', tn.nspname, 'target', tc.relname,
         'columns', (SELECT json_agg(a.attname ORDER BY k.position) FROM unnest(con.conkey) WITH ORDINALITY AS k (attribute, position)
                     JOIN pg_catalog.pg_attribute a ON a.attrelid = con.conrelid AND a.attnum = k.attribute),
         'targetColumns', (SELECT json_agg(a.attname ORDER BY k.position) FROM unnest(con.confkey) WITH ORDINALITY AS k (attribute, position)
                           JOIN pg_catalog.pg_attribute a ON a.attrelid = con.confrelid AND a.attnum = k.attribute),
         'onDelete', con.confdeltype, 'onUpdate', con.confupdtype,
         'deferrable', con.condeferrable, 'deferred', con.condeferred, 'valid', con.convalidated)::text
FROM pg_catalog.pg_constraint con
JOIN pg_catalog.pg_class fc ON fc.oid = con.conrelid
JOIN pg_catalog.pg_namespace fn ON fn.oid = fc.relnamespace
JOIN pg_catalog.pg_class tc ON tc.oid = con.confrelid
JOIN pg_catalog.pg_namespace tn ON tn.oid = tc.relnamespace
LEFT JOIN scope own ON own.oid = con.conrelid
WHERE con.contype = 'f' AND con.conparentid = 0
  AND (own.oid IS NOT NULL OR con.confrelid IN (SELECT oid FROM scope))
UNION ALL
SELECT 'dependant', scope.schema, scope.name, json_build_object('column', a.attname, 'kind', used.kind, 'name', used.name)::text
FROM scope
JOIN pg_catalog.pg_depend d ON d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid = scope.oid AND d.refobjsubid > 0
JOIN pg_catalog.pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
CROSS JOIN LATERAL (
  SELECT CASE v.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized-view' ELSE 'rule' END AS kind, v.relname AS name
  FROM pg_catalog.pg_rewrite r JOIN pg_catalog.pg_class v ON v.oid = r.ev_class
  WHERE d.classid = 'pg_catalog.pg_rewrite'::regclass AND r.oid = d.objid
  UNION ALL
  SELECT 'policy', p.polname FROM pg_catalog.pg_policy p
  WHERE d.classid = 'pg_catalog.pg_policy'::regclass AND p.oid = d.objid
  UNION ALL
  SELECT 'trigger', t.tgname FROM pg_catalog.pg_trigger t
  WHERE d.classid = 'pg_catalog.pg_trigger'::regclass AND t.oid = d.objid AND NOT t.tgisinternal
  UNION ALL
  SELECT 'generated-column', ga.attname
  FROM pg_catalog.pg_attrdef g JOIN pg_catalog.pg_attribute ga ON ga.attrelid = g.adrelid AND ga.attnum = g.adnum
  WHERE d.classid = 'pg_catalog.pg_attrdef'::regclass AND g.oid = d.objid
    AND (g.adrelid, g.adnum) <> (d.refobjid, d.refobjsubid::int2) AND ga.attgenerated <> ''
) AS used
UNION ALL
SELECT 'enum', enums.schema, enums.name,
       json_build_object('values', (SELECT json_agg(v.enumlabel ORDER BY v.enumsortorder) FROM pg_catalog.pg_enum v WHERE v.enumtypid = enums.oid),
         'usedElsewhere', EXISTS (
           SELECT 1 FROM pg_catalog.pg_depend d
           WHERE d.refclassid = 'pg_catalog.pg_type'::regclass AND d.refobjid IN (enums.oid, enums.typarray)
             AND NOT (d.classid = 'pg_catalog.pg_type'::regclass AND d.objid = enums.typarray)
             AND NOT (d.classid = 'pg_catalog.pg_class'::regclass AND d.objid IN (SELECT oid FROM scope))
             AND NOT (d.classid = 'pg_catalog.pg_attrdef'::regclass AND d.objid IN (
               SELECT g.oid FROM pg_catalog.pg_attrdef g JOIN scope ON scope.oid = g.adrelid))
             AND NOT (d.classid = 'pg_catalog.pg_class'::regclass AND d.objid IN (
               SELECT i.indexrelid FROM pg_catalog.pg_index i JOIN scope ON scope.oid = i.indrelid))
             AND NOT (d.classid = 'pg_catalog.pg_constraint'::regclass AND d.objid IN (
               SELECT c.oid FROM pg_catalog.pg_constraint c JOIN scope ON scope.oid = c.conrelid))
         ))::text
FROM enums
UNION ALL
SELECT 'schema', n.nspname, NULL, NULL FROM pg_catalog.pg_namespace n WHERE n.nspname = ANY ($5::text[]::name[])
UNION ALL
SELECT 'migrations', n.nspname, c.relname, NULL
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relname = $6::text::name AND c.relkind IN ('r', 'p') AND n.nspname = $7::text::name`;
