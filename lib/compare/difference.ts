import type { QualifiedName } from '../schema/database-schema.js';
import type { AdditiveChange } from './change.js';
import type { Leftover, Unknown } from './comparison.js';

/** What one pair of things contributes. */
export interface Difference {
  readonly changes: readonly AdditiveChange[];
  readonly leftovers: readonly Leftover[];
  readonly unknowns: readonly Unknown[];
}

export function nameOf({ schema, name }: QualifiedName): QualifiedName {
  return { schema, name };
}

export function sameSet(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((item) => right.includes(item));
}

export function sameList(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((item, position) => item === right[position]);
}
