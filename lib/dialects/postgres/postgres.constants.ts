import { closing, isSymbol, isWord, splitAtCommas, type Token } from './postgres.lexer.js';
import { readTypeName, type TypeName } from './postgres.type-names.js';

/** A plain constant with the casts around it, innermost first. What is not a plain constant is not read. */
export type Constant =
  | { readonly kind: 'null' }
  | {
      readonly kind: 'scalar';
      readonly written: 'string' | 'number' | 'boolean';
      readonly text: string;
      readonly casts: readonly TypeName[];
    }
  | { readonly kind: 'array'; readonly items: readonly Constant[]; readonly casts: readonly TypeName[] };

/** Null for whatever is more than a constant: a function call, an operator, a column. */
export function readConstant(tokens: readonly Token[]): Constant | null {
  const cast = lastCast(tokens);
  if (cast !== null) {
    const type = readTypeName(tokens, cast + 1);
    if (type === null || type.next !== tokens.length) return null;
    const inner = readConstant(tokens.slice(0, cast));
    return inner && withCast(inner, type.type);
  }
  const [first, second] = tokens;
  if (isSymbol(first, '(') && closing(tokens, 0) === tokens.length) return readConstant(tokens.slice(1, -1));
  if (isWord(first, 'cast') && isSymbol(second, '(') && closing(tokens, 1) === tokens.length)
    return readCastCall(tokens);
  if (isWord(first, 'array') && isSymbol(second, '[') && closing(tokens, 1) === tokens.length) {
    return readItems(tokens.slice(2, -1));
  }
  // Inside an array the word may be left out: ARRAY[[1, 2], [3, 4]].
  if (isSymbol(first, '[') && closing(tokens, 0) === tokens.length) return readItems(tokens.slice(1, -1));
  return readScalar(tokens);
}

function lastCast(tokens: readonly Token[]): number | null {
  let depth = 0;
  for (let position = tokens.length - 1; position >= 0; position--) {
    const token = tokens[position];
    if (isSymbol(token, ')') || isSymbol(token, ']')) depth++;
    if (isSymbol(token, '(') || isSymbol(token, '[')) depth--;
    if (depth === 0 && isSymbol(token, '::')) return position;
  }
  return null;
}

function readCastCall(tokens: readonly Token[]): Constant | null {
  const body = tokens.slice(2, -1);
  const as = body.findIndex((token) => isWord(token, 'as'));
  const type = as < 0 ? null : readTypeName(body, as + 1);
  if (type === null || type.next !== body.length) return null;
  const inner = readConstant(body.slice(0, as));
  return inner && withCast(inner, type.type);
}

function withCast(constant: Constant, type: TypeName): Constant {
  return constant.kind === 'null' ? constant : { ...constant, casts: [...constant.casts, type] };
}

function readItems(tokens: readonly Token[]): Constant | null {
  if (tokens.length === 0) return { kind: 'array', items: [], casts: [] };
  const items: Constant[] = [];
  for (const part of splitAtCommas(tokens)) {
    const item = readConstant(part);
    if (item === null) return null;
    items.push(item);
  }
  return { kind: 'array', items, casts: [] };
}

function readScalar(tokens: readonly Token[]): Constant | null {
  const scalar = (written: 'string' | 'number' | 'boolean', text: string): Constant => ({
    kind: 'scalar',
    written,
    text,
    casts: [],
  });
  const [first, second] = tokens;
  if (tokens.length === 2 && (isSymbol(first, '-') || isSymbol(first, '+')) && second?.kind === 'number') {
    return scalar('number', isSymbol(first, '-') ? `-${second.value}` : second.value);
  }
  if (tokens.length === 2 && first?.kind === 'word' && second?.kind === 'string') {
    const type = readTypeName(tokens, 0);
    return type?.next === 1 ? { kind: 'scalar', written: 'string', text: second.value, casts: [type.type] } : null;
  }
  if (tokens.length !== 1 || first === undefined) return null;
  if (isWord(first, 'null')) return { kind: 'null' };
  if (isWord(first, 'true', 'false')) return scalar('boolean', first.value);
  if (first.kind === 'number') return scalar('number', first.value);
  if (first.kind === 'string') return scalar('string', first.value);
  if (first.kind === 'bits' && first.value.startsWith('B')) return scalar('string', first.value.slice(2, -1));
  return null;
}

/** An array as the server prints it: `{a,"b c",NULL}`. Null where it does not parse. */
export function readArrayText(text: string): readonly ArrayItem[] | null {
  let position = 0;
  const result = readBraces();
  return position === text.length ? result : null;

  function readBraces(): readonly ArrayItem[] | null {
    if (text[position] !== '{') return null;
    position++;
    const items: ArrayItem[] = [];
    if (text[position] === '}') {
      position++;
      return items;
    }
    for (;;) {
      const item = text[position] === '{' ? readBraces() : readItem();
      if (item === undefined || (item === null && text[position - 1] === '{')) return null;
      items.push(item);
      const separator = text[position++];
      if (separator === '}') return items;
      if (separator !== ',') return null;
    }
  }

  function readItem(): string | null | undefined {
    if (text[position] === '"') {
      const match = /^"((?:[^"\\]|\\[\s\S])*)"/.exec(text.slice(position));
      if (!match) return undefined;
      position += match[0].length;
      return (match[1] ?? '').replace(/\\([\s\S])/g, '$1');
    }
    const match = /^[^,{}"\\]+/.exec(text.slice(position));
    if (!match) return undefined;
    position += match[0].length;
    const item = match[0].trim();
    return item.toLowerCase() === 'null' ? null : item;
  }
}

export type ArrayItem = string | null | readonly ArrayItem[];

export function printArrayText(items: readonly ArrayItem[]): string {
  const print = (item: ArrayItem): string => {
    if (item === null) return 'NULL';
    if (typeof item !== 'string') return printArrayText(item);
    const isBare = item !== '' && !/[\s,{}"\\]/.test(item) && item.toLowerCase() !== 'null';
    return isBare ? item : `"${item.replace(/["\\]/g, '\\$&')}"`;
  };
  return `{${items.map(print).join(',')}}`;
}
