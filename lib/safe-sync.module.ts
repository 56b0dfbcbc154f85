/**
 * Stands where `SequelizeModule` stood. It resolves the options once, gives `SequelizeModule` all that is Sequelize's,
 * and puts the gate in front of the connection. It keeps no state: the same dynamic module may boot many applications.
 */
import { Inject, Logger, Module } from '@nestjs/common';
import type { DynamicModule, FactoryProvider, InjectionToken, OnModuleInit, Provider } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { getConnectionToken, SequelizeModule } from '@nestjs/sequelize';
import type { SequelizeModuleOptions } from '@nestjs/sequelize';
import type { Sequelize } from 'sequelize';

import { markStarted, startTogether } from './safe-sync.application.js';
import { bootConnection } from './safe-sync.boot.js';
import { commandSwitch } from './safe-sync.command.js';
import {
  DEFAULT_CONNECTION_NAME,
  getSafeSyncOptionsToken,
  getSafeSyncToken,
  isDefaultConnection,
} from './safe-sync.constants.js';
import { modelsTakenFrom } from './safe-sync.feature-models.js';
import { putGate } from './safe-sync.gate.js';
import { guardEveryConnection } from './safe-sync.guard-every.js';
import type {
  SafeSyncModuleAsyncOptions,
  SafeSyncModuleOptions,
  SafeSyncOptionsFactory,
} from './safe-sync.module-options.js';
import { InvalidOptionsError } from './safe-sync.errors.js';
import { checkOptions } from './safe-sync.options-check.js';
import type { SafeSyncOptions } from './safe-sync.options.js';
import { SafeSyncService } from './safe-sync.service.js';

/** Holds the options of one connection, as its factory gave them. */
@Module({})
class SafeSyncOptionsModule {}

/**
 * `SequelizeModule`, with a schema that is right before anybody is injected with the connection.
 *
 * @example
 * SafeSyncModule.forRoot({ dialect: 'postgres', uri: process.env.DATABASE_URL, autoLoadModels: true })
 */
@Module({})
export class SafeSyncModule implements OnModuleInit {
  constructor(@Inject(ModulesContainer) private readonly modules: ModulesContainer) {}

  /** Takes what `SequelizeModule.forRoot` takes, and the key `safeSync`. Options are checked when the app starts. */
  static forRoot(options: SafeSyncModuleOptions = {}): DynamicModule {
    return assemble({ name: options.name, useFactory: () => options });
  }

  /** Takes what `SequelizeModule.forRootAsync` takes; the options that come out may have the key `safeSync`. */
  static forRootAsync(options: SafeSyncModuleAsyncOptions): DynamicModule {
    return assemble(options);
  }

  /**
   * Guards the connections that this module did not make, too: those of `SequelizeModule`, of `new Sequelize()`, made before
   * or later. Calling it again changes nothing. A second copy of `sequelize` in node_modules is not covered.
   *
   * @param options as for `safeSync`; without them the environment decides
   * @returns a function that takes the guard off again
   * @throws SafeSyncError SAFE_SYNC_INVALID_OPTIONS with every fault in the options
   * @example
   * const unguard = SafeSyncModule.guardEveryConnection();
   */
  static guardEveryConnection(options: SafeSyncOptions = {}): () => void {
    return guardEveryConnection(options);
  }

  onModuleInit(): void {
    for (const sequelize of markStarted(this.modules)) warnOfTakenModels(sequelize);
  }
}

function assemble(source: SafeSyncModuleAsyncOptions): DynamicModule {
  const name = isDefaultConnection(source.name) ? undefined : source.name;
  const connection = name ?? DEFAULT_CONNECTION_NAME;
  const connectionToken = getConnectionToken({ name });
  const optionsToken = getSafeSyncOptionsToken(name);
  const optionsModule: DynamicModule = {
    module: SafeSyncOptionsModule,
    imports: source.imports,
    providers: optionsProviders(source, optionsToken),
    exports: [optionsToken],
  };
  const host = SequelizeModule.forRootAsync({
    name,
    imports: [optionsModule],
    inject: [optionsToken],
    useFactory: (options: SafeSyncModuleOptions) => forSequelize(options, name),
  });
  const gated = putGate(host, connectionToken, [optionsToken, ModulesContainer], (open, [options, modules]) =>
    bootConnection({
      connection,
      options: underCommand(options as SafeSyncModuleOptions),
      modules: modules as ModulesContainer,
      open: open as () => Promise<Sequelize>,
    }),
  );
  const services = serviceProviders(connection, connectionToken);
  return {
    module: SafeSyncModule,
    global: true,
    imports: [optionsModule, gated],
    providers: services,
    exports: services,
  };
}

function serviceProviders(connection: string, connectionToken: InjectionToken): Provider[] {
  const service: FactoryProvider = {
    provide: getSafeSyncToken(connection),
    inject: [connectionToken],
    useFactory: (sequelize: Sequelize) => new SafeSyncService(sequelize, connection),
  };
  if (!isDefaultConnection(connection)) return [service];
  return [service, { provide: SafeSyncService, useExisting: service.provide }];
}

function optionsProviders(source: SafeSyncModuleAsyncOptions, token: InjectionToken): Provider[] {
  const { inject, create } = optionsSource(source);
  const resolved: FactoryProvider = {
    provide: token,
    inject: [ModulesContainer, ...inject],
    useFactory: (modules: ModulesContainer, ...args: unknown[]) =>
      startTogether(modules, async () => {
        const options = await create(...args);
        if (options === undefined) throw new InvalidOptionsError(['options: the factory returned nothing']);
        checkOptions(options);
        warnOfName(options, source.name);
        return options;
      }),
  };
  const { useClass, useFactory } = source;
  return useClass && !useFactory ? [resolved, { provide: useClass, useClass }] : [resolved];
}

interface OptionsSource {
  readonly inject: NonNullable<FactoryProvider['inject']>;
  readonly create: (...args: unknown[]) => Promise<SafeSyncModuleOptions> | SafeSyncModuleOptions;
}

function optionsSource(source: SafeSyncModuleAsyncOptions): OptionsSource {
  if (source.useFactory) return { inject: source.inject ?? [], create: source.useFactory };
  const factoryClass = source.useClass ?? source.useExisting;
  if (factoryClass) {
    const create = (factory: unknown) => (factory as SafeSyncOptionsFactory).createSequelizeOptions(source.name);
    return { inject: [factoryClass], create };
  }
  const create = () => {
    throw new InvalidOptionsError(['forRootAsync: needs useFactory, useClass or useExisting']);
  };
  return { inject: [], create };
}

/**
 * What is Sequelize's. `synchronize` is said out loud because Nest takes an absent one for true, `sync` is left out
 * because a later `sequelize.sync()` by hand would inherit it, and the name is inside too because Nest looks there
 * when it shuts down.
 */
function forSequelize(options: SafeSyncModuleOptions, name: string | undefined): SequelizeModuleOptions {
  const { safeSync: _safeSync, sync: _sync, name: _name, ...rest } = options;
  return { ...underCommand(rest), synchronize: false, ...(name === undefined ? {} : { name }) };
}

/** A person waits in front of the command: one attempt, and its output is not the application's. */
function underCommand<Options extends SafeSyncModuleOptions>(options: Options): Options {
  const command = commandSwitch();
  if (command === undefined) return options;
  command.settings.push(options);
  return { ...options, retryAttempts: 1, logging: command.logging };
}

function warnOfName(options: SafeSyncModuleOptions, name: string | undefined): void {
  if (isDefaultConnection(options.name) || options.name === name) return;
  new Logger('SafeSync').warn(
    `The name "${options.name}" inside the options is not used: the connection's name is "${name ?? DEFAULT_CONNECTION_NAME}". ` +
      `A name has to be known before the factory runs: SafeSyncModule.forRootAsync({ name: '${options.name}', … }).`,
  );
}

function warnOfTakenModels(sequelize: Sequelize): void {
  const taken = modelsTakenFrom(sequelize).map((model) => model.name);
  if (taken.length === 0) return;
  new Logger('SafeSync').warn(
    `On two connections: ${taken.join(', ')}. A model class belongs to the connection that was opened last, where all ` +
      'its queries go. Give both connections repositoryMode: true.',
  );
}
