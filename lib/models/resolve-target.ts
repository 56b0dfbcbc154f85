import type { QualifiedName } from '../schema/database-schema.js';
import { sameName } from '../schema/qualified-name.js';
import type { Spelling, WrittenTable } from '../schema/spelling.js';
import type { DraftColumn } from './draft-table.js';
import { isRecord, rawTableName, type ReadableModel } from './sequelize-models.js';
import { tableOf } from './read-table.js';

export interface TargetContext {
  /** By the name of their table, as written. */
  readonly modelsOf: ReadonlyMap<string, readonly ReadableModel[]>;
  readonly associated: AssociatedModels;
  readonly spelling: Spelling;
  readonly currentSchema: string;
}

type ReferenceSource = Pick<DraftColumn, 'model' | 'attributeName' | 'attribute'>;

/** What `references` says, taken apart. Null when it names nothing. */
export interface Reference {
  readonly target: QualifiedName;
  /** The column or attribute that it names; undefined when it names none. */
  readonly key: string | undefined;
  readonly deferrable: unknown;
}

/**
 * The table that an attribute refers to. Sequelize puts the schema of the referring table before a bare name, also where
 * the model that is meant has none; here the model that the association names decides, then a model of that table name.
 */
export function readReference(source: ReferenceSource, context: TargetContext): Reference | null {
  const { references } = source.attribute;
  const stated = isRecord(references) ? references : { model: references };
  const { model, key, deferrable } = stated as {
    readonly model?: unknown;
    readonly key?: unknown;
    readonly deferrable?: unknown;
  };
  const target = targetOf(model, source, context);
  return target && { target, key: typeof key === 'string' && key !== '' ? key : undefined, deferrable };
}

function targetOf(reference: unknown, source: ReferenceSource, context: TargetContext): QualifiedName | null {
  const { spelling, currentSchema } = context;
  if (typeof reference === 'function' && 'getTableName' in reference)
    return tableOf(reference as ReadableModel, context);
  if (isRecord(reference) && typeof reference['tableName'] === 'string') {
    const { tableName, schema } = reference;
    if (typeof schema === 'string' && schema !== '') {
      return spelling.table(reference as unknown as WrittenTable, currentSchema);
    }
    return named(tableName, source, context, undefined);
  }
  if (typeof reference !== 'string' || reference === '') return null;
  return named(reference, source, context, rawTableName(source.model).schema);
}

function named(
  tableName: string,
  source: ReferenceSource,
  context: TargetContext,
  schema: string | undefined,
): QualifiedName {
  const { modelsOf, associated: associations, spelling, currentSchema } = context;
  const written = spelling.table({ tableName, schema }, currentSchema);
  const associated = associations.get(source.model)?.get(source.attributeName);
  if (associated && rawTableName(associated).tableName === tableName) return tableOf(associated, context);
  const candidates = (modelsOf.get(tableName) ?? []).map((model) => tableOf(model, context));
  return (
    candidates.find((table) => sameName(table, written)) ??
    candidates.find((table) => table.schema === currentSchema) ??
    candidates[0] ??
    written
  );
}

export function modelsByTable(models: readonly ReadableModel[]): TargetContext['modelsOf'] {
  const found = new Map<string, ReadableModel[]>();
  for (const model of models) {
    const { tableName } = rawTableName(model);
    found.set(tableName, [...(found.get(tableName) ?? []), model]);
  }
  return found;
}

interface AnyAssociation {
  readonly associationType: string;
  readonly source: ReadableModel;
  readonly target: ReadableModel;
  readonly foreignKey: string;
  readonly otherKey?: string;
  readonly through?: { readonly model?: ReadableModel };
}

export type AssociatedModels = ReadonlyMap<ReadableModel, ReadonlyMap<string, ReadableModel>>;

/** For each attribute that an association made: the model at its other end. */
export function associatedModels(models: readonly ReadableModel[]): AssociatedModels {
  const found = new Map<ReadableModel, Map<string, ReadableModel>>();
  const add = (model: ReadableModel, attribute: string, target: ReadableModel): void => {
    const attributes = found.get(model) ?? new Map<string, ReadableModel>();
    if (!attributes.has(attribute)) attributes.set(attribute, target);
    found.set(model, attributes);
  };
  for (const model of models) {
    for (const association of Object.values(model.associations) as unknown as readonly AnyAssociation[]) {
      const { associationType, source, target, foreignKey, otherKey, through } = association;
      if (associationType === 'BelongsTo') add(source, foreignKey, target);
      if (associationType === 'HasMany' || associationType === 'HasOne') add(target, foreignKey, source);
      if (associationType !== 'BelongsToMany' || through?.model === undefined) continue;
      add(through.model, foreignKey, source);
      if (otherKey !== undefined) add(through.model, otherKey, target);
    }
  }
  return found;
}
