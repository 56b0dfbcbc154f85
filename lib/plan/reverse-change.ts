import type { AlterColumn, AlterTable, Change, ColumnAspect, RenameColumn } from '../compare/change.js';

type Inverses = {
  readonly [Kind in Change['kind']]: (change: Extract<Change, { kind: Kind }>) => Change | null;
};

const back = (enums: RenameColumn['enums']): RenameColumn['enums'] =>
  enums.map(({ from, to }) => ({ from: to, to: from }));

const irreversible = (): null => null;

/** The inverse of each change, or an honest null: what is gone cannot be put back by a statement. */
const inverses: Inverses = {
  'create-schema': ({ schema }) => ({ kind: 'drop-schema', schema }),
  'rename-table': ({ from, table, enums }) => ({ kind: 'rename-table', from: table, table: from, enums: back(enums) }),
  'rename-column': ({ table, from, to, enums }) => ({
    kind: 'rename-column',
    table,
    from: to,
    to: from,
    enums: back(enums),
  }),
  'create-enum': (change) => ({ kind: 'drop-enum', enum: change.enum }),
  'add-enum-value': irreversible,
  'create-table': ({ table }) => ({ kind: 'drop-table', table }),
  'comment-table': (change) => ({ ...change, from: change.to, to: change.from }),
  'add-column': ({ table, column }) => ({ kind: 'drop-column', table, column }),
  'alter-column': reverseAlterColumn,
  'relax-leftover': ({ table, column }) => ({
    kind: 'alter-column',
    table,
    column: column.name,
    aspect: { name: 'nullable', from: true, to: false },
    actual: { ...column, nullable: true },
    wanted: column,
  }),
  'set-primary-key': ({ table, from, to, nullableBefore, nullableAfter }) =>
    from === null
      ? { kind: 'drop-primary-key', table, primaryKey: to, nullableAfter: nullableBefore }
      : {
          kind: 'set-primary-key',
          table,
          from: to,
          to: from,
          nullableAfter: nullableBefore,
          nullableBefore: nullableAfter,
        },
  'add-unique': ({ table, unique }) => ({ kind: 'drop-unique', table, unique }),
  'add-index': ({ table, index }) => ({ kind: 'drop-index', table, index }),
  'replace-index': ({ table, from, to }) => ({ kind: 'replace-index', table, from: to, to: from }),
  'add-foreign-key': (change) => ({ ...change, kind: 'drop-foreign-key' }),
  'replace-foreign-key': ({ table, from, to }) => ({
    kind: 'replace-foreign-key',
    table,
    from: { ...to, name: from.name },
    to: from,
  }),
  'alter-table': reverseAlterTable,
  'drop-schema': ({ schema }) => ({ kind: 'create-schema', schema }),
  'drop-enum': (change) => ({ kind: 'create-enum', enum: change.enum }),
  'drop-table': irreversible,
  'drop-column': irreversible,
  'drop-primary-key': ({ table, primaryKey, nullableAfter }) => ({
    kind: 'set-primary-key',
    table,
    from: null,
    to: primaryKey,
    nullableBefore: nullableAfter,
  }),
  'drop-unique': ({ table, unique }) => ({ kind: 'add-unique', table, unique }),
  'drop-index': ({ table, index }) => ({ kind: 'add-index', table, index }),
  'drop-foreign-key': ({ table, foreignKey }) => ({ kind: 'add-foreign-key', table, foreignKey }),
  'clear-tables': irreversible,
  'restart-sequences': irreversible,
};

export function reverseChange(change: Change): Change | null {
  // The table is exhaustive by its type; TypeScript cannot pair a union member with its own entry.
  return (inverses[change.kind] as (change: Change) => Change | null)(change);
}

/** The last change is taken back first. */
function reverseAlterTable(change: AlterTable): AlterTable | null {
  const undone = change.changes.map(reverseChange).reverse();
  if (undone.includes(null)) return null;
  return {
    ...change,
    before: [...change.before, ...change.changes],
    // The inverse of what is done to a table is done to that table.
    changes: undone as AlterTable['changes'],
    leaves: change.before,
    ...(change.before.length === 0 ? { restores: change.actual } : {}),
  };
}

/**
 * The column as it is when its undo runs: what the change left alone, and what was undone before, is as it was. A default
 * that was none stays none.
 */
function reverseAlterColumn(change: AlterColumn): AlterColumn {
  const { actual, wanted, aspect } = change;
  const { default: had = null } = actual;
  return {
    ...change,
    aspect: reverseAspect(
      aspect.name === 'default' && actual.type.text !== wanted.type.text ? withoutDefault(aspect) : aspect,
      had !== null && wanted.default?.sql !== had.sql,
    ),
    actual: {
      ...wanted,
      default: had === null ? null : (wanted.default ?? had),
      autoIncrement: actual.autoIncrement ?? (aspect.name === 'auto-increment' ? wanted.autoIncrement : null),
      collation: actual.collation,
    },
    wanted: actual,
  };
}

/** The type is still the new one, and may not hold the old default: the undo of the type puts it back. */
function withoutDefault(aspect: Extract<ColumnAspect, { name: 'default' }>): ColumnAspect {
  return { ...aspect, from: null };
}

function reverseAspect(aspect: ColumnAspect, leavesAnotherDefault: boolean): ColumnAspect {
  const reversed = { ...aspect, from: aspect.to, to: aspect.from } as ColumnAspect;
  return reversed.name === 'type'
    ? { ...reversed, defaultFollows: false, restoresDefault: reversed.defaultFollows || leavesAnotherDefault }
    : reversed;
}
