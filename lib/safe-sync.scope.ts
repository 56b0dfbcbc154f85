/** What of a database, and of the models, is looked at. */
import type { Catalog } from './dialects/dialect.js';
import type { NamesOfModels } from './models/names-of-models.js';
import type { ReadModels } from './models/read-models.js';
import type { DatabaseSchema, QualifiedName, Table } from './schema/database-schema.js';
import type { FoundMark } from './schema/mark.js';
import { keyOf } from './schema/qualified-name.js';

export function isCovered(scope: NamesOfModels, by: NamesOfModels): boolean {
  const areAmong = (names: readonly QualifiedName[], known: readonly QualifiedName[]): boolean => {
    const keys = new Set(known.map(keyOf));
    return names.every((name) => keys.has(keyOf(name)));
  };
  return (
    areAmong(scope.tables, by.tables) &&
    areAmong(scope.enums, by.enums) &&
    scope.schemas.every((schema) => by.schemas.includes(schema))
  );
}

export function scopeOf({ wanted }: ReadModels): NamesOfModels {
  const tables = new Map<string, QualifiedName>();
  for (const table of wanted.tables) {
    tables.set(keyOf(table), { schema: table.schema, name: table.name });
    for (const name of [...table.foreignKeys.map(({ target }) => target), ...(table.renamedFrom ?? [])])
      tables.set(keyOf(name), name);
  }
  return { tables: [...tables.values()], enums: wanted.enums, schemas: wanted.schemas };
}

/** A key to a table that is left alone and not there waits until it is: that is no fault of the model. */
export function withoutLeftAlone(models: ReadModels): ReadModels {
  const alone = new Set(models.leftAlone.map(({ table }) => keyOf(table)));
  return { ...models, unresolved: models.unresolved.filter(({ target }) => !alone.has(keyOf(target))) };
}

/** A model on a view, or on a table of another server, is there to be read: its columns are not ours to change. */
export function viewsAmong(found: DatabaseSchema, wanted: DatabaseSchema): readonly Table[] {
  const models = new Map(wanted.tables.map((table) => [keyOf(table), table.models]));
  return found.tables
    .filter(({ kind }) => kind === 'view' || kind === 'materialized-view' || kind === 'foreign-table')
    .filter((table) => models.has(keyOf(table)))
    .map((table) => ({ ...table, models: models.get(keyOf(table)) }));
}

export function withoutTables(wanted: DatabaseSchema, excluded: readonly QualifiedName[]): DatabaseSchema {
  if (excluded.length === 0) return wanted;
  const keys = new Set(excluded.map(keyOf));
  const tables = wanted.tables
    .filter((table) => !keys.has(keyOf(table)))
    // No server lets a key point at a view.
    .map((table) => ({ ...table, foreignKeys: table.foreignKeys.filter(({ target }) => !keys.has(keyOf(target))) }));
  const used = new Set(
    tables.flatMap(({ columns }) => columns.flatMap(({ type }) => (type.enum ? [keyOf(type.enum)] : []))),
  );
  return { ...wanted, tables, enums: wanted.enums.filter((type) => used.has(keyOf(type))) };
}

/** Tables that are read only because a key points at them are no models: they count as strangers. */
export function narrow(
  catalog: Catalog,
  wanted: DatabaseSchema,
): Pick<Catalog, 'incoming' | 'enumsUsedElsewhere'> & { readonly actual: DatabaseSchema } {
  const ours = new Set(wanted.tables.map(keyOf));
  const strangers = catalog.schema.tables.filter((table) => !ours.has(keyOf(table)));
  return {
    actual: { ...catalog.schema, tables: catalog.schema.tables.filter((table) => ours.has(keyOf(table))) },
    incoming: [
      ...catalog.incoming.filter(({ target }) => ours.has(keyOf(target))),
      ...strangers.flatMap((from) =>
        from.foreignKeys
          .filter(({ target }) => ours.has(keyOf(target)))
          .map(({ name, columns, target, targetColumns }) => ({
            name: name ?? '',
            from,
            columns,
            target,
            targetColumns,
          })),
      ),
    ],
    enumsUsedElsewhere: [
      ...catalog.enumsUsedElsewhere,
      ...strangers.flatMap(({ columns }) => columns.flatMap(({ type }) => (type.enum ? [type.enum] : []))),
    ],
  };
}

export function tablesMadeBy(application: string, found: FoundMark): readonly QualifiedName[] {
  if (found.kind !== 'read') return [];
  return found.mark.tables.filter((made) => made.application === application).map(({ table }) => table);
}

export function leftoversAmong(
  { tables }: DatabaseSchema,
  made: readonly QualifiedName[],
  known: readonly QualifiedName[],
): readonly Table[] {
  const [ours, others] = [made, known].map((list) => new Set(list.map(keyOf)));
  return tables.filter((table) => ours?.has(keyOf(table)) && !others?.has(keyOf(table)));
}
