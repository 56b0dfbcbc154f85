import { type ConnectionGuard, guardOf, setGuard } from './connection-guard.js';
import { guardModelClass, guardQueryInterface, guardSequelize } from './guarded-methods.js';
import { patch } from './patch.js';

/** What the guard needs of a Sequelize object. */
interface Connection {
  readonly modelManager: { readonly models: readonly object[]; addModel(model: object): object };
  getQueryInterface(): object;
}

const LIFE = Symbol.for('nestjs-safe-sync.life');

/**
 * Puts a guard on a live Sequelize object: on itself, its query interface, and the classes of Sequelize that its models
 * extend, those to come too. A second guard takes the place of the first. Returns how to take it off again.
 */
export function guardConnection(sequelize: object, guard: ConnectionGuard): () => void {
  setGuard(sequelize, guard);
  const connection = sequelize as Connection & Partial<Record<symbol, readonly (() => void)[]>>;
  if (connection[LIFE] === undefined) {
    Object.defineProperty(connection, LIFE, { value: putOn(connection), configurable: true, enumerable: false });
  }
  return () => {
    // Somebody else's guard by now.
    if (guardOf(sequelize) !== guard) return;
    setGuard(sequelize, undefined);
    for (const letGo of connection[LIFE] ?? []) letGo();
    Reflect.deleteProperty(connection, LIFE);
  };
}

function putOn(connection: Connection): (() => void)[] {
  const { modelManager } = connection;
  const letGo: (() => void)[] = [
    ...guardSequelize(connection, connection),
    ...guardQueryInterface(connection.getQueryInterface(), connection),
  ];
  const guardClasses = (model: object): void => {
    for (const one of classesBehind(model)) letGo.push(...guardModelClass(one, connection));
  };
  modelManager.models.forEach(guardClasses);
  letGo.push(
    patch(
      modelManager,
      'addModel',
      connection,
      (original) =>
        function addModel(this: object, ...args: unknown[]) {
          const added = original.apply(this, args);
          if (typeof args[0] === 'function') guardClasses(args[0]);
          return added;
        },
    ),
  );
  return letGo;
}

/** The classes of Sequelize, and of sequelize-typescript, that a model extends: what is in front of them is the user's. */
function classesBehind(model: object): readonly object[] {
  const found: object[] = [];
  let owner: object | null = model;
  while (owner !== null && owner !== Function.prototype) {
    const parent: object | null = Object.getPrototypeOf(owner) as object | null;
    const isLibrary = parent === Function.prototype || Object.hasOwn(owner, 'initialize');
    if (isLibrary && Object.hasOwn(owner, 'sync')) found.push(owner);
    owner = parent;
  }
  return found;
}
