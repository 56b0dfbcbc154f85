import type { AlterColumn } from '../compare/change.js';
import type { Column, ColumnDependant, Index, QualifiedName } from '../schema/database-schema.js';
import type { Hazard } from './hazard.js';
import type { Surroundings } from './surroundings.js';
import { mentions } from './mentions.js';
import { permission, place } from './wording.js';

/** What a change of one aspect of a column can do to the rows and to what uses the column. */
export function alterColumnHazards(change: AlterColumn, around: Surroundings): readonly Hazard[] {
  return rules[change.aspect.name](change, around);
}

type AspectRules = {
  readonly [Name in AlterColumn['aspect']['name']]: (change: AlterColumn, around: Surroundings) => readonly Hazard[];
};

const none = (): readonly Hazard[] => [];

const rules: AspectRules = {
  default: none,
  comment: none,
  'auto-increment': none,
  nullable: ({ table, wanted }, around) =>
    wanted.nullable || !around.isFilled(table) ? [] : [notNullHazard(table, wanted, around)],
  type: (change, around) => [...inUse(change, around), ...conversion(change, around)],
};

export function notNullHazard(table: QualifiedName, column: Column, around: Surroundings): Hazard {
  const [from, own] = [around.quote(table), around.quote(column.name)];
  const client = column.clientDefault
    ? ` The model's default ${column.clientDefault} is filled in by Sequelize on insert; it does not help the rows that are there.`
    : '';
  const known = column.default?.kind === 'value' && column.default.sql.toUpperCase() !== 'NULL' ? column.default : null;
  const value = known?.sql ?? (column.clientDefault === 'NOW' ? 'CURRENT_TIMESTAMP' : '<value>');
  const nullable = { ...column, nullable: true };
  const aspect = { name: 'nullable', from: true, to: false } as const;
  const enforce = around.sqlOf({
    kind: 'alter-column',
    table,
    column: column.name,
    aspect,
    actual: nullable,
    wanted: column,
  });
  return {
    code: 'not-null-on-filled-table',
    effect: 'holds',
    danger: `${place(table, column.name)} is to be NOT NULL, and ${table.name} has rows that may have no value there.${client}`,
    remedy:
      `1. Fill them: UPDATE ${from} SET ${own} = ${value} WHERE ${own} IS NULL;  ` +
      `2. Then ${enforce === null ? 'make it NOT NULL' : `${enforce};`} in a migration, or permit it here: ` +
      permission('not-null-on-filled-table', table, column.name),
  };
}

/** What the server does not let go of, or cannot read any more over the new type. */
function inUse({ table, column, actual, wanted }: AlterColumn, around: Surroundings): readonly Hazard[] {
  const own = around.quote(table);
  const found = around.actualTable(table);
  const otherKind = !around.canReference(actual.type, wanted.type) || !around.canReference(wanted.type, actual.type);
  const indexes = otherKind ? (found?.indexes ?? []) : [];
  const verdict = around.typeChange(actual, wanted);
  const losesOrder = 'losesOrder' in verdict && verdict.losesOrder === true;
  const keys = losesOrder ? [...(found?.uniques ?? []), found?.primaryKey ?? []].flat() : [];
  const users = [
    ...(actual.usedBy ?? []).map((user) => ({
      text: `${user.kind} ${user.name}`,
      sql: droppers[user.kind](around.quote(user.name), own),
    })),
    ...around.brokenKeys(table, column).map((broken) => ({
      text: `foreign key ${broken.key.name} of ${broken.table.name}`,
      sql: around.sqlOf({ kind: 'drop-foreign-key', table: broken.table, foreignKey: broken.key }),
    })),
    ...keys
      .filter(({ columns }) => columns.includes(column))
      .map((key) => ({
        text: `constraint ${key.name ?? ''}`,
        sql: around.sqlOf(
          'name' in key && found?.primaryKey === key
            ? { kind: 'drop-primary-key', table, primaryKey: key }
            : { kind: 'drop-unique', table, unique: key },
        ),
      })),
    ...indexes
      .filter(
        (index) => isTiedToType(index, column) || (losesOrder && index.parts.some((part) => part.column === column)),
      )
      .map((index) => ({ text: `index ${index.name}`, sql: around.sqlOf({ kind: 'drop-index', table, index }) })),
  ];
  if (users.length === 0) return [];
  const [uses, it] = users.length === 1 ? ['uses', 'it'] : ['use', 'them'];
  return [
    {
      code: 'column-in-use',
      effect: 'holds',
      danger: `${place(table, column)} cannot become ${wanted.type.text}: ${users.map(({ text }) => text).join(', ')} ${uses} it, and the server refuses to change its type.`,
      remedy: `In a migration: ${users.map(({ sql, text }) => (sql === null ? `drop ${text};` : `${sql};`)).join(' ')} then change the type, and create ${it} again.`,
    },
  ];
}

const droppers: Readonly<Record<ColumnDependant['kind'], (name: string, table: string) => string>> = {
  view: (name) => `DROP VIEW ${name}`,
  'materialized-view': (name) => `DROP MATERIALIZED VIEW ${name}`,
  'generated-column': (name, table) => `ALTER TABLE ${table} DROP COLUMN ${name}`,
  policy: (name, table) => `DROP POLICY ${name} ON ${table}`,
  trigger: (name, table) => `DROP TRIGGER ${name} ON ${table}`,
  rule: (name, table) => `DROP RULE ${name} ON ${table}`,
};

/** An expression, a method or an operator class was chosen for the type that the column has. */
function isTiedToType({ parts, where, method }: Index, column: string): boolean {
  const isOver = parts.some((part) => part.column === column);
  const isTied = method !== 'btree' || parts.some((part) => part.column === column && part.operatorClass);
  const texts = [where ?? '', ...parts.map(({ expression }) => expression ?? '')];
  return (isOver && isTied) || texts.some((text) => mentions(text, column));
}

function conversion(change: AlterColumn, around: Surroundings): readonly Hazard[] {
  const { table, column, actual, wanted } = change;
  const verdict = around.typeChange(actual, wanted);
  if (verdict.verdict === 'safe' || !around.isFilled(table)) return [];
  const what = `${place(table, column)} from ${actual.type.text} to ${wanted.type.text}`;
  switch (verdict.verdict) {
    case 'safe-rewrite':
      return [
        {
          code: 'type-rewrites-table',
          effect: 'warns',
          danger: `${what} rewrites the table under a lock; ${verdict.but ?? 'every value survives'}.`,
          remedy: 'Nothing to do; on a big table choose a quiet moment.',
        },
      ];
    case 'safe-unless-indexed':
      return isIndexed(table, column, around) ? [narrowing(change, what, verdict.because, around)] : [];
    case 'narrowing':
      return [narrowing(change, what, verdict.because, around)];
    case 'needs-conversion':
      return [
        {
          code: 'type-needs-conversion',
          effect: 'holds',
          danger: `${what} needs a conversion of every value: ${verdict.because}.`,
          remedy: `${lookAt(change, around)} Then permit it: ${permission('type-needs-conversion', table, column)}, or change it in a migration with a USING of your own.`,
        },
      ];
  }
}

function narrowing(change: AlterColumn, text: string, because: string, around: Surroundings): Hazard {
  return {
    code: 'type-narrowing',
    effect: 'holds',
    danger: `${text} can lose or reject values: ${because}.`,
    remedy: `${lookAt(change, around)} Then permit it: ${permission('type-narrowing', change.table, change.column)}, or change it in a migration.`,
  };
}

/** The query that shows what is at stake. */
function lookAt({ table, column, wanted }: AlterColumn, around: Surroundings): string {
  const own = around.quote(column);
  const length = /^(?:character(?: varying)?|char|varchar)\((\d+)\)$/.exec(wanted.type.text)?.[1];
  const those = length === undefined ? `${own} IS NOT NULL` : `char_length(${own}) > ${length}`;
  return `Look at the rows first: SELECT ${own} FROM ${around.quote(table)} WHERE ${those};`;
}

function isIndexed(table: QualifiedName, column: string, around: Surroundings): boolean {
  const actual = around.actualTable(table);
  if (actual === undefined) return false;
  return (
    actual.primaryKey?.columns.includes(column) === true ||
    actual.uniques.some(({ columns }) => columns.includes(column)) ||
    actual.indexes.some(
      ({ parts, where }) =>
        parts.some((part) => part.column === column || mentions(part.expression ?? '', column)) ||
        mentions(where ?? '', column),
    ) ||
    actual.foreignKeys.some(({ columns }) => columns.includes(column))
  );
}
