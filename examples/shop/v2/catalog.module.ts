import { Module } from '@nestjs/common';
import { SequelizeModule } from '@nestjs/sequelize';
import { CatalogController } from './catalog.controller.js';
import { Category, Product, ProductImage, Stock, Warehouse } from './catalog.models.js';

@Module({
  imports: [SequelizeModule.forFeature([Category, Product, ProductImage, Warehouse, Stock])],
  controllers: [CatalogController],
})
export class CatalogModule {}
