import type { AlterTable, TableChange } from '../../compare/change.js';
import { UNPLACED } from './mysql.catalog.columns.js';

/**
 * A change says the whole column again, as the catalog has it. MariaDB prints its catalog in a character set that ends at
 * U+FFFF, with "?" for what lies beyond: where a default or a value has a "?", nobody knows what stands there, and saying it
 * again could lose it. Comments are kept in that character set and lose nothing.
 */
export function whyNotRestated({ actual, table, changes }: AlterTable): string | null {
  for (const change of changes) {
    const column = actual.columns.find(({ name }) => name === restatedBy(change));
    if (column === undefined) continue;
    if (column.extras?.some((extra) => extra.startsWith(UNPLACED))) {
      return `A CHECK of ${table.name} belongs to ${column.name} or to another column that was renamed, and the server does not say to which`;
    }
    const isReplaced = change.kind === 'alter-column' && change.aspect.name === 'default';
    const texts = [...(column.type.values ?? []), ...(isReplaced ? [] : [column.default?.sql ?? ''])];
    if (!texts.some((text) => text.includes('?'))) continue;
    return `${table.name}.${column.name} has a "?" in its default or its values, which is also what the server prints for a character beyond U+FFFF`;
  }
  return null;
}

function restatedBy(change: TableChange): string | null {
  if (change.kind === 'alter-column') return change.column;
  return change.kind === 'relax-leftover' ? change.column.name : null;
}
