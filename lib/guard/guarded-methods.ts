import { AsyncLocalStorage } from 'node:async_hooks';
import { type CallOptions, type GuardedCall, guardOf } from './connection-guard.js';
import { patch } from './patch.js';

/** Called before a guarded method looks for the guard of its connection. */
export type Meet = (sequelize: unknown) => void;

const nobody: Meet = () => undefined;

/** What a call that was let through calls itself is let through, too. */
const running = new AsyncLocalStorage<'destruction' | 'sync'>();

/** `drop`, `truncate` and `sync` of a connection, or of all of a class. */
export function guardSequelize(target: object, holder: object, meet: Meet = nobody): readonly (() => void)[] {
  return [
    destruction(target, 'drop', 'sequelize.drop()', holder, (own) => own, meet),
    destruction(target, 'truncate', 'sequelize.truncate()', holder, (own) => own, meet),
    patch(
      target,
      'sync',
      holder,
      (original) =>
        async function guardedSync(this: object, given: unknown) {
          meet(this);
          const guard = guardOf(this);
          if (guard === undefined || guard.isOff() || running.getStore() !== undefined)
            return original.call(this, given);
          await guard.syncAll(optionsOf(given), syncInside);
          return this;
        },
    ),
  ];
}

export function guardQueryInterface(target: object, holder: object, meet: Meet = nobody): readonly (() => void)[] {
  const connection = (own: object): unknown => Reflect.get(own, 'sequelize');
  return (['dropAllTables', 'dropAllEnums', 'dropAllSchemas'] as const)
    .filter((name) => typeof Reflect.get(target, name) === 'function')
    .map((name) => destruction(target, name, `queryInterface.${name}()`, holder, connection, meet));
}

/** `drop` and `sync` of a class that models extend: theirs, those of their clones, and those of models to come. */
export function guardModelClass(target: object, holder: object, meet: Meet = nobody): readonly (() => void)[] {
  const connection = (own: object): unknown => Reflect.get(own, 'sequelize');
  return [
    destruction(target, 'drop', 'Model.drop()', holder, connection, meet),
    patch(
      target,
      'sync',
      holder,
      (original) =>
        async function guardedSync(this: object, given: unknown) {
          meet(connection(this));
          const guard = guardOf(connection(this));
          if (guard === undefined || guard.isOff() || running.getStore() !== undefined)
            return original.call(this, given);
          await guard.syncOne(this, optionsOf(given), async (model, options) =>
            running.run('sync', async () => original.call(model, options)),
          );
          return this;
        },
    ),
  ];
}

function destruction(
  target: object,
  name: string,
  call: GuardedCall,
  holder: object,
  connection: (own: object) => unknown,
  meet: Meet,
): () => void {
  return patch(
    target,
    name,
    holder,
    (original) =>
      async function guarded(this: object, ...args: unknown[]) {
        const sequelize = connection(this);
        meet(sequelize);
        const guard = guardOf(sequelize);
        if (guard === undefined || guard.isOff() || running.getStore() === 'destruction') {
          return original.apply(this, args);
        }
        await guard.allow(call, optionsOf(args[0]));
        return running.run('destruction', async () => original.apply(this, args));
      },
  );
}

/** Sequelize's own way for one model, from where the class is not at hand. */
async function syncInside(model: object, options: CallOptions): Promise<unknown> {
  const { sync } = model as { readonly sync: (this: object, options: CallOptions) => Promise<unknown> };
  return running.run('sync', async () => sync.call(model, options));
}

function optionsOf(given: unknown): CallOptions {
  return typeof given === 'object' && given !== null ? (given as CallOptions) : {};
}
