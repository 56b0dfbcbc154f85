import type { Change } from '../compare/change.js';
import { tableOf } from '../compare/change.js';
import type { Hazard } from './hazard.js';
import type { Surroundings } from './surroundings.js';

/**
 * A table from which a scan or an index build takes long enough to be noticed. Below it a warning would be noise: the lock
 * is gone within a moment, and a development database has no traffic that waits for it.
 */
export const BIG_BYTES = 16 * 1024 * 1024;

export function isBig(change: Change, around: Surroundings): boolean {
  const table = tableOf(change);
  return table !== null && around.bytes(table) >= BIG_BYTES;
}

/** What runs, and blocks others for as long as it looks at every row. */
export function lockHazards(change: Change, around: Surroundings): readonly Hazard[] {
  const table = tableOf(change);
  const blocked = table === null || !isBig(change, around) ? null : around.blocks(change);
  if (table === null || blocked === null) return [];
  return [
    {
      code: 'locks-big-table',
      effect: 'warns',
      danger: `${table.name} has ${Math.round(around.bytes(table) / 1024 / 1024)} MB, and ${blocked.what} of it wait while every row is read.`,
      remedy: blocked.instead,
    },
  ];
}
