import type { QualifiedName } from '../schema/database-schema.js';
import { keyOf } from '../schema/qualified-name.js';
import type { RowCount } from '../schema/row-count.js';
import type { Plan } from './plan.js';
import { toJson } from './plan-json.js';

/** Tables that a plan empties or drops: force only. */
export function tablesThatLoseRows({ statements }: Plan): readonly QualifiedName[] {
  const found = new Map<string, QualifiedName>();
  for (const { change } of statements) {
    const tables =
      change.kind === 'clear-tables' ? change.tables : change.kind === 'drop-table' ? [change.table] : ([] as const);
    for (const { schema, name } of tables) found.set(keyOf({ schema, name }), { schema, name });
  }
  return [...found.values()].toSorted((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1));
}

/** The same plan, with the rows that would go. */
export function withRowsToGo(plan: Plan, rowsToGo: readonly RowCount[]): Plan {
  const counted: Plan = { ...plan, rowsToGo, toJSON: () => toJson(counted) };
  return counted;
}
