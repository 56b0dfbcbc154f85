import type { DynamicModule } from '@nestjs/common';
import { SequelizeModule } from '@nestjs/sequelize';
import { dialect } from '../database.js';

/** What stood in the application before: Nest's own module, synchronising as it does by default. */
export function plainSequelize(): DynamicModule {
  return SequelizeModule.forRoot({
    dialect,
    uri: process.env['DATABASE_URL'],
    autoLoadModels: true,
    synchronize: true,
    logging: false,
    retryAttempts: 1,
  });
}
