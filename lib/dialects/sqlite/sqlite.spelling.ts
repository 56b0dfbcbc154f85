import type { Column } from '../../schema/database-schema.js';
import type { Spelling, StatedTable } from '../../schema/spelling.js';
import { MAIN } from './sqlite.catalog.sql.js';
import { statedDefault, whyNoDefault } from './sqlite.defaults.js';
import { canonicalExpression, readIndexElements } from './sqlite.expressions.js';
import { foldCase } from './sqlite.lexer.js';
import { canonicalType, statedType } from './sqlite.types.js';

/** How SQLite keeps what models state: as the text that Sequelize sends. Pure text work throughout. */
export const sqliteSpelling: Spelling = {
  identifier: (name) => name.replaceAll('`', ''),
  table: ({ tableName, schema, delimiter }) => ({
    schema: MAIN,
    name: (schema === undefined ? tableName : `${schema}${delimiter ?? '.'}${tableName}`).replaceAll('`', ''),
  }),
  whyNoName: (name) => (/^sqlite_/i.test(name) ? "names that begin with sqlite_ are SQLite's own" : null),
  fold: foldCase,
  foldTable: foldCase,
  type: (text) => {
    const stated = statedType(text);
    return stated.collation === undefined ? stated : { ...stated, collation: stated.collation.toUpperCase() };
  },
  // Sequelize makes it a text, and checks the values by itself.
  enumType: (_table, _column, { dimensions }) => canonicalType(`TEXT${'[]'.repeat(dimensions)}`),
  enumReference: (_type, dimensions) => canonicalType(`TEXT${'[]'.repeat(dimensions)}`),
  longestEnumValue: Number.POSITIVE_INFINITY,
  defaultValue: statedDefault,
  whyRejected: (sql) => whyNoDefault(sql),
  inTable: asSequelizeWritesIt,
  whyNoNumberInKey: 'SQLite numbers the rows only by a column that is the whole key',
  isInteger: ({ text }) => text.includes('INT'),
  comments: { columns: false, tables: false },
  targetsMustBeUnique: true,
  ordersNulls: false,
  indexMethod: () => 'btree',
  whyNoIndex: () => null,
  whyNoKeyOver: null,
  operatorClass: () => null,
  expression: canonicalExpression,
  indexElements: readIndexElements,
  canReference: () => true,
  indexNamesAreUniqueIn: 'schema',
  constraintNames: {
    primaryKey: ({ name }) => `sqlite_autoindex_${name}_1`,
    unique: ({ name }) => `sqlite_autoindex_${name}_1`,
  },
  reservedColumns: new Set(),
};

/**
 * Whatever integer is alone the primary key becomes `INTEGER PRIMARY KEY`, and loses what else was said of it; to number
 * rows by anything else Sequelize says nothing. To SQLite a column of a key may be NULL unless it says NOT NULL.
 */
function asSequelizeWritesIt(column: Column, { primaryKey, saysNotNull }: StatedTable): Column {
  const { default: _default, autoIncrement, checks: _checks, collation: _collation, ...bare } = column;
  const isKey = primaryKey.includes(column.name);
  if (!isKey || primaryKey.length > 1) {
    const { autoIncrement: _number, ...plain } = column;
    return { ...plain, nullable: autoIncrement ? !saysNotNull : column.nullable };
  }
  if (!column.type.text.includes('INT')) return { ...column, nullable: !saysNotNull };
  return {
    ...bare,
    type: canonicalType('INTEGER'),
    nullable: true,
    ...(autoIncrement ? { autoIncrement: { ...autoIncrement, kind: 'serial' } } : {}),
  };
}
