import type { AnyModel } from './sequelize-models.js';

/** On a `sync` that this library put there itself, so that it is not taken for the model's own. */
export const GUARDED_SYNC: symbol = Symbol.for('nestjs-safe-sync.guarded-sync');

/**
 * True for a model with its own static `sync()`, declared on it or inherited from a class below Sequelize's `Model` (and
 * sequelize-typescript's, which only wraps it): whoever wrote it wants to make the table, or none, by themselves.
 */
export function hasOwnSync(model: AnyModel): boolean {
  for (let owner: object | null = model; owner !== null; owner = Object.getPrototypeOf(owner) as object | null) {
    const sync = Object.getOwnPropertyDescriptor(owner, 'sync')?.value as object | undefined;
    if (sync !== undefined && !(GUARDED_SYNC in sync)) return !isLibraryClass(owner);
  }
  return false;
}

function isLibraryClass(owner: object): boolean {
  const parent = Object.getPrototypeOf(owner) as object | null;
  return parent === Function.prototype || Object.hasOwn(owner, 'initialize');
}
