import { Logger, Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { SafeSyncModule } from 'nestjs-safe-sync';
import { SafeSyncHealthIndicator } from 'nestjs-safe-sync/terminus';
import { dialect } from '../database.js';
import { HealthController } from '../health.controller.js';
import { SchemaController } from '../schema.controller.js';
import { CatalogModule } from './catalog.module.js';
import { CustomersModule } from './customers.module.js';
import { OrdersModule } from './orders.module.js';

const logger = new Logger('Sequelize');

@Module({
  imports: [
    SafeSyncModule.forRootAsync({
      useFactory: () => ({
        dialect,
        uri: process.env['DATABASE_URL'],
        autoLoadModels: true,
        logging: (sql) => logger.debug(sql),
      }),
    }),
    TerminusModule,
    CustomersModule,
    CatalogModule,
    OrdersModule,
  ],
  controllers: [SchemaController, HealthController],
  providers: [SafeSyncHealthIndicator],
})
export class AppModule {}
