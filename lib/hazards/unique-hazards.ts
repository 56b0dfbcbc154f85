import type { Offenders, Operand } from '../schema/answers.js';
import type { QualifiedName } from '../schema/database-schema.js';
import type { Hazard } from './hazard.js';
import { isHarmless, look, operandOf, type Part } from './look.js';
import type { Surroundings } from './surroundings.js';
import { permission, rowsText, unseenText, which } from './wording.js';

interface Uniqueness {
  readonly table: QualifiedName;
  readonly parts: readonly Part[];
  readonly where: string | null;
}

/** Rows that have the same where they are to differ. */
export function uniqueHazards({ table, parts, where }: Uniqueness, around: Surroundings): readonly Hazard[] {
  const found = duplicatesOf({ table, parts, where }, around);
  if (found === null || isHarmless(found)) return [];
  const named = parts.map(({ column, expression }) => column ?? expression);
  const what = `(${named.join(', ')}) of ${table.name} is to be unique`;
  const code = 'unique-on-filled-table';
  const permit = permission(code, table, named[0]);
  if (found.count === null) {
    return [
      {
        code,
        effect: 'holds',
        danger: `${what}, and ${unseenText(table, found)}.`,
        remedy: `Look for duplicates: ${found.query}; When there are none, permit it: ${permit}`,
        evidence: found,
      },
    ];
  }
  return [
    {
      code,
      effect: 'holds',
      danger: `${what}, and ${rowsText(found, 'value stands', 'values stand')} in more than one row${which(found)}.`,
      remedy: `Find them: ${found.query}; Change all but one row of each, or take them out, and start again: it then becomes unique by itself.`,
      evidence: found,
      fails: true,
    },
  ];
}

/** Null where the table has no rows, or where each row surely differs. */
export function duplicatesOf({ table, parts, where }: Uniqueness, around: Surroundings): Offenders | null {
  if (!around.isFilled(table)) return null;
  const operands = parts.map((part) => operandOf(table, part, around));
  if (operands.includes('distinct')) return null;
  const compared = operands.filter((one): one is Operand => typeof one === 'object' && one !== null);
  if (compared.length > 0 && !operands.includes('unknowable')) {
    return look(around, table, { kind: 'duplicates', parts: compared, where });
  }
  // All rows get the same, or what nobody can know before: one row differs from no other.
  const rows = look(around, table, { kind: 'rows' });
  if (rows.count === null) return rows;
  if (rows.count < 2) return { ...rows, count: 0 };
  return operands.includes('unknowable') ? { ...rows, count: null } : { ...rows, count: 1, keys: [] };
}
