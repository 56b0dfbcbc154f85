import type { ColumnType } from '../../schema/database-schema.js';
import { sameName } from '../../schema/qualified-name.js';
import { baseName, familyOf, type TypeFamily } from './postgres.values.js';

/**
 * Whether the server has an operator that compares the two, with an implicit cast from the referring column's type to the
 * key's type at most. True when nobody can know.
 */
export function canReference(from: ColumnType, to: ColumnType): boolean {
  if (!from.recognised || !to.recognised || from.text === to.text) return true;
  if (from.dimensions !== to.dimensions) return false;
  if (from.enum && to.enum) return sameName(from.enum, to.enum);
  const [left, right] = [familyOf(from), familyOf(to)];
  if (left === 'other' || right === 'other') return baseName(from) === baseName(to) || left === right;
  return left === right || (REFERS_TO[left] ?? []).includes(right);
}

const REFERS_TO: Partial<Readonly<Record<TypeFamily, readonly TypeFamily[]>>> = {
  integer: ['numeric', 'float'],
  numeric: ['float'],
  date: ['timestamp', 'timestamptz'],
  timestamp: ['timestamptz', 'date'],
  timestamptz: ['timestamp', 'date'],
};
