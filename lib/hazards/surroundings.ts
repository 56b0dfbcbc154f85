import type { Change } from '../compare/change.js';
import type { AlterColumn } from '../compare/change.js';
import type { DataQuestion, Offenders, TypeChange } from '../schema/answers.js';
import type { Column, ColumnType, ForeignKey, QualifiedName, Table } from '../schema/database-schema.js';
import type { HazardCode } from './hazard.js';

/** What a rule may know of the data and the schema around a change: answers, never a query. */
export interface Surroundings {
  /** At least one row; a table that nobody looked at counts as filled. */
  readonly isFilled: (table: QualifiedName) => boolean;
  /** What the data says. Only of filled tables; all questions are asked before the first answer comes. */
  readonly ask: (question: DataQuestion) => Offenders;
  /** How much is stored of it; 0 where nobody looked, or where the server does not tell. */
  readonly bytes: (table: QualifiedName) => number;
  /** What of a table waits while the server makes this change of it, and how to do it without; null where nothing does. */
  readonly blocks: (change: Change) => { readonly what: string; readonly instead: string } | null;
  /** The values that an enum will have. */
  readonly enumValues: (type: ColumnType) => readonly string[] | undefined;
  /** SQL of a value like the one that the model makes by itself. */
  readonly freshValue: (column: Column) => string | null;
  /** What the server puts where a value is missing, instead of failing; null where it fails. */
  readonly fillsSilently: string | null;
  /** It is there already. */
  readonly exists: (table: QualifiedName) => boolean;
  /** The change of type that this plan makes of a column. */
  readonly newType: (table: QualifiedName, column: string) => AlterColumn | undefined;
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
  /** A person consented to the whole plan. */
  readonly consents: boolean;
}

export interface BrokenKey {
  readonly table: QualifiedName;
  readonly key: ForeignKey;
}
