import { Logger, Module } from '@nestjs/common';
import { SafeSyncModule } from 'nestjs-safe-sync';
import { dialect } from '../database.js';
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
    CustomersModule,
    CatalogModule,
    OrdersModule,
  ],
  controllers: [SchemaController],
})
export class AppModule {}
