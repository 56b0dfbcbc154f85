import { type ConnectionGuard, guardOf } from './connection-guard.js';
import { guardConnection } from './guard-connection.js';
import { guardModelClass, guardQueryInterface, guardSequelize, type Meet } from './guarded-methods.js';
import { patch } from './patch.js';

/** The classes of one copy of Sequelize. */
export interface SequelizeClasses {
  readonly Sequelize: object & {
    readonly prototype: object;
    addHook(hook: 'afterInit', name: string, work: (sequelize: object) => void): unknown;
    removeHook(hook: 'afterInit', name: string): unknown;
  };
  readonly QueryInterface: { readonly prototype: object };
  readonly models: readonly object[];
}

const EVERY = Symbol.for('nestjs-safe-sync.every-connection');
const HOOK = 'nestjs-safe-sync';

/**
 * Guards every connection of this copy of Sequelize, made before or made later, that has no guard yet. Returns how to take
 * all of it off again; null where that was done already.
 */
export function guardEvery(
  { Sequelize, QueryInterface, models }: SequelizeClasses,
  guardFor: (sequelize: object) => ConnectionGuard,
): { readonly undo: () => void; readonly isNew: boolean } {
  const known = Object.getOwnPropertyDescriptor(Sequelize, EVERY)?.value as (() => void) | undefined;
  if (known !== undefined) return { undo: known, isNew: false };

  const holder = {};
  const guarded = new Set<WeakRef<() => void>>();
  const byConnection = new WeakMap<object, () => void>();
  const meet: Meet = (sequelize) => {
    if (typeof sequelize !== 'object' || sequelize === null || guardOf(sequelize) !== undefined) return;
    const takeOff = guardConnection(sequelize, guardFor(sequelize));
    byConnection.set(sequelize, takeOff);
    guarded.add(new WeakRef(takeOff));
  };
  const letGo = [
    ...guardSequelize(Sequelize.prototype, holder, meet),
    ...guardQueryInterface(QueryInterface.prototype, holder, meet),
    ...models.flatMap((model) => guardModelClass(model, holder, meet)),
    // Where a connection that was made before is met first: its own parts are guarded then.
    ...['getQueryInterface', 'query'].map((name) =>
      patch(
        Sequelize.prototype,
        name,
        holder,
        (original) =>
          function met(this: object, ...args: unknown[]) {
            if (!isMeeting) {
              isMeeting = true;
              try {
                meet(this);
              } finally {
                isMeeting = false;
              }
            }
            return original.apply(this, args);
          },
      ),
    ),
  ];
  let isMeeting = false;
  Sequelize.addHook('afterInit', HOOK, (sequelize) => meet(sequelize));
  const undo = (): void => {
    Sequelize.removeHook('afterInit', HOOK);
    for (const one of letGo) one();
    for (const one of guarded) one.deref()?.();
    Reflect.deleteProperty(Sequelize, EVERY);
  };
  Object.defineProperty(Sequelize, EVERY, { value: undo, configurable: true, enumerable: false });
  return { undo, isNew: true };
}
