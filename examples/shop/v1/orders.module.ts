import { Module } from '@nestjs/common';
import { SequelizeModule } from '@nestjs/sequelize';
import { CatalogModule } from './catalog.module.js';
import { Product } from './catalog.models.js';
import { OrdersController } from './orders.controller.js';
import { Order, OrderItem, Payment, Review } from './orders.models.js';

@Module({
  imports: [CatalogModule, SequelizeModule.forFeature([Order, OrderItem, Payment, Review, Product])],
  controllers: [OrdersController],
})
export class OrdersModule {}
