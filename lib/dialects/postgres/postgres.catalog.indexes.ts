import type { Deferrability, IndexNeed, IndexPart } from '../../schema/database-schema.js';
import type { Draft } from './postgres.catalog.drafts.js';
import type { Names } from './postgres.catalog.names.js';
import { idOf, type IndexData } from './postgres.catalog.rows.js';
import { canonicalExpression } from './postgres.types.js';

/** `standing`: the foreign keys that stand on this index. */
export function addIndex(
  draft: Draft,
  name: string,
  data: IndexData,
  names: Names,
  standing: readonly IndexNeed[] = [],
): void {
  const [id, method, unique, valid, nullsNotDistinct, count, , , , , isReplicaIdentity, isClustered, where] = data;
  const needed: readonly IndexNeed[] = [
    ...standing,
    ...(isReplicaIdentity ? [{ kind: 'replica-identity' } as const] : []),
    ...(isClustered ? [{ kind: 'cluster' } as const] : []),
  ];
  const uses = needed.length === 0 ? {} : { needed };
  const parts = partsOf(draft, data, names);
  const keys = parts.slice(0, count);
  const columns = keys.map((part) => part.column ?? '');
  const constraint = names.constraints.get(idOf(id));
  switch (constraint?.type) {
    case 'p':
      draft.primaryKey = { name: constraint.name, columns };
      return;
    case 'u':
      draft.uniques.push({
        name: constraint.name,
        columns,
        deferrable: deferrability(constraint.deferrable, constraint.deferred),
        nullsNotDistinct,
        ...(parts.length > count ? { include: parts.slice(count).map((part) => part.column ?? '') } : {}),
        ...uses,
      });
      return;
    // An exclusion constraint is nothing that a model can state, and nothing that may be mistaken for an index.
    case 'x':
      return;
    case undefined:
      draft.indexes.push({
        name,
        unique,
        method: names.accessMethods.get(idOf(method)) ?? '',
        parts: keys,
        where: where === null ? null : canonicalExpression(where),
        include: parts.slice(count).map((part) => part.column ?? ''),
        valid,
        nullsNotDistinct,
        ...uses,
      });
  }
}

/** `pg_collation`'s row "default": its number never changes. */
const DEFAULT_COLLATION = 100;

/** `indoption`: bit 0 is DESC, bit 1 is NULLS FIRST. Column number 0 is an expression. */
function partsOf(draft: Draft, data: IndexData, names: Names): readonly IndexPart[] {
  const [, , , , , , columns, ...lists] = data;
  const [options, classes, collations] = [lists[0], lists[1], lists[2]].map((list) => list.split(' '));
  const expressions = lists[6];
  return columns.split(' ').map((number, position) => {
    const column = draft.columns.get(Number(number));
    const bits = Number(options?.[position] ?? 0);
    const operatorClass = Number(classes?.[position] ?? 0);
    const collation = Number(collations?.[position] ?? 0);
    // An expression's own collation is the database's, as far as anybody can tell.
    const own = column === undefined ? DEFAULT_COLLATION : idOf(column.row.collation);
    const collationName = names.collations.get(collation) ?? null;
    const rest = {
      order: bits & 1 ? 'desc' : 'asc',
      nulls: bits & 2 ? 'first' : 'last',
      operatorClass: names.operatorClasses.get(operatorClass) ?? null,
      collation: collation === own ? null : collationName,
      implied: {
        operatorClass: names.defaultOperatorClasses.get(operatorClass) ?? null,
        collation: collation === own ? collationName : null,
      },
    } as const;
    return column === undefined
      ? { ...rest, expression: canonicalExpression(expressions?.[position] ?? '') }
      : { ...rest, column: column.name };
  });
}

export function deferrability(deferrable: boolean, deferred: boolean): Deferrability {
  if (!deferrable) return 'not-deferrable';
  return deferred ? 'initially-deferred' : 'initially-immediate';
}
