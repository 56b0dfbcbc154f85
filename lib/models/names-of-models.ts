import type { Sequelize } from 'sequelize';
import type { QualifiedName } from '../schema/database-schema.js';
import { keyOf } from '../schema/qualified-name.js';
import { modelsToRead } from './models-to-read.js';
import { earlierTables } from './renamed-from.js';
import type { ReadModelsOptions } from './read-models.js';
import { enumsOf, tableOf } from './read-table.js';
import { associatedModels, modelsByTable, readReference } from './resolve-target.js';
import { columnAttributes, viewOf } from './sequelize-models.js';

export interface NamesOfModels {
  /** The models' own tables, by all names that they ever had, and those that they refer to. */
  readonly tables: readonly QualifiedName[];
  readonly enums: readonly QualifiedName[];
  readonly schemas: readonly string[];
}

/**
 * What the models will want to know of the database, by name only: found fast, so that the server is asked before the
 * models are read. It may name more than `readModels` finds in the end.
 */
export function namesOfModels(sequelize: Sequelize, options: ReadModelsOptions): NamesOfModels {
  const { spelling, currentSchema } = options;
  const view = viewOf(sequelize);
  const { models } = modelsToRead(view, options);
  const targets = {
    modelsOf: modelsByTable(view.models),
    associated: associatedModels(view.models),
    spelling,
    currentSchema,
  };
  const own = models.map((model) => tableOf(model, options));
  const referred = models.flatMap((model) =>
    columnAttributes(model).flatMap(([attributeName, attribute]) => {
      const reference = attribute.references ? readReference({ model, attributeName, attribute }, targets) : null;
      return reference === null ? [] : [reference.target];
    }),
  );
  const earlier = models.flatMap((model) => earlierTables(model, { view, spelling, currentSchema }));
  const enums = models.flatMap((model) => enumsOf(model, { view, spelling }));
  return {
    tables: withoutRepeats([...own, ...referred, ...earlier]),
    enums: withoutRepeats(enums),
    schemas: [...new Set([...own, ...enums].map(({ schema }) => schema))],
  };
}

function withoutRepeats(names: readonly QualifiedName[]): readonly QualifiedName[] {
  return [...new Map(names.map(({ schema, name }) => [keyOf({ schema, name }), { schema, name }])).values()];
}
