import { type AdditiveChange, tableOf } from '../compare/change.js';
import type { Hazard } from '../hazards/hazard.js';
import type { QualifiedName } from '../schema/database-schema.js';
import { keyOf, sameName } from '../schema/qualified-name.js';

export interface Assessed {
  readonly change: AdditiveChange;
  readonly hazards: readonly Hazard[];
}

export function isHeld({ hazards }: { readonly hazards: readonly Hazard[] }): boolean {
  return hazards.some((hazard) => hazard.effect === 'holds');
}

/** What needs something that is held is held with it, and says so. Repeats until nothing more follows. */
export function holdDependants(assessed: readonly Assessed[]): readonly Assessed[] {
  const held = assessed.filter(isHeld);
  let grew = false;
  const next = assessed.map((item) => {
    if (isHeld(item)) return item;
    const cause = held.find(({ change }) => needs(item.change, change)) ?? unusedEnumCause(item.change, assessed);
    if (cause === undefined) return item;
    grew = true;
    return { ...item, hazards: [...item.hazards, dependsOn(cause.change)] };
  });
  return grew ? holdDependants(next) : next;
}

/** Does `change` fail, or mean something else, while `held` is not done? */
function needs(change: AdditiveChange, held: AdditiveChange): boolean {
  switch (held.kind) {
    case 'alter-column':
      if (held.aspect.name !== 'type' || change === held) return false;
      if (change.kind === 'alter-column') {
        return (
          sameName(change.table, held.table) &&
          change.column === held.column &&
          (change.aspect.name === 'default' || change.aspect.name === 'auto-increment')
        );
      }
      return columnsUsed(change).some((used) => sameName(used.table, held.table) && used.column === held.column);
    case 'add-unique':
    case 'set-primary-key':
      return isKeyTo(change, held.table, held.kind === 'add-unique' ? held.unique.columns : held.to.columns);
    case 'add-index':
      return isKeyTo(
        change,
        held.table,
        held.index.parts.map((part) => part.column ?? ''),
      );
    default:
      return false;
  }
}

function isKeyTo(change: AdditiveChange, table: QualifiedName, columns: readonly string[]): boolean {
  const key =
    change.kind === 'add-foreign-key' ? change.foreignKey : change.kind === 'replace-foreign-key' ? change.to : null;
  return (
    key !== null &&
    sameName(key.target, table) &&
    key.targetColumns.length === columns.length &&
    key.targetColumns.every((column) => columns.includes(column))
  );
}

function columnsUsed(change: AdditiveChange): readonly { readonly table: QualifiedName; readonly column: string }[] {
  const own = tableOf(change);
  if (own === null) return [];
  const of = (table: QualifiedName, columns: readonly (string | undefined)[]) =>
    columns.flatMap((column) => (column === undefined ? [] : [{ table, column }]));
  switch (change.kind) {
    case 'add-unique':
      return of(own, change.unique.columns);
    case 'set-primary-key':
      return of(own, change.to.columns);
    case 'add-index':
    case 'replace-index': {
      const index = change.kind === 'add-index' ? change.index : change.to;
      return of(
        own,
        index.parts.map((part) => part.column),
      );
    }
    case 'add-foreign-key':
    case 'replace-foreign-key': {
      const key = change.kind === 'add-foreign-key' ? change.foreignKey : change.to;
      return [...of(own, key.columns), ...of(key.target, key.targetColumns)];
    }
    default:
      return [];
  }
}

/** A new enum type that only held changes would use is not made for nothing. */
function unusedEnumCause(change: AdditiveChange, assessed: readonly Assessed[]): Assessed | undefined {
  if (change.kind !== 'create-enum') return undefined;
  const users = assessed.filter((item) => usesEnum(item.change, keyOf(change.enum)));
  return users.length > 0 && users.every(isHeld) ? users[0] : undefined;
}

function usesEnum(change: AdditiveChange, key: string): boolean {
  const isIt = (type: { readonly enum?: QualifiedName }): boolean =>
    type.enum !== undefined && keyOf(type.enum) === key;
  switch (change.kind) {
    case 'create-table':
      return change.table.columns.some((column) => isIt(column.type));
    case 'add-column':
      return isIt(change.column.type);
    case 'alter-column':
      return change.aspect.name === 'type' && isIt(change.aspect.to);
    default:
      return false;
  }
}

function dependsOn(cause: AdditiveChange): Hazard {
  const table = tableOf(cause);
  const column = cause.kind === 'alter-column' ? `.${cause.column}` : '';
  return {
    code: 'depends-on-held',
    effect: 'holds',
    danger: `It needs a change of ${table?.name ?? 'the schema'}${column} that is held back (${cause.kind}).`,
    remedy: 'It follows by itself when that one is done.',
  };
}
