import type { QualifiedName } from '../../schema/database-schema.js';

export function name(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

export function names(list: readonly string[]): string {
  return list.map(name).join(', ');
}

/** Always with its schema: what a plan does must not depend on a search path. */
export function qualified({ schema, name: own }: QualifiedName): string {
  return `${name(schema)}.${name(own)}`;
}

/** A backslash needs no escape: Sequelize keeps `standard_conforming_strings` on. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
