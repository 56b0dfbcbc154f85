import type { Column, Index, QualifiedName } from '../schema/database-schema.js';
import type { Hazard } from './hazard.js';
import type { Surroundings } from './surroundings.js';
import { permission } from './wording.js';

interface Uniqueness {
  readonly table: QualifiedName;
  readonly parts: readonly Pick<Index['parts'][number], 'column' | 'expression'>[];
  readonly where: string | null;
}

export function uniqueHazards({ table, parts, where }: Uniqueness, around: Surroundings): readonly Hazard[] {
  const columns = parts.flatMap(({ column }) => column ?? []);
  if (!around.isFilled(table) || columns.some((column) => isDistinctByItself(around.newColumn(table, column))))
    return [];
  const list = parts
    .map(({ column, expression }) => (column === undefined ? `(${expression ?? ''})` : around.quote(column)))
    .join(', ');
  const among = where === null ? '' : ` WHERE ${where}`;
  const named = parts.map(({ column, expression }) => column ?? expression);
  return [
    {
      code: 'unique-on-filled-table',
      effect: 'holds',
      danger: `(${named.join(', ')}) of ${table.name} is to be unique, and ${table.name} has rows that may hold duplicates.`,
      remedy:
        `Find them: SELECT ${list}, count(*) FROM ${around.quote(table)}${among} GROUP BY ${list} HAVING count(*) > 1; ` +
        `When there are none, permit it: ${permission('unique-on-filled-table', table, named[0])}`,
    },
  ];
}

/** All NULL, or a number of its own for each row: no duplicates, however many rows there are. */
function isDistinctByItself(column: Column | undefined): boolean {
  return column !== undefined && !column.default && (!column.generated || Boolean(column.autoIncrement));
}
