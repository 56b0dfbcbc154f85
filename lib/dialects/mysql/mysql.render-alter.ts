import type { AlterTable } from '../../compare/change.js';
import type { ForeignKey, Index, Table } from '../../schema/database-schema.js';
import type { Facts } from '../../schema/facts.js';
import { literal, name, names } from './mysql.quote.js';
import { alterSql, columnSql, foreignKeySql, indexSql } from './mysql.render-column.js';
import { tableAfter } from './mysql.table-state.js';

/**
 * All changes of one table as the difference between what it is by then and what it is to be: one ALTER TABLE. Keys that
 * go, go before it, because the server does not let one of the same name come in the statement in which the other goes.
 */
export function alterTableSql(change: AlterTable, facts: Facts): readonly string[] {
  const from = tableAfter(change.actual, change.before);
  const to = change.leaves === undefined ? tableAfter(from, change.changes) : tableAfter(change.actual, change.leaves);
  return differenceSql(from, to, facts);
}

export function differenceSql(from: Table, to: Table, facts: Facts): readonly string[] {
  const keysOff = from.foreignKeys.filter((key) => !to.foreignKeys.some((other) => sameForeignKey(key, other)));
  const keysOn = to.foreignKeys.filter((key) => !from.foreignKeys.some((other) => sameForeignKey(key, other)));
  const { off, on } = indexDifference(from, to, keysOn);
  return [
    ...alterSql(
      to,
      keysOff.map((key) => `DROP FOREIGN KEY ${name(key.name ?? '')}`),
    ),
    ...alterSql(to, [
      ...off.map((index) => `DROP INDEX ${name(index.name)}`),
      ...(samePrimaryKey(from, to) || from.primaryKey === null ? [] : ['DROP PRIMARY KEY']),
      ...columnClauses(from, to, facts),
      ...(samePrimaryKey(from, to) || to.primaryKey === null
        ? []
        : [`ADD PRIMARY KEY (${names(to.primaryKey.columns)})`]),
      ...on.map((index) => `ADD ${indexSql(index)}`),
      ...keysOn.map((key) => `ADD ${foreignKeySql(numbered(key, to) ? { ...key, name: null } : key)}`),
      ...((from.comment ?? '') === (to.comment ?? '') ? [] : [`COMMENT = ${literal(to.comment ?? '')}`]),
    ]),
  ];
}

function columnClauses(from: Table, to: Table, facts: Facts): readonly string[] {
  const before = new Map(from.columns.map((column) => [column.name, columnSql(column, facts)]));
  const kept = new Set(to.columns.map((column) => column.name));
  return [
    ...to.columns.flatMap((column) => {
      const had = before.get(column.name);
      const sql = columnSql(column, facts);
      if (had === undefined) return [`ADD COLUMN ${sql}`];
      return had === sql ? [] : [`MODIFY COLUMN ${sql}`];
    }),
    ...from.columns
      .filter((column) => !kept.has(column.name))
      .map((column) => `DROP COLUMN ${name(column.storedAs ?? column.name)}`),
  ];
}

function samePrimaryKey({ primaryKey: left }: Table, { primaryKey: right }: Table): boolean {
  return (left?.columns ?? []).join('\0') === (right?.columns ?? []).join('\0');
}

function sameForeignKey(left: ForeignKey, right: ForeignKey): boolean {
  return left.name === right.name && foreignKeySql(left) === foreignKeySql(right);
}

/** The index that the server makes for a key that is added is not made by hand. */
function indexDifference(from: Table, to: Table, keysOn: readonly ForeignKey[]) {
  const same = (left: Index, right: Index): boolean => indexSql(left) === indexSql(right);
  const isMade = (index: Index): boolean =>
    index.implied === true &&
    keysOn.some(({ columns }) => columns.join('\0') === index.parts.map(({ column }) => column).join('\0'));
  return {
    off: from.indexes.filter((index) => !to.indexes.some((other) => same(index, other))),
    on: to.indexes.filter((index) => !from.indexes.some((other) => same(index, other)) && !isMade(index)),
  };
}

/** It has the name that the server would give. */
function numbered({ name: own }: ForeignKey, table: Table): boolean {
  return own !== null && own.startsWith(`${table.name}_ibfk_`);
}
