/**
 * The catalog in two queries, whatever the number of tables. Both take the scope as `$1` schemas and `$2` names, in
 * pairs. Read from `pg_catalog`: `information_schema` is slower by an order of magnitude and hides what one does not own.
 *
 * What makes them fast: everything is named by its number, and what many rows share (a table, a type, a collation) is read
 * once and put together by the reader; few joins, because planning them costs as much as running them; comments of all
 * tables at once (`col_description` runs a query for each column), sequences by way of `pg_depend`
 * (`pg_get_serial_sequence` costs half of a read).
 */
const SCOPE = `
scope AS MATERIALIZED (
  SELECT c.oid, n.nspname AS schema, c.relname AS name, c.relkind AS kind
  FROM unnest($1::text[], $2::text[]) AS wanted (schema, name)
  JOIN pg_catalog.pg_namespace n ON n.nspname = wanted.schema::name
  JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = wanted.name::name
  WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
)`;

/** For an index scan: the planner knows no better than to look up each of them. */
const IN_SCOPE = 'ANY (ARRAY(SELECT oid FROM scope))';

/** In no order, so that the reader works while the server still sends. */
export const COLUMNS = `
WITH ${SCOPE}
SELECT a.attrelid AS "table", a.attname AS name, a.attnum AS number,
       a.atttypid AS type, a.atttypmod AS modifier, a.attndims AS dimensions, a.attcollation AS "collation",
       a.attnotnull AS "notNull", a.attidentity AS identity, a.attgenerated AS generated,
       CASE WHEN a.atthasdef THEN (
         SELECT pg_get_expr(d.adbin, d.adrelid) FROM pg_catalog.pg_attrdef d
         WHERE d.adrelid = a.attrelid AND d.adnum = a.attnum) END AS expression
FROM pg_catalog.pg_attribute a
WHERE a.attrelid = ${IN_SCOPE} AND a.attnum > 0 AND NOT a.attisdropped`;

const NAME_OF = (relation: string): string => `(
  SELECT json_build_array(n.nspname, c.relname)
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = ${relation})`;

/** Names of columns outside the scope; inside it their numbers do, and the reader knows the names. */
const COLUMNS_OF = (relation: string, numbers: string): string => `to_json(ARRAY(
  SELECT a.attname FROM unnest(${numbers}) WITH ORDINALITY AS k (attribute, position)
  JOIN pg_catalog.pg_attribute a ON a.attrelid = ${relation} AND a.attnum = k.attribute ORDER BY k.position))`;

/**
 * Everything else, as `(what, id, name, data)`: the tables themselves, the columns' types, comments, sequences, indexes,
 * constraints, foreign keys out and in, dependants of columns, enum types, schemas. `$3`/`$4`: enum types that are wanted, by
 * schema and name; `$5`: schemas; `$6`/`$7`: the columns' types and their modifiers; `$8`: the columns' collations; `$9`:
 * some column is generated.
 */
export const DETAILS = `
WITH ${SCOPE},
indexes AS MATERIALIZED (
  -- PostgreSQL before 15 has no such column in pg_index: there the name means the constant outside.
  SELECT i.* FROM (SELECT false AS indnullsnotdistinct) AS before_15
  CROSS JOIN LATERAL (
    SELECT p.*, indnullsnotdistinct AS nulls_not_distinct FROM pg_catalog.pg_index p WHERE p.indrelid = ${IN_SCOPE}
  ) AS i
)
SELECT 'table' AS what, oid AS id, name, json_build_array(schema, kind)::text AS data FROM scope
UNION ALL
SELECT 'type', t.oid, format_type(t.oid, u.modifier), json_build_array(
         u.modifier, t.typcategory = 'A' AND t.typelem <> 0, t.typcollation,
         CASE WHEN t.typtype = 'e' OR t.typcategory = 'A' THEN (
           SELECT json_build_array(n.nspname, e.typname)
           FROM pg_catalog.pg_type e JOIN pg_catalog.pg_namespace n ON n.oid = e.typnamespace
           WHERE e.oid = CASE WHEN t.typtype = 'e' THEN t.oid ELSE t.typelem END AND e.typtype = 'e') END)::text
FROM unnest($6::oid[], $7::int[]) AS u (id, modifier) JOIN pg_catalog.pg_type t ON t.oid = u.id
UNION ALL
SELECT 'comment', d.objoid, d.description, d.objsubid::text
FROM pg_catalog.pg_description d WHERE d.objoid = ${IN_SCOPE} AND d.classoid = 'pg_catalog.pg_class'::regclass
UNION ALL
SELECT 'sequence', d.refobjid, s.relname, json_build_array(
         d.refobjsubid, (SELECT n.nspname FROM pg_catalog.pg_namespace n WHERE n.oid = s.relnamespace), q.seqstart::text)::text
FROM pg_catalog.pg_depend d
JOIN pg_catalog.pg_sequence q ON q.seqrelid = d.objid
JOIN pg_catalog.pg_class s ON s.oid = d.objid
WHERE d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid = ${IN_SCOPE}
  AND d.refobjsubid > 0 AND d.classid = 'pg_catalog.pg_class'::regclass AND d.deptype IN ('a', 'i')
UNION ALL
SELECT 'index', i.indrelid, ic.relname, json_build_array(
         i.indexrelid, ic.relam, i.indisunique, i.indisvalid, i.nulls_not_distinct, i.indnkeyatts,
         i.indkey::text, i.indoption::text, i.indclass::text, i.indcollation::text,
         i.indisreplident, i.indisclustered,
         CASE WHEN i.indpred IS NOT NULL THEN pg_get_expr(i.indpred, i.indrelid) END,
         CASE WHEN i.indexprs IS NOT NULL THEN ARRAY(
           SELECT pg_get_indexdef(i.indexrelid, position, false) FROM generate_series(1, i.indnkeyatts) AS position) END)::text
FROM indexes i JOIN pg_catalog.pg_class ic ON ic.oid = i.indexrelid
UNION ALL
SELECT 'access-method', am.oid, am.amname, NULL FROM pg_catalog.pg_am am
UNION ALL
SELECT CASE WHEN oc.opcdefault THEN 'default-operator-class' ELSE 'operator-class' END, oc.oid, oc.opcname, NULL
FROM pg_catalog.pg_opclass oc
WHERE oc.oid = ANY (ARRAY(SELECT DISTINCT unnest(i.indclass::oid[]) FROM indexes i))
UNION ALL
SELECT 'collation', co.oid, co.collname, NULL
FROM pg_catalog.pg_collation co
WHERE co.oid = ANY (ARRAY(SELECT unnest(i.indcollation::oid[]) FROM indexes i UNION SELECT unnest($8::oid[])))
UNION ALL
SELECT 'constraint', con.conindid, con.conname, json_build_array(con.contype, con.condeferrable, con.condeferred)::text
FROM pg_catalog.pg_constraint con WHERE con.conrelid = ${IN_SCOPE} AND con.contype IN ('p', 'u', 'x')
UNION ALL
SELECT 'foreign-key', con.conrelid, con.conname, json_build_object(
         'from', CASE WHEN con.conrelid NOT IN (SELECT oid FROM scope) THEN ${NAME_OF('con.conrelid')} END,
         'columns', CASE WHEN con.conrelid IN (SELECT oid FROM scope) THEN to_json(con.conkey)
                         ELSE ${COLUMNS_OF('con.conrelid', 'con.conkey')} END,
         'targetId', con.confrelid,
         'target', CASE WHEN con.confrelid NOT IN (SELECT oid FROM scope) THEN ${NAME_OF('con.confrelid')} END,
         'targetColumns', CASE WHEN con.confrelid IN (SELECT oid FROM scope) THEN to_json(con.confkey)
                               ELSE ${COLUMNS_OF('con.confrelid', 'con.confkey')} END,
         'onDelete', con.confdeltype, 'onUpdate', con.confupdtype,
         'deferrable', con.condeferrable, 'deferred', con.condeferred, 'valid', con.convalidated,
         'match', con.confmatchtype, 'index', con.conindid, 'id', con.oid)::text
FROM pg_catalog.pg_constraint con
WHERE con.contype = 'f'
  AND (con.conrelid IN (SELECT oid FROM scope) OR con.confrelid IN (SELECT oid FROM scope))
  -- A partition has its key from the partitioned table; a key to a partitioned table has rows for its partitions.
  AND (con.conparentid = 0 OR con.conrelid IN (SELECT oid FROM scope) AND con.conrelid <> (
    SELECT parent.conrelid FROM pg_catalog.pg_constraint parent WHERE parent.oid = con.conparentid))
UNION ALL
SELECT 'dependant', used.id, NULL, used.data FROM (
  SELECT d.refobjid AS id, CASE d.classid
    WHEN 'pg_catalog.pg_rewrite'::regclass THEN (
      SELECT json_build_array(d.refobjsubid, CASE v.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized-view' ELSE 'rule' END, v.relname)
      FROM pg_catalog.pg_rewrite r JOIN pg_catalog.pg_class v ON v.oid = r.ev_class WHERE r.oid = d.objid)
    WHEN 'pg_catalog.pg_policy'::regclass THEN (
      SELECT json_build_array(d.refobjsubid, 'policy', p.polname) FROM pg_catalog.pg_policy p WHERE p.oid = d.objid)
    WHEN 'pg_catalog.pg_trigger'::regclass THEN (
      SELECT json_build_array(d.refobjsubid, 'trigger', t.tgname)
      FROM pg_catalog.pg_trigger t WHERE t.oid = d.objid AND NOT t.tgisinternal)
    WHEN 'pg_catalog.pg_attrdef'::regclass THEN (
      SELECT json_build_array(d.refobjsubid, 'generated-column', a.attname)
      FROM pg_catalog.pg_attrdef g JOIN pg_catalog.pg_attribute a ON a.attrelid = g.adrelid AND a.attnum = g.adnum
      WHERE g.oid = d.objid AND g.adrelid = d.refobjid AND g.adnum <> d.refobjsubid AND a.attgenerated <> '')
    END::text AS data
  FROM pg_catalog.pg_depend d
  WHERE d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid = ${IN_SCOPE} AND d.refobjsubid > 0
    AND (d.classid IN ('pg_catalog.pg_rewrite'::regclass, 'pg_catalog.pg_policy'::regclass, 'pg_catalog.pg_trigger'::regclass)
      OR $9::boolean AND d.classid = 'pg_catalog.pg_attrdef'::regclass)
) AS used WHERE used.data IS NOT NULL
UNION ALL
SELECT 'enum', e.oid, e.typname, json_build_array(
         (SELECT n.nspname FROM pg_catalog.pg_namespace n WHERE n.oid = e.typnamespace),
         ARRAY(SELECT v.enumlabel FROM pg_catalog.pg_enum v WHERE v.enumtypid = e.oid ORDER BY v.enumsortorder),
         -- Used by anything but columns, defaults, indexes and constraints of the scope.
         EXISTS (
           SELECT FROM pg_catalog.pg_depend d
           WHERE d.refclassid = 'pg_catalog.pg_type'::regclass AND d.refobjid IN (e.oid, e.typarray)
             AND CASE d.classid
               WHEN 'pg_catalog.pg_type'::regclass THEN d.objid <> e.typarray
               WHEN 'pg_catalog.pg_class'::regclass THEN
                 d.objid NOT IN (SELECT oid FROM scope) AND d.objid NOT IN (SELECT i.indexrelid FROM indexes i)
               WHEN 'pg_catalog.pg_attrdef'::regclass THEN
                 (SELECT g.adrelid FROM pg_catalog.pg_attrdef g WHERE g.oid = d.objid) NOT IN (SELECT oid FROM scope)
               WHEN 'pg_catalog.pg_constraint'::regclass THEN
                 (SELECT c.conrelid FROM pg_catalog.pg_constraint c WHERE c.oid = d.objid) NOT IN (SELECT oid FROM scope)
               ELSE true END))::text
FROM pg_catalog.pg_type e
WHERE e.typtype = 'e' AND e.oid = ANY (ARRAY(
  SELECT t.oid FROM unnest($3::text[], $4::text[]) AS named (schema, name)
  JOIN pg_catalog.pg_namespace n ON n.nspname = named.schema::name
  JOIN pg_catalog.pg_type t ON t.typnamespace = n.oid AND t.typname = named.name::name
  UNION
  SELECT CASE WHEN t.typtype = 'e' THEN t.oid ELSE t.typelem END
  FROM unnest($6::oid[]) AS u (id) JOIN pg_catalog.pg_type t ON t.oid = u.id))
UNION ALL
SELECT 'schema', n.oid, n.nspname, NULL FROM pg_catalog.pg_namespace n WHERE n.nspname = ANY ($5::text[]::name[])`;
