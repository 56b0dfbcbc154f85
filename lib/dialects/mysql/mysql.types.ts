import type { ColumnDefault, ColumnType } from '../../schema/database-schema.js';
import type { Facts } from '../../schema/facts.js';
import type { KeyUse, Obstacle, Spelling, StatedIndex, StatedType } from '../../schema/spelling.js';
import { valueListType } from '../../schema/value-list.js';
import { statedDefault, whyRejected } from './mysql.defaults.js';
import { canonicalExpression, readIndexElements } from './mysql.expressions.js';
import { tokenize } from './mysql.lexer.js';
import { LONGEST_NAME, uniqueName, whyNoName } from './mysql.names.js';
import { literal } from './mysql.quote.js';
import { canReference } from './mysql.references.js';
import { readConstraints } from './mysql.stated-type.js';
import { remember } from '../../schema/remember.js';
import { hasValues, INTEGERS, parseType, printType, readTypeName, type TypeName } from './mysql.type-names.js';

/**
 * How MySQL and MariaDB spell what models state. Pure text work: it never asks the server, and what it does not know it
 * passes on as `recognised: false`.
 */
export function mysqlSpelling(
  facts: Pick<Facts, 'own'>,
  { schemasAreDatabases = false }: { readonly schemasAreDatabases?: boolean } = {},
): Spelling {
  // 0: names are told apart to the letter; 1: stored in lower case; 2: kept as written, and compared without case.
  const tableCase = facts.own['lowerCaseTableNames'] ?? '0';
  const isMariadb = facts.own['flavour'] === 'mariadb';
  const storedTable = (text: string): string => (tableCase === '1' ? text.toLowerCase() : text);
  const foldTable = (text: string): string => (tableCase === '0' ? text : text.toLowerCase());
  return {
    identifier: (text) => text.replaceAll('`', ''),
    table: ({ tableName, schema, delimiter }, currentSchema) => {
      const stored = (text: string): string => storedTable(text.replaceAll('`', ''));
      if (schema === undefined) return { schema: currentSchema, name: stored(tableName) };
      if (!schemasAreDatabases)
        return { schema: currentSchema, name: stored(`${schema}${delimiter || '.'}${tableName}`) };
      const database = stored(schema);
      const isOwn = foldTable(database) === foldTable(currentSchema);
      return { schema: isOwn ? currentSchema : database, name: stored(tableName) };
    },
    whyNotHere: ({ schema }, currentSchema) =>
      schema === currentSchema
        ? null
        : {
            problem: `is in ${schema}, and on this dialect a schema is another database: this connection looks after ${currentSchema} alone`,
            remedy:
              'Take the schema away, give that database a connection of its own, or leave the model alone (safeSync.ignore)',
          },
    whyNoName,
    fold: (text) => text.toLowerCase(),
    foldTable,
    type: statedType,
    enumType: (_table, _column, { values, dimensions }) =>
      dimensions === 0 ? enumType(values) : { text: 'enum[]', dimensions, recognised: false },
    enumReference: ({ name }, dimensions) => ({ text: name, dimensions, recognised: false }),
    longestEnumValue: 1020,
    takesDefault,
    typelessDefaults: true,
    // InnoDB takes SET DEFAULT for nothing stated. MariaDB calls that RESTRICT; MySQL remembers what was stated.
    referentialAction: (action, isStated) => {
      if (isMariadb) return isStated && action !== 'set-default' ? action : 'restrict';
      return isStated ? action : 'no-action';
    },
    defaultValue: (sql, kind, type) => (takesDefault(type) ? printable(statedDefault(sql, kind, type)) : null),
    whyRejected: (sql, type, values) => (takesDefault(type) ? whyRejected(sql, type, values) : null),
    isInteger: ({ text }) => INTEGERS.includes(parseType(text)?.name ?? ''),
    // There is one way to number rows, however it is asked for.
    inTable: (column) =>
      column.autoIncrement ? { ...column, autoIncrement: { ...column.autoIncrement, kind: 'serial' } } : column,
    whyNoNumberInKey: null,
    ordersNulls: false,
    comments: { columns: true, tables: true },
    // InnoDB takes any index that begins with the columns.
    targetsMustBeUnique: false,
    indexNamesAreUniqueIn: 'table',
    namesUniques: true,
    whyNoIndex,
    whyNoKeyOver: (type, use) => whyNoKeyOver(parseType(type.text)?.name, use, isMariadb),
    // InnoDB makes a b-tree whatever is asked for.
    indexMethod: (method) => {
      const stated = (method ?? 'btree').trim().toLowerCase();
      return stated === 'fulltext' || stated === 'spatial' ? stated : 'btree';
    },
    operatorClass: (operatorClass) => operatorClass,
    expression: canonicalExpression,
    indexElements: readIndexElements,
    canReference,
    constraintNames: { primaryKey: () => 'PRIMARY', unique: (_table, columns) => uniqueName(columns[0] ?? '', []) },
    reservedColumns: new Set(),
  };
}

/** Sequelize writes no default for these, on either server. */
const WITHOUT_DEFAULT: ReadonlySet<string> = new Set(['text', 'blob', 'json', 'geometry']);

/** Nor for what is BINARY, but for a UUID. */
function takesDefault({ text }: ColumnType): boolean {
  return !WITHOUT_DEFAULT.has(text) && (text === UUID || !text.endsWith(' binary'));
}

/** Both servers print their catalogs in a character set that ends at U+FFFF. */
function withoutAstral(text: string): string {
  return text.replace(/[\u{10000}-\u{10FFFF}]/gu, '?');
}

/** The server cuts spaces at the end of a value. */
function enumType(values: readonly string[]): ColumnType {
  const stored = values.map((value) => withoutAstral(value.replace(/ +$/, '')));
  const isSame = stored.every((value, position) => value === values[position]);
  return {
    ...valueListType('enum', stored),
    ...(isSame ? {} : { asWritten: `enum(${values.map(literal).join(',')})` }),
  };
}

function printable(stated: ColumnDefault | null): ColumnDefault | null {
  if (stated === null || withoutAstral(stated.sql) === stated.sql) return stated;
  return { ...stated, sql: withoutAstral(stated.sql), asWritten: stated.asWritten ?? stated.sql };
}

/** What Sequelize writes for it. */
const UUID = 'char(36) binary';

function whyNoIndex({ unique, method }: StatedIndex): Obstacle | null {
  if (!unique || method === 'btree') return null;
  return { problem: `is unique, which ${method} indexes cannot be`, remedy: 'Take unique or the type away.' };
}

const KEYLESS: ReadonlySet<string | undefined> = new Set(
  ['', 'tiny', 'medium', 'long'].flatMap((size) => [`${size}text`, `${size}blob`]).concat('json'),
);

/** MariaDB cuts such an index by itself, and makes a unique one over hashes; a primary key neither server can make. */
function whyNoKeyOver(name: string | undefined, use: KeyUse, isMariadb: boolean): Obstacle | null {
  if (!KEYLESS.has(name) || (isMariadb && use !== 'primary-key')) return null;
  return {
    problem: `cannot be over the whole of a ${name ?? ''}: the server wants a length`,
    remedy:
      use === 'primary-key'
        ? 'Make it a STRING of some length.'
        : name === 'json'
          ? 'Index a generated column over a path of it.'
          : "Make it a STRING of some length, or give an index a length: fields: [{ name: '…', length: 100 }].",
  };
}

/** Canonical form of a type, as Sequelize or a person writes it, or as the catalog prints it. */
export function canonicalType(text: string): ColumnType {
  return statedType(text).type;
}

export const statedType = remember((text: string): StatedType => {
  const tokens = tokenize(text);
  const read = tokens && readTypeName(tokens);
  if (!tokens || !read) return passedThrough(text);
  if (read.type.name === 'serial') {
    const type: ColumnType = { text: 'bigint unsigned', dimensions: 0, recognised: true };
    return { type, autoIncrement: 'identity-by-default', notNull: true, unique: true };
  }
  const rest = readConstraints(tokens, read.next);
  if (!rest) return passedThrough(text);
  const collation = read.collation ?? (read.charset === undefined ? undefined : DEFAULT_COLLATIONS[read.charset]);
  const unread = read.charset !== undefined && collation === undefined ? `CHARACTER SET ${read.charset}` : undefined;
  return {
    ...(unread === undefined ? {} : { unread }),
    ...(collation === undefined ? {} : { collation }),
    ...rest,
    type: { ...columnType(read.type), ...(read.wide === undefined ? {} : { asWritten: read.wide }) },
  };
});

/** Of the character sets whose default does not depend on the server. */
const DEFAULT_COLLATIONS: Readonly<Record<string, string>> = {
  latin1: 'latin1_swedish_ci',
  ascii: 'ascii_general_ci',
  ucs2: 'ucs2_general_ci',
  utf16: 'utf16_general_ci',
  utf32: 'utf32_general_ci',
  utf8: 'utf8mb3_general_ci',
  utf8mb3: 'utf8mb3_general_ci',
};

function columnType(type: TypeName): ColumnType {
  if (hasValues(type.name)) return valueListType(type.name === 'set' ? 'set' : 'enum', type.modifiers);
  return { text: printType(type), dimensions: 0, recognised: type.recognised };
}

function passedThrough(text: string): StatedType {
  return { type: { text: text.trim(), dimensions: 0, recognised: false } };
}

/** A type as it stands in a statement. */
export function typeSql(type: ColumnType): string {
  if (type.values === undefined || type.asWritten !== undefined) return type.asWritten ?? type.text;
  return `${type.text.startsWith('set') ? 'set' : 'enum'}(${type.values.map(literal).join(',')})`;
}

export { LONGEST_NAME };
