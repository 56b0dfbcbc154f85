import type { Offenders, Operand } from '../schema/answers.js';
import type { ForeignKey, QualifiedName } from '../schema/database-schema.js';
import type { Hazard } from './hazard.js';
import { isHarmless, look, operandOf } from './look.js';
import type { Surroundings } from './surroundings.js';
import { permission, rowsText, unseenText, which } from './wording.js';

/** Rows that point at nothing. */
export function orphanHazards(table: QualifiedName, key: ForeignKey, around: Surroundings): readonly Hazard[] {
  const { columns, target } = key;
  if (!around.willExist(target)) return [missingTarget(table, key)];
  const found = around.isFilled(table) ? orphansOf(table, key, around) : null;
  if (found === null || isHarmless(found)) return [];
  const what = `(${columns.join(', ')}) of ${table.name} is to reference ${target.name}`;
  const code = 'foreign-key-on-filled-table';
  if (found.count === null) {
    return [
      {
        code,
        effect: 'holds',
        danger: `${what}, and ${unseenText(table, found)}.`,
        remedy: `Look for rows that point at nothing: ${found.query}; When there are none, permit it: ${permission(code, table, columns[0])}`,
        evidence: found,
      },
    ];
  }
  const nullable = columns.every(
    (column) => around.actualTable(table)?.columns.find(({ name }) => name === column)?.nullable,
  );
  return [
    {
      code,
      effect: 'holds',
      danger: `${what}, and ${rowsText(found, 'row points', 'rows point')} at nothing there${which(found)}.`,
      remedy:
        `Find them: ${found.query}; Bring what they point at into ${target.name}, ` +
        `${nullable ? 'set them to NULL' : 'point them at a row that is there'} or take them out, and start again: the key then comes by itself.`,
      evidence: found,
      fails: true,
    },
  ];
}

function orphansOf(table: QualifiedName, key: ForeignKey, around: Surroundings): Offenders | null {
  const own = key.columns.map((column) => childOperand(table, column, around));
  // All NULL: that points nowhere, and may.
  if (own.includes('distinct')) return null;
  const compared = own.filter((one): one is Operand => typeof one === 'object' && one !== null);
  const target = key.targetColumns.map((column) => operandOf(key.target, { column }, around));
  const targetColumns = target.map((one, at): Operand =>
    typeof one === 'object' && one !== null ? one : { name: key.targetColumns[at] ?? '' },
  );
  return look(around, table, {
    kind: 'orphans',
    columns: compared,
    target: { schema: key.target.schema, name: key.target.name },
    targetColumns,
    // What is added to it has no value yet that could be pointed at.
    targetExists: around.exists(key.target) && target.every((one) => typeof one === 'object'),
  });
}

function childOperand(table: QualifiedName, column: string, around: Surroundings): Operand | 'distinct' | null {
  const added = around.newColumn(table, column);
  const sql = added?.default?.sql;
  if (sql !== undefined) return { name: column, sql };
  const operand = operandOf(table, { column }, around);
  return operand === 'unknowable' ? null : operand;
}

function missingTarget(table: QualifiedName, { columns, target }: ForeignKey): Hazard {
  return {
    code: 'foreign-key-target-missing',
    effect: 'holds',
    danger: `(${columns.join(', ')}) of ${table.name} references ${target.schema}.${target.name}, which is left alone and not there.`,
    remedy: `Create ${target.schema}.${target.name}; the next alter adds the key.`,
  };
}
