import type { ForeignKey, Index, QualifiedName, Table } from '../../schema/database-schema.js';

/** Characters, of any name. */
export const LONGEST_NAME = 64;

export function whyNoName(name: string): string | null {
  const length = Array.from(name).length;
  if (length > LONGEST_NAME) {
    return `it has ${length} characters, and names end at ${LONGEST_NAME}; for instance ${shortened(name)} would do`;
  }
  return /\s$/.test(name) ? 'it ends with a space' : null;
}

/** What is most telling stands at the beginning and at the end. */
function shortened(name: string): string {
  const letters = Array.from(name);
  const cut = (from: number, to?: number): string =>
    letters
      .slice(from, to)
      .join('')
      .replace(/^_+|_+$/g, '');
  return `${cut(0, 40)}_${cut(-20)}`;
}

/** The name that the server gives to a key without one: its first column's, or with a number where that is taken. */
export function uniqueName(column: string, indexes: readonly Pick<Index, 'name'>[]): string {
  const taken = new Set(['primary', ...indexes.map(({ name }) => name.toLowerCase())]);
  if (!taken.has(column.toLowerCase())) return column;
  for (let number = 2; ; number++) {
    const name = `${column}_${number}`;
    if (!taken.has(name.toLowerCase())) return name;
  }
}

/** InnoDB numbers keys without a name, from the highest number on. */
export function foreignKeyName(table: QualifiedName, keys: readonly Pick<ForeignKey, 'name'>[]): string {
  const prefix = `${table.name}_ibfk_`;
  const numbers = keys.flatMap(({ name }) =>
    name?.toLowerCase().startsWith(prefix.toLowerCase()) && /^\d+$/.test(name.slice(prefix.length))
      ? [Number(name.slice(prefix.length))]
      : [],
  );
  return `${prefix}${Math.max(0, ...numbers) + 1}`;
}

/** Whether InnoDB can use this index for a foreign key over these columns: they stand at its beginning, whole. */
export function supportsKey({ method, parts }: Index, columns: readonly string[]): boolean {
  const leading = parts.slice(0, columns.length);
  return (
    method === 'btree' &&
    leading.length === columns.length &&
    leading.every((part) => part.length === undefined && part.column !== undefined && columns.includes(part.column))
  );
}

/** The index that InnoDB makes for a foreign key by itself looks like this one; one made by hand may, too. */
export function looksMadeForKey(index: Index, foreignKeys: Table['foreignKeys']): boolean {
  return foreignKeys.some(
    ({ name, columns }) =>
      !index.unique &&
      index.parts.length === columns.length &&
      supportsKey(index, columns) &&
      (index.name === name || index.name.replace(/_\d+$/, '') === columns[0] || index.name === columns[0]),
  );
}
