import type { ForeignKey, QualifiedName } from '../schema/database-schema.js';
import type { Hazard } from './hazard.js';
import type { Surroundings } from './surroundings.js';
import { fillsItself, permission } from './wording.js';

/** Rows that point at nothing. */
export function orphanHazards(table: QualifiedName, key: ForeignKey, around: Surroundings): readonly Hazard[] {
  const { columns, target } = key;
  if (!around.willExist(target)) return [missingTarget(table, key)];
  const isNull = (column: string): boolean => {
    const added = around.newColumn(table, column);
    return added !== undefined && !fillsItself(added);
  };
  if (!around.isFilled(table) || columns.some(isNull)) return [];
  return [
    {
      code: 'foreign-key-on-filled-table',
      effect: 'holds',
      danger: `(${columns.join(', ')}) of ${table.name} is to reference ${target.name}, and ${table.name} has rows that may point at nothing.`,
      remedy:
        `Find them: ${orphans(table, key, around)}; ` +
        `When there are none, permit it: ${permission('foreign-key-on-filled-table', table, columns[0])}`,
    },
  ];
}

function orphans(table: QualifiedName, { columns, target, targetColumns }: ForeignKey, around: Surroundings): string {
  const own = columns.map((column) => `child.${around.quote(column)}`);
  const pairs = targetColumns.map((column, position) => `parent.${around.quote(column)} = ${own[position]}`);
  return (
    `SELECT child.* FROM ${around.quote(table)} AS child WHERE ${own.map((column) => `${column} IS NOT NULL`).join(' AND ')} ` +
    `AND NOT EXISTS (SELECT 1 FROM ${around.quote(target)} AS parent WHERE ${pairs.join(' AND ')})`
  );
}

function missingTarget(table: QualifiedName, { columns, target }: ForeignKey): Hazard {
  return {
    code: 'foreign-key-target-missing',
    effect: 'holds',
    danger: `(${columns.join(', ')}) of ${table.name} references ${target.schema}.${target.name}, which is left alone and not there.`,
    remedy: `Create ${target.schema}.${target.name}; the next alter adds the key.`,
  };
}
