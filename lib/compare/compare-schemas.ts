import type { DatabaseSchema, Table } from '../schema/database-schema.js';
import { keyOf } from '../schema/qualified-name.js';
import type { AdditiveChange } from './change.js';
import { breaksInserts, compareColumns } from './compare-columns.js';
import { compareEnums } from './compare-enums.js';
import { compareForeignKeys } from './compare-foreign-keys.js';
import { compareIndexes } from './compare-indexes.js';
import type { Comparison, Unknown } from './comparison.js';
import { type Difference, nameOf, sameSet } from './difference.js';
import { Judgements } from './judgements.js';
import { matchByName } from './match-by-name.js';

/**
 * Says how the database (`actual`) differs from the models (`wanted`). Pure: it reads nothing, knows no dialect, weighs no
 * danger and never proposes to drop anything. Both sides come in canonical spelling, so that equal means equal text; what
 * only the server can judge comes back as an open question.
 */
export function compareSchemas(
  actual: DatabaseSchema,
  wanted: DatabaseSchema,
  judgements: Judgements = new Judgements(),
): Comparison {
  const existing = new Set(actual.schemas);
  const hidden = new Set(actual.hidden?.map(keyOf));
  const [unseen, visible] = [
    wanted.tables.filter((table) => hidden.has(keyOf(table))),
    wanted.tables.filter((table) => !hidden.has(keyOf(table))),
  ];
  const tables = matchByName<Table, Table>(actual.tables, visible, keyOf);
  const parts = [
    compareEnums(actual, wanted, tables.both),
    ...tables.both.map(([found, expected]) => compareTables(found, expected, judgements)),
  ];
  return {
    changes: [
      ...wanted.schemas
        .filter((schema) => !existing.has(schema))
        .map((schema) => ({ kind: 'create-schema', schema }) as const),
      ...tables.onlyWanted.map((table) => ({ kind: 'create-table', table }) as const),
      ...tables.onlyWanted.flatMap((table) =>
        table.indexes.map((index) => ({ kind: 'add-index', table: nameOf(table), index }) as const),
      ),
      ...parts.flatMap((part) => part.changes),
    ],
    leftovers: parts.flatMap((part) => part.leftovers),
    unknowns: [...unseen.map(unknownTable), ...parts.flatMap((part) => part.unknowns)],
    open: judgements.open,
  };
}

/** Missing or only out of sight: nobody can say, and nothing is done about it. */
function unknownTable(table: Table): Unknown {
  return {
    table: nameOf(table),
    name: '',
    found: 'nothing that the user may see whole',
    expected: `table with ${table.columns.length} columns`,
    because: 'the user has no right to see it',
  };
}

function compareTables(actual: Table, wanted: Table, judgements: Judgements): Difference {
  const table = nameOf(wanted);
  const comment: readonly AdditiveChange[] =
    wanted.comment != null && wanted.comment !== (actual.comment ?? null)
      ? [{ kind: 'comment-table', table, from: actual.comment ?? null, to: wanted.comment }]
      : [];
  const parts = [
    compareColumns(actual, wanted, judgements),
    comparePrimaryKeys(actual, wanted),
    compareIndexes(actual, wanted, judgements),
    compareForeignKeys(actual, wanted),
  ];
  return {
    changes: [...comment, ...parts.flatMap((part) => part.changes)],
    leftovers: parts.flatMap((part) => part.leftovers),
    unknowns: parts.flatMap((part) => part.unknowns),
  };
}

/** A key over the same columns is the same key, in whatever order they were written. */
function comparePrimaryKeys(actual: Table, wanted: Table): Difference {
  const from = actual.primaryKey;
  const to = wanted.primaryKey;
  const same = to === null || (from !== null && sameSet(from.columns, to.columns));
  if (same) return { changes: [], leftovers: [], unknowns: [] };
  const nullableAfter = (from?.columns ?? []).filter((name) => !to.columns.includes(name) && mayBeNull(name));
  const nullableBefore = to.columns.filter((name) =>
    actual.columns.some((column) => column.name === name && column.nullable),
  );
  return {
    changes: [
      {
        kind: 'set-primary-key',
        table: nameOf(wanted),
        from,
        to,
        ...(nullableAfter.length === 0 ? {} : { nullableAfter }),
        ...(nullableBefore.length === 0 ? {} : { nullableBefore }),
      },
    ],
    leftovers: [],
    unknowns: [],
  };

  /** A left-over that nothing fills would break every insert. */
  function mayBeNull(name: string): boolean {
    const kept = wanted.columns.find((column) => column.name === name);
    if (kept !== undefined) return kept.nullable;
    return actual.columns.some((column) => column.name === name && breaksInserts(column));
  }
}
