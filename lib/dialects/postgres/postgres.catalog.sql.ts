/**
 * The catalog in two queries, whatever the number of tables. Both take the scope as `$1` schemas and `$2` names, in
 * pairs. Read from `pg_catalog`: `information_schema` is slower by an order of magnitude and hides what one does not own.
 *
 * What makes them fast: comments of all tables at once (`col_description` runs a query for each column), sequences by way
 * of `pg_depend` (`pg_get_serial_sequence` costs half of a read), index columns as numbers that the reader resolves.
 */
const SCOPE = `
scope AS MATERIALIZED (
  SELECT c.oid, n.nspname AS schema, c.relname AS name, c.relkind AS kind
  FROM unnest($1::text[], $2::text[]) AS wanted (schema, name)
  JOIN pg_catalog.pg_namespace n ON n.nspname = wanted.schema::name
  JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = wanted.name::name
  WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
)`;

/** Names of columns outside the scope; inside it their numbers do, and the reader knows the names. */
const NAMES_OF = (relation: string, numbers: string): string => `
  SELECT a.attname FROM unnest(${numbers}) WITH ORDINALITY AS k (attribute, position)
  JOIN pg_catalog.pg_attribute a ON a.attrelid = ${relation} AND a.attnum = k.attribute ORDER BY k.position`;

/**
 * One row for each column; for a table without columns, one row with nulls. What few columns have is looked up for those
 * alone: a join would look for all.
 */
export const COLUMNS = `
WITH ${SCOPE}
SELECT scope.schema, scope.name AS "table", scope.kind, a.attname AS "column", a.attnum AS number,
       format_type(a.atttypid, a.atttypmod) AS type,
       CASE WHEN a.attndims > 0 THEN a.attndims WHEN t.typcategory = 'A' AND t.typelem <> 0 THEN 1 ELSE 0 END AS dimensions,
       CASE WHEN t.typtype = 'e' OR t.typcategory = 'A' THEN (
         SELECT json_build_array(n.nspname, e.typname)::text
         FROM pg_catalog.pg_type e JOIN pg_catalog.pg_namespace n ON n.oid = e.typnamespace
         WHERE e.oid = CASE WHEN t.typtype = 'e' THEN t.oid ELSE t.typelem END AND e.typtype = 'e') END AS enum,
       a.attnotnull AS "notNull", a.attidentity AS identity, a.attgenerated AS generated,
       CASE WHEN a.atthasdef THEN (
         SELECT pg_get_expr(d.adbin, d.adrelid) FROM pg_catalog.pg_attrdef d
         WHERE d.adrelid = a.attrelid AND d.adnum = a.attnum) END AS expression,
       CASE WHEN a.attcollation <> t.typcollation THEN (
         SELECT l.collname FROM pg_catalog.pg_collation l WHERE l.oid = a.attcollation) END AS collation,
       a.attcollation AS "collationId"
FROM scope
LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = scope.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
ORDER BY scope.schema, scope.name, a.attnum`;

/**
 * Everything else, as `(what, schema, table, data)`: comments, sequences, indexes, foreign keys out and in, dependants of
 * columns, enum types, schemas, the migrations table. `$3`/`$4`: enum types by schema and name; `$5`: schemas; `$6`/`$7`:
 * name and schema of the migrations table; `$8`: some column is generated.
 */
export const DETAILS = `
WITH ${SCOPE},
enums AS MATERIALIZED (
  SELECT t.oid, t.typarray, n.nspname AS schema, t.typname AS name
  FROM unnest($3::text[], $4::text[]) AS named (schema, name)
  JOIN pg_catalog.pg_namespace n ON n.nspname = named.schema::name
  JOIN pg_catalog.pg_type t ON t.typnamespace = n.oid AND t.typname = named.name::name AND t.typtype = 'e'
)
SELECT 'comment' AS what, scope.schema, scope.name AS "table", json_build_object('column', d.objsubid, 'text', d.description)::text AS data
FROM scope JOIN pg_catalog.pg_description d ON d.objoid = scope.oid AND d.classoid = 'pg_catalog.pg_class'::regclass
UNION ALL
SELECT 'sequence', scope.schema, scope.name, json_build_object(
         'column', d.refobjsubid, 'schema', sn.nspname, 'name', s.relname, 'start', q.seqstart::text)::text
FROM scope
JOIN pg_catalog.pg_depend d ON d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid = scope.oid
  AND d.refobjsubid > 0 AND d.classid = 'pg_catalog.pg_class'::regclass AND d.deptype IN ('a', 'i')
JOIN pg_catalog.pg_sequence q ON q.seqrelid = d.objid
JOIN pg_catalog.pg_class s ON s.oid = d.objid
JOIN pg_catalog.pg_namespace sn ON sn.oid = s.relnamespace
UNION ALL
SELECT 'index', scope.schema, scope.name, json_build_object(
         'name', ic.relname, 'method', am.amname, 'unique', i.indisunique, 'valid', i.indisvalid,
         'where', CASE WHEN i.indpred IS NOT NULL THEN pg_get_expr(i.indpred, i.indrelid) END,
         'nullsNotDistinct', i.nulls_not_distinct,
         'constraint', con.conname, 'type', con.contype, 'deferrable', con.condeferrable, 'deferred', con.condeferred,
         'keys', i.indnkeyatts, 'columns', i.indkey::text, 'options', i.indoption::text,
         'classes', i.indclass::text, 'collations', i.indcollation::text,
         'expressions', CASE WHEN i.indexprs IS NOT NULL THEN ARRAY(
           SELECT pg_get_indexdef(i.indexrelid, position, false) FROM generate_series(1, i.indnkeyatts) AS position) END)::text
FROM scope
-- PostgreSQL before 15 has no such column in pg_index: there the name means the constant outside.
CROSS JOIN (SELECT false AS indnullsnotdistinct) AS before_15
CROSS JOIN LATERAL (
  SELECT p.*, indnullsnotdistinct AS nulls_not_distinct FROM pg_catalog.pg_index p WHERE p.indrelid = scope.oid
) AS i
JOIN pg_catalog.pg_class ic ON ic.oid = i.indexrelid
JOIN pg_catalog.pg_am am ON am.oid = ic.relam
LEFT JOIN pg_catalog.pg_constraint con ON con.conrelid = i.indrelid AND con.conindid = i.indexrelid AND con.contype IN ('p', 'u', 'x')
UNION ALL
SELECT CASE WHEN oc.opcdefault THEN 'default-operator-class' ELSE 'operator-class' END, NULL, oc.opcname, oc.oid::text
FROM pg_catalog.pg_opclass oc
WHERE oc.oid IN (SELECT unnest(i.indclass::oid[]) FROM scope JOIN pg_catalog.pg_index i ON i.indrelid = scope.oid)
UNION ALL
SELECT 'collation', NULL, co.collname, co.oid::text
FROM pg_catalog.pg_collation co
WHERE co.oid IN (
  SELECT unnest(i.indcollation::oid[]) FROM scope JOIN pg_catalog.pg_index i ON i.indrelid = scope.oid
  WHERE i.indcollation::text ~ '[1-9]')
UNION ALL
SELECT CASE WHEN con.conrelid IN (SELECT oid FROM scope) THEN 'foreign-key' ELSE 'incoming' END, fn.nspname, fc.relname,
       json_build_object(
         'name', con.conname, 'targetSchema', tn.nspname, 'target', tc.relname,
         'columns', CASE WHEN con.conrelid IN (SELECT oid FROM scope) THEN to_json(con.conkey)
                         ELSE to_json(ARRAY(${NAMES_OF('con.conrelid', 'con.conkey')})) END,
         'targetColumns', CASE WHEN con.confrelid IN (SELECT oid FROM scope) THEN to_json(con.confkey)
                               ELSE to_json(ARRAY(${NAMES_OF('con.confrelid', 'con.confkey')})) END,
         'onDelete', con.confdeltype, 'onUpdate', con.confupdtype,
         'deferrable', con.condeferrable, 'deferred', con.condeferred, 'valid', con.convalidated)::text
FROM pg_catalog.pg_constraint con
JOIN pg_catalog.pg_class fc ON fc.oid = con.conrelid
JOIN pg_catalog.pg_namespace fn ON fn.oid = fc.relnamespace
JOIN pg_catalog.pg_class tc ON tc.oid = con.confrelid
JOIN pg_catalog.pg_namespace tn ON tn.oid = tc.relnamespace
LEFT JOIN pg_catalog.pg_constraint parent ON parent.oid = con.conparentid
WHERE con.contype = 'f'
  -- A partition has its key from the partitioned table; a key to a partitioned table has rows for its partitions.
  AND (parent.oid IS NULL OR (parent.conrelid <> con.conrelid AND con.conrelid IN (SELECT oid FROM scope)))
  AND (con.conrelid IN (SELECT oid FROM scope) OR con.confrelid IN (SELECT oid FROM scope))
UNION ALL
SELECT 'dependant', scope.schema, scope.name, json_build_object('column', d.refobjsubid, 'kind', used.kind, 'name', used.name)::text
FROM scope
JOIN pg_catalog.pg_depend d ON d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid = scope.oid AND d.refobjsubid > 0
  AND d.classid IN ('pg_catalog.pg_rewrite'::regclass, 'pg_catalog.pg_policy'::regclass, 'pg_catalog.pg_trigger'::regclass)
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
) AS used
UNION ALL
SELECT 'dependant', scope.schema, scope.name, json_build_object('column', d.refobjsubid, 'kind', 'generated-column', 'name', ga.attname)::text
FROM scope
JOIN pg_catalog.pg_attribute ga ON $8::boolean AND ga.attrelid = scope.oid AND ga.attnum > 0 AND ga.attgenerated <> '' AND NOT ga.attisdropped
JOIN pg_catalog.pg_attrdef g ON g.adrelid = scope.oid AND g.adnum = ga.attnum
JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_attrdef'::regclass AND d.objid = g.oid
  AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid = scope.oid AND d.refobjsubid > 0 AND d.refobjsubid <> ga.attnum
UNION ALL
SELECT 'enum', enums.schema, enums.name, json_build_object('values', enums.list, 'usedElsewhere', EXISTS (
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
FROM (
  SELECT e.oid, e.typarray, e.schema, e.name, json_agg(v.enumlabel ORDER BY v.enumsortorder) FILTER (WHERE v.oid IS NOT NULL) AS list
  FROM enums e LEFT JOIN pg_catalog.pg_enum v ON v.enumtypid = e.oid
  GROUP BY e.oid, e.typarray, e.schema, e.name
) AS enums
UNION ALL
SELECT 'schema', n.nspname, NULL, NULL FROM pg_catalog.pg_namespace n WHERE n.nspname = ANY ($5::text[]::name[])
UNION ALL
SELECT 'migrations', n.nspname, c.relname, NULL
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relname = $6::text::name AND c.relkind IN ('r', 'p') AND n.nspname = $7::text::name`;
