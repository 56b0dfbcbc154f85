/**
 * The nouns: a database schema as plain data. Both readers produce them — the catalog reader (`actual`) and the model
 * reader (`wanted`) — in the same canonical spelling, so that equality is plain text equality.
 *
 * This room never reads a database, a model or the environment, and imports nothing from the other rooms.
 *
 * A field that the models do not state is `undefined` on the wanted side; what is not stated is not wrong and is never
 * touched. `null` means "stated, and there is none" (wanted) or "there is none" (actual).
 */
export interface DatabaseSchema {
  /** Schemas that exist (actual) or that the models name (wanted), sorted. */
  readonly schemas: readonly string[];
  /** Sorted by schema and name. */
  readonly tables: readonly Table[];
  /** Sorted by schema and name. */
  readonly enums: readonly EnumType[];
  /** Actual side: tables that may be there, and that the user may not see, or not whole. */
  readonly hidden?: readonly QualifiedName[];
}

/** A name inside a schema, as the server stores it: unquoted, folded, truncated. */
export interface QualifiedName {
  readonly schema: string;
  readonly name: string;
}

export type TableKind = 'table' | 'partitioned-table' | 'view' | 'materialized-view' | 'foreign-table';

export interface Table extends QualifiedName {
  readonly kind: TableKind;
  /** In the order of declaration. */
  readonly columns: readonly Column[];
  readonly primaryKey: PrimaryKey | null;
  /**
   * Unique constraints. A unique index without a constraint is in `indexes`. Actual side: here and below the oldest first, as
   * far as the server tells.
   */
  readonly uniques: readonly Unique[];
  readonly indexes: readonly Index[];
  readonly foreignKeys: readonly ForeignKey[];
  readonly comment?: string | null;
  /** Wanted side: the names of the models that make this table, for messages. */
  readonly models?: readonly string[];
  /** Wanted side: names that the table may have had before. */
  readonly renamedFrom?: readonly QualifiedName[];
  /** Wanted side: what else Sequelize writes of a table when it makes it. Never compared. */
  readonly options?: TableOptions;
  /** Actual side, where the server keeps a table as its text and changes it by making it anew. */
  readonly definition?: TableDefinition;
}

export interface TableOptions {
  readonly engine?: string;
  readonly charset?: string;
  readonly collate?: string;
  readonly rowFormat?: string;
  readonly initialAutoIncrement?: string;
}

export interface TableDefinition {
  /** The `CREATE TABLE` as the server keeps it. */
  readonly sql: string;
  /** What goes with the table when it is made anew, with the text that brings it back. */
  readonly dependents: readonly {
    readonly kind: 'index' | 'trigger' | 'view';
    readonly name: string;
    readonly sql: string;
  }[];
}

export interface Column {
  readonly name: string;
  /** Actual side: its name to the letter, where the server takes that and the model's for one. */
  readonly storedAs?: string;
  readonly type: ColumnType;
  readonly nullable: boolean;
  readonly default?: ColumnDefault | null;
  readonly autoIncrement?: AutoIncrement | null;
  readonly generated?: GeneratedColumn | null;
  readonly collation?: string | null;
  /** Actual side: the collation that holds without being the column's own, so that a model may state it. */
  readonly impliedCollation?: string;
  readonly comment?: string | null;
  /**
   * Wanted side: the value that Sequelize fills in by itself on insert and that the database does not know
   * (`UUIDV4`, `NOW`, a function): its name, for messages.
   */
  readonly clientDefault?: string;
  /** Wanted side: CHECKs that the type's text states. The column is made with them; they are never compared. */
  readonly checks?: readonly string[];
  /**
   * Where a change of a column says all of it again: what is never compared and has to be said too
   * (`ON UPDATE current_timestamp()`, `INVISIBLE`, a CHECK). Wanted side: what the type's text states of it.
   */
  readonly extras?: readonly string[];
  /** Actual side: what else in the database uses this column and forbids changing its type. */
  readonly usedBy?: readonly ColumnDependant[];
  /** Wanted side: names that the column may have had before. */
  readonly renamedFrom?: readonly string[];
  /** Wanted side: the attribute that asks for the column, for messages ("User.emailAddress"). */
  readonly attribute?: string;
}

export interface ColumnType {
  /** Canonical text, as the server prints it: `character varying(255)`, `integer[]`, `public."enum_users_role"`. */
  readonly text: string;
  /** Number of array dimensions; 0 for a scalar. */
  readonly dimensions: number;
  /** The enum behind the column (for an array of an enum: behind its elements), where enums are types of their own. */
  readonly enum?: QualifiedName;
  /** The values of an enum or a set that is written inside the type, in their order: `text` names them too. */
  readonly values?: readonly string[];
  /** What a statement says instead of `text`, where the server keeps more than is compared: case, a width for show. */
  readonly asWritten?: string;
  /** Actual side: other canonical texts that a model may state and that this type is as good as. */
  readonly fulfils?: readonly string[];
  /**
   * False when the text was passed through and not recognised: it must be judged by the server before it is called
   * different.
   */
  readonly recognised: boolean;
  /** The extension that this type needs, if any: `citext`, `hstore`, `postgis`. */
  readonly extension?: string;
}

/** A default in the database, as SQL text. */
export interface ColumnDefault {
  /** Canonical SQL of the expression: `'a'`, `0`, `now()`. */
  readonly sql: string;
  /** `value` for a plain constant, `expression` for `literal`, `fn` and whatever is not a constant. */
  readonly kind: 'value' | 'expression';
  /**
   * Where it differs from `sql`: the text that Sequelize would send (wanted side), or that the server prints (actual side).
   * Equality is decided on `sql`; a default is created, or put back, with this text, so that the server stores exactly what
   * Sequelize would have made it store, or what it had.
   */
  readonly asWritten?: string;
  /** Actual side: other canonical texts that a model may state and that this default is as good as. */
  readonly fulfils?: readonly string[];
  /**
   * Wanted side: the value was made when the model was loaded (`new Date()`, `Date.now()`), so that it is another one at
   * each start. It is used when a table or column is created and never compared.
   */
  readonly movesWithTheClock?: boolean;
}

export interface AutoIncrement {
  readonly kind: 'serial' | 'identity-by-default' | 'identity-always';
  /** Actual side: the sequence behind it, and the value it starts with. */
  readonly sequence?: QualifiedName;
  readonly start?: string;
}

export interface GeneratedColumn {
  readonly expression: string;
  readonly stored: boolean;
}

export interface ColumnDependant {
  readonly kind: 'view' | 'materialized-view' | 'generated-column' | 'policy' | 'trigger' | 'rule';
  readonly name: string;
}

export interface PrimaryKey {
  /** Null on the wanted side: the server names it. */
  readonly name: string | null;
  readonly columns: readonly string[];
}

export interface Unique {
  readonly name: string | null;
  readonly columns: readonly string[];
  readonly deferrable?: Deferrability;
  /** Actual side: further properties that make it something else than a plain unique (`NULLS NOT DISTINCT`). */
  readonly nullsNotDistinct?: boolean;
  /** Actual side: columns that are stored and not compared; undefined where there are none. */
  readonly include?: readonly string[];
  /** Actual side: what stands on its index; undefined where nothing does. */
  readonly needed?: readonly IndexNeed[];
}

/** What stands on an index, so that no other one can take its place. */
export type IndexNeed =
  | { readonly kind: 'foreign-key'; readonly table: QualifiedName; readonly name: string }
  | { readonly kind: 'replica-identity' | 'cluster' };

export type Deferrability = 'not-deferrable' | 'initially-immediate' | 'initially-deferred';

export interface Index {
  readonly name: string;
  readonly unique: boolean;
  /** Access method: `btree`, `gin`, `gist`, … */
  readonly method: string;
  readonly parts: readonly IndexPart[];
  /** The partial predicate. */
  readonly where: string | null;
  /** Columns that are stored but not searched. Undefined on the wanted side: Sequelize 6 cannot state them. */
  readonly include?: readonly string[];
  /** Actual side: false for what an interrupted concurrent build left behind. */
  readonly valid?: boolean;
  readonly nullsNotDistinct?: boolean;
  /** Actual side: made by the server itself, because a foreign key needs it. Never a left-over. */
  readonly implied?: boolean;
  /** Actual side: what stands on it; undefined where nothing does. */
  readonly needed?: readonly IndexNeed[];
}

/** Exactly one of `column` and `expression` is set. */
export interface IndexPart {
  readonly column?: string;
  readonly expression?: string;
  /** Only so many characters or bytes of the column; undefined for all of it. */
  readonly length?: number;
  /** Actual side: `length` is all that the server can index of such a column, so that a model need not state it. */
  readonly isLongest?: boolean;
  readonly order: 'asc' | 'desc';
  /** Canonical: always set; the default is `last` for asc and `first` for desc, also where a server knows no other. */
  readonly nulls: 'first' | 'last';
  /** Undefined (wanted): not stated. Null (actual): the default of the column's type. */
  readonly operatorClass?: string | null;
  readonly collation?: string | null;
  /** Actual side: what holds without being stated, so that a model may state it. */
  readonly implied?: { readonly operatorClass: string | null; readonly collation: string | null };
}

export interface ForeignKey {
  readonly name: string | null;
  readonly columns: readonly string[];
  readonly target: QualifiedName;
  readonly targetColumns: readonly string[];
  readonly onDelete: ReferentialAction;
  readonly onUpdate: ReferentialAction;
  readonly deferrable: Deferrability;
  /** Actual side: false while `NOT VALID`. */
  readonly valid?: boolean;
  /** Actual side: how keys over several columns take NULL, where it is not the usual way. */
  readonly match?: 'full' | 'partial';
  /** Actual side: the user may not see `onDelete` and `onUpdate`. */
  readonly hidesActions?: boolean;
}

/** RESTRICT and NO ACTION are kept apart here; `compare/` knows that models cannot tell them apart on every server. */
export type ReferentialAction = 'no-action' | 'restrict' | 'cascade' | 'set-null' | 'set-default';

export interface EnumType extends QualifiedName {
  /** In the order of the type. */
  readonly values: readonly string[];
}
