import type { QualifiedName } from '../../schema/database-schema.js';

const LONGEST = 63;

/**
 * The names that the server gives to what is added without one (`makeObjectName` in its `indexcmds.c`): the longer of the
 * table's and the columns' part is cut, byte by byte, until `table_columns_label` fits.
 */
export const defaultNames = {
  primaryKey: (table: QualifiedName): string => objectName(table.name, '', 'pkey'),
  unique: (table: QualifiedName, columns: readonly string[]): string =>
    objectName(table.name, columns.join('_'), 'key'),
  foreignKey: (table: QualifiedName, columns: readonly string[]): string =>
    objectName(table.name, columns.join('_'), 'fkey'),
  sequence: (table: QualifiedName, column: string): string => objectName(table.name, column, 'seq'),
};

function objectName(first: string, second: string, label: string): string {
  const overhead = label.length + 1 + (second === '' ? 0 : 1);
  let firstBytes = Buffer.byteLength(first);
  let secondBytes = Buffer.byteLength(second);
  while (firstBytes + secondBytes > LONGEST - overhead) {
    if (firstBytes > secondBytes) firstBytes -= 1;
    else secondBytes -= 1;
  }
  return [cut(first, firstBytes), cut(second, secondBytes), label].filter(Boolean).join('_');
}

/** Cuts to at most this many bytes without splitting a character. */
function cut(text: string, bytes: number): string {
  let length = 0;
  let result = '';
  for (const character of text) {
    length += Buffer.byteLength(character);
    if (length > bytes) break;
    result += character;
  }
  return result;
}
