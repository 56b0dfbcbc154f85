import { Module } from '@nestjs/common';
import { SequelizeModule } from '@nestjs/sequelize';
import { CustomersController } from './customers.controller.js';
import { Address, Customer } from './customers.models.js';

@Module({ imports: [SequelizeModule.forFeature([Customer, Address])], controllers: [CustomersController] })
export class CustomersModule {}
