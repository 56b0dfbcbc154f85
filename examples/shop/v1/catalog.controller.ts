import { Body, Controller, Get, Post } from '@nestjs/common';
import { InjectModel } from '@nestjs/sequelize';
import { Category, Product, ProductImage, Warehouse } from './catalog.models.js';

interface NewProduct {
  readonly stock?: Readonly<Record<string, number>>;
  readonly [attribute: string]: unknown;
}

@Controller()
export class CatalogController {
  constructor(
    @InjectModel(Category) private readonly categories: typeof Category,
    @InjectModel(Product) private readonly products: typeof Product,
    @InjectModel(Warehouse) private readonly warehouses: typeof Warehouse,
  ) {}

  @Post('categories')
  async createCategory(@Body() body: Record<string, unknown>): Promise<Category> {
    return this.categories.create(body);
  }

  @Post('categories/feature')
  async feature(@Body() { categoryId, productId }: { categoryId: number; productId: number }): Promise<Category> {
    const category = await this.categories.findByPk(categoryId, { rejectOnEmpty: true });
    return category.update({ featuredProductId: productId });
  }

  @Post('warehouses')
  async createWarehouse(@Body() body: Record<string, unknown>): Promise<Warehouse> {
    return this.warehouses.create(body);
  }

  @Post('products')
  async createProduct(@Body() { stock = {}, ...body }: NewProduct): Promise<Product> {
    const product = await this.products.create(body, { include: [ProductImage] });
    for (const [code, quantity] of Object.entries(stock)) {
      const warehouse = await this.warehouses.findOne({ where: { code }, rejectOnEmpty: true });
      await product.$add('warehouses', warehouse, { through: { quantity } });
    }
    return product;
  }

  @Get('products')
  async listProducts(): Promise<Product[]> {
    return this.products.findAll({ include: [Category, ProductImage, Warehouse], order: ['id'] });
  }
}
