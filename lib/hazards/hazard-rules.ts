import type { AdditiveChange, Change } from '../compare/change.js';
import { sameName } from '../schema/qualified-name.js';
import { orphanHazards } from './foreign-key-hazards.js';
import type { Hazard } from './hazard.js';
import { notNullHazards } from './not-null-hazards.js';
import { keyInUse, primaryKeyHazards } from './primary-key-hazards.js';
import { alterColumnHazards } from './column-hazards.js';
import type { Surroundings } from './surroundings.js';
import { uniqueHazards } from './unique-hazards.js';
import { fillsItself, place } from './wording.js';

type Rules = {
  readonly [Kind in AdditiveChange['kind']]: (
    change: Extract<Change, { kind: Kind }>,
    around: Surroundings,
  ) => readonly Hazard[];
};

const none = (): readonly Hazard[] => [];

/**
 * One rule for each kind of change: facts before fear. What cannot hurt on this data raises no alarm; an empty table, or
 * a column that this plan adds, has nothing to lose. The danger and the remedy speak in the user's own names.
 */
export const hazardRules: Rules = {
  'rename-table': ({ from, table }) => [renameHazard(`The table ${from.name} becomes ${table.name}`, from.name)],
  'rename-column': ({ table, from, to }) => [renameHazard(`${place(table, from)} becomes ${place(table, to)}`, from)],
  'create-schema': none,
  'create-enum': none,
  'add-enum-value': none,
  'create-table': none,
  'comment-table': none,

  'add-column': ({ table, column }, around) =>
    column.nullable || fillsItself(column) ? [] : notNullHazards(table, column, around),

  'alter-column': alterColumnHazards,

  'relax-leftover': ({ table, column }, around) =>
    around.actualTable(table)?.primaryKey?.columns.includes(column.name)
      ? [
          {
            code: 'leftover-in-primary-key',
            effect: 'holds',
            danger: `${place(table, column.name)} is only in the database, NOT NULL and part of the primary key: inserts made from the models will fail, and it cannot be made nullable.`,
            remedy: `Put the column back into the model, or give ${around.quote(table)} another primary key in a migration.`,
          },
        ]
      : [],

  'set-primary-key': (change, around) => [...keyInUse(change, around), ...primaryKeyHazards(change, around)],

  'add-unique': ({ table, unique }, around) =>
    uniqueHazards({ table, parts: unique.columns.map((column) => ({ column })), where: null }, around),

  'add-index': ({ table, index }, around) => (index.unique ? uniqueHazards({ table, ...index }, around) : []),

  'replace-index': (change, around) => [
    ...indexInUse(change, around),
    ...(change.to.unique ? uniqueHazards({ table: change.table, ...change.to }, around) : []),
  ],

  'add-foreign-key': ({ table, foreignKey }, around) => orphanHazards(table, foreignKey, around),

  'replace-foreign-key': ({ table, from, to }, around) => {
    const sameTarget = sameName(from.target, to.target) && from.targetColumns.join() === to.targetColumns.join();
    return sameTarget && from.valid !== false ? [] : orphanHazards(table, to, around);
  },
};

/** The server does not let go of a unique index that a foreign key points at. */
function indexInUse(
  { table, from }: Extract<Change, { kind: 'replace-index' }>,
  around: Surroundings,
): readonly Hazard[] {
  const columns = from.parts.map(({ column }) => column ?? '');
  const keys = from.unique && from.where === null ? around.keysTo(table, columns) : [];
  if (keys.length === 0) return [];
  const [drop, add] = keys.length === 1 ? ['that key', 'it'] : ['those keys', 'them'];
  return [
    {
      code: 'column-in-use',
      effect: 'holds',
      danger: `The index ${from.name} cannot be replaced: foreign keys of ${[...new Set(keys.map((key) => key.table.name))].join(', ')} need it.`,
      remedy:
        `In a migration: drop ${drop}, replace the index, and add ${add} again: ` +
        keys
          .map(
            ({ table: owner, key }) => `${around.sqlOf({ kind: 'drop-foreign-key', table: owner, foreignKey: key })};`,
          )
          .join(' '),
    },
  ];
}

function renameHazard(what: string, from: string): Hazard {
  return {
    code: 'rename-breaks-running-code',
    effect: 'warns',
    danger: `${what}, with all that it holds: other instances that still run the old code, and SQL that is written down elsewhere (functions, reports, other applications), look for ${from} and fail.`,
    remedy: `Stop what still runs the old code first. The undo of this statement brings the old name back.`,
  };
}
