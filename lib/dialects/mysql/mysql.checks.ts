import type { OwnCheck } from './mysql.catalog.columns.js';
import type { ColumnRow, TableRow } from './mysql.catalog.rows.js';
import { canonicalExpression } from './mysql.expressions.js';

export interface ColumnChecks {
  readonly own: readonly OwnCheck[];
  /** It may be this column's, or that of another one that it names: nobody can tell. */
  readonly unplaced: readonly OwnCheck[];
}

/**
 * MariaDB calls the check of a column by the column's name, and by its old name when the column was renamed. Where there is
 * no column of that name, or the check does not name it, it belongs to one that it does name.
 */
export function checksOf(
  { name }: ColumnRow,
  columns: readonly ColumnRow[],
  checks: readonly TableRow[],
): ColumnChecks {
  const own: OwnCheck[] = [];
  const unplaced: OwnCheck[] = [];
  for (const check of checks) {
    const owners = ownersOf(check, columns, checks);
    if (!owners.includes(name)) continue;
    (owners.length === 1 ? own : unplaced).push({
      name: check.name,
      expression: canonicalExpression(check.text ?? ''),
    });
  }
  return { own, unplaced };
}

function ownersOf(check: TableRow, columns: readonly ColumnRow[], all: readonly TableRow[]): readonly string[] {
  const named = columns.find((column) => isCalled(check, column));
  const mentioned = columns.filter((column) => mentions(check, column));
  if (named !== undefined && (mentioned.length === 0 || mentioned.includes(named))) return [named.name];
  const free = mentioned.filter((column) => !all.some((other) => isCalled(other, column)));
  return (free.length > 0 ? free : mentioned.length > 0 ? mentioned : columns).map((column) => column.name);
}

function isCalled({ name }: TableRow, column: ColumnRow): boolean {
  return name.toLowerCase() === column.name.toLowerCase();
}

function mentions({ text }: TableRow, { name }: ColumnRow): boolean {
  return (text ?? '').toLowerCase().includes(`\`${name.replaceAll('`', '``').toLowerCase()}\``);
}
