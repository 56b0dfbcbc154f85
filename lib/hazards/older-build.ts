import type { AdditiveChange } from '../compare/change.js';
import type { Hazard } from './hazard.js';
import type { Surroundings } from './surroundings.js';
import { permission, place } from './wording.js';

/**
 * What an older build of the application must not do to what a newer one made: while builds take turns, a column takes the
 * values of both. Only a type that holds more than before is put back.
 */
export function olderBuildHazards(change: AdditiveChange, around: Surroundings): readonly Hazard[] {
  if (change.kind !== 'alter-column' || change.aspect.name !== 'type') return [];
  const { table, column, actual, wanted } = change;
  const isSafe = (from: typeof actual, to: typeof wanted): boolean =>
    ['safe', 'safe-rewrite'].includes(around.typeChange(from, to).verdict);
  if (isSafe(actual, wanted) && !isSafe(wanted, actual)) return [];
  if (around.isAllowed('type-narrowing', table, column)) return [];
  return [
    {
      code: 'type-narrowing',
      effect: 'holds',
      danger: `${place(table, column)} is ${actual.type.text} since another build of this application, and this build was here before it: to make it ${wanted.type.text} again would take from that one what it writes.`,
      remedy: `Nothing to do while builds change over. To go back for good, permit it: ${permission('type-narrowing', table, column)}, or change it in a migration.`,
    },
  ];
}
