import type { Deferrability, IndexPart } from '../../schema/database-schema.js';
import type { Draft } from './postgres.catalog.drafts.js';
import type { IndexData, Names } from './postgres.catalog.rows.js';
import { canonicalExpression } from './postgres.types.js';

export function addIndex(draft: Draft, data: IndexData, names: Names): void {
  const parts = partsOf(draft, data, names);
  const keys = parts.slice(0, data.keys);
  const columns = keys.map((part) => part.column ?? '');
  if (data.type === 'p') {
    draft.primaryKey = { name: data.constraint, columns };
    return;
  }
  // An exclusion constraint is nothing that a model can state, and nothing that may be mistaken for an index.
  if (data.type === 'x') return;
  if (data.type === 'u') {
    draft.uniques.push({
      name: data.constraint,
      columns,
      deferrable: deferrability(data.deferrable, data.deferred),
      nullsNotDistinct: data.nullsNotDistinct,
    });
    return;
  }
  draft.indexes.push({
    name: data.name,
    unique: data.unique,
    method: data.method,
    parts: keys,
    where: data.where === null ? null : canonicalExpression(data.where),
    include: parts.slice(data.keys).map((part) => part.column ?? ''),
    valid: data.valid,
    nullsNotDistinct: data.nullsNotDistinct,
  });
}

/** `pg_collation`'s row "default": its number never changes. */
const DEFAULT_COLLATION = '100';

/** `indoption`: bit 0 is DESC, bit 1 is NULLS FIRST. Column number 0 is an expression. */
function partsOf(draft: Draft, data: IndexData, names: Names): readonly IndexPart[] {
  const [options, classes, collations] = [data.options, data.classes, data.collations].map((list) => list.split(' '));
  return data.columns.split(' ').map((number, position) => {
    const column = draft.columns.get(Number(number));
    const bits = Number(options?.[position] ?? 0);
    const operatorClass = classes?.[position] ?? '';
    const collation = collations?.[position] ?? '0';
    // An expression's own collation is the database's, as far as anybody can tell.
    const own = column === undefined ? DEFAULT_COLLATION : String(column.row.collationId);
    const collationName = names.collations.get(collation) ?? null;
    return {
      ...(column === undefined
        ? { expression: canonicalExpression(data.expressions?.[position] ?? '') }
        : { column: column.name }),
      order: bits & 1 ? 'desc' : 'asc',
      nulls: bits & 2 ? 'first' : 'last',
      operatorClass: names.operatorClasses.get(operatorClass) ?? null,
      collation: collation === own ? null : collationName,
      implied: {
        operatorClass: names.defaultOperatorClasses.get(operatorClass) ?? null,
        collation: collation === own ? collationName : null,
      },
    };
  });
}

export function deferrability(deferrable: boolean | null, deferred: boolean | null): Deferrability {
  if (!deferrable) return 'not-deferrable';
  return deferred ? 'initially-deferred' : 'initially-immediate';
}
