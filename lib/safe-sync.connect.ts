import { Logger } from '@nestjs/common';
import { setTimeout as delay } from 'node:timers/promises';
import type { Sequelize } from 'sequelize';

export interface RetryOptions {
  readonly retryAttempts?: number;
  readonly retryDelay?: number;
}

/**
 * Connects as Nest does under `autoLoadModels`, which without it never connects at all: the same number of attempts,
 * the same pause, the same line in the log. Nothing but connecting is ever tried again.
 */
export async function connect(sequelize: Sequelize, options: RetryOptions): Promise<void> {
  const { retryAttempts = 9, retryDelay = 3000 } = options;
  const logger = new Logger('SequelizeModule');
  for (let failures = 1; ; failures += 1) {
    try {
      return await sequelize.authenticate();
    } catch (error) {
      const stack = error instanceof Error ? error.stack : String(error);
      logger.error(`Unable to connect to the database. Retrying (${failures})...`, stack);
      if (failures >= retryAttempts) throw error;
    }
    await delay(retryDelay);
  }
}
