import type { TypeStep } from '../../schema/answers.js';
import { FALSE, TRUE } from '../rows-sql.js';
import { literal } from './mysql.quote.js';
import { INTEGERS, parseType, type TypeName } from './mysql.type-names.js';
import { bytesOf, charactersOf, isOfBytes } from './mysql.text-sizes.js';
import { familyOf, type TypeFamily } from './mysql.values.js';

type Rule = (own: string, left: TypeName, right: TypeName, step: TypeStep) => string;

/**
 * SQL that is true for a value that a change of type would cut, round, empty or reject, in any sql_mode. It never fails
 * itself: what a SELECT cannot convert is NULL here, with a warning.
 */
export function mysqlMisfit(own: string, step: TypeStep, utc: boolean): string {
  const [left, right] = [parseType(step.from.type.text), parseType(step.to.type.text)];
  if (left === null || right === null) return TRUE;
  const [before, after] = [familyOf(step.from.type), familyOf(step.to.type)];
  const isMoment = before === 'datetime' && after === 'datetime' && left.name !== right.name;
  if (!utc && (isMoment || (before === 'date' && right.name === 'timestamp'))) return TRUE;
  const rule =
    RULES[`${before}>${after}`] ?? (after === 'text' ? lengthRule : isNumber(before) ? NUMBERS[after] : undefined);
  return rule?.(own, left, right, step) ?? TRUE;
}

const isNumber = (family: TypeFamily): boolean => family === 'integer' || family === 'decimal' || family === 'float';

const BITS: readonly [number, number, number, number, number] = [8, 16, 24, 32, 64];

function toInteger(own: string, right: TypeName): string {
  if (right.name === 'year') return `${own} <> 0 AND ${own} NOT BETWEEN 1901 AND 2155 OR ${own} <> TRUNCATE(${own}, 0)`;
  const bits = BITS[Math.max(0, INTEGERS.indexOf(right.name)) as 0 | 1 | 2 | 3 | 4];
  const least = right.unsigned ? 0n : -(2n ** BigInt(bits - 1));
  const beyond = 2n ** BigInt(right.unsigned ? bits : bits - 1);
  return `${own} < ${least} OR ${own} >= ${beyond} OR ${own} <> TRUNCATE(${own}, 0)`;
}

function toDecimal(own: string, right: TypeName): string {
  const [digits = 10, scale = 0] = right.modifiers.map(Number);
  const large = `ABS(${own}) >= ${10n ** BigInt(Math.max(0, digits - scale))}`;
  return [large, `${own} <> TRUNCATE(${own}, ${scale})`, ...(right.unsigned ? [`${own} < 0`] : [])].join(' OR ');
}

function toFloat(own: string, right: TypeName): string {
  const [digits, scale] = right.modifiers;
  if (digits !== undefined && scale !== undefined) return toDecimal(own, right);
  const isSingle = right.name === 'float';
  // The largest whole number up to which every one has its own value.
  const exact = isSingle ? 16_777_216 : 9_007_199_254_740_992;
  const changed = `ABS(${own}) > ${exact} OR ${own} <> TRUNCATE(${own}, ${isSingle ? 2 : 6})`;
  return right.unsigned ? `${changed} OR ${own} < 0` : changed;
}

const NUMBERS: Partial<Readonly<Record<TypeFamily, Rule>>> = {
  integer: (own, _left, right) => toInteger(own, right),
  decimal: (own, _left, right) => toDecimal(own, right),
  float: (own, _left, right) => toFloat(own, right),
};

/** A number that is written in a column of texts. */
function writtenNumber(own: string, pattern: string, then: (number: string) => string): string {
  return `${own} NOT REGEXP ${literal(pattern)} OR (${then(`CAST(${own} AS DECIMAL(65, 20))`)})`;
}

const WHOLE = '^ *[-+]?[0-9]{1,40} *$';
const FRACTION = '^ *[-+]?([0-9]{1,40}([.][0-9]{0,19})?|[.][0-9]{1,19}) *$';

const lengthRule: Rule = (own, left, right) => {
  const text = left.name === 'varchar' || left.name === 'char' ? own : `CAST(${own} AS CHAR)`;
  const long = isOfBytes(right)
    ? `LENGTH(CONVERT(${text} USING utf8mb4)) > ${bytesOf(right)}`
    : `CHAR_LENGTH(${text}) > ${charactersOf(right)}`;
  return right.name === 'char' ? `${long} OR RIGHT(${text}, 1) = ' '` : long;
};

const RULES: Readonly<Record<string, Rule>> = {
  'text>text': lengthRule,
  'binary>text': () => TRUE,
  'bit>text': () => TRUE,
  'geometry>text': () => TRUE,
  'text>integer': (own, _left, right) => writtenNumber(own, WHOLE, (number) => toInteger(number, right)),
  'text>decimal': (own, _left, right) => writtenNumber(own, FRACTION, (number) => toDecimal(number, right)),
  'text>float': (own, _left, right) => writtenNumber(own, FRACTION, (number) => toFloat(number, right)),
  'text>date': (own) => `${own} NOT REGEXP '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' OR CAST(${own} AS DATE) IS NULL`,
  'text>datetime': (own, _left, right) => {
    const digits = Number(right.modifiers[0] ?? 0);
    const fraction = digits === 0 ? '' : `([.][0-9]{1,${digits}})?`;
    const pattern = `^[0-9]{4}-[0-9]{2}-[0-9]{2}([ T][0-9]{2}:[0-9]{2}(:[0-9]{2}${fraction})?)?$`;
    return [
      `${own} NOT REGEXP ${literal(pattern)}`,
      `CAST(${own} AS DATETIME(6)) IS NULL`,
      ...outOfReach(`CAST(${own} AS DATETIME(6))`, right),
    ].join(' OR ');
  },
  'text>json': (own) => `NOT JSON_VALID(${own})`,
  'text>uuid': (own) => `${own} NOT REGEXP '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$'`,
  'text>enum': (own, _left, right) => (right.name === 'enum' ? notAmong(own, right) : TRUE),
  'enum>enum': (own, left, right) => (left.name === right.name && right.name === 'enum' ? notAmong(own, right) : TRUE),
  'datetime>datetime': (own, _left, right) =>
    [`MICROSECOND(${own}) % ${10 ** (6 - Number(right.modifiers[0] ?? 0))} <> 0`, ...outOfReach(own, right)].join(
      ' OR ',
    ),
  'date>datetime': (own, _left, right) => outOfReach(own, right).join(' OR ') || FALSE,
  'datetime>date': (own) => `TIME(${own}) <> 0 OR MICROSECOND(${own}) <> 0`,
  'time>time': (own, _left, right) => `MICROSECOND(${own}) % ${10 ** (6 - Number(right.modifiers[0] ?? 0))} <> 0`,
  'bit>bit': (own, _left, right) => `${own} + 0 >= ${2n ** BigInt(right.modifiers[0] ?? 1)}`,
  'binary>binary': (own, _left, right) =>
    // A value of a fixed length is filled up with zero bytes.
    right.name === 'binary' ? `LENGTH(${own}) <> ${bytesOf(right)}` : `LENGTH(${own}) > ${bytesOf(right)}`,
};

/** To the letter: the server would make one of a text that differs only in case, and change it. */
function notAmong(own: string, { modifiers }: TypeName): string {
  return `CONVERT(${own} USING utf8mb4) COLLATE utf8mb4_bin NOT IN (${modifiers.map(literal).join(', ')})`;
}

/** A TIMESTAMP counts seconds from 1970 in 32 bits. */
function outOfReach(own: string, { name }: TypeName): readonly string[] {
  return name === 'timestamp' ? [`${own} < '1970-01-01 00:00:01'`, `${own} > '2038-01-19 03:14:07'`] : [];
}
