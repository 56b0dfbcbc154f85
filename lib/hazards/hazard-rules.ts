import type { AdditiveChange, AlterColumn, Change } from '../compare/change.js';
import type { Column, QualifiedName } from '../schema/database-schema.js';
import { sameName } from '../schema/qualified-name.js';
import type { Hazard, HazardCode } from './hazard.js';
import type { Surroundings } from './surroundings.js';

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
  'create-schema': none,
  'create-enum': none,
  'add-enum-value': none,
  'create-table': none,
  'comment-table': none,

  'add-column': ({ table, column }, around) =>
    column.nullable || suppliesItself(column) || !around.isFilled(table) ? [] : [notNull(table, column, around)],

  'alter-column': (change, around) => alterColumnRules[change.aspect.name](change, around),

  'relax-leftover': ({ table, column }, around) =>
    around.actualTable(table)?.primaryKey?.columns.includes(column.name)
      ? [
          {
            code: 'leftover-in-primary-key',
            effect: 'holds',
            danger: `${place(table, column.name)} is only in the database, NOT NULL and part of the primary key: inserts made from the models will fail, and it cannot be made nullable.`,
            remedy: `Put the column back into the model, or change the primary key of ${around.quote(table)} in a migration.`,
          },
        ]
      : [],

  'set-primary-key': ({ table, to }, around) => {
    const referencing = around.referencedBy(table);
    if (!around.isFilled(table) && referencing.length === 0) return [];
    return [
      {
        code: 'primary-key-change',
        effect: 'holds',
        danger: `${table.name} gets the primary key (${to.columns.join(', ')}): its rows may have NULLs or duplicates there${
          referencing.length === 0 ? '' : `, and foreign keys of ${listed(referencing)} point at this table`
        }.`,
        remedy: 'Change a primary key in a migration, with the keys that point at it.',
      },
    ];
  },

  'add-unique': ({ table, unique }, around) => uniqueHazards(table, unique.columns, around),

  'add-index': ({ table, index }, around) => (index.unique ? uniqueHazards(table, columnsOf(index.parts), around) : []),

  'replace-index': ({ table, to }, around) => (to.unique ? uniqueHazards(table, columnsOf(to.parts), around) : []),

  'add-foreign-key': ({ table, foreignKey }, around) => {
    if (!around.willExist(foreignKey.target)) return [missingTarget(table, foreignKey.columns, foreignKey.target)];
    return orphanHazards(table, foreignKey.columns, foreignKey.target, around);
  },

  'replace-foreign-key': ({ table, from, to }, around) => {
    if (!around.willExist(to.target)) return [missingTarget(table, to.columns, to.target)];
    const sameTarget = sameName(from.target, to.target) && from.targetColumns.join() === to.targetColumns.join();
    return sameTarget && from.valid !== false ? [] : orphanHazards(table, to.columns, to.target, around);
  },
};

type AspectRules = {
  readonly [Name in AlterColumn['aspect']['name']]: (change: AlterColumn, around: Surroundings) => readonly Hazard[];
};

const alterColumnRules: AspectRules = {
  default: none,
  comment: none,
  'auto-increment': none,
  nullable: ({ table, wanted }, around) =>
    wanted.nullable || !around.isFilled(table) ? [] : [notNull(table, wanted, around)],
  type: (change, around) => [...inUse(change), ...conversion(change, around)],
};

function inUse({ table, column, actual, wanted }: AlterColumn): readonly Hazard[] {
  const users = actual.usedBy ?? [];
  if (users.length === 0) return [];
  return [
    {
      code: 'column-in-use',
      effect: 'holds',
      danger: `${place(table, column)} cannot become ${wanted.type.text}: ${users
        .map((user) => `${user.kind} ${user.name}`)
        .join(', ')} ${users.length === 1 ? 'uses' : 'use'} it, and the server refuses to change its type.`,
      remedy: `In a migration: drop ${users.map((user) => user.name).join(', ')}, change the column, and create ${users.length === 1 ? 'it' : 'them'} again.`,
    },
  ];
}

function conversion({ table, column, actual, wanted }: AlterColumn, around: Surroundings): readonly Hazard[] {
  const change = around.typeChange(actual, wanted);
  if (change.verdict === 'safe' || !around.isFilled(table)) return [];
  const [from, to] = [actual.type.text, wanted.type.text];
  const lookAt = `Look at the rows first: SELECT ${around.quote(column)} FROM ${around.quote(table)} WHERE ${around.quote(column)} IS NOT NULL`;
  switch (change.verdict) {
    case 'safe-rewrite':
      return [
        {
          code: 'type-rewrites-table',
          effect: 'warns',
          danger: `${place(table, column)} from ${from} to ${to} rewrites the table under a lock; every value survives.`,
          remedy: 'Nothing to do; on a big table choose a quiet moment.',
        },
      ];
    case 'narrowing':
      return [
        {
          code: 'type-narrowing',
          effect: 'holds',
          danger: `${place(table, column)} from ${from} to ${to} can lose or reject values: ${change.because}.`,
          remedy: `${lookAt}. Then change it in a migration, or permit it: ${permission('type-narrowing', table, column)}`,
        },
      ];
    case 'needs-conversion':
      return [
        {
          code: 'type-needs-conversion',
          effect: 'holds',
          danger: `${place(table, column)} from ${from} to ${to} needs a conversion of every value: ${change.because}.`,
          remedy: `${lookAt}. Then change it in a migration with USING, or permit it: ${permission('type-needs-conversion', table, column)}`,
        },
      ];
  }
}

function notNull(table: QualifiedName, column: Column, around: Surroundings): Hazard {
  const [from, own] = [around.quote(table), around.quote(column.name)];
  const client = column.clientDefault
    ? ` The model's default ${column.clientDefault} is filled in by Sequelize on insert; it does not help the rows that are there.`
    : '';
  return {
    code: 'not-null-on-filled-table',
    effect: 'holds',
    danger: `${place(table, column.name)} is to be NOT NULL, and ${table.name} has rows that may have no value there.${client}`,
    remedy:
      `1. UPDATE ${from} SET ${own} = … WHERE ${own} IS NULL  2. ALTER TABLE ${from} ALTER COLUMN ${own} SET NOT NULL ` +
      `(in a migration, or let the next alter do it: ${permission('not-null-on-filled-table', table, column.name)})`,
  };
}

function uniqueHazards(table: QualifiedName, columns: readonly string[], around: Surroundings): readonly Hazard[] {
  if (!around.isFilled(table) || columns.some((column) => isDistinctByItself(around.newColumn(table, column))))
    return [];
  const list = columns.map((column) => around.quote(column)).join(', ');
  return [
    {
      code: 'unique-on-filled-table',
      effect: 'holds',
      danger: `(${columns.join(', ')}) of ${table.name} is to be unique, and ${table.name} has rows that may hold duplicates.`,
      remedy:
        `Find them: SELECT ${list}, count(*) FROM ${around.quote(table)} GROUP BY ${list} HAVING count(*) > 1. ` +
        `When there are none, permit it: ${permission('unique-on-filled-table', table, columns[0])}`,
    },
  ];
}

/** All NULL, or a number of its own for each row: no duplicates, however many rows there are. */
function isDistinctByItself(column: Column | undefined): boolean {
  return column !== undefined && !column.default && (!column.generated || Boolean(column.autoIncrement));
}

function orphanHazards(
  table: QualifiedName,
  columns: readonly string[],
  target: QualifiedName,
  around: Surroundings,
): readonly Hazard[] {
  const isNull = (column: string): boolean => {
    const added = around.newColumn(table, column);
    return added !== undefined && !suppliesItself(added);
  };
  if (!around.isFilled(table) || columns.some(isNull)) return [];
  return [
    {
      code: 'foreign-key-on-filled-table',
      effect: 'holds',
      danger: `(${columns.join(', ')}) of ${table.name} is to reference ${target.name}, and ${table.name} has rows that may point at nothing.`,
      remedy:
        `Find the rows of ${around.quote(table)} without a partner in ${around.quote(target)}; when there are none, ` +
        `permit it: ${permission('foreign-key-on-filled-table', table, columns[0])}`,
    },
  ];
}

function missingTarget(table: QualifiedName, columns: readonly string[], target: QualifiedName): Hazard {
  return {
    code: 'foreign-key-target-missing',
    effect: 'holds',
    danger: `(${columns.join(', ')}) of ${table.name} references ${target.schema}.${target.name}, which is left alone and not there.`,
    remedy: `Create ${target.schema}.${target.name}; the next alter adds the key.`,
  };
}

function suppliesItself(column: Column): boolean {
  return Boolean(column.default ?? column.autoIncrement ?? column.generated);
}

function columnsOf(parts: readonly { readonly column?: string; readonly expression?: string }[]): readonly string[] {
  return parts.map((part) => part.column ?? part.expression ?? '');
}

function place(table: QualifiedName, column: string): string {
  return `${table.name}.${column}`;
}

function permission(code: HazardCode, table: QualifiedName, column: string | undefined): string {
  return `safeSync: { allow: { hazards: ['${code}:${table.name}.${column ?? ''}'] } }`;
}

function listed(tables: readonly QualifiedName[]): string {
  return tables.map((table) => table.name).join(', ');
}
