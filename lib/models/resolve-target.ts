import type { QualifiedName } from '../schema/database-schema.js';
import { sameName } from '../schema/qualified-name.js';
import type { Spelling } from '../schema/spelling.js';
import type { DraftColumn } from './draft-table.js';
import { isRecord, rawTableName, type ReadableModel } from './sequelize-models.js';
import { tableOf } from './read-table.js';

export interface TargetContext {
  readonly models: readonly ReadableModel[];
  readonly spelling: Spelling;
  readonly currentSchema: string;
}

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
export function readReference(source: DraftColumn, context: TargetContext): Reference | null {
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

function targetOf(reference: unknown, source: DraftColumn, context: TargetContext): QualifiedName | null {
  const { spelling, currentSchema } = context;
  if (typeof reference === 'function' && 'getTableName' in reference)
    return tableOf(reference as ReadableModel, context);
  if (isRecord(reference) && typeof reference['tableName'] === 'string') {
    const { tableName, schema } = reference;
    if (typeof schema === 'string' && schema !== '') {
      return { schema: spelling.identifier(schema), name: spelling.identifier(tableName) };
    }
    return named(tableName, source, context, currentSchema);
  }
  if (typeof reference !== 'string' || reference === '') return null;
  const own = rawTableName(source.model).schema;
  return named(reference, source, context, own === undefined ? currentSchema : spelling.identifier(own));
}

function named(tableName: string, source: DraftColumn, context: TargetContext, schema: string): QualifiedName {
  const { models, spelling, currentSchema } = context;
  const name = spelling.identifier(tableName);
  const associated = associatedModel(source, models);
  if (associated && rawTableName(associated).tableName === tableName) return tableOf(associated, context);
  const candidates = models
    .filter((model) => rawTableName(model).tableName === tableName)
    .map((model) => tableOf(model, context));
  return (
    candidates.find((table) => sameName(table, { schema, name })) ??
    candidates.find((table) => table.schema === currentSchema) ??
    candidates[0] ?? { schema, name }
  );
}

interface AnyAssociation {
  readonly associationType: string;
  readonly source: ReadableModel;
  readonly target: ReadableModel;
  readonly foreignKey: string;
  readonly otherKey?: string;
  readonly through?: { readonly model?: ReadableModel };
}

/** The model at the other end of the association that made this attribute. */
function associatedModel(
  { model, attributeName }: DraftColumn,
  models: readonly ReadableModel[],
): ReadableModel | undefined {
  for (const candidate of models) {
    for (const association of Object.values(candidate.associations) as unknown as readonly AnyAssociation[]) {
      const { associationType, source, target, foreignKey, otherKey, through } = association;
      if (associationType === 'BelongsTo' && source === model && foreignKey === attributeName) return target;
      if (
        (associationType === 'HasMany' || associationType === 'HasOne') &&
        target === model &&
        foreignKey === attributeName
      ) {
        return source;
      }
      if (associationType !== 'BelongsToMany' || through?.model !== model) continue;
      if (foreignKey === attributeName) return source;
      if (otherKey === attributeName) return target;
    }
  }
  return undefined;
}
