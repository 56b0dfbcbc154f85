import type { TypeChange } from '../schema/answers.js';
import type { Column, QualifiedName, Table } from '../schema/database-schema.js';
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
  readonly typeChange: (from: Column, to: Column) => TypeChange;
  /** A name as it stands in SQL. */
  readonly quote: (name: string | QualifiedName) => string;
  /** A person permitted this hazard, everywhere or at this place. */
  readonly isAllowed: (code: HazardCode, table: QualifiedName, column?: string) => boolean;
}
