import type { ForeignKey, Index, QualifiedName, ReferentialAction } from '../schema/database-schema.js';

/** What a left-over goes on doing to those who write: said beside it, because nobody drops it. */
export function uniqueStill({ name }: QualifiedName, what: readonly string[], where: string | null): string {
  return `still refuses two rows of ${name} with the same ${what.join(', ')}${where === null ? '' : ` where ${where}`}`;
}

export function indexStill(table: QualifiedName, index: Index): string {
  const parts = index.parts.map(({ column, expression }) => column ?? expression ?? '');
  return index.unique
    ? uniqueStill(table, parts, index.where)
    : 'enforces nothing; every write still has to keep it up to date';
}

export function foreignKeyStill({ name }: QualifiedName, key: ForeignKey): string {
  const target = key.target.name;
  return `still refuses rows of ${name} that point at no row of ${target}, and ${WHEN_DELETED[key.onDelete](name, target, key.columns.join(', '))}`;
}

const refuses = (table: string, target: string): string =>
  `still refuses to delete a row of ${target} that ${table} points at`;

const WHEN_DELETED: Readonly<Record<ReferentialAction, (table: string, target: string, columns: string) => string>> = {
  'no-action': refuses,
  restrict: refuses,
  cascade: (table, target) => `still deletes the rows of ${table} with the row of ${target} that they point at`,
  'set-null': (_table, target, columns) => `still sets ${columns} to NULL when its row of ${target} is deleted`,
  'set-default': (_table, target, columns) =>
    `still sets ${columns} to its default when its row of ${target} is deleted`,
};

export const enumValueStill = 'the server still takes it';
