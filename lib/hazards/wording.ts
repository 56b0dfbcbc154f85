import type { Offenders } from '../schema/answers.js';
import type { Column, QualifiedName } from '../schema/database-schema.js';
import type { HazardCode } from './hazard.js';

/** How dangers and remedies name things. */
export function place(table: QualifiedName, column: string): string {
  return `${table.name}.${column}`;
}

/** The option that lets one hazard pass at one place, ready to paste. */
export function permission(code: HazardCode, table: QualifiedName, column: string | undefined): string {
  const text = `${code}:${place(table, column ?? '')}`.replaceAll('\\', '\\\\').replaceAll("'", "\\'");
  return `safeSync: { allow: { hazards: ['${text}'] } }`;
}

/** The database knows what to put there: rows that are there already get it, too. */
export function fillsItself(column: Column): boolean {
  return Boolean(column.default ?? column.autoIncrement ?? column.generated);
}

/** "3 rows", "1 row", "at least 1,000 rows". */
export function rowsText({ count, isAtLeast }: Offenders, one = 'row', many = 'rows'): string {
  const number = (count ?? 0).toLocaleString('en-US');
  return `${isAtLeast ? 'at least ' : ''}${number} ${count === 1 ? one : many}`;
}

/** Which rows: " (id 1, 2, …)"; nothing where they have no key. */
export function which({ key, keys, count, isAtLeast }: Offenders): string {
  if (keys.length === 0) return '';
  const more = isAtLeast || keys.length < (count ?? 0) ? ', …' : '';
  return ` (${key.join(', ')} ${keys.join('; ')}${more})`;
}

/** Why a table counts as filled although nobody knows. */
export function unseenText(table: QualifiedName, { unseen }: Offenders): string {
  switch (unseen?.because) {
    case 'too-slow':
      return `${table.name} is too big, or too busy, to be looked at in time, and counts as filled`;
    case 'not-permitted':
      return `the database user may not read ${table.name}${unseen.said === '' ? '' : ` (${unseen.said})`}, which counts as filled`;
    default:
      return `the server did not say whether the rows of ${table.name} can take it${unseen?.said ? ` (${unseen.said})` : ''}`;
  }
}
