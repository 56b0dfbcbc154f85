import { tableOf } from '../compare/change.js';
import type { Hazard } from '../hazards/hazard.js';
import { mentions } from '../hazards/mentions.js';
import type { Index, QualifiedName } from '../schema/database-schema.js';
import { keyOf, sameName } from '../schema/qualified-name.js';
import type { PlannedChange } from './release-keys.js';

export interface Assessed {
  readonly change: PlannedChange;
  readonly hazards: readonly Hazard[];
  /** Changes with a bond in common run together or not at all. */
  readonly bonds: readonly string[];
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
    const cause =
      held.find((other) => needs(item.change, other.change) || other.bonds.some((bond) => item.bonds.includes(bond))) ??
      unusedEnumCause(item.change, assessed);
    if (cause === undefined) return item;
    grew = true;
    return { ...item, hazards: [...item.hazards, dependsOn(cause)] };
  });
  return grew ? holdDependants(next) : next;
}

/** Does `change` fail, or mean something else, while `held` is not done? */
function needs(change: PlannedChange, held: PlannedChange): boolean {
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
      return (
        columnsUsed(change).some((used) => sameName(used.table, held.table) && used.column === held.column) ||
        (isAbout(change, held.table) && expressionsOf(change).some((sql) => mentions(sql, held.column)))
      );
    case 'add-unique':
    case 'set-primary-key':
      return isKeyTo(change, held.table, held.kind === 'add-unique' ? held.unique.columns : held.to.columns);
    case 'add-index':
      return isKeyTo(change, held.table, columnsOf(held.index));
    case 'replace-index':
      return !held.from.unique && isKeyTo(change, held.table, columnsOf(held.to));
    default:
      return false;
  }
}

function columnsOf({ parts }: Index): readonly string[] {
  return parts.map((part) => part.column ?? '');
}

function isAbout(change: PlannedChange, table: QualifiedName): boolean {
  const own = tableOf(change);
  return own !== null && sameName(own, table);
}

function expressionsOf(change: PlannedChange): readonly string[] {
  switch (change.kind) {
    case 'add-column':
      return change.column.generated ? [change.column.generated.expression] : [];
    case 'add-index':
    case 'replace-index': {
      const { parts, where } = change.kind === 'add-index' ? change.index : change.to;
      return [...parts.flatMap(({ expression }) => expression ?? []), ...(where === null ? [] : [where])];
    }
    default:
      return [];
  }
}

function isKeyTo(change: PlannedChange, table: QualifiedName, columns: readonly string[]): boolean {
  const key =
    change.kind === 'add-foreign-key' ? change.foreignKey : change.kind === 'replace-foreign-key' ? change.to : null;
  return (
    key !== null &&
    sameName(key.target, table) &&
    key.targetColumns.length === columns.length &&
    key.targetColumns.every((column) => columns.includes(column))
  );
}

function columnsUsed(change: PlannedChange): readonly { readonly table: QualifiedName; readonly column: string }[] {
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
function unusedEnumCause(change: PlannedChange, assessed: readonly Assessed[]): Assessed | undefined {
  if (change.kind !== 'create-enum') return undefined;
  const users = assessed.filter((item) => usesEnum(item.change, keyOf(change.enum)));
  return users.length > 0 && users.every(isHeld) ? users[0] : undefined;
}

function usesEnum(change: PlannedChange, key: string): boolean {
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

function dependsOn({ change, hazards }: Assessed): Hazard {
  const table = tableOf(change);
  const column = change.kind === 'alter-column' ? `.${change.column}` : '';
  const code = hazards.find(({ effect }) => effect === 'holds')?.code ?? change.kind;
  return {
    code: 'depends-on-held',
    effect: 'holds',
    danger: `It needs a change of ${table?.name ?? 'the schema'}${column} that is held back [${code}].`,
    remedy: 'It follows by itself when that one is done.',
  };
}
