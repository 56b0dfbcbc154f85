import { Body, Controller, Delete, Get, Param, Post } from '@nestjs/common';
import { InjectModel } from '@nestjs/sequelize';
import { Address, Customer } from './customers.models.js';

@Controller('customers')
export class CustomersController {
  constructor(@InjectModel(Customer) private readonly customers: typeof Customer) {}

  @Post()
  async create(@Body() body: Record<string, unknown>): Promise<Customer> {
    return this.customers.create(body, { include: [Address] });
  }

  @Get()
  async list(): Promise<Customer[]> {
    return this.customers.findAll({ include: [Address], order: ['id'] });
  }

  @Delete(':id')
  async remove(@Param('id') id: string): Promise<{ removed: number }> {
    return { removed: await this.customers.destroy({ where: { id } }) };
  }
}
