import type { TypeChange } from '../../schema/answers.js';
import type { Column } from '../../schema/database-schema.js';
import type { Facts } from '../../schema/facts.js';
import { bytesOf, charactersOf, isOfBytes } from './mysql.text-sizes.js';
import { INTEGERS, parseType, type TypeName } from './mysql.type-names.js';
import { familyOf, type TypeFamily } from './mysql.values.js';

const SAFE: TypeChange = { verdict: 'safe' };
const REWRITE: TypeChange = { verdict: 'safe-rewrite' };

/**
 * Says of a change of type whether every value survives it, in any sql_mode: where the mode is strict a narrowing fails,
 * where it is not it cuts silently.
 */
export function mysqlTypeChange(from: Column, to: Column, facts?: Facts): TypeChange {
  const change = changeOf(from, to);
  if (!('because' in change) || facts === undefined) return change;
  const because = change.because.replace(
    /cut or rejected|rejected, or emptied|rejected, or becomes empty/,
    isStrict(facts) ? 'rejected' : 'cut or emptied without an error, because sql_mode is not strict',
  );
  return { ...change, because };
}

/** A value that does not fit is an error, and not a warning. */
export function isStrict({ own }: Facts): boolean {
  return /\bSTRICT_(TRANS|ALL)_TABLES\b/i.test(own['sqlMode'] ?? '');
}

function changeOf(from: Column, to: Column): TypeChange {
  const [left, right] = [parseType(from.type.text), parseType(to.type.text)];
  if (from.type.text === to.type.text) return SAFE;
  if (!left || !right || !from.type.recognised || !to.type.recognised) {
    return narrowing('nothing is known about one of these types');
  }
  if (from.type.values && to.type.values && left.name === right.name) {
    return listChange(from.type.values, to.type.values);
  }
  const [before, after] = [familyOf(from.type), familyOf(to.type)];
  return (CHANGES[`${before}>${after}`] ?? otherwise)(left, right, before, after);
}

type Rule = (left: TypeName, right: TypeName, before: TypeFamily, after: TypeFamily) => TypeChange;

const CHANGES: Readonly<Record<string, Rule>> = {
  'integer>integer': integerChange,
  'integer>decimal': (left, right) => {
    const [digits = 10, scale = 0] = right.modifiers.map(Number);
    const fits = digits - scale >= DIGITS[sizeOf(left)] && (!right.unsigned || left.unsigned);
    return fits ? REWRITE : narrowing('values may be out of range');
  },
  'integer>float': (left, right) =>
    right.name === 'double' &&
    left.name !== 'bigint' &&
    right.modifiers.length === 0 &&
    (!right.unsigned || left.unsigned)
      ? REWRITE
      : narrowing('large values are rounded'),
  'decimal>decimal': decimalChange,
  'float>float': (left, right) =>
    left.name === 'float' && right.name === 'double' && right.modifiers.length === 0 && left.unsigned === right.unsigned
      ? REWRITE
      : narrowing('values are rounded, or out of range'),
  'text>text': textChange,
  'enum>text': (left, right) => {
    const longest = Math.max(0, ...left.modifiers.map((value) => Array.from(value).length));
    const total = left.name === 'set' ? left.modifiers.join(',').length : longest;
    return total <= charactersOf(right) ? REWRITE : narrowing('longer values are cut or rejected');
  },
  'text>enum': () => conversion('a text that is none of the values is rejected, or becomes empty'),
  'binary>binary': binaryChange,
  'json>text': (_left, right) => (right.name === 'longtext' ? REWRITE : narrowing('longer values are cut or rejected')),
  'text>json': () => narrowing('texts that are no JSON are rejected'),
  'date>datetime': (_left, right) =>
    right.name === 'datetime' ? REWRITE : narrowing('dates before 1970 or after 2038 are rejected'),
  'datetime>datetime': (left, right) => {
    if (left.name !== right.name)
      return narrowing('the moments depend on the time zone of the session, and their range differs');
    return fits(left, right) ? REWRITE : narrowing('fractions of seconds are rounded');
  },
  'time>time': (left, right) => (fits(left, right) ? REWRITE : narrowing('fractions of seconds are rounded')),
  'bit>bit': (left, right) => (fits(left, right) ? REWRITE : narrowing('longer values are cut or rejected')),
  'uuid>text': (_left, right) => (charactersOf(right) >= 36 ? REWRITE : narrowing('values are cut or rejected')),
  'text>uuid': () => conversion('a text that is no UUID is rejected'),
  'geometry>geometry': (_left, right) => (right.name === 'geometry' ? REWRITE : narrowing('other shapes are rejected')),
};

const otherwise: Rule = (left, right, before, after) => {
  if (
    after === 'text' &&
    (before === 'integer' || before === 'decimal' || before === 'date' || before === 'datetime' || before === 'time')
  ) {
    return narrowing('values turn into text');
  }
  if (before === 'text' || before === 'geometry' || after === 'geometry' || after === 'json') {
    return conversion('values of the one are no values of the other');
  }
  return narrowing(`the server converts ${left.name} to ${right.name} and may lose something`);
};

const DIGITS: readonly [number, number, number, number, number] = [3, 5, 8, 10, 20];

function sizeOf({ name }: TypeName): 0 | 1 | 2 | 3 | 4 {
  return Math.max(0, INTEGERS.indexOf(name)) as 0 | 1 | 2 | 3 | 4;
}

/** `tinyint(1)` is a `tinyint` that says "boolean": the same bytes. */
function integerChange(left: TypeName, right: TypeName): TypeChange {
  const [before, after] = [sizeOf(left), sizeOf(right)];
  if (left.unsigned === right.unsigned) {
    if (before === after) return SAFE;
    return after > before ? REWRITE : narrowing('values may be out of range');
  }
  return left.unsigned && after > before ? REWRITE : narrowing('negative or large values are out of range');
}

function decimalChange(left: TypeName, right: TypeName): TypeChange {
  const [digits = 10, scale = 0] = left.modifiers.map(Number);
  const [newDigits = 10, newScale = 0] = right.modifiers.map(Number);
  const keepsSign = !right.unsigned || left.unsigned;
  return keepsSign && newScale >= scale && newDigits - newScale >= digits - scale
    ? REWRITE
    : narrowing('values are rounded, or out of range');
}

function textChange(left: TypeName, right: TypeName): TypeChange {
  const isWide =
    isOfBytes(left) && isOfBytes(right) ? bytesOf(right) >= bytesOf(left) : charactersOf(right) >= charactersOf(left);
  if (!isWide) return narrowing('longer values are cut or rejected');
  if (right.name === 'char' && left.name !== 'char') return narrowing('trailing spaces are cut');
  if (left.binary && !right.binary) {
    return {
      verdict: 'safe-unless-indexed',
      because: 'texts that differ only in case become equal: a unique over the column may not hold',
    };
  }
  if (left.name === right.name && left.binary === right.binary) return left.name === 'varchar' ? SAFE : REWRITE;
  return REWRITE;
}

function binaryChange(left: TypeName, right: TypeName): TypeChange {
  if (left.name === 'binary' || right.name === 'binary') {
    return narrowing('values of a fixed length are filled up with zero bytes');
  }
  return bytesOf(right) >= bytesOf(left) ? REWRITE : narrowing('longer values are cut or rejected');
}

function fits(left: TypeName, right: TypeName): boolean {
  return Number(right.modifiers[0] ?? 0) >= Number(left.modifiers[0] ?? 0);
}

/** New values at the end cost nothing; elsewhere every row is written anew, by value. */
function listChange(from: readonly string[], to: readonly string[]): TypeChange {
  if (from.every((value, position) => to[position] === value)) return SAFE;
  return from.every((value) => to.includes(value))
    ? REWRITE
    : narrowing('rows with a value that goes are rejected, or emptied');
}

function narrowing(because: string): TypeChange {
  return { verdict: 'narrowing', because };
}

function conversion(because: string): TypeChange {
  return { verdict: 'needs-conversion', because };
}
