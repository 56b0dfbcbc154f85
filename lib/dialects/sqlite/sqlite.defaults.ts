import type { ColumnDefault, ColumnType } from '../../schema/database-schema.js';
import { remember } from '../../schema/remember.js';
import { print, withoutBrackets } from './sqlite.expressions.js';
import { isSymbol, isWord, type Token, tokenize } from './sqlite.lexer.js';
import { literal } from './sqlite.quote.js';
import { type Affinity, affinityOf } from './sqlite.types.js';

/**
 * Canonical form of a default: of a plain constant the value that the column's affinity makes of it, of anything else its
 * text. Null when there is none: `NULL`.
 */
export function canonicalDefault(sql: string, { text }: ColumnType): ColumnDefault | null {
  return rememberedDefault(JSON.stringify([sql, affinityOf(text)]));
}

const rememberedDefault = remember((key: string): ColumnDefault | null => {
  const [sql, affinity] = JSON.parse(key) as readonly [string, Affinity];
  const tokens = tokenize(sql);
  if (tokens === null || tokens.length === 0) return { sql: sql.trim(), kind: 'expression' };
  const inner = withoutBrackets(tokens);
  if (inner.length === 1 && isWord(inner[0], 'null')) return null;
  const constant = readConstant(inner);
  if (constant !== null) return { sql: spell(constant, affinity), kind: 'value' };
  const [only] = inner;
  const isClock = inner.length === 1 && isWord(only, ...CLOCKS);
  return { sql: isClock ? (only?.value.toUpperCase() ?? '') : print(sql, inner), kind: 'expression' };
});

/** The same, with the text that Sequelize would send where the two differ. */
export function statedDefault(sql: string, _kind: ColumnDefault['kind'], type: ColumnType): ColumnDefault | null {
  const sent = withoutBooleans(sql);
  const canonical = canonicalDefault(sent, type);
  return canonical === null || canonical.sql === sent ? canonical : { ...canonical, asWritten: sent };
}

/** Sequelize's generator turns these into numbers wherever they are a default. */
function withoutBooleans(sql: string): string {
  if (sql === 'true' || sql === "'true'") return '1';
  return sql === 'false' || sql === "'false'" ? '0' : sql;
}

/** Sequelize writes it as it stands, and SQLite takes nothing but constants so: a function of another server, for one. */
export function whyNoDefault(sql: string): string | null {
  const tokens = tokenize(sql);
  if (tokens === null || tokens.length === 0) return null;
  const inner = withoutBrackets(tokens);
  const isConstant = inner.length === 1 && isWord(inner[0], 'null', ...CLOCKS);
  return isConstant || inner.length < tokens.length || readConstant(tokens) !== null
    ? null
    : `${sql} is an expression, which SQLite takes in brackets only, as literal('(…)'); the time is literal('CURRENT_TIMESTAMP')`;
}

/** As DEFAULT takes it: a constant and the clock stand bare, everything else in brackets. */
export function defaultClause({ sql, kind, asWritten }: ColumnDefault): string {
  const text = asWritten ?? sql;
  const tokens = tokenize(text) ?? [];
  const isBare =
    kind === 'value' ||
    (tokens.length === 1 && isWord(tokens[0], ...CLOCKS)) ||
    (isSymbol(tokens[0], '(') && withoutBrackets(tokens).length < tokens.length);
  return `DEFAULT ${isBare ? text : `(${text})`}`;
}

export const CLOCKS = ['current_timestamp', 'current_time', 'current_date'];

type Constant =
  { readonly kind: 'text' | 'blob'; readonly text: string } | { readonly kind: 'number'; readonly text: string };

function readConstant(tokens: readonly Token[]): Constant | null {
  const signed = isSymbol(tokens[0], '+', '-');
  const [token, ...rest] = signed ? tokens.slice(1) : tokens;
  if (token === undefined || rest.length > 0 || (signed && token.kind !== 'number')) return null;
  switch (token.kind) {
    case 'number':
      return { kind: 'number', text: isSymbol(tokens[0], '-') ? `-${token.value}` : token.value };
    case 'string':
      return { kind: 'text', text: token.value };
    case 'blob':
      return { kind: 'blob', text: token.value };
    case 'quoted':
      // As a default, a name in double quotes is a text.
      return { kind: 'text', text: token.value };
    case 'word':
      if (isWord(token, 'true', 'false')) return { kind: 'number', text: token.value === 'true' ? '1' : '0' };
      return null;
    default:
      return null;
  }
}

function spell({ kind, text }: Constant, affinity: Affinity): string {
  if (kind === 'blob') return `x'${text}'`;
  const isNumeric = affinity === 'integer' || affinity === 'numeric' || affinity === 'real';
  if (kind === 'number') {
    if (affinity === 'text' && /^-?(?:0|[1-9]\d*)$/.test(text)) return literal(text);
    return isNumeric ? plainNumber(text) : text;
  }
  return isNumeric && /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(text) ? plainNumber(text) : literal(text);
}

/** `1.0`, `+1` and `1` are one number where the affinity makes them one; big ones keep all their digits. */
function plainNumber(text: string): string {
  const value = Number(text.replaceAll('_', ''));
  return Number.isFinite(value) && Math.abs(value) < Number.MAX_SAFE_INTEGER ? String(value === 0 ? 0 : value) : text;
}
