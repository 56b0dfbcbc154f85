/**
 * Each reads the database of the connection once, for all tables: the servers find tables by the name of their database
 * or one by one. Aliases in lower case, because MySQL 8 answers in upper case. What only one server has stands in its own
 * kind of comment: `M!` is MariaDB's, and MariaDB skips the versions from 50700 on.
 *
 * Tables; on MariaDB also their CHECKs, which go with a column when it is changed. (On MySQL they belong to the table.)
 */
export const TABLES = `
SELECT 'table' AS what, TABLE_NAME AS tab, TABLE_TYPE AS name, TABLE_COLLATION AS detail, TABLE_COMMENT AS text
FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()
/*M! UNION ALL
SELECT 'check', TABLE_NAME, CONSTRAINT_NAME, LEVEL, CHECK_CLAUSE
FROM information_schema.CHECK_CONSTRAINTS WHERE CONSTRAINT_SCHEMA = DATABASE() */`;

export const COLUMNS = `
SELECT TABLE_NAME AS tab, COLUMN_NAME AS name, ORDINAL_POSITION AS position, COLUMN_DEFAULT AS preset, IS_NULLABLE AS nullable,
       COLUMN_TYPE AS type, COLLATION_NAME AS collation, EXTRA AS extra, COLUMN_COMMENT AS comment,
       GENERATION_EXPRESSION AS \`generated\` /*!80003 , SRS_ID AS srid */
FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE()`;

export const INDEXES = `
SELECT TABLE_NAME AS tab, INDEX_NAME AS name, NON_UNIQUE AS plain, SEQ_IN_INDEX AS position, COLUMN_NAME AS col,
       COLLATION AS direction, SUB_PART AS length, INDEX_TYPE AS type /*!80013 , EXPRESSION AS expression */
FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = DATABASE()`;

/** The actions are in a view of their own, which shows nothing to those who may only SELECT. Joined here, not there. */
export const FOREIGN_KEYS = `
SELECT 'column' AS what, TABLE_NAME AS tab, CONSTRAINT_NAME AS name, ORDINAL_POSITION AS position, COLUMN_NAME AS one,
       REFERENCED_TABLE_SCHEMA AS db, REFERENCED_TABLE_NAME AS target, REFERENCED_COLUMN_NAME AS two
FROM information_schema.KEY_COLUMN_USAGE WHERE TABLE_SCHEMA = DATABASE() AND REFERENCED_TABLE_NAME IS NOT NULL
UNION ALL
SELECT 'actions', TABLE_NAME, CONSTRAINT_NAME, 0, DELETE_RULE, NULL, NULL, UPDATE_RULE
FROM information_schema.REFERENTIAL_CONSTRAINTS WHERE CONSTRAINT_SCHEMA = DATABASE()`;
