import type { ColumnType } from '../../schema/database-schema.js';
import { type Constant, readConstant } from './postgres.constants.js';
import { tokenize } from './postgres.lexer.js';
import { remember } from '../../schema/remember.js';
import { readTypeName, type TypeName } from './postgres.type-names.js';

/** What a constant of a type can look like, so that two spellings of one value become one text. */
export type TypeFamily =
  | 'boolean'
  | 'integer'
  | 'numeric'
  | 'float'
  | 'text'
  | 'enum'
  | 'uuid'
  | 'json'
  | 'date'
  | 'time'
  | 'timestamp'
  | 'timestamptz'
  | 'bytea'
  | 'other';

const FAMILIES: Readonly<Record<string, TypeFamily>> = {
  boolean: 'boolean',
  smallint: 'integer',
  integer: 'integer',
  bigint: 'integer',
  numeric: 'numeric',
  real: 'float',
  'double precision': 'float',
  text: 'text',
  'character varying': 'text',
  character: 'text',
  bpchar: 'text',
  citext: 'text',
  name: 'text',
  uuid: 'uuid',
  json: 'json',
  jsonb: 'json',
  date: 'date',
  bytea: 'bytea',
};

/** The name of a type without modifiers and brackets: `character varying`, `timestamp with time zone`. */
export function baseName(type: ColumnType): string {
  const read = parseType(type.text);
  return read ? `${read.name}${read.suffix}` : type.text;
}

export const parseType = remember((text: string): TypeName | null => {
  const tokens = tokenize(text);
  return tokens ? (readTypeName(tokens, 0)?.type ?? null) : null;
});

/** Of an array: of its elements. */
export function familyOf(type: ColumnType): TypeFamily {
  return type.enum ? 'enum' : familyOfText(type.text);
}

const familyOfText = remember((text: string): TypeFamily => {
  const base = baseName({ text, dimensions: 0, recognised: true });
  const [word] = base.split(' ');
  if (word === 'timestamp') return base.endsWith('with time zone') ? 'timestamptz' : 'timestamp';
  if (base === 'time without time zone') return 'time';
  return FAMILIES[base] ?? 'other';
});

const BOOLEANS: Readonly<Record<string, string>> = {
  t: 'true',
  true: 'true',
  y: 'true',
  yes: 'true',
  on: 'true',
  '1': 'true',
  f: 'false',
  false: 'false',
  n: 'false',
  no: 'false',
  off: 'false',
  '0': 'false',
};

/** The value's one spelling; null where this text has none that could be known without the server. */
export function canonicalValue(text: string, family: TypeFamily): string | null {
  switch (family) {
    case 'boolean':
      return BOOLEANS[text.trim().toLowerCase()] ?? null;
    case 'integer':
      return /^\s*[-+]?\d+\s*$/.test(text) ? BigInt(text.trim().replace(/^\+/, '')).toString() : null;
    case 'numeric':
      return canonicalNumeric(text.trim());
    case 'float':
      return /^\s*[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?\s*$/i.test(text) ? String(Number(text)) : specialNumber(text);
    case 'uuid':
      return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text) ? text.toLowerCase() : null;
    case 'json':
      return canonicalJson(text);
    case 'date':
      return /^\d{4}-\d\d-\d\d$/.test(text) ? text : null;
    case 'time':
      return canonicalTime(text);
    case 'timestamp':
    case 'timestamptz':
      return canonicalTimestamp(text, family === 'timestamptz');
    case 'bytea':
      return /^\\x([0-9a-f]{2})*$/i.test(text) ? text.toLowerCase() : null;
    default:
      return text;
  }
}

function specialNumber(text: string): string | null {
  return /^[-+]?(nan|infinity|inf)$/i.test(text.trim()) ? text.trim().toLowerCase().replace(/inf$/, 'infinity') : null;
}

function canonicalNumeric(text: string): string | null {
  const match = /^([-+]?)0*(\d*)(?:\.(\d*?)0*)?$/.exec(text);
  if (!match || !/\d/.test(text)) return specialNumber(text);
  const [, sign, whole = '', fraction = ''] = match;
  const digits = `${whole === '' ? '0' : whole}${fraction === '' ? '' : `.${fraction}`}`;
  return sign === '-' && digits !== '0' ? `-${digits}` : digits;
}

/** Numbers longer than a double are left as they are: what JavaScript cannot hold it must not compare. */
function canonicalJson(text: string): string | null {
  if (/\d{16}|[\d.]e/i.test(text.replace(/"(?:[^"\\]|\\.)*"/g, '""'))) return null;
  try {
    return JSON.stringify(JSON.parse(text), (_key, value: unknown) =>
      value !== null && typeof value === 'object' && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)))
        : value,
    );
  } catch {
    return null;
  }
}

function canonicalTime(text: string): string | null {
  const match = /^(\d\d):(\d\d)(?::(\d\d)(\.\d+)?)?$/.exec(text);
  return match && `${match[1]}:${match[2]}:${match[3] ?? '00'}${fractionOf(match[4])}`;
}

function fractionOf(text: string | undefined): string {
  return (text ?? '').replace(/\.?0+$/, '');
}

/** With a time zone only where the text names its offset: else it depends on the session. */
function canonicalTimestamp(text: string, zoned: boolean): string | null {
  const match = /^(\d{4}-\d\d-\d\d)[ T](\d\d):(\d\d)(?::(\d\d)(\.\d{1,6})?)? ?(Z|[-+]\d\d(?::?\d\d)?)?$/i.exec(text);
  if (!match) return null;
  const [, day = '', hours = '', minutes = '', seconds = '00', fraction, offset] = match;
  if (!zoned) return `${day} ${hours}:${minutes}:${seconds}${fractionOf(fraction)}`;
  if (offset === undefined) return null;
  const utc = new Date(`${day}T${hours}:${minutes}:${seconds}${isoOffset(offset)}`);
  if (Number.isNaN(utc.getTime())) return null;
  return `${utc.toISOString().slice(0, 19).replace('T', ' ')}${fractionOf(fraction)}+00`;
}

function isoOffset(offset: string): string {
  if (/^z$/i.test(offset)) return 'Z';
  const minutes = offset.slice(3).replace(':', '');
  return `${offset.slice(0, 3)}:${minutes === '' ? '00' : minutes}`;
}

/** Families whose constants are either in a form that {@link canonicalValue} knows, or wrong. */
const STRICT: readonly TypeFamily[] = ['boolean', 'integer', 'numeric', 'float', 'uuid'];

/** Why the server would refuse this default when the column is made. Null for all that it accepts or that only it knows. */
export function whyRejected(sql: string, type: ColumnType, enumValues?: readonly string[]): string | null {
  const tokens = tokenize(sql);
  if (tokens === null || tokens.length === 0) return `${sql === '' ? 'an empty text' : sql} is no SQL expression`;
  const constant = readConstant(tokens);
  if (constant === null || constant.kind === 'null') return null;
  return rejection(constant, type, familyOf(type), enumValues);
}

function rejection(
  constant: Constant,
  type: ColumnType,
  family: TypeFamily,
  enumValues: readonly string[] | undefined,
): string | null {
  if (constant.kind === 'null') return null;
  if (constant.kind === 'array') {
    if (type.dimensions === 0 && type.recognised && family !== 'other') return `an array is no ${type.text}`;
    for (const item of constant.items) {
      const because = rejection(item, item.kind === 'array' ? type : { ...type, dimensions: 0 }, family, enumValues);
      if (because !== null) return because;
    }
    return null;
  }
  const { text, written, casts } = constant;
  if (type.dimensions > 0) return written === 'string' ? null : `${text} is no ${type.text}`;
  if (casts.length > 0) return null;
  if (family === 'boolean' && written === 'number') return `the number ${text} is no boolean; write ${text !== '0'}`;
  if (STRICT.includes(family) && written === 'boolean' && family !== 'boolean') return `${text} is no ${type.text}`;
  if (family === 'enum') {
    if (written !== 'string') return `${text} is no text`;
    return enumValues && !enumValues.includes(text)
      ? `'${text}' is none of ${enumValues.map((value) => `'${value}'`).join(', ')}`
      : null;
  }
  if (family === 'date' || family === 'timestamp' || family === 'timestamptz') {
    return text.toLowerCase() === 'invalid date' ? "it is no date; for the server's own words write literal()" : null;
  }
  // A number is rounded to an integer; a text is not.
  if (family === 'integer' && written === 'number') return null;
  if (family === 'boolean')
    return /^\s*(t|tr|tru|true|y|ye|yes|on|1|f|fa|fal|fals|false|n|no|of|off|0)\s*$/i.test(text)
      ? null
      : `'${text}' is no boolean`;
  if (family === 'uuid') return /^\{?[0-9a-f]{4}(-?[0-9a-f]{4}){7}\}?$/i.test(text) ? null : `'${text}' is no uuid`;
  if (family === 'numeric' && /e/i.test(text)) return null;
  if (family === 'integer' && /^\s*[-+]?0[xob]/i.test(text)) return null;
  if (STRICT.includes(family) && canonicalValue(text, family) === null) return `'${text}' is no ${type.text}`;
  return null;
}
