import { Module } from '@nestjs/common';
import { CatalogModule } from './catalog.module.js';
import { CustomersModule } from './customers.module.js';
import { OrdersModule } from './orders.module.js';
import { plainSequelize } from './plain.js';

/** The whole shop, without the library. */
@Module({ imports: [plainSequelize(), CustomersModule, CatalogModule, OrdersModule] })
export class AppModule {}
