import type {
  AutoIncrement,
  ColumnDefault,
  ColumnType,
  GeneratedColumn,
  IndexPart,
  QualifiedName,
} from './database-schema.js';

/** How a server spells what models state. Implemented by each dialect, used by the model reader. Pure. */
export interface Spelling {
  /** The name as the server stores it (PostgreSQL: cut to 63 bytes). */
  readonly identifier: (name: string) => string;
  /**
   * A type as Sequelize writes it (`VARCHAR(255)`, `DOUBLE PRECISION`, `"enum_x"[]`, `TEXT GENERATED ALWAYS AS (…) STORED`)
   * to its canonical form, with what the text says besides the type.
   */
  readonly type: (text: string) => StatedType;
  /**
   * The enum type that Sequelize makes for a column: canonical text of the (array) type, and its name. Takes the names as
   * the model has them: Sequelize joins them before the server cuts them.
   */
  readonly enumType: (
    table: QualifiedName,
    column: string,
    dimensions: number,
  ) => ColumnType & { readonly enum: QualifiedName };
  /** The type of a column over an enum type that is there under this name. */
  readonly enumReference: (type: QualifiedName, dimensions: number) => ColumnType & { readonly enum: QualifiedName };
  /** Canonical form of a default as SQL text; null when it says "no default". */
  readonly defaultValue: (sql: string, kind: ColumnDefault['kind'], type: ColumnType) => ColumnDefault | null;
  /** Why the server would not accept this default for this type; null when it would, or nobody can know. */
  readonly whyRejected: (sql: string, type: ColumnType, enumValues?: readonly string[]) => string | null;
  /** `btree` when nothing is stated; lower case. */
  readonly indexMethod: (method: string | undefined) => string;
  /** Null when it is what the type and method have anyway. */
  readonly operatorClass: (operatorClass: string, type: ColumnType, method: string) => string | null;
  /** Canonical text of an expression: equal texts mean the same, different ones may. */
  readonly expression: (sql: string) => string;
  /** The elements of an index as SQL (`lower(a) DESC, b text_pattern_ops`) taken apart; null when it cannot be read. */
  readonly indexElements: (sql: string) => readonly IndexPart[] | null;
  /** Whether a column of the first type can refer to a column of the second. True when nobody can know. */
  readonly canReference: (from: ColumnType, to: ColumnType) => boolean;
  /** The names that the server gives to constraints without one. */
  readonly constraintNames: {
    readonly primaryKey: (table: QualifiedName) => string;
    readonly unique: (table: QualifiedName, columns: readonly string[]) => string;
  };
  /** Names that no column can have. */
  readonly reservedColumns: ReadonlySet<string>;
}

/** What a type's text says. */
export interface StatedType {
  readonly type: ColumnType;
  /** The name of a type that is none of the server's own: an enum's, a domain's, an extension's. */
  readonly named?: { readonly schema?: string; readonly name: string };
  readonly generated?: GeneratedColumn;
  readonly autoIncrement?: AutoIncrement['kind'];
  readonly notNull?: boolean;
  readonly primaryKey?: boolean;
  readonly unique?: boolean;
  readonly collation?: string;
  /** SQL of a default. */
  readonly default?: string;
  /** `check (n > 0)`, `constraint positive check (n > 0)`. */
  readonly checks?: readonly string[];
  /** What follows and has no place in a column: an inline REFERENCES. */
  readonly unread?: string;
}
