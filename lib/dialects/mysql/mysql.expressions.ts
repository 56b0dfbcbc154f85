import type { IndexPart } from '../../schema/database-schema.js';
import { closing, isSymbol, isWord, splitAtCommas, type Token, tokenize } from './mysql.lexer.js';
import { literal, name } from './mysql.quote.js';
import { RESERVED_WORDS } from './mysql.reserved-words.js';

/** Other words for the same function, in the one that the server prints. */
const SAME_WORDS: Readonly<Record<string, string>> = {
  now: 'current_timestamp',
  localtime: 'current_timestamp',
  localtimestamp: 'current_timestamp',
  current_date: 'curdate',
  current_time: 'curtime',
  lcase: 'lower',
  ucase: 'upper',
  substr: 'substring',
  mid: 'substring',
  character_length: 'char_length',
  pow: 'power',
};

const WITHOUT_BRACKETS = new Set(['current_timestamp', 'curdate', 'curtime']);
const CLOCK_WORDS = new Set([
  'now',
  'localtime',
  'localtimestamp',
  'current_timestamp',
  'current_date',
  'current_time',
]);

/**
 * One spelling for what differs only in case, spaces, needless quotes and outer brackets. Equal texts mean the same;
 * different ones may still mean the same, and only the server knows.
 */
export function canonicalExpression(sql: string): string {
  const tokens = tokenize(sql);
  return tokens === null || tokens.length === 0 ? sql.trim() : printTokens(withoutOuterBrackets(tokens));
}

export function withoutOuterBrackets(tokens: readonly Token[]): readonly Token[] {
  let inner = tokens;
  while (isSymbol(inner[0], '(') && closing(inner, 0) === inner.length) inner = inner.slice(1, -1);
  return inner;
}

export function printTokens(tokens: readonly Token[]): string {
  let text = '';
  let tight = true;
  tokens.forEach((token, position) => {
    const next = tokens[position + 1];
    const printed = printToken(token, next);
    const closes = isSymbol(token, ')') || isSymbol(token, ',') || isSymbol(token, '.');
    const calls = isSymbol(token, '(') && tokens[position - 1]?.kind === 'word' && isCall(tokens[position - 1]);
    text += tight || closes || calls ? printed : ` ${printed}`;
    tight = isSymbol(token, '(') || isSymbol(token, '.');
  });
  return text;
}

const KEYWORDS_BEFORE_BRACKETS = new Set([
  'as',
  'in',
  'and',
  'or',
  'not',
  'xor',
  'when',
  'then',
  'else',
  'between',
  'like',
  'is',
  'check',
]);

function isCall(token: Token | undefined): boolean {
  return token !== undefined && !KEYWORDS_BEFORE_BRACKETS.has(token.value);
}

function printToken(token: Token, next: Token | undefined): string {
  switch (token.kind) {
    case 'string':
      return literal(token.value);
    case 'quoted':
      return bareName(token.value) ?? name(token.value);
    case 'word':
      return printWord(token.value, isSymbol(next, '('));
    case 'symbol':
      return token.value === '!=' ? '<>' : token.value;
    default:
      return token.value;
  }
}

function printWord(word: string, isCalled: boolean): string {
  if (!isCalled && !CLOCK_WORDS.has(word)) return word;
  const same = SAME_WORDS[word] ?? word;
  return !isCalled && WITHOUT_BRACKETS.has(same) ? `${same}()` : same;
}

/** Names need no quotes when no word of the language could be meant; columns are the same in any case. */
function bareName(text: string): string | null {
  const lower = text.toLowerCase();
  return /^[a-z_][a-z0-9_]*$/.test(lower) && !RESERVED_WORDS.has(lower) && !CLOCK_WORDS.has(lower) ? lower : null;
}

/** Index elements written as SQL: `lower(a) DESC, b(10)`. Null for what is no list of elements. */
export function readIndexElements(sql: string): readonly IndexPart[] | null {
  const tokens = tokenize(sql);
  if (tokens === null || tokens.length === 0) return null;
  const parts = splitAtCommas(tokens).map(readElement);
  return parts.every((part) => part !== null) ? parts : null;
}

/** The grammar allows a column with a length, or an expression in brackets. */
function readElement(tokens: readonly Token[]): IndexPart | null {
  const last = tokens.at(-1);
  const isOrdered = isWord(last, 'asc', 'desc');
  const order = isWord(last, 'desc') ? 'desc' : 'asc';
  const direction = { order, nulls: order === 'desc' ? 'first' : 'last' } as const;
  const key = isOrdered ? tokens.slice(0, -1) : tokens;
  const [first, open, length, close] = key;
  if (first === undefined) return null;
  if (isSymbol(first, '(')) {
    return closing(key, 0) === key.length ? { expression: canonicalExpression(printTokens(key)), ...direction } : null;
  }
  if (first.kind !== 'word' && first.kind !== 'quoted') return null;
  if (key.length === 1) return { column: first.value, ...direction };
  const isPrefix = key.length === 4 && isSymbol(open, '(') && length?.kind === 'number' && isSymbol(close, ')');
  if (isPrefix) return { column: first.value, length: Number(length.value), ...direction };
  return { expression: printTokens(key), ...direction };
}
