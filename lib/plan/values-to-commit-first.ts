import type { AddEnumValue } from '../compare/change.js';
import type { DatabaseSchema, EnumType } from '../schema/database-schema.js';
import { keyOf } from '../schema/qualified-name.js';
import type { Statement } from './plan.js';

/**
 * The new values of existing enums when the plan itself uses one of them (in a default, in a predicate): a server that has
 * enum types lets nobody use a value before it is committed. All of them go first, because each is placed by its neighbour.
 */
export function valuesToCommitFirst(statements: readonly Statement[]): readonly Statement[] {
  const runs = statements.filter(({ held }) => !held);
  const values = runs.filter(({ change }) => change.kind === 'add-enum-value');
  const others = runs.filter(({ change }) => change.kind !== 'add-enum-value');
  const isUsed = ({ change }: Statement): boolean =>
    change.kind === 'add-enum-value' &&
    others.some(({ sql }) => sql.includes(`'${change.value.replaceAll("'", "''")}'`));
  return values.some(isUsed) ? values : [];
}

/** The schema as it is once these values are there. */
export function withValues(schema: DatabaseSchema, values: readonly Statement[]): DatabaseSchema {
  const changes = values.flatMap(({ change }) => (change.kind === 'add-enum-value' ? [change] : []));
  if (changes.length === 0) return schema;
  return { ...schema, enums: schema.enums.map((type) => changes.reduce(withValue, type)) };
}

function withValue(type: EnumType, { enum: name, value, position }: AddEnumValue): EnumType {
  if (keyOf(type) !== keyOf(name)) return type;
  const neighbour = position === null ? -1 : type.values.indexOf(position.neighbour);
  const at = neighbour < 0 ? type.values.length : neighbour + (position?.place === 'after' ? 1 : 0);
  return { ...type, values: [...type.values.slice(0, at), value, ...type.values.slice(at)] };
}
