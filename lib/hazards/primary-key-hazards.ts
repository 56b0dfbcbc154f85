import type { SetPrimaryKey } from '../compare/change.js';
import type { Offenders } from '../schema/answers.js';
import type { Hazard } from './hazard.js';
import { isHarmless, look } from './look.js';
import type { Surroundings } from './surroundings.js';
import { duplicatesOf } from './unique-hazards.js';
import { permission, rowsText, unseenText, which } from './wording.js';

/** The server does not let go of a key that others point at. */
export function keyInUse({ table, from }: SetPrimaryKey, around: Surroundings): readonly Hazard[] {
  const referencing = from === null ? [] : around.referencedBy(table);
  if (referencing.length === 0) return [];
  return [
    {
      code: 'column-in-use',
      effect: 'holds',
      danger: `The primary key of ${table.name} cannot change: foreign keys of ${[...new Set(referencing.map(({ name }) => name))].join(', ')} point at it.`,
      remedy: 'In a migration: drop those foreign keys, change the primary key, and add them again.',
    },
  ];
}

/** Rows that have no value in the new key, or the same one. */
export function primaryKeyHazards(change: SetPrimaryKey, around: Surroundings): readonly Hazard[] {
  const { table, from, to } = change;
  if (!around.isFilled(table)) return [];
  const nulls = nullsOf(change, around);
  const duplicates = duplicatesOf({ table, parts: to.columns.map((column) => ({ column })), where: null }, around);
  const found = [nulls, duplicates].filter((one): one is Offenders => one !== null && !isHarmless(one));
  const [first] = found;
  if (first === undefined) return [];
  const code = 'primary-key-change';
  const instead = from === null ? '' : ` instead of (${from.columns.join(', ')})`;
  const what = `${table.name} is to have the primary key (${to.columns.join(', ')})${instead}`;
  const unseen = found.find(({ count }) => count === null);
  if (unseen !== undefined) {
    return [
      {
        code,
        effect: 'holds',
        danger: `${what}, and ${unseenText(table, unseen)}.`,
        remedy: `Look for NULLs and duplicates: ${unseen.query}; When there are none, permit it: ${permission(code, table, to.columns[0])}`,
        evidence: unseen,
      },
    ];
  }
  const facts = [
    ...(nulls === null || isHarmless(nulls)
      ? []
      : [`${rowsText(nulls, 'row has', 'rows have')} no value there${which(nulls)}`]),
    ...(duplicates === null || isHarmless(duplicates)
      ? []
      : [`${rowsText(duplicates, 'value stands', 'values stand')} in more than one row${which(duplicates)}`]),
  ];
  return [
    {
      code,
      effect: 'holds',
      danger: `${what}, and ${facts.join(', and ')}.`,
      remedy: `Find them: ${found.map(({ query }) => `${query};`).join(' ')} Give each row a key of its own, and start again: the primary key then changes by itself.`,
      evidence: first,
      fails: true,
    },
  ];
}

/** Null where every row surely has a value. */
function nullsOf({ table, to }: SetPrimaryKey, around: Surroundings): Offenders | null {
  const added = to.columns.flatMap((column) => around.newColumn(table, column) ?? []);
  if (added.some((column) => !column.default && !column.autoIncrement && !column.generated)) {
    return look(around, table, { kind: 'rows' });
  }
  const actual = around.actualTable(table)?.columns ?? [];
  const nullable = actual.filter(({ name, nullable: can }) => can && to.columns.includes(name)).map(({ name }) => name);
  return nullable.length === 0 ? null : look(around, table, { kind: 'nulls', columns: nullable });
}
