import type { Model } from 'sequelize';
import { RENAMED_FROM } from './models/renamed-from.js';

/** An earlier name of a table: in the schema of the model's table, or in the one that is stated. */
export type EarlierTable = string | { readonly tableName: string; readonly schema?: string };

declare module 'sequelize' {
  // The parameters are Sequelize's own: what merges must have the same.
  // oxlint-disable-next-line typescript/no-unused-vars
  interface ModelAttributeColumnOptions<M extends Model = Model> {
    /**
     * Earlier names of this column in the database: the column that has one of them is renamed, and keeps its values.
     * Inert once that is done.
     */
    renamedFrom?: string | readonly string[];
  }

  // oxlint-disable-next-line typescript/no-unused-vars
  interface ModelOptions<M extends Model = Model> {
    /**
     * Earlier names of this model's table: the table that has one of them is renamed, and keeps its rows. Inert once that is
     * done.
     */
    renamedFrom?: EarlierTable | readonly EarlierTable[];
  }
}

/**
 * Says what a column, or the table of a model, was called before: alter renames it, and its data stays. Without it a new
 * name is a new column, because a rename is never guessed. Inert once done; it may stay or go.
 *
 * On a property the names are those of columns, on a class those of tables. Where both the old and the new name are in the
 * database, plan and alter stop with an error that names both.
 *
 * @throws SafeSyncError SAFE_SYNC_INVALID_MODELS from `plan` and `sync`, where both names are in the database
 * @example
 * @RenamedFrom('people')
 * @Table({ tableName: 'users' })
 * class User extends Model {
 *   @RenamedFrom('telephone')
 *   @Column(DataType.STRING)
 *   declare phone: string;
 * }
 */
export function RenamedFrom(
  ...earlier: readonly (EarlierTable | readonly EarlierTable[])[]
): (target: object, property?: string | symbol) => void {
  const names = earlier.flat();
  return (target, property) => {
    const own: unknown = Object.getOwnPropertyDescriptor(target, RENAMED_FROM)?.value;
    const value = property === undefined ? [...known(own), ...names] : withProperty(own, String(property));
    Object.defineProperty(target, RENAMED_FROM, { value, configurable: true });
  };

  function withProperty(own: unknown, property: string): object {
    const properties = (own ?? {}) as Readonly<Record<string, unknown>>;
    return { ...properties, [property]: [...known(properties[property]), ...names] };
  }
}

function known(names: unknown): readonly unknown[] {
  return Array.isArray(names) ? names : [];
}
