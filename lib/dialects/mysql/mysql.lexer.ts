/** SQL cut into tokens, so that nothing is ever decided by searching in text: a default may contain any word. */
export interface Token {
  readonly kind: 'word' | 'quoted' | 'string' | 'bits' | 'number' | 'symbol';
  /** Words are lower-cased; of quoted names and strings, what they mean; else as written. */
  readonly value: string;
}

const SPACE = /(?:\s+|#[^\n]*|--(?:[ \t][^\n]*)?(?:\n|$)|\/\*[\s\S]*?\*\/)+/y;
const WORD = /[\p{L}_$@][\p{L}\p{N}_$@]*/uy;
const NUMBER = /(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?/iy;
const QUOTED = /`((?:[^`]|``)*)`/y;
/** `_utf8mb4'x'`: the introducer says which character set the text is in, which is no part of what it means. */
const STRING = /(?:_[a-z0-9]+\s*|n)?(?:'((?:[^'\\]|''|\\[\s\S])*)'|"((?:[^"\\]|""|\\[\s\S])*)")/iy;
const BITS = /(?:_binary\s*)?(?:[bx]'[0-9a-f]*'|0x[0-9a-f]+|0b[01]+)/iy;
const PUNCTUATION = /<=>|<>|!=|<=|>=|:=|&&|\|\||->>|->|<<|>>|[-+*/%<>=!~^&|()[\],.;:?{}]/y;

/** In the order in which they are tried: a letter before a quote makes it another string. */
const READERS: readonly (readonly [RegExp, (match: RegExpExecArray) => Token])[] = [
  [BITS, (match) => ({ kind: 'bits', value: match[0].replace(/^_binary\s*/i, '').toLowerCase() })],
  [STRING, (match) => ({ kind: 'string', value: unescapeString(match[1] ?? match[2] ?? '', match[1] === undefined) })],
  [NUMBER, (match) => ({ kind: 'number', value: match[0].toLowerCase() })],
  [WORD, (match) => ({ kind: 'word', value: match[0].toLowerCase() })],
  [QUOTED, (match) => ({ kind: 'quoted', value: (match[1] ?? '').replaceAll('``', '`') })],
  [PUNCTUATION, (match) => ({ kind: 'symbol', value: match[0] })],
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
    tokens.push(read(match));
    return match[0].length;
  }
  return 0;
}

const ESCAPES: Readonly<Record<string, string>> = { '0': '\0', b: '\b', n: '\n', r: '\r', t: '\t', Z: '\x1a' };

/** What a string literal means: doubled quotes, and the escapes of the server's manual. */
function unescapeString(text: string, isDouble: boolean): string {
  const quote = isDouble ? /""|\\([\s\S])/g : /''|\\([\s\S])/g;
  return text.replace(quote, (_all, escape?: string) => {
    if (escape === undefined) return isDouble ? '"' : "'";
    return ESCAPES[escape] ?? escape;
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
    if (isSymbol(tokens[position], '(')) depth++;
    if (isSymbol(tokens[position], ')')) depth--;
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
