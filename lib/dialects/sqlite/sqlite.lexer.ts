/**
 * SQLite's SQL cut into tokens that know their place in the text: a definition is changed by replacing spans of it, so that
 * whatever else stands there stays as its author wrote it.
 */
export interface Token extends Span {
  readonly kind: 'word' | 'quoted' | 'string' | 'blob' | 'number' | 'symbol';
  /** Words are lower-cased; of quoted names and strings, what they mean; else as written. */
  readonly value: string;
}

export interface Span {
  readonly start: number;
  readonly end: number;
}

const SPACE = /(?:\s+|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$))+/y;
const WORD = /[\p{L}_\u0080-\uffff][\p{L}\p{N}_$\u0080-\uffff]*/uy;
const NUMBER = /0x[0-9a-f]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:e[+-]?\d+)?/iy;
const DOUBLE_QUOTED = /"((?:[^"]|"")*)"/y;
const TICKED = /`((?:[^`]|``)*)`/y;
const BRACKETED = /\[([^\]]*)\]/y;
const STRING = /'((?:[^']|'')*)'/y;
const BLOB = /x'([0-9a-f]*)'/iy;
const SYMBOL = /->>|->|\|\||<<|>>|<=|>=|==|!=|<>|[-+*/%<>=&|~(),.;?:@$]/y;

/** In the order in which they are tried: a letter before a quote makes it another thing. */
const READERS: readonly (readonly [RegExp, Token['kind'], (match: RegExpExecArray) => string])[] = [
  [BLOB, 'blob', (match) => (match[1] ?? '').toLowerCase()],
  [WORD, 'word', (match) => foldCase(match[0])],
  [NUMBER, 'number', (match) => match[0].toLowerCase()],
  [STRING, 'string', (match) => (match[1] ?? '').replaceAll("''", "'")],
  [DOUBLE_QUOTED, 'quoted', (match) => (match[1] ?? '').replaceAll('""', '"')],
  [TICKED, 'quoted', (match) => (match[1] ?? '').replaceAll('``', '`')],
  [BRACKETED, 'quoted', (match) => match[1] ?? ''],
  [SYMBOL, 'symbol', (match) => match[0]],
];

/** Null for text that is no SQL: an open quote, a stray character. */
export function tokenize(sql: string): readonly Token[] | null {
  const tokens: Token[] = [];
  let position = afterSpace(sql, 0);
  while (position < sql.length) {
    const token = readToken(sql, position);
    if (token === null) return null;
    tokens.push(token);
    position = afterSpace(sql, token.end);
  }
  return tokens;
}

function afterSpace(sql: string, position: number): number {
  SPACE.lastIndex = position;
  return position + (SPACE.exec(sql)?.[0].length ?? 0);
}

function readToken(sql: string, start: number): Token | null {
  for (const [pattern, kind, valueOf] of READERS) {
    pattern.lastIndex = start;
    const match = pattern.exec(sql);
    if (match !== null) return { kind, value: valueOf(match), start, end: start + match[0].length };
  }
  return null;
}

/** The server folds ASCII letters only. */
export function foldCase(text: string): string {
  return /[A-Z]/.test(text) ? text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()) : text;
}

export function isSymbol(token: Token | undefined, ...values: readonly string[]): boolean {
  return token?.kind === 'symbol' && values.includes(token.value);
}

export function isWord(token: Token | undefined, ...values: readonly string[]): boolean {
  return token?.kind === 'word' && values.includes(token.value);
}

/** What can stand where a name is expected: a word, quotes of any kind, even a string. */
export function isName(token: Token | undefined): token is Token {
  return token !== undefined && (token.kind === 'word' || token.kind === 'quoted' || token.kind === 'string');
}

/** A name as it is stored: unquoted, its letters as written. */
export function nameIn(sql: string, token: Token): string {
  return token.kind === 'word' ? sql.slice(token.start, token.end) : token.value;
}

/** The position after the bracket that closes the one at `open`; null when it is never closed. */
export function closing(tokens: readonly Token[], open: number): number | null {
  let depth = 0;
  for (let position = open; position < tokens.length; position++) {
    const token = tokens[position];
    if (isSymbol(token, '(')) depth++;
    if (isSymbol(token, ')')) depth--;
    if (depth === 0) return position + 1;
  }
  return null;
}

/** Cuts at the commas that stand outside all brackets. */
export function splitAtCommas(tokens: readonly Token[]): readonly (readonly Token[])[] {
  const parts: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (isSymbol(token, '(')) depth++;
    if (isSymbol(token, ')')) depth--;
    if (depth === 0 && isSymbol(token, ',')) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts;
}
