import type { Change } from '../compare/change.js';
import type { TypeChange } from '../schema/answers.js';
import type { Column, ColumnType, ForeignKey, QualifiedName, Table } from '../schema/database-schema.js';
import type { HazardCode } from './hazard.js';

/** What a rule may know of the data and the schema around a change: answers, never a query. */
export interface Surroundings {
  /** At least one row; a table that nobody looked at counts as filled. */
  readonly isFilled: (table: QualifiedName) => boolean;
  /** The table as it is, if it exists. */
  readonly actualTable: (table: QualifiedName) => Table | undefined;
  /** It exists, or this plan creates it. */
  readonly willExist: (table: QualifiedName) => boolean;
  /** The column is added by this very plan. */
  readonly newColumn: (table: QualifiedName, column: string) => Column | undefined;
  /** Tables that point at this one with a foreign key. */
  readonly referencedBy: (table: QualifiedName) => readonly QualifiedName[];
  /** Keys that point at exactly these columns, where no primary key and no unique constraint stands behind them. */
  readonly keysTo: (table: QualifiedName, columns: readonly string[]) => readonly BrokenKey[];
  /** Keys over this column, or at it, that could not hold between the types as they will be. */
  readonly brokenKeys: (table: QualifiedName, column: string) => readonly BrokenKey[];
  /** Whether a column of the first type can refer to a column of the second. */
  readonly canReference: (from: ColumnType, to: ColumnType) => boolean;
  readonly typeChange: (from: Column, to: Column) => TypeChange;
  /** A name as it stands in SQL. */
  readonly quote: (name: string | QualifiedName) => string;
  /** Why the server cannot make this change of a table as it is; null where it can. */
  readonly whyNot: (change: Change) => string | null;
  /** A change in the server's SQL, for a remedy; null where one statement does not do it. */
  readonly sqlOf: (change: Change) => string | null;
  /** A person permitted this hazard, everywhere or at this place. */
  readonly isAllowed: (code: HazardCode, table: QualifiedName, column?: string) => boolean;
}

export interface BrokenKey {
  readonly table: QualifiedName;
  readonly key: ForeignKey;
}
