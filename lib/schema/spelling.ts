import type { ColumnDefault, ColumnType, GeneratedColumn, QualifiedName } from './database-schema.js';

/** How a server spells what models state. Implemented by each dialect, used by the model reader. Pure. */
export interface Spelling {
  /** The name as the server stores it (PostgreSQL: cut to 63 bytes). */
  identifier(name: string): string;
  /**
   * A type as Sequelize writes it (`VARCHAR(255)`, `DOUBLE PRECISION`, `"enum_x"[]`, `TEXT GENERATED ALWAYS AS (…) STORED`)
   * to its canonical form, with what the text says besides the type.
   */
  type(text: string): {
    readonly type: ColumnType;
    readonly generated?: GeneratedColumn;
    readonly autoIncrement?: 'serial';
    readonly notNull?: boolean;
  };
  /** The enum type that Sequelize makes for a column: canonical text of the (array) type, and its name. */
  enumType(table: QualifiedName, column: string, dimensions: number): ColumnType & { readonly enum: QualifiedName };
  /** Canonical form of a default as SQL text; null when it says "no default". */
  defaultValue(sql: string, kind: ColumnDefault['kind'], type: ColumnType): ColumnDefault | null;
  /** `btree` when nothing is stated; lower case. */
  indexMethod(method: string | undefined): string;
}
