import type { DatabaseSchema, Table } from '../schema/database-schema.js';
import { sameName } from '../schema/qualified-name.js';
import type { Spelling } from '../schema/spelling.js';
import type { ModelFault } from './model-faults.js';
import type { ReadModels } from './read-models.js';

/**
 * Faults that only the database can tell: keys to tables that no model makes. `actual` must have been read with the targets
 * of `unresolved` in its scope.
 */
export function faultsAgainst(
  { unresolved, wanted, leftAlone }: Pick<ReadModels, 'unresolved' | 'wanted' | 'leftAlone'>,
  actual: DatabaseSchema,
  spelling: Pick<Spelling, 'canReference' | 'targetsMustBeUnique'>,
): readonly ModelFault[] {
  return unresolved.flatMap(({ model, attribute, table, column, target, targetColumn }) => {
    const fault = (problem: string, remedy: string): readonly ModelFault[] => [{ model, attribute, problem, remedy }];
    const name = `${target.schema}.${target.name}`;
    const found = actual.tables.find((candidate) => sameName(candidate, target));
    if (found === undefined && actual.hidden?.some((table) => sameName(table, target))) return [];
    if (found === undefined) {
      const alone = leftAlone.find((candidate) => sameName(candidate.table, target));
      return fault(
        alone
          ? `it refers to ${name}, the table of ${alone.model}, which is left alone (${alone.because}) and not there`
          : `it refers to ${name}, which no model makes and the database does not have`,
        alone ? 'Create that table first.' : 'Add its model, create the table, or use constraints: false.',
      );
    }
    const key = found.columns.find((candidate) => candidate.name === targetColumn);
    if (key === undefined) {
      return fault(
        `it refers to ${name}.${targetColumn}, which is no column`,
        `Its columns are ${found.columns.map((each) => each.name).join(', ')}.`,
      );
    }
    const own = wanted.tables.find((each) => sameName(each, table))?.columns.find((each) => each.name === column);
    if (own && !spelling.canReference(own.type, key.type)) {
      return fault(
        `its type ${own.type.text} cannot refer to ${name}.${targetColumn}, which is ${key.type.text}`,
        `Give it the type ${key.type.text}.`,
      );
    }
    return !spelling.targetsMustBeUnique || isKey(found, targetColumn)
      ? []
      : fault(
          `it refers to ${name}.${targetColumn}, which is not unique`,
          'Refer to its key, or use constraints: false.',
        );
  });
}

function isKey(table: Table, column: string): boolean {
  const isAlone = (columns: readonly (string | undefined)[]): boolean => columns.length === 1 && columns[0] === column;
  return (
    isAlone(table.primaryKey?.columns ?? []) ||
    table.uniques.some((unique) => isAlone(unique.columns)) ||
    table.indexes.some(
      (index) => index.unique && index.where === null && isAlone(index.parts.map((part) => part.column)),
    )
  );
}
