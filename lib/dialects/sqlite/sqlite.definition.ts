import type { Deferrability } from '../../schema/database-schema.js';
import { remember } from '../../schema/remember.js';
import { readConstraint } from './sqlite.definition.constraints.js';
import { closing, isName, isSymbol, isWord, nameIn, type Span, type Token, tokenize } from './sqlite.lexer.js';

/**
 * A CREATE TABLE taken apart: what the pragmas do not tell, and where it stands in the text. The grammar is SQLite's own
 * (https://sqlite.org/lang_createtable.html); what does not follow it is not read at all.
 */
export interface Definition {
  readonly sql: string;
  /** The table, as it is written here, and where. */
  readonly table: string;
  readonly name: Span;
  /** Of the brackets around columns and constraints: the open one, and the one that closes it. */
  readonly open: Span;
  readonly close: Span;
  readonly columns: readonly ColumnText[];
  readonly constraints: readonly ConstraintText[];
  readonly strict: boolean;
  readonly withoutRowid: boolean;
}

export interface ColumnText extends Span {
  readonly name: string;
  /** Where the name stands. */
  readonly named: Span;
  readonly type: Span | null;
  readonly constraints: readonly ConstraintText[];
}

export type ConstraintKind =
  'primary-key' | 'not-null' | 'null' | 'unique' | 'check' | 'default' | 'collate' | 'references' | 'generated';

/** One constraint of a column or of the table. `start` is where its name stands, if it has one. */
export interface ConstraintText extends Span {
  readonly kind: ConstraintKind;
  readonly name: string | null;
  /** PRIMARY KEY, UNIQUE and FOREIGN KEY of the table: the columns as written. Empty for a column's own. */
  readonly columns: readonly string[];
  /** CHECK, DEFAULT and generated: the expression, without the brackets around it. */
  readonly expression?: Span;
  readonly autoIncrement?: boolean;
  readonly collation?: string;
  readonly stored?: boolean;
  readonly target?: string;
  readonly deferrable?: Deferrability;
}

/** Null for what cannot be read: then the table is left as it is. */
export const parseDefinition = remember((sql: string): Definition | null => {
  const tokens = tokenize(sql);
  const found = tokens && findName(tokens);
  if (!tokens || found === null) return null;
  const name = tokens[found];
  const open = tokens[found + 1];
  if (!name || !open || !isSymbol(open, '(')) return null;
  const end = closing(tokens, found + 1);
  const close = end === null ? undefined : tokens[end - 1];
  if (end === null || !close) return null;
  const body = readBody(sql, tokens, found + 2, end - 1);
  const options = readOptions(tokens.slice(end));
  return body && options && { sql, table: nameIn(sql, name), name, open, close, ...body, ...options };
});

/** `CREATE [TEMP] TABLE [IF NOT EXISTS] [schema.]name`: the position of the name. */
function findName(tokens: readonly Token[]): number | null {
  let next = 0;
  if (!isWord(tokens[next++], 'create')) return null;
  if (isWord(tokens[next], 'temp', 'temporary')) next++;
  if (!isWord(tokens[next++], 'table')) return null;
  if (isWord(tokens[next], 'if') && isWord(tokens[next + 1], 'not')) next += 3;
  if (isSymbol(tokens[next + 1], '.')) next += 2;
  return isName(tokens[next]) ? next : null;
}

interface Body {
  readonly columns: readonly ColumnText[];
  readonly constraints: readonly ConstraintText[];
}

const TABLE_CONSTRAINTS = ['constraint', 'primary', 'unique', 'check', 'foreign'];

function readBody(sql: string, tokens: readonly Token[], start: number, end: number): Body | null {
  const columns: ColumnText[] = [];
  let next = start;
  while (next < end && !isWord(tokens[next], ...TABLE_CONSTRAINTS)) {
    const read = readColumn(sql, tokens, next, end);
    if (read === null) return null;
    columns.push(read.column);
    next = read.next;
    if (next < end && !isSymbol(tokens[next], ',')) return null;
    if (next < end) next++;
  }
  const constraints: ConstraintText[] = [];
  while (next < end) {
    const read = readConstraint(sql, tokens, next, 'table');
    if (read === null) return null;
    constraints.push(read.constraint);
    // The server does without the commas between them.
    next = isSymbol(tokens[read.next], ',') ? read.next + 1 : read.next;
  }
  return columns.length === 0 ? null : { columns, constraints };
}

const COLUMN_CONSTRAINTS = [
  'constraint',
  'primary',
  'not',
  'null',
  'unique',
  'check',
  'default',
  'collate',
  'references',
  'as',
];

function readColumn(
  sql: string,
  tokens: readonly Token[],
  start: number,
  end: number,
): { readonly column: ColumnText; readonly next: number } | null {
  const named = tokens[start];
  if (!isName(named)) return null;
  const afterType = endOfType(tokens, start + 1, end);
  if (afterType === null) return null;
  const [first, last] = [tokens[start + 1], tokens[afterType - 1]];
  const type = afterType > start + 1 && first && last ? { start: first.start, end: last.end } : null;
  const constraints: ConstraintText[] = [];
  let next = afterType;
  while (next < end && !isSymbol(tokens[next], ',')) {
    const read = readConstraint(sql, tokens, next, 'column');
    if (read === null) return null;
    constraints.push(read.constraint);
    next = read.next;
  }
  const { end: textEnd } = tokens[next - 1] ?? named;
  return {
    column: { name: nameIn(sql, named), named, type, constraints, start: named.start, end: textEnd },
    next,
  };
}

/** Any names, then numbers in brackets. `GENERATED ALWAYS` is no type. */
export function endOfType(tokens: readonly Token[], start: number, end: number): number | null {
  let next = start;
  while (next < end && isName(tokens[next]) && !isWord(tokens[next], ...COLUMN_CONSTRAINTS)) {
    if (isWord(tokens[next], 'generated') && isWord(tokens[next + 1], 'always')) break;
    next++;
  }
  if (next === start || !isSymbol(tokens[next], '(')) return next;
  return closing(tokens, next);
}

function readOptions(tokens: readonly Token[]): Pick<Definition, 'strict' | 'withoutRowid'> | null {
  let [strict, withoutRowid] = [false, false];
  let next = 0;
  while (next < tokens.length) {
    if (isWord(tokens[next], 'strict')) {
      strict = true;
      next++;
    } else if (isWord(tokens[next], 'without') && isName(tokens[next + 1])) {
      withoutRowid = true;
      next += 2;
    } else return null;
    if (isSymbol(tokens[next], ',')) next++;
  }
  return { strict, withoutRowid };
}
