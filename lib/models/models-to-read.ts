import type { QualifiedName } from '../schema/database-schema.js';
import type { IgnoreRule } from '../safe-sync.options.js';
import { isIgnored } from './ignored-models.js';
import { hasOwnSync } from './own-sync.js';
import type { LeftAlone, ReadModelsOptions } from './read-models.js';
import { tableOf } from './read-table.js';
import type { ReadableModel, SequelizeView } from './sequelize-models.js';

const SYSTEM_SCHEMAS = new Set(['pg_catalog', 'information_schema']);

/** The models that have a table here, apart from those that are nobody's business. */
export function modelsToRead(
  view: SequelizeView,
  options: ReadModelsOptions,
): { readonly models: readonly ReadableModel[]; readonly leftAlone: readonly LeftAlone[] } {
  const { ignore = [], elsewhere = [], only } = options;
  const leftAlone: LeftAlone[] = [];
  const models: ReadableModel[] = [];
  for (const model of only ?? view.models) {
    if (elsewhere.includes(model)) continue;
    const table = tableOf(model, options);
    const because = whyLeftAlone(model, table, ignore, only !== undefined);
    if (because === null) models.push(model);
    else leftAlone.push({ model: model.name, table, because });
  }
  return { models, leftAlone };
}

function whyLeftAlone(
  model: ReadableModel,
  table: QualifiedName,
  ignore: readonly IgnoreRule[],
  isMeant: boolean,
): string | null {
  if (isIgnored(model, table, ignore)) return 'safeSync.ignore names it';
  if (!isMeant && hasOwnSync(model)) return 'it has its own static sync()';
  return SYSTEM_SCHEMAS.has(table.schema) ? "its table is the server's own" : null;
}
