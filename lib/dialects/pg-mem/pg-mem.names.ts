import type { ForeignKey, QualifiedName, Table, Unique } from '../../schema/database-schema.js';

/** pg-mem leaves behind what it named itself, so that everything gets a name that is known. */
export function foreignKeyName(table: QualifiedName, { name, columns }: ForeignKey): string {
  return name ?? `${table.name}_${columns.join('_')}_fkey`;
}

export function uniqueName(table: QualifiedName, { name, columns }: Unique): string {
  return name ?? `${table.name}_${columns.join('_')}_key`;
}

/** In `public` and in small letters: `nextval` of pg-mem finds no other, however it is quoted. */
export function sequenceName(table: QualifiedName, column: string): QualifiedName {
  const owner = table.schema === 'public' ? table.name : `${table.schema}_${table.name}`;
  const small = `${owner}_${column}_seq`.replace(/[^a-z0-9_]/gu, (sign) => `_${sign.codePointAt(0)?.toString(16)}_`);
  return { schema: 'public', name: small };
}

/** The relations beside the table: DROP TABLE leaves them, and their names would be taken. */
export function indexNamesOf(table: Table): readonly QualifiedName[] {
  const names = [
    ...(table.primaryKey === null ? [] : [`${table.name}_pkey`]),
    ...table.uniques.filter(({ columns }) => columns.length > 0).map((unique) => uniqueName(table, unique)),
    ...table.indexes.map(({ name }) => name),
  ];
  return names.map((name) => ({ schema: table.schema, name }));
}
