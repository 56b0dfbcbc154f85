import type { DatabaseSchema, Index, Table, Unique } from '../schema/database-schema.js';
import { keyOf } from '../schema/qualified-name.js';
import type { Comparison, Leftover } from './comparison.js';
import type { DropForeignKey, DropIndex, DropUnique } from './destructive-change.js';
import { nameOf, sameSet } from './difference.js';

export type DropCopy = (DropForeignKey | DropUnique | DropIndex) & { readonly copyOf: string };

/**
 * Uniques, indexes and foreign keys that are to the letter what another one of their table is: earlier alters made one more
 * at each start. Of equal ones that stays on which something stands, else that which the models name, else the oldest.
 */
export function findCopies(actual: DatabaseSchema, wanted: DatabaseSchema): readonly DropCopy[] {
  const byName = new Map(wanted.tables.map((table) => [keyOf(table), table]));
  const models = actual.tables.flatMap((table) => {
    const own = byName.get(keyOf(table));
    return own === undefined || table.kind !== 'table' ? [] : [{ table, wanted: own }];
  });
  const keys = models.flatMap(({ table }) => copiedKeys(table));
  const gone = new Set(keys.map((drop) => keyName(drop.table, drop.foreignKey.name)));
  return [...keys, ...models.flatMap(({ table, wanted: own }) => copiedIndexes(table, own, gone))];
}

/** Says of each left-over that is a copy what it is a copy of. */
export function markCopies(comparison: Comparison, copies: readonly DropCopy[]): Comparison {
  if (copies.length === 0) return comparison;
  const originals = new Map(copies.map((drop) => [placeOf(kindOf(drop), drop.table, nameDropped(drop)), drop.copyOf]));
  return {
    ...comparison,
    leftovers: comparison.leftovers.map((leftover) => {
      const copyOf = originals.get(placeOf(leftover.kind, leftover.table, leftover.name));
      return copyOf === undefined ? leftover : { ...leftover, copyOf };
    }),
  };
}

function kindOf({ kind }: DropCopy): Leftover['kind'] {
  return ({ 'drop-foreign-key': 'foreign-key', 'drop-unique': 'unique', 'drop-index': 'index' } as const)[kind];
}

function nameDropped(drop: DropCopy): string {
  switch (drop.kind) {
    case 'drop-foreign-key':
      return drop.foreignKey.name ?? drop.foreignKey.columns.join(', ');
    case 'drop-unique':
      return drop.unique.name ?? '';
    case 'drop-index':
      return drop.index.name;
  }
}

function placeOf(kind: string, { schema, name }: Leftover['table'], own: string): string {
  return JSON.stringify([kind, schema, name, own]);
}

/** What differs in any of this is another key: also when it differs only in when it refuses. */
function copiedKeys(table: Table): readonly (DropForeignKey & { readonly copyOf: string })[] {
  const known = table.foreignKeys.filter((key) => !key.hidesActions);
  return (
    groups(known, ({ name: _name, ...key }) => JSON.stringify(key))
      .flatMap(([kept, ...copies]) =>
        copies.map((foreignKey) => ({
          kind: 'drop-foreign-key' as const,
          table: nameOf(table),
          foreignKey,
          // Where keys have no names.
          ordinal: table.foreignKeys.indexOf(foreignKey) + 1,
          copyOf: kept.name ?? `the first of its kind`,
        })),
      )
      // The last one first, so that what is counted stays counted.
      .sort((left, right) => right.ordinal - left.ordinal)
  );
}

interface Member {
  readonly name: string;
  readonly needed: Index['needed'];
  readonly item: { readonly unique: Unique } | { readonly index: Index };
}

function copiedIndexes(table: Table, wanted: Table, goneKeys: ReadonlySet<string>): readonly DropCopy[] {
  const members: readonly (Member & { readonly key: string })[] = [
    ...table.uniques.map((unique) => ({
      name: unique.name ?? '',
      needed: unique.needed,
      item: { unique },
      key: keyOfUnique(unique),
    })),
    ...table.indexes
      .filter(({ valid }) => valid !== false)
      .map((index) => ({ name: index.name, needed: index.needed, item: { index }, key: keyOfIndex(index) })),
  ];
  return groups(members, ({ key }) => key).flatMap((all) => {
    const isNeeded = ({ needed = [] }: Member): boolean =>
      needed.some((need) => need.kind !== 'foreign-key' || !goneKeys.has(keyName(need.table, need.name)));
    const asked = claims(all, wanted);
    const rank = (member: Member): number =>
      isNeeded(member)
        ? 0
        : wanted.indexes.some(({ name }) => name === member.name)
          ? 1
          : 'unique' in member.item
            ? 2
            : 3;
    const ordered = [...all].sort((left, right) => rank(left) - rank(right));
    const kept = Math.max(ordered.filter(isNeeded).length, asked, 1);
    const [original] = ordered;
    return ordered.slice(kept).map(({ item }): DropCopy => {
      const common = { table: nameOf(table), copyOf: original?.name ?? '' };
      return 'unique' in item
        ? { kind: 'drop-unique', ...common, ...item }
        : { kind: 'drop-index', ...common, ...item };
    });
  });
}

/** A model may ask for both: a unique column and a unique index over it. */
function claims(members: readonly Member[], wanted: Table): number {
  const [first] = members;
  if (first === undefined) return 0;
  const columns = columnsOf(first);
  const isUnique = 'unique' in first.item || first.item.index.unique;
  const uniques =
    isUnique && columns !== null ? wanted.uniques.filter((unique) => sameSet(unique.columns, columns)) : [];
  const named = wanted.indexes.filter(({ name }) => members.some((member) => member.name === name));
  return uniques.length + named.length;
}

function columnsOf({ item }: Member): readonly string[] | null {
  if ('unique' in item) return item.unique.columns;
  const columns = item.index.parts.flatMap(({ column }) => column ?? []);
  return columns.length === item.index.parts.length && item.index.where === null ? columns : null;
}

function keyOfUnique({ columns, deferrable, nullsNotDistinct, include }: Unique): string {
  return JSON.stringify([
    true,
    'btree',
    columns.map((column) => [column, null, null, 'asc', 'last', null, null]),
    null,
    include ?? [],
    nullsNotDistinct ?? false,
    deferrable ?? 'not-deferrable',
  ]);
}

function keyOfIndex({ unique, method, parts, where, include, nullsNotDistinct }: Index): string {
  return JSON.stringify([
    unique,
    method,
    parts.map((part) => [
      part.column ?? null,
      part.expression ?? null,
      part.length ?? null,
      part.order,
      part.nulls,
      part.operatorClass ?? null,
      part.collation ?? null,
    ]),
    where,
    include ?? [],
    nullsNotDistinct ?? false,
    'not-deferrable',
  ]);
}

function keyName({ schema, name }: Leftover['table'], key: string | null): string {
  return JSON.stringify([schema, name, key]);
}

/** Only where there is more than one. */
function groups<Item>(items: readonly Item[], keyOf: (item: Item) => string): readonly (readonly [Item, ...Item[]])[] {
  const found = new Map<string, [Item, ...Item[]]>();
  for (const item of items) {
    const key = keyOf(item);
    const known = found.get(key);
    if (known === undefined) found.set(key, [item]);
    else known.push(item);
  }
  return [...found.values()].filter((group) => group.length > 1);
}
