import type { DataConcern, Offenders, Operand, TypeStep } from '../schema/answers.js';
import type { Column, Index, QualifiedName } from '../schema/database-schema.js';
import type { Surroundings } from './surroundings.js';

/** Asks about the rows of a table that is there. */
export function look(around: Surroundings, table: QualifiedName, concern: DataConcern): Offenders {
  const actual = around.actualTable(table);
  const key = (actual?.primaryKey?.columns ?? []).flatMap(
    (own) => actual?.columns.filter(({ name }) => name === own) ?? [],
  );
  return around.ask({ table: { schema: table.schema, name: table.name }, key, ...concern });
}

export function isHarmless({ count }: Offenders): boolean {
  return count === 0;
}

/** Of which nothing is known but that it is filled in, row by row: another value in each, or the same. */
export type Unknowable = 'unknowable';

export type Part = Pick<Index['parts'][number], 'column' | 'expression' | 'length' | 'collation'>;

/**
 * What a unique, or a key, compares. Null for what is the same in all rows, so that it tells none from another; `distinct`
 * where each row has its own, or none at all.
 */
export function operandOf(
  table: QualifiedName,
  { column, expression, length, collation }: Part,
  around: Surroundings,
): Operand | null | 'distinct' | Unknowable {
  if (column === undefined) return { name: expression ?? '', sql: expression ?? '' };
  const added = around.newColumn(table, column);
  if (added !== undefined) return operandOfNew(added);
  if (length !== undefined) return { name: column, sql: `LEFT(${around.quote(column)}, ${length})` };
  // Another collation finds other texts equal.
  if (collation) return { name: column, sql: `${around.quote(column)} COLLATE ${around.quote(collation)}` };
  const becomes = stepOf(table, column, around);
  return { name: column, ...(becomes === undefined ? {} : { becomes }) };
}

function operandOfNew(column: Column): Operand | null | 'distinct' | Unknowable {
  if (column.autoIncrement) return 'distinct';
  if (column.generated) return { name: column.name, sql: column.generated.expression };
  if (!column.default) return 'distinct';
  return column.default.kind === 'value' ? null : 'unknowable';
}

/** The change of type that this very plan makes of a column, where its values become others. */
export function stepOf(table: QualifiedName, column: string, around: Surroundings): TypeStep | undefined {
  const change = around.newType(table, column);
  if (change === undefined) return undefined;
  const { verdict } = around.typeChange(change.actual, change.wanted);
  return verdict === 'safe' || verdict === 'safe-rewrite' ? undefined : typeStep(change.actual, change.wanted, around);
}

export function typeStep(from: Column, to: Column, around: Surroundings): TypeStep {
  const values = around.enumValues(to.type);
  return { from, to, ...(values === undefined ? {} : { values }) };
}
