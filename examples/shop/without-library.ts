/**
 * The shop on `SequelizeModule`, as it is without the library. The connections have names, because `autoLoadModels`
 * keeps one list of models for each name and process.
 */
import { Body, Controller, Module, Post } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { InjectModel, SequelizeModule } from '@nestjs/sequelize';
import { models } from './v2/shop.module.js';
import { Address, Customer } from './v2/customers.models.js';

@Controller('accounts')
class AccountsController {
  constructor(@InjectModel(Customer, 'accounts') private readonly customers: typeof Customer) {}

  @Post()
  async create(@Body() body: Record<string, unknown>): Promise<Customer> {
    return this.customers.create(body);
  }
}

@Module({ imports: [SequelizeModule.forFeature([Customer, Address], 'accounts')], controllers: [AccountsController] })
class AccountsModule {}

@Module({ imports: [SequelizeModule.forFeature(models, 'shop')] })
class WholeShopModule {}

@Module({})
class PlainAppModule {}

export function accountsApp(url: string): DynamicModule {
  return { module: PlainAppModule, imports: [plainSequelize('accounts', url), AccountsModule] };
}

export function wholeShopApp(url: string): DynamicModule {
  return { module: PlainAppModule, imports: [plainSequelize('shop', url), WholeShopModule] };
}

function plainSequelize(name: string, url: string): DynamicModule {
  return SequelizeModule.forRoot({
    name,
    dialect: 'postgres',
    uri: url,
    autoLoadModels: true,
    synchronize: true,
    logging: false,
    retryAttempts: 1,
    retryDelay: 0,
  });
}
