import type { ColumnType } from './database-schema.js';

/** `enum('a','b')`: a type that names its values, in the one spelling that both readers use. */
export function valueListType(word: 'enum' | 'set', values: readonly string[]): ColumnType {
  const text = `${word}(${values.map((value) => `'${value.replaceAll("'", "''")}'`).join(',')})`;
  return { text, dimensions: 0, values, recognised: true };
}

/** The same kind of type with other values. */
export function withValues(type: ColumnType, values: readonly string[]): ColumnType {
  const { asWritten: _other, ...rest } = type;
  return { ...rest, ...valueListType(type.text.startsWith('set') ? 'set' : 'enum', values) };
}

/** Both name their values, and are of one kind. */
export function nameValuesAlike(left: ColumnType, right: ColumnType): boolean {
  return left.values !== undefined && right.values !== undefined && wordOf(left) === wordOf(right);
}

function wordOf({ text }: ColumnType): string {
  return text.slice(0, text.indexOf('('));
}
