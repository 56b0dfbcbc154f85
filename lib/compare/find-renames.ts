import type { Column, DatabaseSchema, EnumType, QualifiedName, Table } from '../schema/database-schema.js';
import { keyOf, sameName } from '../schema/qualified-name.js';
import { type EnumRename, type Rename, renamedTable, type RenameNames } from '../schema/renaming.js';
import { nameOf } from './difference.js';

export interface RenameContext extends RenameNames {
  readonly foldTable: (name: string) => string;
  /** What the type of an enum is called by its table and column; undefined where enums are no types. */
  readonly enumName: (table: string, column: string) => string | undefined;
  /** Types that columns of other tables use. */
  readonly enumsUsedElsewhere: readonly QualifiedName[];
}

/** Old and new are both there, or two old ones: somebody has to decide whose data it is. */
export interface RenameConflict {
  readonly models: readonly string[];
  readonly attribute?: string;
  readonly table: QualifiedName;
  /** What the models want; whether it is there. */
  readonly wanted: string;
  readonly isThere: boolean;
  readonly earlier: readonly string[];
  readonly kind: 'table' | 'column';
}

export interface FoundRenames {
  readonly renames: readonly Rename[];
  readonly conflicts: readonly RenameConflict[];
}

/**
 * What has to be renamed: a table or column that is not there, and that the database has under one of the names that the
 * models say it had before. Nothing is ever guessed.
 */
export function findRenames(actual: DatabaseSchema, wanted: DatabaseSchema, context: RenameContext): FoundRenames {
  const renames: Rename[] = [];
  const conflicts: RenameConflict[] = [];
  let schema = actual;
  const rename = (found: Rename): void => {
    renames.push(found);
    schema = renamedSchema(schema, [found], context);
  };
  const namedOtherwise = ({ renamedFrom = [] }: Pick<Table | Column, 'renamedFrom'>): boolean => renamedFrom.length > 0;
  for (const table of wanted.tables.filter(namedOtherwise)) {
    const found = findTable(schema, table, context);
    if (found === null) continue;
    if ('conflict' in found) conflicts.push(found.conflict);
    else
      rename({
        kind: 'rename-table',
        from: nameOf(found.from),
        table: nameOf(table),
        enums: enumsOf(found.from, table),
      });
  }
  for (const table of wanted.tables.filter(({ columns }) => columns.some(namedOtherwise))) {
    const there = schema.tables.find((each) => sameName(each, table));
    if (there === undefined || there.kind === 'view') continue;
    for (const column of table.columns) {
      const found = findColumn(there, table, column, context);
      if (found === null) continue;
      if ('conflict' in found) conflicts.push(found.conflict);
      else {
        const enums = enumRenames(column, found.from.type.enum, [table.name, found.from.name]);
        rename({ kind: 'rename-column', table: nameOf(table), from: found.from.name, to: column.name, enums });
      }
    }
  }
  return { renames, conflicts };

  function enumsOf(from: Table, table: Table): readonly EnumRename[] {
    return from.columns.flatMap((column) => {
      const own = table.columns.find(({ name }) => name === column.name);
      return own === undefined ? [] : enumRenames(own, column.type.enum, [from.name, column.name]);
    });
  }

  /** A type that somebody named by hand, that others use, or whose new name is taken keeps its name. */
  function enumRenames(
    column: Column,
    from: QualifiedName | undefined,
    place: readonly [table: string, column: string],
  ): readonly EnumRename[] {
    const to = column.type.enum;
    if (from === undefined || to === undefined || from.name === to.name) return [];
    const users = schema.tables.flatMap(({ columns }) =>
      columns.filter(({ type }) => type.enum !== undefined && sameName(type.enum, from)),
    );
    const isFree =
      from.name === context.enumName(...place) &&
      users.length === 1 &&
      !context.enumsUsedElsewhere.some((used) => sameName(used, from)) &&
      !schema.enums.some((type) => sameName(type, { schema: from.schema, name: to.name }));
    return isFree ? [{ from: nameOf(from), to: { schema: from.schema, name: to.name } }] : [];
  }
}

type Found<Item> = { readonly from: Item } | { readonly conflict: RenameConflict } | null;

function findTable(actual: DatabaseSchema, wanted: Table, { foldTable }: RenameContext): Found<Table> {
  const keyed = (name: QualifiedName): string => keyOf({ schema: name.schema, name: foldTable(name.name) });
  const earlier = new Set(wanted.renamedFrom?.map(keyed));
  earlier.delete(keyed(wanted));
  const found = actual.tables.filter((table) => earlier.has(keyed(table)));
  const isThere =
    actual.tables.some((table) => sameName(table, wanted)) ||
    actual.hidden?.some((table) => sameName(table, wanted)) === true;
  const [only] = found;
  if (only === undefined) return null;
  if (found.length === 1 && !isThere) return { from: only };
  const names = found.map(({ schema, name }) => (schema === wanted.schema ? name : `${schema}.${name}`));
  const models = wanted.models ?? [];
  return { conflict: { models, table: nameOf(wanted), wanted: wanted.name, isThere, earlier: names, kind: 'table' } };
}

function findColumn(actual: Table, table: Table, wanted: Column, { fold }: RenameContext): Found<Column> {
  const earlier = new Set(wanted.renamedFrom?.map(fold));
  earlier.delete(fold(wanted.name));
  const found = actual.columns.filter(({ name }) => earlier.has(fold(name)));
  const isThere = actual.columns.some(({ name }) => name === wanted.name);
  const [only] = found;
  if (only === undefined) return null;
  if (found.length === 1 && !isThere) return { from: only };
  return {
    conflict: {
      models: table.models ?? [],
      ...(wanted.attribute === undefined ? {} : { attribute: wanted.attribute }),
      table: nameOf(table),
      wanted: wanted.name,
      isThere,
      earlier: found.map(({ name }) => name),
      kind: 'column',
    },
  };
}

/** The schema once these renames are done. */
export function renamedSchema(schema: DatabaseSchema, renames: readonly Rename[], names: RenameNames): DatabaseSchema {
  return renames.reduce(
    (state, rename): DatabaseSchema => ({
      ...state,
      tables: state.tables.map((table) => renamedTable(table, rename, names)),
      enums: state.enums.map((type) => renamedEnum(type, rename.enums)),
    }),
    schema,
  );
}

function renamedEnum(type: EnumType, enums: readonly EnumRename[]): EnumType {
  const own = enums.find(({ from }) => sameName(from, type));
  return own === undefined ? type : { ...own.to, values: type.values };
}

/** A name as it is before the renames. */
export function tableBefore(table: QualifiedName, renames: readonly Rename[]): QualifiedName {
  return renames.reduceRight<QualifiedName>(
    (name, rename) => (rename.kind === 'rename-table' && sameName(rename.table, name) ? rename.from : name),
    { schema: table.schema, name: table.name },
  );
}
