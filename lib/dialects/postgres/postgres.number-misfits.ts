import { FALSE } from '../rows-sql.js';
import type { TypeName } from './postgres.type-names.js';

/** The first whole number that is too large, as the server reads it. */
const BEYOND: Readonly<Record<string, string>> = {
  smallint: '32768',
  integer: '2147483648',
  bigint: '9223372036854775808',
};

/** The largest that a floating point type holds, and the smallest above nothing. */
const REACH: Readonly<Record<string, readonly [largest: string, smallest: string]>> = {
  real: ['3.4028e38', '1.1755e-38'],
  'double precision': ['1.7976e308', '2.2251e-308'],
};

/** SQL that is true for a number that would be rounded, or is out of range. It never fails itself. */
export function numberMisfit(own: string, left: TypeName, right: TypeName): string {
  const isWhole = left.name in BEYOND;
  const beyond = BEYOND[right.name];
  if (beyond !== undefined) {
    const range = `${own} < -${beyond} OR ${own} >= ${beyond}`;
    return isWhole ? range : `${range} OR ${own} <> trunc(${own})`;
  }
  const isFloat = left.name in REACH;
  const exact = isFloat ? `${own}::numeric` : own;
  const special = isFloat ? `${own}::text IN ('NaN', 'Infinity', '-Infinity')` : `${own}::text = 'NaN'`;
  const reach = REACH[right.name];
  if (reach !== undefined) {
    const [largest, smallest] = reach;
    const small = `abs(${own}) > ${largest} OR abs(${own}) < ${smallest} AND ${own} <> 0`;
    // The shortest text that gives the value again; a cast to numeric keeps fifteen digits.
    const changed = isFloat
      ? `${own}::${right.name}::${left.name} <> ${own}`
      : `${own}::${right.name}::text::numeric <> ${own}::text::numeric`;
    return `CASE WHEN ${special} THEN false WHEN ${small} THEN true ELSE ${changed} END`;
  }
  const [precision, scale = '0'] = right.modifiers;
  if (precision === undefined) {
    return isFloat ? `CASE WHEN ${special} THEN true ELSE ${exact}::${left.name} <> ${own} END` : FALSE;
  }
  const large = `abs(${exact}) >= 1e${Number(precision) - Number(scale)}`;
  if (isWhole) return large;
  return `CASE WHEN ${special} THEN true ELSE ${large} OR ${exact} <> round(${exact}, ${scale}) END`;
}
