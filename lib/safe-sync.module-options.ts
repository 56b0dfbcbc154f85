import type { SequelizeModuleAsyncOptions, SequelizeModuleOptions } from '@nestjs/sequelize';
import type { ModuleMetadata, Type } from '@nestjs/common';

import type { SafeSyncOptions } from './safe-sync.options.js';

/** Everything that `SequelizeModule` takes, and the key `safeSync`. */
export type SafeSyncModuleOptions = SequelizeModuleOptions & {
  /** Every field is optional and has a safe default. */
  readonly safeSync?: SafeSyncOptions;
};

/** A class that makes the options. One written for `SequelizeModule` fits as it is. */
export interface SafeSyncOptionsFactory {
  createSequelizeOptions(connectionName?: string): Promise<SafeSyncModuleOptions> | SafeSyncModuleOptions;
}

type FactoryArguments = Parameters<NonNullable<SequelizeModuleAsyncOptions['useFactory']>>;

export interface SafeSyncModuleAsyncOptions extends Pick<ModuleMetadata, 'imports'> {
  /** The connection's name. It belongs here: tokens are made before the factory runs. */
  readonly name?: string;
  readonly useExisting?: Type<SafeSyncOptionsFactory>;
  readonly useClass?: Type<SafeSyncOptionsFactory>;
  readonly useFactory?: (...args: FactoryArguments) => Promise<SafeSyncModuleOptions> | SafeSyncModuleOptions;
  readonly inject?: SequelizeModuleAsyncOptions['inject'];
}
