import type { ColumnDefault, ColumnType } from '../../schema/database-schema.js';
import { type ArrayItem, type Constant, printArrayText, readArrayText, readConstant } from './postgres.constants.js';
import { canonicalExpression } from './postgres.expressions.js';
import { tokenize } from './postgres.lexer.js';
import { literal } from './postgres.quote.js';
import { remember } from '../../schema/remember.js';
import { printType, type TypeName } from './postgres.type-names.js';
import { baseName, canonicalValue, familyOf, parseType, type TypeFamily } from './postgres.values.js';

/**
 * Canonical form of a default: of a plain constant its value in the one spelling of the column's type, casts gone; of
 * anything else its text. Null when there is no default: `NULL`.
 *
 * Two constants whose texts are equal are equal; two that differ may still be the same (`'1 hour'` and `'01:00:00'`), and
 * only the server knows.
 */
export function canonicalDefault(sql: string, type: ColumnType): ColumnDefault | null {
  return rememberedDefault(JSON.stringify([sql, type]));
}

const rememberedDefault = remember((key: string): ColumnDefault | null => {
  const [sql, type] = JSON.parse(key) as readonly [string, ColumnType];
  const tokens = tokenize(sql);
  const constant = tokens && readConstant(tokens);
  if (constant?.kind === 'null') return null;
  const value = constant && spell(constant, type);
  return value ? { sql: value, kind: 'value' } : { sql: canonicalExpression(sql), kind: 'expression' };
});

/** The same, with the text that Sequelize would send: it is what a column is created with. */
export function statedDefault(sql: string, _kind: ColumnDefault['kind'], type: ColumnType): ColumnDefault | null {
  const canonical = canonicalDefault(sql, type);
  if (canonical === null) return null;
  return {
    ...canonical,
    ...(canonical.sql === sql ? {} : { asWritten: sql }),
    ...(isClockWord(canonical.sql, type) ? { movesWithTheClock: true } : {}),
  };
}

/** `'now'` becomes a time when the column is made, and another one whenever it is said again. */
function isClockWord(sql: string, type: ColumnType): boolean {
  return TIMES.includes(familyOf(type)) && /^'\s*(now|today|tomorrow|yesterday)\b/i.test(sql);
}

const TIMES: readonly TypeFamily[] = ['date', 'time', 'timestamp', 'timestamptz'];

function spell(constant: Constant, type: ColumnType): string | null {
  const family = familyOf(type);
  if (type.dimensions > 0) {
    const items = arrayOf(constant, type, family);
    return items && literal(printArrayText(items));
  }
  const text = scalarOf(constant, type, family);
  if (text === null) return null;
  const isBare =
    family === 'boolean' || ((family === 'integer' || family === 'numeric' || family === 'float') && /\d$/.test(text));
  return isBare ? text : literal(text);
}

function arrayOf(constant: Constant, type: ColumnType, family: TypeFamily): readonly ArrayItem[] | null {
  if (constant.kind === 'null' || !constant.casts.every((cast) => isTransparent(cast, constant, type, family)))
    return null;
  if (constant.kind === 'scalar') {
    const items = constant.written === 'string' ? readArrayText(constant.text) : null;
    return items && spellItems(items, family);
  }
  const items: ArrayItem[] = [];
  for (const item of constant.items) {
    const spelt =
      item.kind === 'null' ? null : item.kind === 'array' ? arrayOf(item, type, family) : scalarOf(item, type, family);
    if (spelt === null && item.kind !== 'null') return null;
    items.push(spelt);
  }
  return items;
}

/** A value without one spelling stays as it is: the server prints it in the same way on both sides, or is asked. */
function spellItems(items: readonly ArrayItem[], family: TypeFamily): readonly ArrayItem[] {
  return items.map((item) => {
    if (item === null) return null;
    return typeof item === 'string' ? (canonicalValue(item, family) ?? item) : spellItems(item, family);
  });
}

function scalarOf(constant: Constant, type: ColumnType, family: TypeFamily): string | null {
  if (constant.kind !== 'scalar') return null;
  if (!constant.casts.every((cast) => isTransparent(cast, constant, type, family))) return null;
  // Rounding is the server's work.
  if (family === 'integer' && constant.written === 'number' && !/^-?\d+$/.test(constant.text)) return null;
  if (family === 'boolean' && constant.written === 'number') return null;
  // As a text the server writes it out: 1e21, .5.
  if (constant.written === 'number' && !NUMBERS.includes(family) && !/^-?(0|[1-9]\d*)(\.\d+)?$/.test(constant.text)) {
    return null;
  }
  const value = canonicalValue(constant.text, family);
  if (value !== null) return value;
  return constant.written === 'string' ? constant.text : null;
}

const NUMBERS: readonly TypeFamily[] = ['integer', 'numeric', 'float'];

/** A cast that leaves the value as it is: to the column's own type, or to one that holds the same text. */
function isTransparent(cast: TypeName, constant: Constant, type: ColumnType, family: TypeFamily): boolean {
  const castType: ColumnType = { text: printType(cast), dimensions: cast.dimensions, recognised: cast.recognised };
  if (constant.kind === 'array' ? cast.dimensions === 0 : cast.dimensions > 0 && type.dimensions === 0) return false;
  if (type.enum) return cast.name === type.enum.name || (constant.kind === 'scalar' && familyOf(castType) === 'text');
  if (sameBase(castType, type)) return cast.modifiers.length === 0 || holds(cast, constant, type);
  if (cast.modifiers.length > 0)
    return holds(cast, constant, type) && familyOf(castType) === 'text' && isTextLike(family);
  const castFamily = familyOf(castType);
  if (castFamily === 'text') return cast.name !== 'character' && cast.name !== 'bpchar' && isTextLike(family);
  if (constant.kind !== 'scalar' || !NUMBERS.includes(castFamily) || !NUMBERS.includes(family)) return false;
  return castFamily === 'numeric' || /^[-+]?\d{1,15}$/.test(constant.text);
}

/** The server calls `character` without a length `bpchar`. */
function sameBase(left: ColumnType, right: ColumnType): boolean {
  const plain = (type: ColumnType): string => baseName(type).replace(/^bpchar$/, 'character');
  return plain(left) === plain(right);
}

function isTextLike(family: TypeFamily): boolean {
  return family === 'text' || family === 'json' || family === 'uuid';
}

/** `'abc'::varchar(3)` cuts nothing; of other modifiers only the column's own are known to be harmless. */
function holds(cast: TypeName, constant: Constant, type: ColumnType): boolean {
  if (cast.name === 'character varying') {
    const length = Number(cast.modifiers[0]);
    const fits = (item: Constant): boolean =>
      item.kind === 'null' || (item.kind === 'array' ? item.items.every(fits) : Array.from(item.text).length <= length);
    return fits(constant);
  }
  const own = parseType(type.text);
  return own !== null && printType({ ...own, dimensions: 0 }) === printType({ ...cast, dimensions: 0 });
}
