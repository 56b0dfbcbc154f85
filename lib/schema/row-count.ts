import type { QualifiedName } from './database-schema.js';

/** How many rows a table has. */
export interface RowCount {
  readonly table: QualifiedName;
  readonly rows: number;
}
