import type { Sequelize } from 'sequelize';
import type { IgnoreRule } from '../safe-sync.options.js';
import type { DatabaseSchema, EnumType, QualifiedName, Table } from '../schema/database-schema.js';
import { byName, compareText, keyOf } from '../schema/qualified-name.js';
import type { Spelling } from '../schema/spelling.js';
import { findClaimedNames, findNamesAlike, withoutConstraintIndexes } from './claimed-names.js';
import type { DraftTable, Findings } from './draft-table.js';
import { mergeTables } from './merge-tables.js';
import type { ModelFault } from './model-faults.js';
import { modelsToRead } from './models-to-read.js';
import { type ForeignKeyContext, readForeignKeys, type UnresolvedReference } from './read-foreign-keys.js';
import { findKeptNames } from './renamed-from.js';
import { enumsOf, readTable, type TableContext } from './read-table.js';
import { associatedModels, modelsByTable } from './resolve-target.js';
import { type AnyModel, viewOf } from './sequelize-models.js';

export interface ReadModelsOptions {
  readonly spelling: Spelling;
  /** Where a model without a schema lives. */
  readonly currentSchema: string;
  readonly ignore?: readonly IgnoreRule[];
  /** Models that this Sequelize knows and that are of other applications: neither read nor mentioned. */
  readonly elsewhere?: readonly unknown[];
  /** Only these are read, whether the connection knows them or not: nobody but {@link ReadModelsOptions.ignore} leaves them alone. */
  readonly only?: readonly AnyModel[] | undefined;
}

export interface ReadModels {
  readonly wanted: DatabaseSchema;
  /** Things that a person should know once. */
  readonly notes: readonly string[];
  /** Models that are nobody's business here, and why. */
  readonly leftAlone: readonly LeftAlone[];
  /** What cannot work, whatever the database holds. */
  readonly faults: readonly ModelFault[];
  /** Keys to tables that no model makes: {@link faultsAgainst} judges them when the catalog is known. */
  readonly unresolved: readonly UnresolvedReference[];
}

export interface LeftAlone {
  readonly model: string;
  readonly table: QualifiedName;
  readonly because: string;
}

/**
 * Sequelize models to the schema that they want: what raw Sequelize would create on an empty database, with names and
 * types as the server stores them.
 *
 * This room reads models and never changes them; it sends no query and knows no dialect but through its spelling.
 */
export function readModels(sequelize: Sequelize, options: ReadModelsOptions): ReadModels {
  const { spelling, currentSchema } = options;
  const view = viewOf(sequelize);
  const findings: Findings = { faults: [], notes: [] };
  const { models, leftAlone } = modelsToRead(view, options);

  const enums = new Map(
    models.flatMap((model) => enumsOf(model, { view, spelling })).map((type) => [keyOf(type), type]),
  );
  const context: TableContext = { view, spelling, currentSchema, enums };
  const read = models.map((model) => readTable(model, context, findings));
  findTablesElsewhere(read, options, findings);
  findImpossibleNames(read, spelling, findings);
  findCutNames(read, findings);
  const drafts = mergeTables(read, findings).map((table) => ({
    ...table,
    indexes: withoutConstraintIndexes(table, spelling),
  }));
  findClaimedNames(drafts, spelling, findings);
  findNamesAlike(drafts, spelling, findings);
  findKeptNames(drafts, spelling, findings);

  const foreignKeys: ForeignKeyContext = {
    modelsOf: modelsByTable(view.models),
    associated: associatedModels(view.models),
    spelling,
    currentSchema,
    tables: new Map(drafts.map((table) => [keyOf(table), table])),
    deferrableKeys: view.supports.deferrableConstraints === true,
    findings,
    unresolved: [],
  };
  const tables = drafts.map((table) => finish(table, foreignKeys)).sort(byName);
  const wantedEnums = mergeEnums(drafts, findings);
  return {
    wanted: { schemas: schemasOf(tables, wantedEnums), tables, enums: wantedEnums },
    notes: findings.notes,
    leftAlone,
    faults: findings.faults,
    unresolved: foreignKeys.unresolved,
  };
}

function finish(table: DraftTable, context: ForeignKeyContext): Table {
  return {
    schema: table.schema,
    name: table.name,
    kind: 'table',
    columns: table.columns.map(({ column }) => column),
    primaryKey: table.primaryKey.length === 0 ? null : { name: null, columns: table.primaryKey },
    uniques: table.uniques,
    indexes: table.indexes,
    foreignKeys: readForeignKeys(table, context),
    ...(table.comment === undefined ? {} : { comment: table.comment }),
    ...(table.options === undefined ? {} : { options: table.options }),
    ...(table.renamedFrom.length === 0 ? {} : { renamedFrom: table.renamedFrom }),
    models: table.models.map((model) => model.name),
  };
}

function findTablesElsewhere(
  tables: readonly DraftTable[],
  { spelling, currentSchema }: ReadModelsOptions,
  { faults }: Findings,
): void {
  for (const table of tables) {
    const obstacle = spelling.whyNotHere?.(table, currentSchema) ?? null;
    if (obstacle === null) continue;
    const model = table.models.map((each) => each.name).join(' and ');
    faults.push({ model, problem: `its table ${table.name} ${obstacle.problem}`, remedy: `${obstacle.remedy}.` });
  }
}

function findImpossibleNames(tables: readonly DraftTable[], spelling: Spelling, { faults }: Findings): void {
  for (const { name, models } of tables) {
    const because = spelling.whyNoName(name);
    if (because === null) continue;
    const problem = `its table cannot be called "${name}": ${because}`;
    faults.push({
      model: models.map((model) => model.name).join(' and '),
      problem,
      remedy: 'Give it another tableName.',
    });
  }
}

/** Two long names that the server cuts to one are a mistake, not two models on one table. */
function findCutNames(tables: readonly DraftTable[], findings: Findings): void {
  const raw = new Map<string, { readonly written: string; readonly model: string }>();
  for (const table of tables) {
    for (const model of table.models) {
      const written = model.tableName;
      const earlier = raw.get(keyOf(table));
      if (earlier === undefined) raw.set(keyOf(table), { written, model: model.name });
      else if (earlier.written.toLowerCase() !== written.toLowerCase()) {
        findings.faults.push({
          model: `${earlier.model} and ${model.name}`,
          problem: `their tables are both called ${table.name}, because names are cut to 63 bytes`,
          remedy: 'Give one of them a shorter tableName.',
        });
      }
    }
  }
}

/** One type for one name; columns that share it by its cut name must agree on its values. */
function mergeEnums(tables: readonly DraftTable[], findings: Findings): readonly EnumType[] {
  const merged = new Map<string, { readonly type: EnumType; readonly by: string }>();
  for (const table of tables) {
    for (const { column, enumValues, model, attributeName } of table.columns) {
      if (!column.type.enum || !enumValues) continue;
      const type: EnumType = { ...column.type.enum, values: enumValues };
      const by = `${model.name}.${attributeName}`;
      const earlier = merged.get(keyOf(type));
      if (earlier === undefined) merged.set(keyOf(type), { type, by });
      else if (JSON.stringify(earlier.type.values) !== JSON.stringify(type.values)) {
        findings.faults.push({
          model: model.name,
          attribute: attributeName,
          problem: `its enum type has the name of that of ${earlier.by} (${type.name}), and other values`,
          remedy: 'Give one of them a shorter field, or both the same values.',
        });
      }
    }
  }
  return [...merged.values()].map(({ type }) => type).sort(byName);
}

function schemasOf(tables: readonly Table[], enums: readonly EnumType[]): readonly string[] {
  return [...new Set([...tables, ...enums].map(({ schema }) => schema))].sort(compareText);
}
