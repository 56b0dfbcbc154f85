import { type AdditiveChange, tableOf } from '../compare/change.js';
import type { Hazard, HazardCode } from './hazard.js';
import { hazardRules } from './hazard-rules.js';
import type { QualifiedName } from '../schema/database-schema.js';
import { lockHazards } from './lock-hazards.js';
import type { Surroundings } from './surroundings.js';

/** Says how dangerous a change is on this data. It decides nothing and drops nothing. */
export function assess(change: AdditiveChange, around: Surroundings): readonly Hazard[] {
  // The table is exhaustive by its type; TypeScript cannot pair a union member with its own entry.
  const rule = hazardRules[change.kind] as (change: AdditiveChange, around: Surroundings) => readonly Hazard[];
  const table = tableOf(change);
  const because = around.whyNot(change);
  if (because !== null) return [notUnderstood(because)];
  const hazards = rule(change, around).map((hazard) => permitted(hazard, change, table, around));
  // What does not run blocks nobody.
  return hazards.some(({ effect }) => effect === 'holds') ? hazards : [...hazards, ...lockHazards(change, around)];
}

function permitted(hazard: Hazard, change: AdditiveChange, table: QualifiedName | null, around: Surroundings): Hazard {
  if (table === null || hazard.effect !== 'holds' || !permittable.has(hazard.code)) return hazard;
  const isAllowed = columnsOf(change).some((column) => around.isAllowed(hazard.code, table, column));
  // Consent to a whole plan is no wish to see it fail: what the server would refuse stays held.
  const isConsented = around.consents && hazard.fails !== true;
  if (!isAllowed && !isConsented) return hazard;
  const by = isAllowed ? 'safeSync.allow.hazards' : 'SAFE_SYNC_CONFIRM';
  return { ...hazard, effect: 'warns', evidence: `permitted by ${by}` };
}

function notUnderstood(because: string): Hazard {
  return {
    code: 'table-not-understood',
    effect: 'holds',
    danger: `${because}, and a table that is not understood to the letter is not made anew.`,
    remedy: 'Make this change in a migration of your own.',
  };
}

/** What a person can vouch for. The rest the server would refuse, whatever anybody permits. */
const permittable: ReadonlySet<HazardCode> = new Set([
  'not-null-on-filled-table',
  'unique-on-filled-table',
  'foreign-key-on-filled-table',
  'primary-key-change',
  'type-narrowing',
  'type-needs-conversion',
]);

/** True for changes whose danger depends on the rows of the table, or on how many there are: only those are looked at. */
export function dependsOnData(change: AdditiveChange): boolean {
  switch (change.kind) {
    case 'add-column': {
      const { nullable, default: own, autoIncrement, generated } = change.column;
      return !nullable || own?.kind === 'expression' || Boolean(autoIncrement ?? generated);
    }
    case 'alter-column':
      return change.aspect.name === 'type' || (change.aspect.name === 'nullable' && !change.aspect.to);
    case 'add-index':
    case 'replace-index':
    case 'set-primary-key':
    case 'add-unique':
    case 'add-foreign-key':
    case 'replace-foreign-key':
      return true;
    default:
      return false;
  }
}

/** The columns by which `allow.hazards` may name the place; undefined stands for the table as a whole. */
function columnsOf(change: AdditiveChange): readonly (string | undefined)[] {
  switch (change.kind) {
    case 'add-column':
    case 'relax-leftover':
      return [change.column.name];
    case 'alter-column':
      return [change.column];
    case 'add-unique':
      return change.unique.columns;
    case 'add-index':
      return change.index.parts.map((part) => part.column ?? part.expression);
    case 'replace-index':
      return change.to.parts.map((part) => part.column ?? part.expression);
    case 'add-foreign-key':
      return change.foreignKey.columns;
    case 'replace-foreign-key':
    case 'set-primary-key':
      return change.to.columns;
    default:
      return [undefined];
  }
}
