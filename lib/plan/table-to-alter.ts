import type { TableChange } from '../compare/change.js';
import { tableBefore } from '../compare/find-renames.js';
import type { DatabaseSchema, QualifiedName, Table } from '../schema/database-schema.js';
import { sameName } from '../schema/qualified-name.js';
import type { Rename } from '../schema/renaming.js';

/** The database as its catalog has it, and what is renamed before anything else. */
export interface Renaming {
  readonly catalog: DatabaseSchema;
  readonly renames: readonly Rename[];
}

export interface TableToAlter {
  readonly actual: Table;
  readonly before: readonly TableChange[];
}

/** A table by the name that it has after the renames: as the catalog has it, and those renames that it is touched by. */
export function tableToAlter(table: QualifiedName, { catalog, renames }: Renaming): TableToAlter | undefined {
  const own = tableBefore(table, renames);
  const actual = catalog.tables.find((each) => sameName(each, own));
  if (actual === undefined) return undefined;
  const isTouched = ({ table: renamed }: Rename): boolean =>
    sameName(renamed, table) ||
    actual.foreignKeys.some(({ target }) => sameName(target, tableBefore(renamed, renames)));
  return { actual, before: renames.filter(isTouched) };
}
