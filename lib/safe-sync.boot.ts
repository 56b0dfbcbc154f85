/**
 * The boot work of one connection: connect, synchronise, hand on; or close, and throw what was thrown. Connecting is
 * the only thing that is ever tried again.
 */
import { Logger } from '@nestjs/common';
import type { ModulesContainer } from '@nestjs/core';
import type { Sequelize } from 'sequelize';

import { cleanError } from './environment/clean-error.js';
import { currentEnvironment, isSwitchedOff } from './environment/environment-word.js';
import { secretsOf } from './environment/secrets.js';
import { guardConnection } from './guard/guard-connection.js';
import { closePool, keepOpen, startTogether } from './safe-sync.application.js';
import { commandSwitch } from './safe-sync.command.js';
import { connect } from './safe-sync.connect.js';
import { SafeSyncError } from './safe-sync.errors.js';
import { modelsOfOthers } from './safe-sync.feature-models.js';
import type { SafeSyncModuleOptions } from './safe-sync.module-options.js';
import { assembleSafeSync } from './safe-sync.js';
import type { SafeSync } from './safe-sync.js';

export interface BootInput {
  /** The connection's name. */
  readonly connection: string;
  readonly options: SafeSyncModuleOptions;
  readonly modules: ModulesContainer;
  /** Nest's own work: makes the Sequelize object, and connects it under `autoLoadModels`. */
  readonly open: () => Promise<Sequelize>;
}

// By connection, since one dynamic module may boot several applications, and one application several connections.
const booted = new WeakMap<Sequelize, SafeSync>();

export function bootedSafeSync(sequelize: Sequelize): SafeSync | undefined {
  return booted.get(sequelize);
}

export async function bootConnection(input: BootInput): Promise<Sequelize> {
  return startTogether(input.modules, async () => {
    let sequelize: Sequelize | undefined;
    try {
      sequelize = await input.open();
      await prepare(sequelize, input);
      return sequelize;
    } catch (error) {
      if (sequelize !== undefined) await closePool(sequelize);
      // Drivers put into their errors what they were given.
      cleanError(error, secretsOf(input.options, currentEnvironment()));
      throw error;
    }
  });
}

async function prepare(sequelize: Sequelize, { connection, options, modules }: BootInput): Promise<void> {
  if (!keepOpen(modules, sequelize)) {
    throw new SafeSyncError(
      'SAFE_SYNC_NOT_READY',
      `The connection "${connection}" was closed, because another connection of this application failed to start. ` +
        'Solve what that one reports.',
    );
  }
  // Switched off, it is SequelizeModule to the letter, which connects only under autoLoadModels.
  if (!options.autoLoadModels && !isSwitchedOff(currentEnvironment())) await connect(sequelize, options);
  const logger = new Logger('SafeSync');
  const others = modelsOfOthers({ sequelize, connection, options, modules });
  if (others.length > 0) logger.debug(`Left alone, no module of this application imports them: ${namesOf(others)}.`);
  const safeSync = assembleSafeSync({
    sequelize,
    options: options.safeSync ?? {},
    wishes: { synchronize: options.synchronize, sync: options.sync },
    logger,
    connection,
    elsewhere: others,
  });
  booted.set(sequelize, safeSync);
  const command = commandSwitch();
  if (command !== undefined) {
    command.connections.push({ name: connection, close: () => closePool(sequelize) });
    return;
  }
  await safeSync.sync();
  if (!isSwitchedOff(currentEnvironment())) guardConnection(sequelize, safeSync.guard);
}

function namesOf(models: readonly { readonly name: string }[]): string {
  return models.map((model) => model.name).join(', ');
}
