import type { Column, ColumnType, DatabaseSchema } from '../schema/database-schema.js';
import { keyOf, sameName } from '../schema/qualified-name.js';
import type { AddColumn } from './change.js';
import type { Comparison, Leftover } from './comparison.js';

/**
 * A column that no model has any more beside a new one of the same kind of type may be the same one under another name.
 * That is said, with what to write if it is so, and never acted upon.
 */
export function suggestRenames(comparison: Comparison, actual: DatabaseSchema): Comparison {
  const added = comparison.changes.filter((change) => change.kind === 'add-column');
  if (added.length === 0) return comparison;
  const tables = new Map(actual.tables.map((table) => [keyOf(table), table]));
  const suggestion = ({ kind, table, name }: Leftover): string | null => {
    if (kind !== 'column') return null;
    const old = tables.get(keyOf(table))?.columns.find((column) => column.name === name);
    if (old === undefined) return null;
    const candidates = added.filter((change) => sameName(change.table, table) && isLikely(old, change));
    const [best] = candidates.sort(
      (left, right) => likeness(name, right.column.name) - likeness(name, left.column.name),
    );
    return best === undefined ? null : textOf(old, best);
  };
  return {
    ...comparison,
    leftovers: comparison.leftovers.map((leftover) => {
      const said = suggestion(leftover);
      return said === null ? leftover : { ...leftover, suggestion: said };
    }),
  };
}

function isLikely(old: Column, { column }: AddColumn): boolean {
  return Boolean(old.generated) === Boolean(column.generated) && familyOf(old.type) === familyOf(column.type);
}

/** By the words that servers use for their types: what could hold the same values. */
const FAMILIES: readonly (readonly [name: string, words: RegExp])[] = [
  ['document', /json/],
  ['truth', /bool|tinyint\(1\)/],
  ['uuid', /uuid/],
  ['text', /char|text|^enum|^set\(/],
  ['number', /\b(?:tiny|small|medium|big)?int(?:eger)?\b|serial|dec|numeric|number|float|double|real/],
  ['time', /date|time/],
  ['bytes', /blob|binary|bytea/],
];

function familyOf({ text, dimensions, enum: values }: ColumnType): string {
  const word = text.toLowerCase();
  const family = values === undefined ? FAMILIES.find(([, words]) => words.test(word))?.[0] : 'text';
  return `${family ?? word}${'[]'.repeat(dimensions)}`;
}

function textOf(old: Column, { column, table }: AddColumn): string {
  return (
    `if ${column.name} was renamed from ${old.name}, put @RenamedFrom('${old.name}') (or renamedFrom: '${old.name}') on ` +
    `${column.attribute ?? `${table.name}.${column.name}`} before ${column.name} is added, and the values come along; ` +
    `where it was added already and is empty, drop the new column first`
  );
}

/** How much of the longer name is in both, in the same order: 0 to 1. */
function likeness(left: string, right: string): number {
  const [one, other] = [left.toLowerCase(), right.toLowerCase()];
  let row = Array.from({ length: other.length + 1 }, () => 0);
  for (const letter of one) {
    const next = [0];
    for (let at = 1; at <= other.length; at += 1) {
      next.push(other[at - 1] === letter ? (row[at - 1] ?? 0) + 1 : Math.max(row[at] ?? 0, next[at - 1] ?? 0));
    }
    row = next;
  }
  return (row.at(-1) ?? 0) / Math.max(one.length, other.length, 1);
}
