import type { QualifiedName } from './database-schema.js';

/** A key that cannot collide: no server takes a NUL in a name. */
export function keyOf(name: QualifiedName): string {
  return `${name.schema}\u0000${name.name}`;
}

export function sameName(left: QualifiedName, right: QualifiedName): boolean {
  return left.schema === right.schema && left.name === right.name;
}

/** By schema, then name; plain code-unit order, so that it is the same on every machine. */
export function byName(left: QualifiedName, right: QualifiedName): number {
  return compareText(left.schema, right.schema) || compareText(left.name, right.name);
}

export function compareText(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
