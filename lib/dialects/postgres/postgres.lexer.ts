/** SQL cut into tokens, so that nothing is ever decided by searching in text: a default may contain any word. */
export interface Token {
  readonly kind: 'word' | 'quoted' | 'string' | 'bits' | 'number' | 'symbol';
  /** Words are lower-cased; of quoted names and strings, what they mean; else as written. */
  readonly value: string;
}

const SPACE = /^(?:\s+|--[^\n]*|\/\*[\s\S]*?\*\/)+/;
const WORD = /^[\p{L}_][\p{L}\p{N}_$]*/u;
const NUMBER = /^(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?/i;
const QUOTED = /^"((?:[^"]|"")*)"/;
const PLAIN_STRING = /^n?'((?:[^']|'')*)'/i;
const BITS = /^[bx]'[0-9a-f]*'/i;
const ESCAPE_STRING = /^e'((?:[^'\\]|''|\\[\s\S])*)'/i;
const DOLLAR_STRING = /^\$([\p{L}_][\p{L}\p{N}_]*)?\$([\s\S]*?)\$\1\$/u;
const PUNCTUATION = /^(?:::|:=|[()[\],.;:])/;
const OPERATOR = /^[-+*/<>=~!@#%^&|`?]+/;

/** Null for text that is no SQL: an open quote, a stray character. */
export function tokenize(sql: string): readonly Token[] | null {
  const tokens: Token[] = [];
  let rest = sql.replace(SPACE, '');
  while (rest !== '') {
    const [token, length] = nextToken(rest);
    if (token === null) return null;
    tokens.push(token);
    rest = rest.slice(length).replace(SPACE, '');
  }
  return tokens;
}

function nextToken(rest: string): readonly [Token | null, number] {
  let match = ESCAPE_STRING.exec(rest);
  if (match) return [{ kind: 'string', value: unescape(match[1] ?? '') }, match[0].length];
  match = PLAIN_STRING.exec(rest);
  if (match) return [{ kind: 'string', value: (match[1] ?? '').replaceAll("''", "'") }, match[0].length];
  match = BITS.exec(rest);
  if (match) return [{ kind: 'bits', value: match[0].toUpperCase() }, match[0].length];
  match = DOLLAR_STRING.exec(rest);
  if (match) return [{ kind: 'string', value: match[2] ?? '' }, match[0].length];
  match = QUOTED.exec(rest);
  if (match) return [{ kind: 'quoted', value: (match[1] ?? '').replaceAll('""', '"') }, match[0].length];
  match = WORD.exec(rest);
  if (match) return [{ kind: 'word', value: foldCase(match[0]) }, match[0].length];
  match = NUMBER.exec(rest);
  if (match) return [{ kind: 'number', value: match[0] }, match[0].length];
  match = PUNCTUATION.exec(rest);
  if (match) return [{ kind: 'symbol', value: match[0] }, match[0].length];
  match = OPERATOR.exec(rest);
  if (match) {
    const operator = oneOperator(match[0]);
    return [{ kind: 'symbol', value: operator }, operator.length];
  }
  return [null, 0];
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
