import type { EnumType, QualifiedName, TableOptions, Unique } from '../schema/database-schema.js';
import type { Spelling, WrittenTable } from '../schema/spelling.js';
import type { DraftColumn, DraftTable, Findings } from './draft-table.js';
import { keyFaults } from './key-faults.js';
import { readColumn } from './read-column.js';
import { readIndexes } from './read-indexes.js';
import { enumValuesOf } from './read-type.js';
import { earlierTables, findStrayNames } from './renamed-from.js';
import {
  type Attribute,
  columnAttributes,
  rawTableName,
  type ReadableModel,
  type SequelizeView,
  type UniqueKey,
} from './sequelize-models.js';

export interface TableContext {
  readonly view: SequelizeView;
  readonly spelling: Spelling;
  readonly currentSchema: string;
  /** Every enum type that the models make, by key. */
  readonly enums: ReadonlyMap<string, EnumType>;
}

/** One model as the table that raw Sequelize would create, without its foreign keys. */
export function readTable(model: ReadableModel, context: TableContext, findings: Findings): DraftTable {
  const { view, spelling } = context;
  const typeContext = { view, spelling, enumTable: enumTableOf(model, view), enums: context.enums };
  const columns = mergeOneModel(
    columnAttributes(model).map(([attributeName, attribute]) =>
      readColumn({ model, attributeName, attribute }, typeContext, findings),
    ),
    findings,
  );
  if (columns.length === 0) {
    findings.faults.push({
      model: model.name,
      problem: 'it has no columns',
      remedy: 'Give it an attribute, or list it in safeSync.ignore.',
    });
  }
  const counting = columns.filter(({ attribute }) => attribute.autoIncrement);
  if (counting.length > 1) {
    const names = counting.map(({ attributeName }) => attributeName).join(' and ');
    findings.faults.push({
      model: model.name,
      problem: `${names} both have autoIncrement`,
      remedy: 'A model can have one.',
    });
  }
  const primaryKey = columns.filter((column) => column.primaryKey).map(({ column }) => column.name);
  const [numbered] = counting;
  if (numbered?.primaryKey && primaryKey.length > 1 && spelling.whyNoNumberInKey !== null) {
    findings.faults.push({
      model: model.name,
      attribute: numbered.attributeName,
      problem: `it has autoIncrement in a primary key over (${primaryKey.join(', ')}): ${spelling.whyNoNumberInKey}`,
      remedy: 'Take autoIncrement away, or make it the whole primary key.',
    });
  }
  const comment = spelling.comments.tables ? (model.options as { readonly comment?: unknown }).comment : undefined;
  const draft: DraftTable = {
    ...tableOf(model, context),
    models: [model],
    columns: columns.map((read) => ({
      ...read,
      column: spelling.inTable(read.column, { primaryKey, saysNotNull: read.allowNull === false }),
    })),
    primaryKey,
    uniques: readUniques(model, columns, primaryKey, context, findings),
    indexes: [],
    comment: typeof comment === 'string' && comment !== '' ? comment : undefined,
    options: tableOptions(model),
    renamedFrom: earlierTables(model, context, findings),
  };
  findStrayNames(model, draft, findings);
  const table = { ...draft, indexes: readIndexes({ view, spelling, model, table: draft, findings }) };
  findings.faults.push(...keyFaults(table, spelling));
  return table;
}

/** Sequelize writes them where the dialect has them. */
function tableOptions(model: ReadableModel): TableOptions | undefined {
  const stated = model.options as unknown as Readonly<Record<string, unknown>>;
  const options = Object.fromEntries(
    (['engine', 'charset', 'collate', 'rowFormat', 'initialAutoIncrement'] as const).flatMap((option) => {
      const value = stated[option];
      return typeof value === 'string' || typeof value === 'number' ? [[option, String(value)]] : [];
    }),
  );
  return Object.keys(options).length === 0 ? undefined : options;
}

export function tableOf(
  model: ReadableModel,
  { spelling, currentSchema }: Pick<TableContext, 'spelling' | 'currentSchema'>,
): QualifiedName {
  return spelling.table(rawTableName(model), currentSchema);
}

function enumTableOf(model: ReadableModel, view: SequelizeView): WrittenTable {
  const written = rawTableName(model);
  return view.schema === undefined ? written : { schema: view.schema, ...written };
}

/** The enum types of a model, where enums are types, before anything else is read: other columns may name them. */
export function enumsOf(
  model: ReadableModel,
  { view, spelling }: Pick<TableContext, 'view' | 'spelling'>,
): readonly EnumType[] {
  return columnAttributes(model).flatMap(([name, attribute]) => {
    const found = enumValuesOf(attribute, view);
    if (found === null) return [];
    const values = found.list.map(String);
    const { enum: type } = spelling.enumType(enumTableOf(model, view), attribute.field ?? name, {
      values,
      dimensions: found.dimensions,
    });
    return type === undefined ? [] : [{ ...type, values }];
  });
}

/** Two attributes on one column: the later one wins, as in Sequelize; two types for it are a mistake. */
function mergeOneModel(columns: readonly DraftColumn[], findings: Findings): readonly DraftColumn[] {
  const byName = new Map<string, DraftColumn>();
  for (const column of columns) {
    const earlier = byName.get(column.column.name);
    byName.set(column.column.name, column);
    if (earlier === undefined) continue;
    const isSame = earlier.column.type.text === column.column.type.text;
    const isCut =
      fieldOf(earlier) !== fieldOf(column) && fieldOf(earlier).toLowerCase() !== fieldOf(column).toLowerCase();
    if (isSame && !isCut) continue;
    findings.faults.push({
      model: column.model.name,
      attribute: column.attributeName,
      problem: isCut
        ? `its column and that of ${earlier.attributeName} are both called "${column.column.name}", because names are cut to 63 bytes`
        : `it is the column "${column.column.name}" like ${earlier.attributeName}, with another type (${column.column.type.text}, ${earlier.column.type.text})`,
      remedy: 'Give one of them another field, or both the same type.',
    });
  }
  return [...byName.values()];
}

function fieldOf({
  attribute,
  attributeName,
}: {
  readonly attribute: Attribute;
  readonly attributeName: string;
}): string {
  return attribute.field ?? attributeName;
}

/** The unique constraints that the server ends up with: it drops those that repeat the primary key or each other. */
function readUniques(
  model: ReadableModel,
  columns: readonly DraftColumn[],
  primaryKey: readonly string[],
  { spelling }: TableContext,
  findings: Findings,
): readonly Unique[] {
  const own = model.options as { readonly uniqueKeys?: Readonly<Record<string, UniqueKey>> };
  // Sequelize takes every one of the option's keys as a constraint, and its own only when they are named.
  const keys = own.uniqueKeys
    ? Object.entries(own.uniqueKeys).filter(([, key]) => key.customIndex !== false)
    : Object.entries(model.uniqueKeys ?? {}).filter(([, key]) => key.customIndex);
  const uniques: readonly Unique[] = [
    ...columns.filter((column) => column.unique).map(({ column }) => ({ name: null, columns: [column.name] })),
    ...keys.map(([name, key]) => ({ name: nameOf(name), columns: key.fields.map((field) => columnNamed(field)) })),
  ];
  const seen = new Set(spelling.namesUniques ? [] : [JSON.stringify(primaryKey)]);
  return uniques.filter(({ name, columns: list }) => {
    const key = JSON.stringify([...list, ...(name === null ? [] : [name])]);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });

  function nameOf(written: string): string | null {
    if (!spelling.namesUniques) return null;
    const name = spelling.identifier(written);
    const because = spelling.whyNoName(name);
    if (because !== null) {
      findings.faults.push({
        model: model.name,
        problem: `the unique constraint ${name} cannot have this name: ${because}`,
        remedy: 'Give it a shorter name.',
      });
    }
    return name;
  }

  function columnNamed(field: string): string {
    const stored = spelling.identifier(field);
    const found =
      columns.find(({ column }) => column.name === stored) ??
      columns.find(({ attributeName }) => attributeName === field);
    if (found === undefined) {
      findings.faults.push({
        model: model.name,
        problem: `a unique constraint is over "${field}", which is no column`,
        remedy: `The columns are ${columns.map(({ column }) => column.name).join(', ')}.`,
      });
    }
    return found?.column.name ?? stored;
  }
}
