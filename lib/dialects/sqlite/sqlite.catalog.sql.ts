import { literal } from './sqlite.quote.js';

/** The only schema that models can live in. */
export const MAIN = 'main';

/** A module that is not loaded would make the pragmas of its tables fail, and with them the whole query. */
const TABLES = `type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'`;

/** All there is, with its text: some rows, whatever the number of tables in the scope. */
export const OBJECTS = `SELECT type, name, tbl_name AS "table", sql FROM sqlite_master WHERE name <> 'sqlite_sequence'`;

/** One row for each column, in the order of declaration. */
export function columnsOf(tables: readonly string[]): string {
  return `
SELECT m.name AS "table", x.name, x.type, x."notnull" AS "notNull", x.dflt_value AS "default", x.pk, x.hidden
FROM (${scope(tables)}) AS m JOIN pragma_table_xinfo(m.name, 'main') AS x ORDER BY m.name, x.cid`;
}

/** One row for each part of each index. */
export function indexesOf(tables: readonly string[]): string {
  return `
SELECT m.name AS "table", l.name, l."unique", l.origin, l.partial, x.name AS "column", x."desc", x.coll
FROM (${scope(tables)}) AS m
JOIN pragma_index_list(m.name, 'main') AS l
JOIN pragma_index_xinfo(l.name, 'main') AS x
WHERE x.key ORDER BY m.name, l.name, x.seqno`;
}

/** Of every table: those outside the scope may point into it. */
export const FOREIGN_KEYS = `
SELECT m.name AS "from", f.id, f."table" AS target, f."from" AS "column", f."to" AS "targetColumn",
       f.on_delete AS "onDelete", f.on_update AS "onUpdate"
FROM (SELECT name FROM sqlite_master WHERE ${TABLES}) AS m
JOIN pragma_foreign_key_list(m.name, 'main') AS f ORDER BY m.name, f.id, f.seq`;

/** Names of tables are the same in any case. */
function scope(tables: readonly string[]): string {
  const list = tables.map(literal).join(', ');
  return `SELECT name FROM sqlite_master WHERE ${TABLES} AND name COLLATE NOCASE IN (${list})`;
}

export interface ObjectRow {
  readonly type: 'table' | 'index' | 'view' | 'trigger';
  readonly name: string;
  readonly table: string;
  /** Null for an index that a constraint made. */
  readonly sql: string | null;
}

export interface ColumnRow {
  readonly table: string;
  readonly name: string;
  readonly type: string;
  readonly notNull: number;
  readonly default: string | null;
  /** Its place in the primary key, from 1; 0 outside. */
  readonly pk: number;
  /** 2 and 3: generated, when it is read and when it is written. */
  readonly hidden: number;
}

export interface IndexRow {
  readonly table: string;
  readonly name: string;
  readonly unique: number;
  /** Made by CREATE INDEX, by UNIQUE or by PRIMARY KEY. */
  readonly origin: 'c' | 'u' | 'pk';
  readonly partial: number;
  /** Null for an expression. */
  readonly column: string | null;
  readonly desc: number;
  readonly coll: string;
}

export interface ForeignKeyRow {
  readonly from: string;
  /** Counted from the last one in the text. */
  readonly id: number;
  readonly target: string;
  readonly column: string;
  /** Null: the primary key. */
  readonly targetColumn: string | null;
  readonly onDelete: string;
  readonly onUpdate: string;
}
