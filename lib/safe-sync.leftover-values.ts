import type { Leftover } from './compare/comparison.js';
import type { Dialect, Session } from './dialects/dialect.js';
import { askRows } from './safe-sync.weighing.js';
import type { Looked } from './safe-sync.surroundings.js';
import type { DataQuestion, WeighingBounds } from './schema/answers.js';
import type { Column, Table } from './schema/database-schema.js';
import { keyOf, sameName } from './schema/qualified-name.js';

/** Asked at every start for as long as such a value is there: it must not be felt. */
const BOUNDS: WeighingBounds = { timeMs: 250, most: 1_000, samples: 1 };

/** Left-overs, and of each value of an enum how many rows still use it. Without such a value nothing is sent. */
export async function withUses(session: Session, looked: Looked, dialect: Dialect): Promise<readonly Leftover[]> {
  const { leftovers } = looked.comparison;
  const asked = leftovers.flatMap((leftover) =>
    questionsOf(leftover, looked.actual.tables).map((question) => ({ leftover, question })),
  );
  if (asked.length === 0) return leftovers;
  const questions = asked.map(({ question }) => question);
  const answers = await askRows(session, questions, BOUNDS, { looked, dialect });
  return leftovers.map((leftover) => {
    const own = answers.filter((_, at) => asked[at]?.leftover === leftover);
    const counts = own.flatMap(({ count }) => count ?? []);
    // What one column does not tell makes the sum a guess.
    if (own.length === 0 || counts.length < own.length) return leftover;
    const rows = counts.reduce((sum, count) => sum + count, 0);
    return { ...leftover, usedBy: { rows, isAtLeast: own.some(({ isAtLeast }) => isAtLeast) } };
  });
}

function questionsOf(leftover: Leftover, tables: readonly Table[]): readonly DataQuestion[] {
  if (leftover.kind !== 'enum-value') return [];
  return tables.flatMap((table) =>
    table.columns
      .filter((column) => holds(table, column, leftover))
      .map((column) => ({
        table: { schema: table.schema, name: table.name },
        key: [],
        kind: 'uses' as const,
        column,
        value: leftover.name,
      })),
  );
}

/** Where enums are types the left-over names the type; else the table, and every list in it that has the value. */
function holds(table: Table, { name, type }: Column, { table: owner, name: value, detail }: Leftover): boolean {
  if (type.enum !== undefined) return keyOf(type.enum) === keyOf(owner);
  return sameName(table, owner) && type.values?.includes(value) === true && detail === `a value of ${name}`;
}
