import type { AutoIncrement, ColumnType, GeneratedColumn, QualifiedName } from '../../schema/database-schema.js';
import type { Spelling, StatedType } from '../../schema/spelling.js';
import { canonicalDefault, statedDefault } from './postgres.defaults.js';
import { canonicalExpression, readIndexElements } from './postgres.expressions.js';
import {
  LONGEST_NAME,
  printedName,
  printTokens,
  storedName,
  SYSTEM_COLUMNS,
  truncated,
} from './postgres.identifiers.js';
import { closing, isSymbol, isWord, type Token, tokenize } from './postgres.lexer.js';
import { defaultNames } from './postgres.names.js';
import { isDefaultOperatorClass, whyNoIndex } from './postgres.operator-classes.js';
import { canReference } from './postgres.references.js';
import { remember } from '../../schema/remember.js';
import { EXTENSION_TYPES, printType, readTypeName, type TypeName } from './postgres.type-names.js';
import { whyRejected } from './postgres.values.js';

export { canonicalDefault, canonicalExpression };

/**
 * How PostgreSQL spells what models state. Everything here is pure text work: it never asks the server, and what it does
 * not know it passes on as `recognised: false`, so that the server is asked before anything is called different.
 */
export function postgresSpelling(options: { readonly quoteIdentifiers?: boolean } = {}): Spelling {
  const quoteIdentifiers = options.quoteIdentifiers !== false;
  return {
    identifier: (name) => storedName(name, quoteIdentifiers),
    table: ({ tableName, schema }, currentSchema) => ({
      schema: schema === undefined ? currentSchema : storedName(schema, quoteIdentifiers),
      name: storedName(tableName, quoteIdentifiers),
    }),
    // Long ones are cut.
    whyNoName: () => null,
    fold: (name) => name,
    foldTable: (name) => name,
    type: rememberedType,
    enumType: ({ tableName, schema }, column, { dimensions }) => {
      // Sequelize puts the types of models without a schema into `public`, wherever their tables are, and always quotes
      // their names, whatever `quoteIdentifiers` says.
      const name = truncated(`enum_${tableName}_${column}`.replaceAll('"', ''));
      return enumColumnType({ schema: (schema ?? 'public').replaceAll('"', ''), name }, dimensions);
    },
    enumReference: enumColumnType,
    longestEnumValue: LONGEST_NAME,
    defaultValue: statedDefault,
    whyRejected,
    inTable: (column) => column,
    whyNoNumberInKey: null,
    isInteger: ({ text }) => text === 'smallint' || text === 'integer' || text === 'bigint',
    comments: { columns: true, tables: true },
    targetsMustBeUnique: true,
    indexNamesAreUniqueIn: 'schema',
    whyNoIndex,
    // Operator classes tell, and extensions bring their own.
    whyNoKeyOver: null,
    ordersNulls: true,
    indexMethod: (method) => (method ?? 'btree').trim().toLowerCase() || 'btree',
    operatorClass: (operatorClass, type, method) =>
      isDefaultOperatorClass(operatorClass, type, method) ? null : operatorClass,
    expression: canonicalExpression,
    indexElements: readIndexElements,
    canReference,
    constraintNames: defaultNames,
    reservedColumns: SYSTEM_COLUMNS,
  };
}

/** Canonical form of a type, as Sequelize or a person writes it, or as `format_type()` prints it. */
export function canonicalType(text: string): ColumnType {
  return rememberedType(text).type;
}

/** The type of a column over an enum type, always with its schema: what it means must not depend on a search path. */
export function enumColumnType(type: QualifiedName, dimensions: number): ColumnType & { readonly enum: QualifiedName } {
  const text = `${printedName(type.schema)}.${printedName(type.name)}${dimensions > 0 ? '[]' : ''}`;
  return { text, dimensions, enum: { schema: type.schema, name: type.name }, recognised: true };
}

const rememberedType = remember(statedType);

function statedType(text: string): StatedType {
  const tokens = tokenize(text);
  const read = tokens && readTypeName(tokens, 0);
  if (!tokens || !read) return passedThrough(text);
  const serial = SERIALS[read.type.name];
  const rest = readConstraints(tokens, read.next);
  if (!rest) return passedThrough(text);
  if (serial !== undefined && read.type.dimensions === 0) {
    return {
      ...rest,
      type: columnType({ ...read.type, name: serial, recognised: true }),
      autoIncrement: 'serial',
      notNull: true,
    };
  }
  const type = columnType(read.type);
  if (type.recognised) return { ...rest, type };
  return {
    ...rest,
    type,
    named: { name: read.type.name, ...(read.type.schema === undefined ? {} : { schema: read.type.schema }) },
  };
}

const SERIALS: Readonly<Record<string, string>> = {
  serial: 'integer',
  serial4: 'integer',
  bigserial: 'bigint',
  serial8: 'bigint',
  smallserial: 'smallint',
  serial2: 'smallint',
};

function columnType(type: TypeName): ColumnType {
  const extension = EXTENSION_TYPES[type.name];
  return {
    text: printType(type),
    dimensions: type.dimensions,
    recognised: type.recognised || type.name.startsWith('interval '),
    ...(extension === undefined ? {} : { extension }),
  };
}

function passedThrough(text: string): StatedType {
  return { type: { text: text.trim(), dimensions: 0, recognised: false } };
}

type Draft = { -readonly [Key in keyof StatedType]?: StatedType[Key] };

const CONSTRAINT_WORDS = [
  'collate',
  'not',
  'null',
  'default',
  'generated',
  'primary',
  'unique',
  'check',
  'references',
  'constraint',
];

/** What people write after a type: collation, NOT NULL, a default, a generated expression, keys. Null for anything else. */
function readConstraints(tokens: readonly Token[], start: number): Omit<StatedType, 'type'> | null {
  const stated: Draft = {};
  let next = start;
  while (next < tokens.length) {
    const token = tokens[next];
    if (isWord(token, 'collate')) {
      next++;
      while (isSymbol(tokens[next + 1], '.')) next += 2;
      stated.collation = tokens[next]?.value ?? '';
      next++;
    } else if (isWord(token, 'not') && isWord(tokens[next + 1], 'null')) {
      stated.notNull = true;
      next += 2;
    } else if (isWord(token, 'null')) {
      next++;
    } else if (isWord(token, 'primary') && isWord(tokens[next + 1], 'key')) {
      stated.primaryKey = true;
      next += 2;
    } else if (isWord(token, 'unique')) {
      stated.unique = true;
      next++;
    } else if (isWord(token, 'default')) {
      const end = endOfExpression(tokens, next + 1);
      stated.default = printTokens(tokens.slice(next + 1, end));
      next = end;
    } else if (isWord(token, 'generated')) {
      const generated = readGenerated(tokens, next);
      if (!generated) return null;
      if (generated.identity) stated.autoIncrement = generated.identity;
      if (generated.column) stated.generated = generated.column;
      next = generated.next;
    } else if (isWord(token, 'check') || (isWord(token, 'constraint') && isWord(tokens[next + 2], 'check'))) {
      const end = closing(tokens, isWord(token, 'check') ? next + 1 : next + 3);
      if (end === null) return null;
      stated.checks = [...(stated.checks ?? []), printTokens(tokens.slice(next, end))];
      next = end;
    } else if (isWord(token, 'references', 'constraint')) {
      stated.unread = printTokens(tokens.slice(next));
      next = tokens.length;
    } else return null;
  }
  return stated;
}

function endOfExpression(tokens: readonly Token[], start: number): number {
  let next = start;
  while (next < tokens.length) {
    const token = tokens[next];
    if (next > start && isWord(token, ...CONSTRAINT_WORDS)) return next;
    next = isSymbol(token, '(') || isSymbol(token, '[') ? (closing(tokens, next) ?? tokens.length) : next + 1;
  }
  return next;
}

interface Generated {
  readonly next: number;
  readonly column?: GeneratedColumn;
  readonly identity?: AutoIncrement['kind'];
}

function readGenerated(tokens: readonly Token[], start: number): Generated | null {
  const always = isWord(tokens[start + 1], 'always');
  const as = start + (always ? 2 : 3);
  if (!isWord(tokens[as], 'as')) return null;
  if (isWord(tokens[as + 1], 'identity')) {
    const next = isSymbol(tokens[as + 2], '(') ? closing(tokens, as + 2) : as + 2;
    return next === null ? null : { next, identity: always ? 'identity-always' : 'identity-by-default' };
  }
  const end = isSymbol(tokens[as + 1], '(') ? closing(tokens, as + 1) : null;
  if (end === null) return null;
  const isStored = isWord(tokens[end], 'stored');
  const expression = canonicalExpression(printTokens(tokens.slice(as + 1, end)));
  return { next: isStored || isWord(tokens[end], 'virtual') ? end + 1 : end, column: { expression, stored: isStored } };
}
