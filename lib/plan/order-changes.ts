import type { AddForeignKey, Change, CreateTable } from '../compare/change.js';
import type { ForeignKey, QualifiedName, Table } from '../schema/database-schema.js';
import { keyOf, sameName } from '../schema/qualified-name.js';
import type { ServerTraits } from './server-traits.js';

/** What must be there before what: types before the columns that use them, tables before keys, keys last. */
const PHASES: readonly (readonly Change['kind'][])[] = [
  ['create-schema'],
  // Whatever follows is said in the new names.
  ['rename-table'],
  ['rename-column'],
  ['drop-foreign-key'],
  ['drop-table'],
  ['drop-enum'],
  ['create-enum'],
  ['add-enum-value'],
  ['create-table'],
  ['comment-table'],
  ['add-column'],
  ['alter-column', 'relax-leftover'],
  ['set-primary-key'],
  ['add-unique'],
  ['add-index', 'replace-index'],
  ['add-foreign-key', 'replace-foreign-key'],
];

/** Types change before defaults and NOT NULL, which are said of the new type. */
const ASPECTS = ['type', 'auto-increment', 'default', 'nullable', 'comment'];

/**
 * Orders changes so that each finds what it needs. Cycles of foreign keys are ordinary: a key whose target is not there
 * yet when its table is created is taken out of the table and follows at the end.
 */
export function orderChanges<Kind extends Change>(
  changes: readonly Kind[],
  { keysBelongToTables }: Pick<ServerTraits, 'keysBelongToTables'>,
): readonly (Kind | CreateTable | AddForeignKey)[] {
  const { tables, later } = separateKeys(
    changes
      .filter((change): change is Kind & CreateTable => change.kind === 'create-table')
      .map((change) => change.table),
    keysBelongToTables,
  );
  const others = changes.filter((change) => change.kind !== 'create-table');
  return [...tables.map((table): CreateTable => ({ kind: 'create-table', table })), ...others, ...later]
    .map((change, position) => ({ change, position }))
    .sort((left, right) => rank(left.change) - rank(right.change) || left.position - right.position)
    .map(({ change }) => change);
}

function rank(change: Change): number {
  const phase = PHASES.findIndex((kinds) => kinds.includes(change.kind));
  const aspect = change.kind === 'alter-column' ? ASPECTS.indexOf(change.aspect.name) : ASPECTS.length;
  return (phase === -1 ? PHASES.length : phase) * (ASPECTS.length + 1) + aspect;
}

/** Tables in the order in which their targets come first, and the keys that cannot be part of their table's creation. */
function separateKeys(
  tables: readonly Table[],
  keysBelongToTables: boolean,
): {
  readonly tables: readonly Table[];
  readonly later: readonly AddForeignKey[];
} {
  const toCreate = new Map(tables.map((table) => [keyOf(table), table]));
  const ordered: Table[] = [];
  const entered = new Set<string>();

  const visit = (table: Table): void => {
    const key = keyOf(table);
    if (entered.has(key)) return;
    entered.add(key);
    for (const { target } of table.foreignKeys) {
      const next = toCreate.get(keyOf(target));
      if (next !== undefined) visit(next);
    }
    ordered.push(table);
  };
  tables.forEach(visit);

  const placed = new Set<string>();
  const later: AddForeignKey[] = [];
  const result = ordered.map((table) => {
    placed.add(keyOf(table));
    const isReady = (foreignKey: ForeignKey): boolean => {
      if (keysBelongToTables) return true;
      const target = toCreate.get(keyOf(foreignKey.target));
      if (target === undefined) return false;
      return (sameName(target, table) || placed.has(keyOf(target))) && isKeyOf(target, foreignKey.targetColumns);
    };
    const ready = table.foreignKeys.filter(isReady);
    later.push(
      ...table.foreignKeys
        .filter((foreignKey) => !ready.includes(foreignKey))
        .map(
          (foreignKey, position) =>
            ({
              kind: 'add-foreign-key',
              table: nameOf(table),
              foreignKey,
              ordinal: ready.length + position + 1,
            }) as const,
        ),
    );
    return { ...table, foreignKeys: ready };
  });
  return { tables: result, later };
}

function isKeyOf(table: Table, columns: readonly string[]): boolean {
  const sets = [table.primaryKey?.columns ?? [], ...table.uniques.map((unique) => unique.columns)];
  return sets.some((set) => set.length === columns.length && set.every((column) => columns.includes(column)));
}

function nameOf({ schema, name }: QualifiedName): QualifiedName {
  return { schema, name };
}
