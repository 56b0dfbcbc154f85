import type { TypeChange } from '../../schema/answers.js';
import type { Column } from '../../schema/database-schema.js';
import { type Affinity, affinityOf } from './sqlite.types.js';

/**
 * A declared type is a name and an affinity (https://sqlite.org/datatype3.html): lengths and precisions mean nothing, and
 * only another affinity touches the values.
 */
export function sqliteTypeChange(from: Column, to: Column): TypeChange {
  const [actual, wanted] = [affinityOf(from.type.text), affinityOf(to.type.text)];
  if (actual === wanted || keepsValues(actual, wanted)) return { verdict: 'safe' };
  return { verdict: 'narrowing', because: `${whatBecomes[wanted]} (affinity ${actual} to ${wanted})` };
}

/** INTEGER and NUMERIC store alike; BLOB stores what comes. */
function keepsValues(from: Affinity, to: Affinity): boolean {
  return to === 'blob' || (WHOLE.includes(from) && WHOLE.includes(to));
}

const WHOLE: readonly Affinity[] = ['integer', 'numeric'];

const NUMBERS = "texts that look like numbers become numbers: '007' becomes 7";

const whatBecomes: Readonly<Record<Affinity, string>> = {
  integer: NUMBERS,
  numeric: NUMBERS,
  real: 'numbers become floating point, and whole ones beyond 2^53 lose digits',
  text: 'numbers become texts, and long fractions lose digits',
  blob: 'nothing is converted',
};
