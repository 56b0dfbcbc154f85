import type { AddForeignKey, AdditiveChange, AlterColumn, DropForeignKey } from '../compare/change.js';
import type { ForeignKey, QualifiedName, Table } from '../schema/database-schema.js';
import { keyOf } from '../schema/qualified-name.js';
import type { Surroundings } from '../hazards/surroundings.js';

/** What an alter plan is made of: besides additions a key that is taken off, to be put back at the end. */
export type PlannedChange = AdditiveChange | DropForeignKey;

export interface Released {
  readonly changes: readonly PlannedChange[];
  /** What runs together or not at all: the keys that bind a change to others. */
  readonly bonds: ReadonlyMap<PlannedChange, readonly string[]>;
  /** Keys that are put back as they were: their rows were right before and are right after. */
  readonly putBack: ReadonlySet<PlannedChange>;
}

/**
 * A foreign key compares two columns. Where both change their type there may be a moment at which the server could not:
 * such a key is taken off first and put back last, under its own name and in the same transaction.
 */
export function releaseKeys(
  changes: readonly AdditiveChange[],
  tables: readonly Table[],
  canReference: Surroundings['canReference'],
): Released {
  const types = new Map<string, AlterColumn>();
  for (const change of changes) {
    if (change.kind === 'alter-column' && change.aspect.name === 'type')
      types.set(place(change.table, change.column), change);
  }
  const bonds = new Map<PlannedChange, string[]>();
  const putBack = new Set<PlannedChange>();
  const first: DropForeignKey[] = [];
  const last: AddForeignKey[] = [];
  const replaced = new Set<AdditiveChange>();

  for (const { schema, name, foreignKeys } of types.size === 0 ? [] : tables) {
    const table = { schema, name };
    for (const key of foreignKeys) {
      const joined = joinedTypes(table, key, types, canReference);
      if (joined.length === 0) continue;
      const replacing = changes.find((change) => change.kind === 'replace-foreign-key' && change.from === key);
      const to = replacing?.kind === 'replace-foreign-key' ? replacing.to : key;
      const drop: DropForeignKey = { kind: 'drop-foreign-key', table, foreignKey: key };
      const add: AddForeignKey = { kind: 'add-foreign-key', table, foreignKey: { ...to, name: key.name } };
      if (replacing !== undefined) replaced.add(replacing);
      else if (key.valid !== false) putBack.add(add);
      first.push(drop);
      last.push(add);
      const bond = place(table, key.name ?? '');
      for (const change of [drop, add, ...joined]) bonds.set(change, [...(bonds.get(change) ?? []), bond]);
    }
  }
  return { changes: [...first, ...changes.filter((change) => !replaced.has(change)), ...last], bonds, putBack };
}

/** The changes of type on both sides of a key that could not hold between them. */
function joinedTypes(
  table: QualifiedName,
  key: ForeignKey,
  types: ReadonlyMap<string, AlterColumn>,
  canReference: Surroundings['canReference'],
): readonly AlterColumn[] {
  return key.columns.flatMap((column, position) => {
    const child = types.get(place(table, column));
    const parent = types.get(place(key.target, key.targetColumns[position] ?? ''));
    if (child === undefined || parent === undefined || child === parent) return [];
    const holds =
      canReference(child.wanted.type, parent.actual.type) && canReference(child.actual.type, parent.wanted.type);
    return holds ? [] : [child, parent];
  });
}

function place(table: QualifiedName, name: string): string {
  return `${keyOf(table)}${JSON.stringify(name)}`;
}
