import { Body, Controller, Get, Param, Patch, Post } from '@nestjs/common';
import { InjectConnection, InjectModel } from '@nestjs/sequelize';
import type { Sequelize } from 'sequelize-typescript';
import { Product } from './catalog.models.js';
import { Order, OrderItem, Payment, Review } from './orders.models.js';

interface NewOrder {
  readonly items: readonly { readonly sku: string; readonly quantity: number }[];
  readonly [attribute: string]: unknown;
}

@Controller()
export class OrdersController {
  constructor(
    @InjectConnection() private readonly connection: Sequelize,
    @InjectModel(Order) private readonly orders: typeof Order,
    @InjectModel(Product) private readonly products: typeof Product,
    @InjectModel(Review) private readonly reviews: typeof Review,
  ) {}

  @Post('orders')
  async place(@Body() { items, ...body }: NewOrder): Promise<Order> {
    return this.connection.transaction(async (transaction) => {
      const order = await this.orders.create(body, { transaction });
      for (const { sku, quantity } of items) {
        const product = await this.products.findOne({ where: { sku }, rejectOnEmpty: true, transaction });
        await order.$create(
          'item',
          { productId: product.id, quantity, unitPriceCents: product.priceCents },
          {
            transaction,
          },
        );
      }
      return order;
    });
  }

  @Post('orders/:id/payments')
  async pay(@Param('id') id: string, @Body() body: Record<string, unknown>): Promise<Order> {
    const order = await this.orders.findByPk(id, { rejectOnEmpty: true });
    await order.$create('payment', body);
    return order.update({ status: 'paid' });
  }

  @Patch('orders/:id')
  async change(@Param('id') id: string, @Body() body: Record<string, unknown>): Promise<Order> {
    const order = await this.orders.findByPk(id, { rejectOnEmpty: true });
    return order.update(body);
  }

  @Get('orders')
  async list(): Promise<Order[]> {
    return this.orders.findAll({ include: [OrderItem, Payment], order: ['id'] });
  }

  @Post('reviews')
  async review(@Body() body: Record<string, unknown>): Promise<Review> {
    return this.reviews.create(body);
  }
}
