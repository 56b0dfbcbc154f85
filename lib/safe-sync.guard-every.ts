import { Logger } from '@nestjs/common';
import { Sequelize } from 'sequelize';
import { Model as TypescriptModel } from 'sequelize-typescript';
import { guardEvery, type SequelizeClasses } from './guard/guard-every-connection.js';
import { checkOptions } from './safe-sync.options-check.js';
import type { SafeSyncOptions } from './safe-sync.options.js';
import { wishesOf } from './safe-sync.policy.js';
import { assembleSafeSync } from './safe-sync.js';

/** @throws SafeSyncError SAFE_SYNC_INVALID_OPTIONS */
export function guardEveryConnection(options: SafeSyncOptions = {}): () => void {
  checkOptions({ safeSync: options });
  const logger = new Logger('SafeSync');
  const classes = Sequelize as unknown as SequelizeClasses['Sequelize'] &
    Pick<SequelizeClasses, 'QueryInterface'> & { readonly Model: object };
  const { undo, isNew } = guardEvery(
    { Sequelize: classes, QueryInterface: classes.QueryInterface, models: [classes.Model, TypescriptModel] },
    (connection) => {
      const sequelize = connection as Sequelize;
      const wishes = wishesOf(sequelize);
      return assembleSafeSync({ sequelize, options, wishes, logger, connection: 'default' }).guard;
    },
  );
  if (isNew) {
    logger.log(
      'Every connection of this copy of sequelize is guarded. A second copy of sequelize in node_modules is not covered: npm ls sequelize shows whether there is one.',
    );
  }
  return undo;
}
