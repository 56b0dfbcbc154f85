import type { TypeChange } from '../../schema/answers.js';
import type { Column } from '../../schema/database-schema.js';
import type { Facts } from '../../schema/facts.js';
import type { TypeName } from './postgres.type-names.js';
import { baseName, familyOf, parseType } from './postgres.values.js';

const SAFE: TypeChange = { verdict: 'safe' };
const REWRITE: TypeChange = { verdict: 'safe-rewrite' };
const TOO_LONG: TypeChange = { verdict: 'narrowing', because: 'longer values are rejected', rejects: true };
const TOO_LARGE: TypeChange = { verdict: 'narrowing', because: 'values may be out of range', rejects: true };

/**
 * Says of a change of type whether every value survives it. Widening is safe; whatever is not proven safe is narrowing,
 * and what the server does not cast by itself needs a conversion.
 */
export function postgresTypeChange(from: Column, to: Column, facts?: Pick<Facts, 'utc'>): TypeChange {
  const change = changeOf(from, to, facts);
  const canLose = change.verdict === 'narrowing' || change.verdict === 'needs-conversion';
  return canLose && WITHOUT_ORDER.includes(baseName(to.type)) ? { ...change, losesOrder: true } : change;
}

/** Types without an operator class for btree. */
const WITHOUT_ORDER: readonly string[] = [
  'json',
  'jsonpath',
  'xml',
  'point',
  'line',
  'lseg',
  'box',
  'path',
  'polygon',
  'circle',
];

function changeOf(from: Column, to: Column, facts?: Pick<Facts, 'utc'>): TypeChange {
  const [left, right] = [parseType(from.type.text), parseType(to.type.text)];
  if (from.type.text === to.type.text) return SAFE;
  if (from.type.enum || to.type.enum) return enumChange(from, to);
  if (!left || !right || !from.type.recognised || !to.type.recognised) {
    return narrowing('nothing is known about one of these types');
  }
  if (left.dimensions > 0 !== right.dimensions > 0) {
    return conversion(left.dimensions > 0 ? 'an array is no single value' : 'a single value is no array');
  }
  const verdict = scalarChange(from, to, left, right, facts?.utc === true);
  // The server converts the elements of an array one by one, also where a column of the element's type would stay as it is.
  return left.dimensions > 0 && verdict.verdict === 'safe' ? REWRITE : verdict;
}

function scalarChange(from: Column, to: Column, left: TypeName, right: TypeName, utc: boolean): TypeChange {
  const [before, after] = [baseName(from.type), baseName(to.type)];
  const [familyBefore, familyAfter] = [familyOf(from.type), familyOf(to.type)];
  if (before === after) return sameTypeChange(left, right);
  if (familyBefore === 'text' && familyAfter === 'text') return textChange(left, right);
  if (isNumber(familyBefore) && isNumber(familyAfter)) return numberChange(left, right);
  if (familyBefore === 'timestamp' && familyAfter === 'timestamptz') return zoneChange(left, right, utc);
  if (familyBefore === 'timestamptz' && familyAfter === 'timestamp') return zoneChange(left, right, utc);
  if (before === 'date' && familyAfter === 'timestamp') return REWRITE;
  if (before === 'date' && familyAfter === 'timestamptz' && utc) return REWRITE;
  if (before === 'cidr' && after === 'inet') return SAFE;
  if (before === 'json' && after === 'jsonb') {
    return {
      verdict: 'safe-rewrite',
      but: 'the order of keys goes, and of a key that stands there twice only the last is kept',
    };
  }
  if (before === 'bit' && after === 'bit varying') return fits(left, right) ? REWRITE : TOO_LONG;
  if (familyAfter === 'text' && familyBefore !== 'bytea') return narrowing('values turn into text');
  if (ASSIGNABLE[before]?.includes(after)) {
    return narrowing(after === 'date' ? 'the time of the day goes' : 'the cast can lose something');
  }
  return conversion('the server does not cast one to the other by itself');
}

/** Casts that the server makes by itself on assignment, and that can lose something. */
const ASSIGNABLE: Readonly<Record<string, readonly string[]>> = {
  'timestamp with time zone': ['date', 'time without time zone', 'time with time zone'],
  'timestamp without time zone': ['date', 'time without time zone'],
  date: ['timestamp with time zone'],
  'time without time zone': ['time with time zone', 'interval'],
  'time with time zone': ['time without time zone'],
  interval: ['time without time zone'],
  inet: ['cidr'],
  jsonb: ['json'],
  'bit varying': ['bit'],
  money: ['numeric'],
  numeric: ['money'],
  integer: ['money', 'oid'],
  bigint: ['money', 'oid'],
};

function isNumber(family: string): boolean {
  return family === 'integer' || family === 'numeric' || family === 'float';
}

/** The same type with other modifiers. */
function sameTypeChange(left: TypeName, right: TypeName): TypeChange {
  switch (left.name) {
    case 'numeric':
      return numericChange(left, right);
    case 'character':
      return fits(left, right) ? REWRITE : narrowing('longer values are cut or rejected');
    case 'bit':
      return narrowing('values of another length are rejected');
    default:
      if (left.name.startsWith('interval') || left.name === 'timestamp' || left.name === 'time') {
        return fits(left, right) ? SAFE : narrowing('fractions of seconds are rounded');
      }
      if (left.name === 'character varying' || left.name === 'bit varying') {
        return fits(left, right) ? SAFE : TOO_LONG;
      }
      return narrowing('nothing is known about these modifiers');
  }
}

/** Everything that fits the first length fits the second; no length is no limit. */
function fits(left: TypeName, right: TypeName): boolean {
  const [before, after] = [left.modifiers[0], right.modifiers[0]];
  return after === undefined || (before !== undefined && Number(after) >= Number(before));
}

function textChange(left: TypeName, right: TypeName): TypeChange {
  if (left.name === 'citext' || right.name === 'citext') {
    const because = 'upper and lower case become equal, or stop being so: an index over the column may not hold';
    const isPlain = ['text', 'citext'].includes(left.name) && ['text', 'citext'].includes(right.name);
    return isPlain ? { verdict: 'safe-unless-indexed', because } : narrowing(because);
  }
  if (left.name === 'character' || left.name === 'bpchar') return narrowing('trailing spaces are cut');
  if (right.name === 'text' || right.name === 'character varying') {
    return fits(left, right) ? SAFE : TOO_LONG;
  }
  return narrowing('longer values are cut or rejected, shorter ones padded');
}

const INTEGER_DIGITS: Readonly<Record<string, number>> = { smallint: 5, integer: 10, bigint: 19 };
const EXACT: Readonly<Record<string, readonly string[]>> = {
  smallint: ['integer', 'bigint', 'real', 'double precision'],
  integer: ['bigint', 'double precision'],
  real: ['double precision'],
};

function numberChange(left: TypeName, right: TypeName): TypeChange {
  if (EXACT[left.name]?.includes(right.name)) return REWRITE;
  const digits = INTEGER_DIGITS[left.name];
  if (digits !== undefined && right.name in INTEGER_DIGITS) return TOO_LARGE;
  if (digits !== undefined && right.name === 'numeric') {
    const [precision, scale = '0'] = right.modifiers;
    if (precision === undefined || Number(precision) - Number(scale) >= digits) return REWRITE;
  }
  return narrowing('values are rounded, or out of range');
}

function numericChange(left: TypeName, right: TypeName): TypeChange {
  const [precision, scale] = left.modifiers.map(Number);
  const [newPrecision, newScale] = right.modifiers.map(Number);
  if (newPrecision === undefined || newScale === undefined) return SAFE;
  if (precision === undefined || scale === undefined) return narrowing('values are rounded, or out of range');
  if (newScale === scale && newPrecision >= precision) return SAFE;
  const keepsAll = newScale >= scale && newPrecision - newScale >= precision - scale;
  return keepsAll ? REWRITE : narrowing('values are rounded, or out of range');
}

function zoneChange(left: TypeName, right: TypeName, utc: boolean): TypeChange {
  if (!utc) return narrowing("the session's time zone is not UTC: the moments shift");
  return fits(left, right) ? SAFE : narrowing('fractions of seconds are rounded');
}

function enumChange(from: Column, to: Column): TypeChange {
  if (to.type.enum) return conversion('the server does not cast to an enum by itself');
  const isText = familyOf(to.type) === 'text' && from.type.dimensions === to.type.dimensions;
  if (!isText) return conversion('an enum is no such value');
  return narrowing('what depends on the order of the values, or names the enum, no longer fits');
}

function narrowing(because: string): TypeChange {
  return { verdict: 'narrowing', because };
}

function conversion(because: string): TypeChange {
  return { verdict: 'needs-conversion', because };
}
