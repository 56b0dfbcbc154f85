import { Module } from '@nestjs/common';
import { SequelizeModule } from '@nestjs/sequelize';
import { CatalogController } from './catalog.controller.js';
import { Category, Product, ProductImage, Stock, Warehouse } from './catalog.models.js';
import { CustomersController } from './customers.controller.js';
import { Address, Customer } from './customers.models.js';
import { OrdersController } from './orders.controller.js';
import { Order, OrderItem, Payment, Review } from './orders.models.js';

export const models = [
  Customer,
  Address,
  Category,
  Product,
  ProductImage,
  Warehouse,
  Stock,
  Order,
  OrderItem,
  Payment,
  Review,
];

@Module({
  imports: [SequelizeModule.forFeature(models)],
  controllers: [CatalogController, CustomersController, OrdersController],
})
export class ShopModule {}
