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
