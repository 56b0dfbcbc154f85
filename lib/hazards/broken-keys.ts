import type { AdditiveChange } from '../compare/change.js';
import type { ColumnType, ForeignKey, QualifiedName, Table } from '../schema/database-schema.js';
import { keyOf } from '../schema/qualified-name.js';
import type { BrokenKey, Surroundings } from './surroundings.js';

/** A key of a model's table, or of another one. */
export interface KnownKey extends Pick<ForeignKey, 'columns' | 'target' | 'targetColumns'> {
  readonly name: string | null;
  readonly from: QualifiedName;
}

/** Foreign keys that a change of type would break: the server refuses it while they are there. */
export function brokenKeysAmong(...schema: Parameters<typeof prepare>): Surroundings['brokenKeys'] {
  let prepared: Surroundings['brokenKeys'] | undefined;
  // Most plans change no type.
  return (table, column) => (prepared ??= prepare(...schema))(table, column);
}

/** Of keys of tables that are no models only their names are known; more is not needed to drop one. */
const ANY_ACTIONS = { onDelete: 'no-action', onUpdate: 'no-action', deferrable: 'not-deferrable' } as const;

export function brokenKeyOf(key: KnownKey): BrokenKey {
  return { table: key.from, key: { ...ANY_ACTIONS, ...key } };
}

function prepare(
  tables: readonly Table[],
  incoming: readonly KnownKey[],
  changes: readonly AdditiveChange[],
  canReference: Surroundings['canReference'],
): Surroundings['brokenKeys'] {
  const keys: readonly KnownKey[] = [
    ...tables.flatMap((table) =>
      table.foreignKeys.map((key) => ({
        ...key,
        from: { schema: table.schema, name: table.name },
      })),
    ),
    ...incoming,
  ];
  const types = new Map<string, ColumnType>();
  for (const table of tables) {
    for (const column of table.columns) types.set(place(table, column.name), column.type);
  }
  const before = new Map(types);
  for (const change of changes) {
    if (change.kind === 'alter-column' && change.aspect.name === 'type') {
      types.set(place(change.table, change.column), change.aspect.to);
    }
  }

  return (table, column) => {
    const own = place(table, column);
    return keys.flatMap((key): readonly BrokenKey[] => {
      const isBroken = key.columns.some((child, position) => {
        const [from, to] = [place(key.from, child), place(key.target, key.targetColumns[position] ?? '')];
        if (from !== own && to !== own) return false;
        // A table that is not ours keeps its type: that of the column as it was.
        const unknown = before.get(own);
        const [childType, parentType] = [types.get(from) ?? unknown, types.get(to) ?? unknown];
        return childType !== undefined && parentType !== undefined && !canReference(childType, parentType);
      });
      return isBroken ? [brokenKeyOf(key)] : [];
    });
  };

  function place(table: QualifiedName, name: string): string {
    return `${keyOf(table)}${JSON.stringify(name)}`;
  }
}
