-- The floor: one query that reads the whole catalog of a file, as plainly as one person would write it.
SELECT m.type AS what, m.tbl_name AS "table", m.name, m.sql AS definition FROM sqlite_master AS m
UNION ALL
SELECT 'column', m.name, x.name, concat_ws(' ', x.type, x."notnull", x.dflt_value, x.pk, x.hidden)
FROM sqlite_master AS m JOIN pragma_table_xinfo(m.name) AS x WHERE m.type = 'table'
UNION ALL
SELECT 'index', m.name, l.name, concat_ws(' ', l."unique", l.origin, l.partial, x.name, x."desc", x.coll)
FROM sqlite_master AS m JOIN pragma_index_list(m.name) AS l JOIN pragma_index_xinfo(l.name) AS x WHERE m.type = 'table'
UNION ALL
SELECT 'key', m.name, f.id, concat_ws(' ', f."table", f."from", f."to", f.on_delete, f.on_update)
FROM sqlite_master AS m JOIN pragma_foreign_key_list(m.name) AS f WHERE m.type = 'table';
