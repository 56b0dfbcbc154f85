/** What the queries answer. Numbers are numbers, texts or BigInts, as the driver likes. */
export type Numeric = number | string | bigint;

export interface TableRow {
  readonly what: 'table' | 'check';
  readonly tab: string;
  /** The kind of table; of a check, its name. */
  readonly name: string;
  /** The collation; of a check, whether it belongs to a column. */
  readonly detail: string | null;
  /** The comment; of a check, its expression. */
  readonly text: string | null;
}

export interface ColumnRow {
  readonly tab: string;
  readonly name: string;
  readonly position: Numeric;
  readonly preset: string | null;
  readonly nullable: string;
  readonly type: string;
  readonly collation: string | null;
  readonly extra: string;
  readonly comment: string;
  readonly generated: string | null;
  readonly srid?: Numeric | null;
}

export interface IndexRow {
  readonly tab: string;
  readonly name: string;
  readonly plain: Numeric;
  readonly position: Numeric;
  readonly col: string | null;
  readonly direction: string | null;
  readonly length: Numeric | null;
  readonly type: string;
  readonly expression?: string | null;
}

export interface ForeignKeyRow {
  readonly what: 'column' | 'actions';
  readonly tab: string;
  readonly name: string;
  readonly position: Numeric;
  /** The column; of actions, what happens on DELETE. */
  readonly one: string;
  readonly db: string | null;
  readonly target: string | null;
  /** The column that is referred to; of actions, what happens on UPDATE. */
  readonly two: string;
}
