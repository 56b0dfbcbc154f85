type Method = (this: object, ...args: unknown[]) => unknown;

interface Patched {
  readonly original: Method;
  readonly wasOwn: boolean;
  readonly wrapper: Method;
  readonly holders: Set<object>;
}

const PATCHES = Symbol.for('nestjs-safe-sync.patches');
/** On every wrapper, so that a `sync` of ours is not taken for the model's own. */
const GUARDED_SYNC = Symbol.for('nestjs-safe-sync.guarded-sync');

/**
 * Puts a wrapper in the place of a method, once for everybody who wants it, and gives back how to let go of it: the last
 * who does puts the original back.
 */
export function patch(target: object, name: string, holder: object, wrap: (original: Method) => Method): () => void {
  const own = patchesOf(target);
  const known = own.get(name) ?? put(target, name, wrap);
  own.set(name, known);
  known.holders.add(holder);
  return () => {
    if (!known.holders.delete(holder) || known.holders.size > 0) return;
    own.delete(name);
    // Somebody else may have wrapped it since; then ours stays inside, and asks nobody.
    if (Object.getOwnPropertyDescriptor(target, name)?.value !== known.wrapper) return;
    if (known.wasOwn) define(target, name, known.original);
    else Reflect.deleteProperty(target, name);
  };
}

function put(target: object, name: string, wrap: (original: Method) => Method): Patched {
  const original = Reflect.get(target, name) as Method;
  const wrapper = wrap(original);
  Object.defineProperty(wrapper, GUARDED_SYNC, { value: true });
  Object.defineProperty(wrapper, 'name', { value: original.name, configurable: true });
  const patched = { original, wasOwn: Object.hasOwn(target, name), wrapper, holders: new Set<object>() };
  define(target, name, wrapper);
  return patched;
}

function define(target: object, name: string, value: Method): void {
  Object.defineProperty(target, name, { value, writable: true, configurable: true, enumerable: false });
}

function patchesOf(target: object): Map<string, Patched> {
  const found = Object.getOwnPropertyDescriptor(target, PATCHES)?.value as Map<string, Patched> | undefined;
  if (found !== undefined) return found;
  const made = new Map<string, Patched>();
  Object.defineProperty(target, PATCHES, { value: made, configurable: true, enumerable: false });
  return made;
}
