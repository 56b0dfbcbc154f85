import type { ForeignKey, ReferentialAction, Table } from '../schema/database-schema.js';
import { sameName } from '../schema/qualified-name.js';
import type { AdditiveChange } from './change.js';
import { foreignKeyStill } from './still-enforces.js';
import { type Difference, nameOf, sameList } from './difference.js';

/** Foreign keys are what they do, not what they are called: columns, target, actions. A custom name stays. */
export function compareForeignKeys(actual: Table, wanted: Table): Difference {
  const table = nameOf(wanted);
  const remaining = new Set(actual.foreignKeys);
  const changes: AdditiveChange[] = [];

  const claim = (found: ForeignKey | undefined): ForeignKey | undefined => {
    if (found !== undefined) remaining.delete(found);
    return found;
  };
  const find = (fits: (candidate: ForeignKey) => boolean): ForeignKey | undefined => claim([...remaining].find(fits));

  const unmatched = wanted.foreignKeys.filter((key) => find((candidate) => sameKey(candidate, key)) === undefined);
  for (const key of unmatched) {
    const from =
      find((candidate) => overSameColumns(candidate, key) && sameName(candidate.target, key.target)) ??
      find((candidate) => overSameColumns(candidate, key));
    changes.push(
      from === undefined
        ? { kind: 'add-foreign-key', table, foreignKey: key }
        : { kind: 'replace-foreign-key', table, from, to: key },
    );
  }
  return {
    changes,
    leftovers: [...remaining].map((key) => ({
      kind: 'foreign-key',
      table,
      // Some servers give keys no names.
      name: key.name ?? key.columns.join(', '),
      detail: `(${key.columns.join(', ')}) references ${key.target.schema}.${key.target.name} (${key.targetColumns.join(', ')})`,
      enforces: foreignKeyStill(table, key),
    })),
    unknowns: wanted.foreignKeys
      .filter((key) => actual.foreignKeys.some((found) => found.hidesActions && sameKey(found, key)))
      .map((key) => ({
        table,
        name: key.columns.join(', '),
        found: 'a foreign key whose actions the user may not see',
        expected: `ON DELETE ${words(key.onDelete)} ON UPDATE ${words(key.onUpdate)}`,
        because: 'the user has no right to see it',
      })),
  };
}

export function sameKey(actual: ForeignKey, wanted: ForeignKey): boolean {
  return (
    overSameColumns(actual, wanted) &&
    sameName(actual.target, wanted.target) &&
    sameList(actual.targetColumns, wanted.targetColumns) &&
    (actual.hidesActions || sameAction(actual.onDelete, wanted.onDelete)) &&
    (actual.hidesActions || sameAction(actual.onUpdate, wanted.onUpdate)) &&
    actual.deferrable === wanted.deferrable
  );
}

function words(action: ReferentialAction): string {
  return action.replace('-', ' ').toUpperCase();
}

function overSameColumns(left: ForeignKey, right: ForeignKey): boolean {
  return sameList(left.columns, right.columns);
}

/** RESTRICT and NO ACTION differ only in when they refuse within one statement: no reason to drop a key. */
function sameAction(left: ReferentialAction, right: ReferentialAction): boolean {
  return softened(left) === softened(right);
}

function softened(action: ReferentialAction): ReferentialAction {
  return action === 'restrict' ? 'no-action' : action;
}
