import type { ColumnType } from '../../schema/database-schema.js';
import { INTEGERS, parseType } from './mysql.type-names.js';

/** What a constant of a type can look like, so that two spellings of one value become one text. */
export type TypeFamily =
  | 'integer'
  | 'decimal'
  | 'float'
  | 'text'
  | 'binary'
  | 'bit'
  | 'enum'
  | 'json'
  | 'date'
  | 'time'
  | 'datetime'
  | 'uuid'
  | 'geometry'
  | 'other';

const FAMILIES: Readonly<Record<string, TypeFamily>> = {
  decimal: 'decimal',
  float: 'float',
  double: 'float',
  char: 'text',
  varchar: 'text',
  tinytext: 'text',
  text: 'text',
  mediumtext: 'text',
  longtext: 'text',
  binary: 'binary',
  varbinary: 'binary',
  tinyblob: 'binary',
  blob: 'binary',
  mediumblob: 'binary',
  longblob: 'binary',
  bit: 'bit',
  enum: 'enum',
  set: 'enum',
  json: 'json',
  date: 'date',
  time: 'time',
  datetime: 'datetime',
  timestamp: 'datetime',
  year: 'integer',
  uuid: 'uuid',
  geometry: 'geometry',
  point: 'geometry',
  linestring: 'geometry',
  polygon: 'geometry',
  multipoint: 'geometry',
  multilinestring: 'geometry',
  multipolygon: 'geometry',
  geometrycollection: 'geometry',
};

export function familyOf({ text }: Pick<ColumnType, 'text'>): TypeFamily {
  const name = parseType(text)?.name ?? '';
  return INTEGERS.includes(name) ? 'integer' : (FAMILIES[name] ?? 'other');
}

export function isBareFamily(family: TypeFamily): boolean {
  return family === 'integer' || family === 'decimal' || family === 'float';
}

/** The value's one spelling; null where this text has none that could be known without the server. */
export function canonicalValue(text: string, type: Pick<ColumnType, 'text'>): string | null {
  switch (familyOf(type)) {
    case 'integer':
      return /^\s*[-+]?\d+(\.0*)?\s*$/.test(text) ? integerText(text) : null;
    case 'decimal':
      return decimalText(text.trim());
    case 'float':
      return /^\s*[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?\s*$/i.test(text) ? String(Number(text)) : null;
    case 'date':
      return /^\d{4}-\d\d-\d\d$/.test(text) ? text : null;
    case 'time':
      return timeText(text, digitsOf(type));
    case 'datetime':
      return datetimeText(text, digitsOf(type));
    case 'uuid':
      return /^[0-9a-f-]{36}$/i.test(text) ? text.toLowerCase() : null;
    case 'binary':
      return paddedText(text, type);
    case 'text':
    case 'enum':
    case 'json':
      return text;
    default:
      return null;
  }
}

function integerText(text: string): string {
  return BigInt(text.trim().replace(/^\+/, '').replace(/\..*$/, '')).toString();
}

function decimalText(text: string): string | null {
  const match = /^([-+]?)0*(\d*)(?:\.(\d*?)0*)?$/.exec(text);
  if (!match || !/\d/.test(text)) return null;
  const [, sign, whole = '', fraction = ''] = match;
  const digits = `${whole === '' ? '0' : whole}${fraction === '' ? '' : `.${fraction}`}`;
  return sign === '-' && digits !== '0' ? `-${digits}` : digits;
}

/** Of a second the column keeps so many digits; the server cuts the rest. */
function digitsOf({ text }: Pick<ColumnType, 'text'>): number {
  return Number(/\((\d)\)/.exec(text)?.[1] ?? 0);
}

function timeText(text: string, digits: number): string | null {
  const match = /^(-?)(\d{1,3}):(\d\d)(?::(\d\d)(\.\d+)?)?$/.exec(text);
  if (!match) return null;
  const [, sign = '', hours = '', minutes = '', seconds = '00', fraction] = match;
  return `${sign}${hours.padStart(2, '0')}:${minutes}:${seconds}${fractionOf(fraction, digits)}`;
}

function datetimeText(text: string, digits: number): string | null {
  const match = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d):(\d\d)(?::(\d\d)(\.\d{1,6})?)?)?$/.exec(text);
  if (!match) return null;
  const [, day = '', hours = '00', minutes = '00', seconds = '00', fraction] = match;
  return `${day} ${hours}:${minutes}:${seconds}${fractionOf(fraction, digits)}`;
}

function fractionOf(text: string | undefined, digits: number): string {
  return (text ?? '').slice(0, digits + 1).replace(/\.?0*$/, '');
}

/** The server fills a value of a fixed length up with zero bytes. */
function paddedText(text: string, type: Pick<ColumnType, 'text'>): string {
  return parseType(type.text)?.name === 'binary' ? text.replace(/\0+$/, '') : text;
}
