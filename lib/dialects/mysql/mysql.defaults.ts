import type { ColumnDefault, ColumnType } from '../../schema/database-schema.js';
import { canonicalExpression, printTokens, withoutOuterBrackets } from './mysql.expressions.js';
import { isSymbol, isWord, type Token, tokenize } from './mysql.lexer.js';
import { literal } from './mysql.quote.js';
import { canonicalValue, familyOf, isBareFamily } from './mysql.values.js';

export interface Constant {
  readonly kind: 'null' | 'string' | 'number' | 'bits';
  readonly text: string;
}

/** A plain constant, with its sign; null for anything else. */
export function readConstant(tokens: readonly Token[]): Constant | null {
  const [first, second] = tokens;
  if (tokens.length === 2 && second?.kind === 'number' && (isSymbol(first, '-') || isSymbol(first, '+'))) {
    return { kind: 'number', text: `${isSymbol(first, '-') ? '-' : ''}${second.value}` };
  }
  if (tokens.length !== 1 || first === undefined) return null;
  if (isWord(first, 'null')) return { kind: 'null', text: '' };
  if (isWord(first, 'true')) return { kind: 'number', text: '1' };
  if (isWord(first, 'false')) return { kind: 'number', text: '0' };
  if (first.kind === 'string') return { kind: 'string', text: first.value };
  if (first.kind === 'number') return { kind: 'number', text: first.value };
  return first.kind === 'bits' ? { kind: 'bits', text: first.value } : null;
}

/**
 * Canonical form of a default: of a plain constant its value in the one spelling of the column's type; of anything else its
 * text. Null when there is no default: `NULL`. What follows the value, `ON UPDATE current_timestamp()`, is part of it.
 */
export function canonicalDefault(sql: string, type: ColumnType): ColumnDefault | null {
  const tokens = tokenize(sql);
  if (tokens === null || tokens.length === 0) return { sql: sql.trim(), kind: 'expression' };
  const at = tokens.findIndex((token, position) => isWord(token, 'on') && isWord(tokens[position + 1], 'update'));
  if (at > 0) {
    const value = printTokens(withoutOuterBrackets(tokens.slice(0, at)));
    return { sql: `${value} on update ${printTokens(tokens.slice(at + 2))}`, kind: 'expression' };
  }
  const inner = withoutOuterBrackets(tokens);
  const constant = readConstant(inner);
  if (constant?.kind === 'null') return null;
  const value = constant && spell(constant, type);
  return value ? { sql: value, kind: 'value' } : { sql: canonicalExpression(sql), kind: 'expression' };
}

function spell(constant: Constant, type: ColumnType): string | null {
  const family = familyOf(type);
  if (constant.kind === 'bits') return family === 'bit' ? bitText(constant.text) : hexText(constant.text, type);
  if (family === 'bit') return constant.kind === 'number' ? bitText(`0x${BigInt(constant.text).toString(16)}`) : null;
  const value = canonicalValue(constant.text, type);
  if (value === null) return constant.kind === 'string' ? literal(constant.text) : null;
  return isBareFamily(family) ? value : literal(value);
}

/** `x'6162'` is the text `ab`, where that is plain. */
function hexText(text: string, type: ColumnType): string | null {
  const digits = /^(?:x'([0-9a-f]*)'|0x([0-9a-f]+))$/.exec(text);
  const value = digits && Buffer.from(digits[1] ?? digits[2] ?? '', 'hex').toString('latin1');
  if (value === null || !/^[ -~]*$/.test(value)) return null;
  const canonical = canonicalValue(value, type);
  return canonical === null ? null : literal(canonical);
}

/** `b'101'`, `0x05` and `5` are the same bits. */
function bitText(text: string): string | null {
  const match = /^(?:b'([01]*)'|0b([01]+)|x'([0-9a-f]*)'|0x([0-9a-f]+))$/.exec(text);
  if (!match) return null;
  const bits = match[1] ?? match[2];
  const value =
    bits === undefined ? BigInt(`0x${match[3] ?? match[4] ?? '0'}`) : BigInt(`0b${bits === '' ? '0' : bits}`);
  return `b'${value.toString(2)}'`;
}

/** The same, with the text that Sequelize would send: it is what a column is created with. */
export function statedDefault(sql: string, _kind: ColumnDefault['kind'], type: ColumnType): ColumnDefault | null {
  const canonical = canonicalDefault(sql, type);
  return canonical === null || canonical.sql === sql ? canonical : { ...canonical, asWritten: sql };
}

/** Families whose constants are either in a form that {@link canonicalValue} knows, or wrong. */
const STRICT = new Set(['integer', 'decimal', 'float']);

/** Why the server would refuse this default when the column is made. Null for all that it accepts or that only it knows. */
export function whyRejected(sql: string, type: ColumnType, enumValues?: readonly string[]): string | null {
  const tokens = tokenize(sql);
  if (tokens === null || tokens.length === 0) return `${sql === '' ? 'an empty text' : sql} is no SQL expression`;
  const constant = readConstant(tokens);
  if (constant === null || constant.kind === 'null' || constant.kind === 'bits') return null;
  const values = enumValues ?? type.values;
  const family = familyOf(type);
  if (family === 'enum' && values !== undefined && type.text.startsWith('enum')) {
    const isKnown = values.some((value) => value.toLowerCase() === constant.text.toLowerCase());
    return constant.kind === 'string' && !isKnown ? `'${constant.text}' is none of its values` : null;
  }
  return STRICT.has(family) &&
    type.recognised &&
    constant.kind === 'string' &&
    canonicalValue(constant.text, type) === null
    ? `'${constant.text}' is no ${type.text}`
    : null;
}
