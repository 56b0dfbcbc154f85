/**
 * Which models are of this application. `autoLoadModels` loads every class that any `forFeature` of the process ever
 * named, so an application that imports one module would get the tables of all others, of other tests for instance.
 */
import type { ModulesContainer } from '@nestjs/core';
import { getModelToken } from '@nestjs/sequelize';
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
  const { options, sequelize } = input;
  // Without autoLoadModels every model was listed; with paths nobody can tell a listed one from a loaded one.
  if (!options.autoLoadModels || listsPaths(options)) return [];
  const all = Object.values(sequelize.models) as readonly ModelStatic<Model>[];
  const tokens = new Set([...input.modules.values()].flatMap((module) => [...module.providers.keys()]));
  const listed = new Set<unknown>(options.models);
  const imported = all.filter((model) => {
    const written = options.repositoryMode ? classBehind(model) : model;
    return listed.has(written) || tokens.has(getModelToken(written, input.connection));
  });
  const ours = relatedModels(imported, all);
  return all.filter((model) => !ours.has(model));
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
