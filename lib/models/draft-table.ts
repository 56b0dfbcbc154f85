import type { Column, Index, QualifiedName, TableOptions, Unique } from '../schema/database-schema.js';
import type { ModelFault } from './model-faults.js';
import type { Attribute, ReadableModel } from './sequelize-models.js';

/** A table while it is being read: the columns still know which attribute of which model asked for them. */
export interface DraftTable extends QualifiedName {
  readonly models: readonly ReadableModel[];
  readonly columns: readonly DraftColumn[];
  readonly primaryKey: readonly string[];
  readonly uniques: readonly Unique[];
  readonly indexes: readonly Index[];
  readonly comment: string | undefined;
  readonly options: TableOptions | undefined;
  readonly renamedFrom: readonly QualifiedName[];
}

export interface DraftColumn {
  readonly column: Column;
  readonly model: ReadableModel;
  readonly attributeName: string;
  readonly attribute: Attribute;
  /** What the attribute says of NULL; undefined when it says nothing. */
  readonly allowNull: boolean | undefined;
  readonly primaryKey: boolean;
  readonly unique: boolean;
  readonly enumValues: readonly string[] | undefined;
}

/** What reading finds besides tables. Filled while reading, then frozen into the result. */
export interface Findings {
  readonly faults: ModelFault[];
  readonly notes: string[];
}

export function findColumn(table: DraftTable, name: string): DraftColumn | undefined {
  return table.columns.find(({ column }) => column.name === name);
}

/** A column by its own name, else by the name of an attribute: models write both. */
export function resolveColumn(table: DraftTable, name: string, storedName: string): DraftColumn | undefined {
  return findColumn(table, storedName) ?? table.columns.find(({ attributeName }) => attributeName === name);
}
