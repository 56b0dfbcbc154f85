import type { AlterColumn } from '../compare/change.js';
import type { ColumnDependant, Index } from '../schema/database-schema.js';
import type { Hazard } from './hazard.js';
import { mentions } from './mentions.js';
import { notNullHazards } from './not-null-hazards.js';
import type { Surroundings } from './surroundings.js';
import { conversionHazards } from './type-hazards.js';
import { place } from './wording.js';

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
  nullable: ({ table, wanted, aspect }, around) => (aspect.to === true ? [] : notNullHazards(table, wanted, around)),
  type: (change, around) => [...inUse(change, around), ...conversionHazards(change, around)],
};

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
