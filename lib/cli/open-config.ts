import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Model, ModelStatic, Sequelize } from 'sequelize';
import type { SafeSyncConfig, SafeSyncConfigFile } from '../safe-sync.define-config.js';
import { switchToCommand } from '../safe-sync.command.js';
import { isDefaultConnection, DEFAULT_CONNECTION_NAME } from '../safe-sync.constants.js';
import { checkOptions } from '../safe-sync.options-check.js';
import { assembleSafeSync } from '../safe-sync.js';
import { wishesOf } from '../safe-sync.policy.js';
import { chooseConnection } from './choose-connection.js';
import { notLoadedError } from './cli.errors.js';
import type { OpenConnection, Source } from './connection.js';
import { importFrom } from './find-package.js';
import { loadFile, type Namespace } from './load-file.js';

const NAMES = ['ts', 'mts', 'js', 'mjs', 'cjs'].map((extension) => `safe-sync.config.${extension}`);

/** The config file of this directory, or undefined. */
export function findConfig(): string | undefined {
  return NAMES.find((name) => existsSync(resolve(name)));
}

/** Opens the connection of a config file: Sequelize options and models, without Nest. */
export async function openConfig(file: string, source: Source): Promise<OpenConnection> {
  const path = resolve(file);
  const configs = await configsIn(await loadFile(path), file);
  const names = configs.map(nameOf);
  const name = chooseConnection(names, source.connection, file);
  const config = configs[names.indexOf(name)] as SafeSyncConfig;
  switchToCommand(false).settings.push(config);
  checkOptions(config);
  const sequelize = await sequelizeOf(config, path, source);
  const safeSync = assembleSafeSync({
    sequelize,
    options: config.safeSync ?? {},
    wishes: config.sequelize ? wishesOf(sequelize) : { synchronize: config.synchronize, sync: config.sync },
    logger: silent,
    connection: name,
  });
  return { name, safeSync, close: () => sequelize.close() };
}

// The command prints the report itself.
const silent = { log: ignore, warn: ignore, error: ignore, debug: ignore };

function ignore(): void {}

async function configsIn(namespace: Namespace, file: string): Promise<readonly SafeSyncConfig[]> {
  // A CommonJS file that was compiled from ESM has its default under `default` once more.
  let exported = namespace['default'] as SafeSyncConfigFile | { readonly default?: SafeSyncConfigFile } | undefined;
  if (typeof exported === 'object' && exported !== null && 'default' in exported) exported = exported.default;
  const given = typeof exported === 'function' ? await exported() : exported;
  const configs = (Array.isArray(given) ? given : [given]) as readonly SafeSyncConfig[];
  if (configs.length > 0 && configs.every((config) => typeof config === 'object' && config !== null)) return configs;
  throw notLoadedError(
    `${file} exports no configuration. Its default export is to be defineConfig({ dialect: …, models: […] }).`,
  );
}

function nameOf({ name }: SafeSyncConfig): string {
  return isDefaultConnection(name) ? DEFAULT_CONNECTION_NAME : String(name);
}

interface SequelizeClass {
  new (uri: string, options: object): Sequelize;
  new (options: object): Sequelize;
}

async function sequelizeOf(config: SafeSyncConfig, path: string, { verbose }: Source): Promise<Sequelize> {
  if (config.sequelize) return quiet(config.sequelize, verbose);
  const { name: _name, safeSync: _safeSync, synchronize: _synchronize, uri, models = [], ...options } = config;
  const isDefiner = (model: unknown): boolean => typeof model === 'function' && !isModelClass(model);
  const definers = models.filter(isDefiner);
  const classes = models.filter((model) => !isDefiner(model));
  const typescript = await importFrom(path, 'sequelize-typescript');
  const plain = await importFrom(path, 'sequelize');
  const Class = ((classes.length > 0 ? typescript : undefined) ?? plain)?.['Sequelize'] as SequelizeClass | undefined;
  if (Class === undefined || (classes.length > 0 && typescript === undefined)) {
    const missing = classes.length > 0 ? 'sequelize-typescript, which classes and paths in models need' : 'sequelize';
    throw notLoadedError(
      `Beside the config file there is no ${missing}. Install it, or give a Sequelize: { sequelize }.`,
    );
  }
  const all = { ...options, logging: false, ...(classes.length > 0 && { models: classes }) };
  const sequelize = uri === undefined ? new Class(all) : new Class(uri, all);
  const made = definers.map((define) => (define as (...args: unknown[]) => unknown)(sequelize, plain?.['DataTypes']));
  for (const model of made as { associate?: (models: object) => void }[]) model?.associate?.(sequelize.models);
  return quiet(sequelize, verbose);
}

function isModelClass(model: unknown): model is ModelStatic<Model> {
  return typeof model === 'function' && 'sync' in model && 'findAll' in model;
}

/** Standard output belongs to the report. */
function quiet(sequelize: Sequelize, verbose: boolean | undefined): Sequelize {
  const { options } = sequelize as unknown as { readonly options: { logging?: unknown } };
  options.logging = verbose ? (sql: string) => console.error(sql) : false;
  return sequelize;
}
