import type { IndexPart } from '../../schema/database-schema.js';
import { printTokens } from './postgres.identifiers.js';
import { closing, isSymbol, isWord, splitAtCommas, type Token, tokenize } from './postgres.lexer.js';
import { remember } from '../../schema/remember.js';

/**
 * One spelling for what differs only in case, spaces, needless quotes and outer brackets. Equal texts mean the same;
 * different ones may still mean the same, and only the server knows.
 */
export const canonicalExpression = remember((sql: string): string => {
  let tokens = tokenize(sql);
  if (tokens === null || tokens.length === 0) return sql.trim();
  while (isSymbol(tokens[0], '(') && closing(tokens, 0) === tokens.length) tokens = tokens.slice(1, -1);
  return printTokens(tokens);
});

/** Index elements written as SQL: `lower(a) DESC NULLS LAST, b text_pattern_ops`. Null for what is no list of elements. */
export function readIndexElements(sql: string): readonly IndexPart[] | null {
  const tokens = tokenize(sql);
  if (tokens === null || tokens.length === 0) return null;
  const parts = splitAtCommas(tokens).map(readElement);
  return parts.every((part) => part !== null) ? parts : null;
}

function readElement(tokens: readonly Token[]): IndexPart | null {
  const end = endOfKey(tokens);
  if (end === null) return null;
  const rest = readOptions(tokens.slice(end));
  if (rest === null) return null;
  const key = tokens.slice(0, end);
  const [only] = key;
  const isColumn = key.length === 1 && (only?.kind === 'word' || only?.kind === 'quoted');
  return {
    ...(isColumn ? { column: only?.value ?? '' } : { expression: canonicalExpression(printTokens(key)) }),
    ...rest,
  };
}

/** The grammar allows a column, a function call, or an expression in brackets. */
function endOfKey(tokens: readonly Token[]): number | null {
  if (isSymbol(tokens[0], '(')) return closing(tokens, 0);
  let next = 0;
  for (;;) {
    const token = tokens[next];
    if (token?.kind !== 'word' && token?.kind !== 'quoted') return null;
    next++;
    if (!isSymbol(tokens[next], '.')) break;
    next++;
  }
  return isSymbol(tokens[next], '(') ? closing(tokens, next) : next;
}

function readOptions(tokens: readonly Token[]): Omit<IndexPart, 'column' | 'expression'> | null {
  let next = 0;
  let collation: string | undefined;
  let operatorClass: string | undefined;
  let order: IndexPart['order'] = 'asc';
  let nulls: IndexPart['nulls'] | undefined;
  if (isWord(tokens[next], 'collate')) {
    next++;
    while (isSymbol(tokens[next + 1], '.')) next += 2;
    collation = tokens[next++]?.value;
    if (collation === undefined) return null;
  }
  if (next < tokens.length && !isWord(tokens[next], 'asc', 'desc', 'nulls')) {
    while (isSymbol(tokens[next + 1], '.')) next += 2;
    operatorClass = tokens[next++]?.value;
    if (isSymbol(tokens[next], '(')) next = closing(tokens, next) ?? tokens.length;
  }
  if (isWord(tokens[next], 'asc', 'desc')) order = isWord(tokens[next++], 'desc') ? 'desc' : 'asc';
  if (isWord(tokens[next], 'nulls')) {
    if (!isWord(tokens[next + 1], 'first', 'last')) return null;
    nulls = isWord(tokens[next + 1], 'first') ? 'first' : 'last';
    next += 2;
  }
  if (next !== tokens.length) return null;
  return {
    order,
    nulls: nulls ?? (order === 'desc' ? 'first' : 'last'),
    ...(operatorClass === undefined ? {} : { operatorClass }),
    ...(collation === undefined ? {} : { collation }),
  };
}
