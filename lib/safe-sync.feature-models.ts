/**
 * Which models are of this application. `autoLoadModels` loads every class that any `forFeature` of the process ever
 * named, so an application that imports one module would get the tables of all others, of other tests for instance.
 */
import type { ModulesContainer } from '@nestjs/core';
import { getConnectionToken, getModelToken, SequelizeModule } from '@nestjs/sequelize';
import type { Model, ModelStatic, Sequelize } from 'sequelize';

import { relatedModels } from './models/related-models.js';
import type { SafeSyncModuleOptions } from './safe-sync.module-options.js';

export interface ModelsOfOthersInput {
  readonly sequelize: Sequelize;
  readonly connection: string;
  readonly options: SafeSyncModuleOptions;
  readonly modules: ModulesContainer;
}

/** Models that no module of this application imports, that it does not list, and that none of its models needs. */
export function modelsOfOthers(input: ModelsOfOthersInput): readonly ModelStatic<Model>[] {
  const { connection, options, sequelize } = input;
  // Without autoLoadModels every model was listed; with paths nobody can tell a listed one from a loaded one.
  if (!options.autoLoadModels || listsPaths(options)) return [];
  const all = Object.values(sequelize.models) as readonly ModelStatic<Model>[];
  const classes = new Map(all.map((model) => [model, options.repositoryMode ? classBehind(model) : model]));
  const listed = new Set<unknown>(options.models);
  const features = featuresOf(input, new Set([...classes.values()].map((made) => getModelToken(made, connection))));
  const imported = all.filter((model) => {
    const made = classes.get(model) ?? model;
    return listed.has(made) || features.has(made) || features.has(getModelToken(made, connection));
  });
  const ours = relatedModels(imported, all);
  return all.filter((model) => !ours.has(model));
}

/**
 * What `forFeature` provides in this application: tokens, and where a token is no model's, the class itself, because
 * Sequelize renames a class by its `modelName` after the token was made.
 */
function featuresOf({ modules, connection }: ModelsOfOthersInput, tokens: ReadonlySet<unknown>): ReadonlySet<unknown> {
  const connectionToken = getConnectionToken({ name: connection });
  const features = new Set<unknown>();
  for (const module of modules.values()) {
    for (const [token, { inject, metatype }] of module.providers) {
      features.add(token);
      if (tokens.has(token) || module.metatype !== SequelizeModule || !inject?.includes(connectionToken)) continue;
      // The factory of `forFeature` gives back its class, where the connection makes no repositories.
      features.add((metatype as (connection: unknown) => unknown)({ repositoryMode: false }));
    }
  }
  return features;
}

function listsPaths({ models, modelPaths }: SafeSyncModuleOptions): boolean {
  return [...(models ?? []), ...(modelPaths ?? [])].some((entry) => typeof entry === 'string');
}

/** Under `repositoryMode` the model is a nameless subclass of the user's class. */
function classBehind(model: ModelStatic<Model>): ModelStatic<Model> {
  return Object.getPrototypeOf(model) as ModelStatic<Model>;
}

/**
 * Models whose queries go to another connection than this one: a class belongs to the Sequelize that was given it last.
 */
export function modelsTakenFrom(sequelize: Sequelize): readonly ModelStatic<Model>[] {
  const models = Object.values(sequelize.models) as readonly ModelStatic<Model>[];
  return models.filter((model) => model.sequelize !== sequelize);
}
