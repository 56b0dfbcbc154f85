/**
 * The guard: after the boot a connection goes on obeying the policy. This room patches live objects, asks, and lets through
 * or not; it decides nothing, and sends nothing.
 */

/** What is asked before a guarded call runs. */
export interface ConnectionGuard {
  /** True: everything runs as if nobody guarded it. */
  isOff(): boolean;
  /**
   * Before a call that takes away a whole schema, or all rows of it.
   *
   * @throws ProductionRefusedError
   */
  allow(call: GuardedCall, options: CallOptions): Promise<void>;
  /** Stands for `sequelize.sync()`. `original` is Sequelize's own. */
  syncAll(options: CallOptions, original: OriginalSync): Promise<void>;
  /** Stands for `Model.sync()`. */
  syncOne(model: object, options: CallOptions, original: OriginalSync): Promise<void>;
}

export type CallOptions = Readonly<Record<string, unknown>>;

/** Sequelize's own `Model.sync()`, for one model. */
export type OriginalSync = (model: object, options: CallOptions) => Promise<unknown>;

export type GuardedCall =
  | 'sequelize.drop()'
  | 'sequelize.truncate()'
  | 'Model.drop()'
  | 'queryInterface.dropAllTables()'
  | 'queryInterface.dropAllEnums()'
  | 'queryInterface.dropAllSchemas()';

// By name, because two copies of this package may meet on one connection.
const GUARD = Symbol.for('nestjs-safe-sync.guard');

/** The guard of a connection, if it has one. */
export function guardOf(sequelize: unknown): ConnectionGuard | undefined {
  if (typeof sequelize !== 'object' || sequelize === null) return undefined;
  return (sequelize as Partial<Record<symbol, ConnectionGuard>>)[GUARD];
}

export function setGuard(sequelize: object, guard: ConnectionGuard | undefined): void {
  if (guard === undefined) Reflect.deleteProperty(sequelize, GUARD);
  else Object.defineProperty(sequelize, GUARD, { value: guard, configurable: true, enumerable: false });
}
