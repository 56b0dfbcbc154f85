import type {
  AutoIncrement,
  Column,
  ColumnDefault,
  ColumnType,
  GeneratedColumn,
  IndexPart,
  QualifiedName,
  ReferentialAction,
} from './database-schema.js';

/** How a server spells what models state. Implemented by each dialect, used by the model reader. Pure. */
export interface Spelling {
  /** The name as the server stores it (PostgreSQL: cut to 63 bytes). */
  readonly identifier: (name: string) => string;
  /** The table of a model. Without schemas Sequelize joins schema and table to one name. */
  readonly table: (written: WrittenTable, currentSchema: string) => QualifiedName;
  /** Why this table cannot be looked after over this connection, with what to do; null when it can. Always, where nothing is said. */
  readonly whyNotHere?: (table: QualifiedName, currentSchema: string) => Obstacle | null;
  /** Why the server takes no such name; null when it does. */
  readonly whyNoName: (name: string) => string | null;
  /** Names of columns and indexes that fold to the same text are one name to the server. */
  readonly fold: (name: string) => string;
  /** The same for names of tables. */
  readonly foldTable: (name: string) => string;
  /**
   * A type as Sequelize writes it (`VARCHAR(255)`, `DOUBLE PRECISION`, `"enum_x"[]`, `TEXT GENERATED ALWAYS AS (…) STORED`)
   * to its canonical form, with what the text says besides the type.
   */
  readonly type: (text: string) => StatedType;
  /**
   * The type of a column that Sequelize makes for ENUM: where enums are types, the canonical text of the (array) type, and its
   * name. Takes the names as the model has them: Sequelize joins them before the server cuts them. A table without a schema
   * has the schema `undefined`.
   */
  readonly enumType: (table: WrittenTable, column: string, enumeration: Enumeration) => ColumnType;
  /** The type of a column over an enum type that is there under this name. */
  readonly enumReference: (type: QualifiedName, dimensions: number) => ColumnType;
  /** Values of an enum may be so long, in bytes. */
  readonly longestEnumValue: number;
  /** Canonical form of a default as SQL text; null when it says "no default". */
  readonly defaultValue: (sql: string, kind: ColumnDefault['kind'], type: ColumnType) => ColumnDefault | null;
  /** Why the server would not accept this default for this type; null when it would, or nobody can know. */
  readonly whyRejected: (sql: string, type: ColumnType, enumValues?: readonly string[]) => string | null;
  readonly isInteger: (type: ColumnType) => boolean;
  /** A column as it is in a table with this primary key: beside the type, the key may say more of it, or something else. */
  readonly inTable: (column: Column, table: StatedTable) => Column;
  /** Why no column of a primary key over several columns can number the rows; null when it can. */
  readonly whyNoNumberInKey: string | null;
  /** Comments that models may state and the server keeps. */
  readonly comments: { readonly columns: boolean; readonly tables: boolean };
  /** A foreign key refers to the whole of a primary key or a unique, and to nothing else. */
  readonly targetsMustBeUnique: boolean;
  /** Indexes know NULLS FIRST and NULLS LAST. */
  readonly ordersNulls: boolean;
  /** `btree` when nothing is stated; lower case. */
  readonly indexMethod: (method: string | undefined) => string;
  /** Why the server would not make this index, with what to do; null when it would. */
  readonly whyNoIndex: (index: StatedIndex) => Obstacle | null;
  /**
   * Why a key or an index cannot be over the whole of such a column; null when it can, or nobody can know. Null instead where
   * that is so for every type.
   */
  readonly whyNoKeyOver: ((type: ColumnType, use: KeyUse) => Obstacle | null) | null;
  /** Null when it is what the type and method have anyway. */
  readonly operatorClass: (operatorClass: string, type: ColumnType, method: string) => string | null;
  /** Canonical text of an expression: equal texts mean the same, different ones may. */
  readonly expression: (sql: string) => string;
  /** The elements of an index as SQL (`lower(a) DESC, b text_pattern_ops`) taken apart; null when it cannot be read. */
  readonly indexElements: (sql: string) => readonly IndexPart[] | null;
  /** Whether a column of the first type can refer to a column of the second. True when nobody can know. */
  readonly canReference: (from: ColumnType, to: ColumnType) => boolean;
  /** Within what no two indexes have one name; in a schema tables share that room with them. */
  readonly indexNamesAreUniqueIn: 'table' | 'schema';
  /** The names that the server gives to constraints without one. */
  readonly constraintNames: {
    readonly primaryKey: (table: QualifiedName) => string;
    readonly unique: (table: QualifiedName, columns: readonly string[]) => string;
  };
  /** Whether Sequelize writes a default for such a column; always, where nothing is said. */
  readonly takesDefault?: (type: ColumnType) => boolean;
  /** Sequelize writes a default without regard to the type of its column. */
  readonly typelessDefaults?: boolean;
  /** What the server makes of an action of a foreign key. */
  readonly referentialAction?: (action: ReferentialAction, isStated: boolean) => ReferentialAction;
  /** Sequelize writes the names of unique constraints that have one, and repeats what repeats another key. */
  readonly namesUniques?: boolean;
  /** Names that no column can have. */
  readonly reservedColumns: ReadonlySet<string>;
}

/** What is in the way, said of a table, a key or an index, and what to do about it. */
export interface Obstacle {
  readonly problem: string;
  readonly remedy: string;
}

/** A table as the model has it, before the server cuts or folds anything. */
export interface WrittenTable {
  readonly tableName: string;
  readonly schema?: string;
  /** What Sequelize puts between schema and table where there are no schemas. */
  readonly delimiter?: string;
}

export interface Enumeration {
  readonly values: readonly string[];
  /** Number of array dimensions; 0 for a scalar. */
  readonly dimensions: number;
}

export interface StatedTable {
  readonly primaryKey: readonly string[];
  /** The column's attribute says NOT NULL; elsewhere a key says it, too. */
  readonly saysNotNull: boolean;
}

export type KeyUse = 'primary-key' | 'unique' | 'index';

export interface StatedIndex {
  readonly unique: boolean;
  readonly method: string;
  readonly fields: number;
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
  /** What a column is made with and nobody compares: `ON UPDATE current_timestamp`. */
  readonly extras?: readonly string[];
  /** What follows and has no place in a column: an inline REFERENCES. */
  readonly unread?: string;
}
