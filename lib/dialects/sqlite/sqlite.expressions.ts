import type { IndexPart } from '../../schema/database-schema.js';
import { remember } from '../../schema/remember.js';
import { closing, isName, isSymbol, isWord, nameIn, splitAtCommas, type Token, tokenize } from './sqlite.lexer.js';

/**
 * One spelling for what differs only in spaces, comments and outer brackets. Names and their quotes stay: what is in double
 * quotes may be a name or a text, and only the server knows.
 */
export const canonicalExpression = remember((sql: string): string => {
  const tokens = tokenize(sql);
  if (tokens === null || tokens.length === 0) return sql.trim();
  return print(sql, withoutBrackets(tokens));
});

export function withoutBrackets(tokens: readonly Token[]): readonly Token[] {
  let inner = tokens;
  while (isSymbol(inner[0], '(') && closing(inner, 0) === inner.length && inner.length > 2) inner = inner.slice(1, -1);
  return inner;
}

const TIGHT_AFTER = ['(', '.'];
const TIGHT_BEFORE = [')', '.', ',', '('];

/** The tokens as they were written, with one space where a space helps. */
export function print(sql: string, tokens: readonly Token[]): string {
  return tokens
    .map((token, at) => {
      const previous = tokens[at - 1];
      const text = sql.slice(token.start, token.end);
      if (previous === undefined) return text;
      const isCall = isSymbol(token, '(') && isName(previous) && previous.end === token.start;
      const isTight =
        isSymbol(previous, ...TIGHT_AFTER) || (isSymbol(token, ...TIGHT_BEFORE) && (!isSymbol(token, '(') || isCall));
      return isTight ? text : ` ${text}`;
    })
    .join('');
}

/** The elements of an index: `lower(a) DESC, b COLLATE nocase`. Null for what is no list of elements. */
export function readIndexElements(sql: string): readonly IndexPart[] | null {
  const tokens = tokenize(sql);
  if (tokens === null || tokens.length === 0) return null;
  const parts = splitAtCommas(tokens).map((element) => readElement(sql, element));
  return parts.every((part) => part !== null) ? parts : null;
}

function readElement(sql: string, tokens: readonly Token[]): IndexPart | null {
  let end = tokens.length;
  const last = tokens[end - 1];
  const order = isWord(last, 'desc') ? 'desc' : 'asc';
  if (isWord(last, 'asc', 'desc')) end--;
  const collate = tokens[end - 1];
  const hasCollation = end > 2 && isWord(tokens[end - 2], 'collate') && isName(collate);
  if (hasCollation) end -= 2;
  const key = tokens.slice(0, end);
  const [only] = key;
  if (only === undefined) return null;
  return {
    ...(key.length === 1 && isName(only)
      ? { column: nameIn(sql, only) }
      : { expression: print(sql, withoutBrackets(key)) }),
    order,
    nulls: order === 'desc' ? 'first' : 'last',
    ...(hasCollation ? { collation: nameIn(sql, collate) } : {}),
  };
}

interface IndexDefinition {
  readonly parts: readonly IndexPart[];
  readonly where: string | null;
}

/** `CREATE [UNIQUE] INDEX [IF NOT EXISTS] [schema.]name ON table (elements) [WHERE predicate]`, taken apart. */
export const readIndexDefinition = remember((sql: string): IndexDefinition | null => {
  const tokens = tokenize(sql);
  const on = tokens?.findIndex((token, at) => at > 1 && isWord(token, 'on')) ?? -1;
  if (!tokens || on === -1 || !isSymbol(tokens[on + 2], '(')) return null;
  const end = closing(tokens, on + 2);
  if (end === null) return null;
  const inner = tokens.slice(on + 3, end - 1);
  const parts = splitAtCommas(inner).map((element) => readElement(sql, element));
  if (!parts.every((part) => part !== null)) return null;
  if (end === tokens.length) return { parts, where: null };
  if (!isWord(tokens[end], 'where')) return null;
  return { parts, where: print(sql, withoutBrackets(tokens.slice(end + 1))) };
});
