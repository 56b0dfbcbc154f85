import type { ColumnType } from '../../schema/database-schema.js';
import { INTEGERS, parseType } from './mysql.type-names.js';
import { familyOf } from './mysql.values.js';

/**
 * Whether InnoDB takes a foreign key between the two: numbers have the same size and sign, texts may differ in length and
 * not in how they compare. True when nobody can know.
 */
export function canReference(from: ColumnType, to: ColumnType): boolean {
  const [left, right] = [parseType(from.text), parseType(to.text)];
  if (!from.recognised || !to.recognised || !left || !right || from.text === to.text) return true;
  if (INTEGERS.includes(left.name) || INTEGERS.includes(right.name)) {
    return left.name === right.name && left.unsigned === right.unsigned;
  }
  const [family, other] = [familyOf(from), familyOf(to)];
  if (family !== other) return false;
  switch (family) {
    case 'text':
      return left.binary === right.binary;
    case 'decimal':
      return left.modifiers.join() === right.modifiers.join() && left.unsigned === right.unsigned;
    case 'binary':
    case 'enum':
      return true;
    default:
      return left.name === right.name;
  }
}
