import type { IndexContext } from './read-indexes.js';
import { errorText, isRecord, type SequelizeView } from './sequelize-models.js';

/** `fn()`, `col()`, `literal()`, … of the user's copy of Sequelize. */
export type AnyMethod = object;

type Fault = (problem: string, remedy: string) => null;

/** The predicate of a partial index as text; null when it says nothing, undefined when it has faults. */
export function readPredicate(where: unknown, context: IndexContext, fault: Fault): string | null | undefined {
  const { view, spelling, model, table } = context;
  const unknown = new Set<string>();
  const resolve = (name: string): string => {
    const found = table.columns.find(({ column }) => column.name === spelling.identifier(name));
    const byAttribute = table.columns.find(({ attributeName }) => attributeName === name);
    const column = found ?? byAttribute;
    if (column === undefined) unknown.add(name);
    // Sequelize quotes and cuts the name again; what the attribute says survives that, what the server stores might not.
    return found ? name : (byAttribute?.attribute.field ?? name);
  };
  let sql: string;
  try {
    sql = view.generator.whereQuery(copyWhere(where, view, resolve));
  } catch (error) {
    fault(
      `has a where that cannot be written as SQL (${errorText(error)})`,
      'Write it as for a query, or as literal().',
    );
    return undefined;
  }
  const [first] = unknown;
  if (first !== undefined) {
    fault(
      `has a where over "${first}", which is neither a column nor an attribute of ${model.name}`,
      `The columns are ${table.columns.map(({ column }) => column.name).join(', ')}.`,
    );
    return undefined;
  }
  const predicate = sql.replace(/^\s*WHERE\s+/i, '');
  return predicate.trim() === '' ? null : spelling.expression(predicate);
}

/**
 * A copy with attributes resolved to columns. A copy, because Sequelize changes comparators in place; only the keys of the
 * condition are resolved, those inside a column's condition are operators or paths into JSON.
 */
function copyWhere(where: unknown, view: SequelizeView, resolve: (name: string) => string): unknown {
  if (where instanceof view.classes.Utils.SequelizeMethod) return copyMethod(where, view, resolve);
  if (Array.isArray(where)) return where.map((item) => copyWhere(item, view, resolve));
  if (!isPlain(where)) return where;
  const copy: Record<string | symbol, unknown> = {};
  for (const key of Reflect.ownKeys(where)) {
    const value = where[key as string];
    if (typeof key === 'symbol') copy[key] = copyWhere(value, view, resolve);
    else copy[key.startsWith('$') ? key : resolve(key)] = copyValue(value, view, resolve);
  }
  return copy;
}

/** `table.column` and casts stay as they are. In a `where` they would be names: an index knows no model to look them up in. */
function isColumnKey(key: string): boolean {
  return !key.includes('.') && !key.includes('::') && !key.startsWith('$');
}

function copyValue(value: unknown, view: SequelizeView, resolve: (name: string) => string): unknown {
  if (value instanceof view.classes.Utils.SequelizeMethod) return copyMethod(value, view, resolve);
  if (Array.isArray(value)) return value.map((item) => copyValue(item, view, resolve));
  if (!isPlain(value)) return value;
  return Object.fromEntries(
    Reflect.ownKeys(value).map((key) => [key, copyValue(value[key as string], view, resolve)] as const),
  );
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return isRecord(value) && [Object.prototype, null].includes(Object.getPrototypeOf(value) as object | null);
}

/** A copy of `fn()`, `cast()`, `where()` and `col()` in which `col()` names columns. */
export function copyMethod(method: AnyMethod, view: SequelizeView, resolve: (name: string) => string): AnyMethod {
  const copy = Object.create(Object.getPrototypeOf(method) as object) as Record<string, unknown>;
  Object.assign(copy, method);
  const { Fn, Col, Cast, Where } = view.classes.Utils;
  const inner = (value: unknown): unknown =>
    value instanceof view.classes.Utils.SequelizeMethod ? copyMethod(value, view, resolve) : value;
  if (method instanceof Fn && Array.isArray(copy['args'])) copy['args'] = copy['args'].map(inner);
  if (method instanceof Cast) copy['val'] = inner(copy['val']);
  if (method instanceof Where) {
    copy['attribute'] = inner(copy['attribute']);
    copy['logic'] = inner(copy['logic']);
  }
  if (method instanceof Col && typeof copy['col'] === 'string' && isColumnKey(copy['col']) && copy['col'] !== '*') {
    copy['col'] = resolve(copy['col']);
  }
  return copy;
}
