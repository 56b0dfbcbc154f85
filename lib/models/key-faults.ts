import type { KeyUse, Spelling } from '../schema/spelling.js';
import { type DraftTable, findColumn } from './draft-table.js';
import type { ModelFault } from './model-faults.js';

/** Keys and indexes over columns whose type the server cannot have there. */
export function keyFaults(table: DraftTable, spelling: Spelling): readonly ModelFault[] {
  if (spelling.whyNoKeyOver === null) return [];
  const { whyNoKeyOver } = spelling;
  const over = (columns: readonly (string | undefined)[], use: KeyUse, of: string): readonly ModelFault[] =>
    columns.flatMap((name) => {
      const draft = name === undefined ? undefined : findColumn(table, name);
      const obstacle = draft === undefined ? null : whyNoKeyOver(draft.column.type, use);
      if (draft === undefined || obstacle === null) return [];
      const { problem, remedy } = obstacle;
      return [{ model: draft.model.name, attribute: draft.attributeName, problem: `${of} ${problem}`, remedy }];
    });
  return [
    ...over(table.primaryKey, 'primary-key', 'the primary key'),
    ...table.uniques.flatMap(({ columns }) => over(columns, 'unique', 'the unique constraint')),
    ...table.indexes
      .filter(({ method }) => method === 'btree')
      .flatMap(({ name, unique, parts }) =>
        over(
          parts.filter(({ length }) => length === undefined).map(({ column }) => column),
          unique ? 'unique' : 'index',
          `the index ${name}`,
        ),
      ),
  ];
}
