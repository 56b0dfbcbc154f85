import { Module } from '@nestjs/common';
import { CustomersModule } from './customers.module.js';
import { plainSequelize } from './plain.js';

/** A part of the shop, without the library. */
@Module({ imports: [plainSequelize(), CustomersModule] })
export class AppModule {}
