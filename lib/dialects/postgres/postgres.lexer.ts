/** SQL cut into tokens, so that nothing is ever decided by searching in text: a default may contain any word. */
export interface Token {
  readonly kind: 'word' | 'quoted' | 'string' | 'bits' | 'number' | 'symbol';
  /** Words are lower-cased; of quoted names and strings, what they mean; else as written. */
  readonly value: string;
}

const SPACE = /(?:\s+|--[^\n]*|\/\*[\s\S]*?\*\/)+/y;
const WORD = /[\p{L}_][\p{L}\p{N}_$]*/uy;
const NUMBER = /(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?/iy;
const QUOTED = /"((?:[^"]|"")*)"/y;
const PLAIN_STRING = /n?'((?:[^']|'')*)'/iy;
const BITS = /[bx]'[0-9a-f]*'/iy;
const ESCAPE_STRING = /e'((?:[^'\\]|''|\\[\s\S])*)'/iy;
const DOLLAR_STRING = /\$([\p{L}_][\p{L}\p{N}_]*)?\$([\s\S]*?)\$\1\$/uy;
const PUNCTUATION = /::|:=|[()[\],.;:]/y;
const OPERATOR = /[-+*/<>=~!@#%^&|`?]+/y;

/** In the order in which they are tried: a letter before a quote makes it another string. */
const READERS: readonly (readonly [RegExp, (match: RegExpExecArray) => Token])[] = [
  [ESCAPE_STRING, (match) => ({ kind: 'string', value: unescape(match[1] ?? '') })],
  [BITS, (match) => ({ kind: 'bits', value: match[0].toUpperCase() })],
  [PLAIN_STRING, (match) => ({ kind: 'string', value: (match[1] ?? '').replaceAll("''", "'") })],
  [WORD, (match) => ({ kind: 'word', value: foldCase(match[0]) })],
  [NUMBER, (match) => ({ kind: 'number', value: match[0] })],
  [PUNCTUATION, (match) => ({ kind: 'symbol', value: match[0] })],
  [QUOTED, (match) => ({ kind: 'quoted', value: (match[1] ?? '').replaceAll('""', '"') })],
  [DOLLAR_STRING, (match) => ({ kind: 'string', value: match[2] ?? '' })],
  [OPERATOR, (match) => ({ kind: 'symbol', value: oneOperator(match[0]) })],
];

/** Null for text that is no SQL: an open quote, a stray character. */
export function tokenize(sql: string): readonly Token[] | null {
  const tokens: Token[] = [];
  let position = afterSpace(sql, 0);
  while (position < sql.length) {
    const length = readToken(sql, position, tokens);
    if (length === 0) return null;
    position = afterSpace(sql, position + length);
  }
  return tokens;
}

function afterSpace(sql: string, position: number): number {
  SPACE.lastIndex = position;
  return position + (SPACE.exec(sql)?.[0].length ?? 0);
}

function readToken(sql: string, position: number, tokens: Token[]): number {
  for (const [pattern, read] of READERS) {
    pattern.lastIndex = position;
    const match = pattern.exec(sql);
    if (match === null) continue;
    const token = read(match);
    tokens.push(token);
    return pattern === OPERATOR ? token.value.length : match[0].length;
  }
  return 0;
}

/** The server folds ASCII letters only. */
export function foldCase(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** `=-` is two operators, `@-` is one: the rule of the server's own lexer. */
function oneOperator(run: string): string {
  let operator = run;
  while (operator.length > 1 && /[-+]$/.test(operator) && !/[~!@#%^&|`?]/.test(operator)) {
    operator = operator.slice(0, -1);
  }
  return operator;
}

const ESCAPES: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

function unescape(text: string): string {
  return text.replace(/''|\\(x[0-9a-f]{1,2}|u[0-9a-f]{4}|U[0-9a-f]{8}|[0-7]{1,3}|[\s\S])/gi, (all, escape?: string) => {
    if (escape === undefined) return "'";
    if (/^[xu][0-9a-f]/i.test(escape)) return String.fromCodePoint(Number.parseInt(escape.slice(1), 16));
    if (/^[0-7]/.test(escape)) return String.fromCodePoint(Number.parseInt(escape, 8));
    return ESCAPES[escape] ?? all.slice(1);
  });
}

export function isSymbol(token: Token | undefined, value: string): boolean {
  return token?.kind === 'symbol' && token.value === value;
}

export function isWord(token: Token | undefined, ...values: readonly string[]): boolean {
  return token?.kind === 'word' && values.includes(token.value);
}

/** The position after the bracket that closes the one at `open`; null when it is never closed. */
export function closing(tokens: readonly Token[], open: number): number | null {
  let depth = 0;
  for (let position = open; position < tokens.length; position++) {
    const token = tokens[position];
    if (isSymbol(token, '(') || isSymbol(token, '[')) depth++;
    if (isSymbol(token, ')') || isSymbol(token, ']')) depth--;
    if (depth === 0) return position + 1;
  }
  return null;
}

/** Cuts at the commas that stand outside all brackets. */
export function splitAtCommas(tokens: readonly Token[]): readonly (readonly Token[])[] {
  const parts: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (isSymbol(token, '(') || isSymbol(token, '[')) depth++;
    if (isSymbol(token, ')') || isSymbol(token, ']')) depth--;
    if (depth === 0 && isSymbol(token, ',')) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts;
}
