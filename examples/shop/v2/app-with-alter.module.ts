import { Module } from '@nestjs/common';
import { SafeSyncModule } from 'nestjs-safe-sync';
import { dialect } from '../database.js';
import { CatalogModule } from './catalog.module.js';
import { CustomersModule } from './customers.module.js';
import { OrdersModule } from './orders.module.js';

/** The shop with an option that many applications have, and that goes to production with them. */
@Module({
  imports: [
    SafeSyncModule.forRoot({
      dialect,
      uri: process.env['DATABASE_URL'],
      autoLoadModels: true,
      logging: false,
      sync: { alter: true },
    }),
    CustomersModule,
    CatalogModule,
    OrdersModule,
  ],
})
export class AppModule {}
