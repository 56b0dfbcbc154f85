import type { Model, ModelStatic, Options, Sequelize } from 'sequelize';
import type { SafeSyncOptions } from './safe-sync.options.js';

/** A function that defines models, as Sequelize-CLI writes them: `(sequelize, DataTypes) => sequelize.define(…)`. */
export type ModelDefiner = (sequelize: Sequelize, dataTypes: never) => unknown;

/** One connection of a config file: what `new Sequelize(…)` takes, its models, and the key `safeSync`. */
export interface SafeSyncConfig extends Omit<Options, 'models'> {
  /** The connection's name, for `--connection`. @default 'default' */
  readonly name?: string;
  /** An address, as `new Sequelize(uri)` takes it. */
  readonly uri?: string;
  /** Classes and paths (with sequelize-typescript), or functions that define models. */
  readonly models?: readonly (ModelStatic<Model> | string | ModelDefiner)[];
  /** A Sequelize that is there already, with its models: instead of all other options but `name` and `safeSync`. */
  readonly sequelize?: Sequelize;
  /** Every field is optional and has a safe default. */
  readonly safeSync?: SafeSyncOptions;
  /** As in the options of Nest: a wish for a mode. */
  readonly synchronize?: boolean;
}

/** One connection, several, or a function that finds them out. */
export type SafeSyncConfigFile =
  | SafeSyncConfig
  | readonly SafeSyncConfig[]
  | (() => SafeSyncConfig | readonly SafeSyncConfig[] | Promise<SafeSyncConfig | readonly SafeSyncConfig[]>);

/**
 * What `safe-sync.config.{ts,js,mjs,cjs}` exports, for the command line without Nest. It gives back what it is given: it is
 * there for its types.
 *
 * @example
 * export default defineConfig({ dialect: 'postgres', uri: process.env.DATABASE_URL, models: [User, Post] });
 */
export function defineConfig<Config extends SafeSyncConfigFile>(config: Config): Config {
  return config;
}
