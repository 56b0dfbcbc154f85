/** Two databases in one application: each is looked at, planned and reported for itself. */
import { Injectable, Module } from '@nestjs/common';
import { SequelizeModule } from '@nestjs/sequelize';
import { InjectSafeSync, SafeSyncModule } from 'nestjs-safe-sync';
import type { SafeSync } from 'nestjs-safe-sync';
import { Column, DataType, Model, Table } from 'sequelize-typescript';

@Table({ tableName: 'orders', timestamps: false })
export class Order extends Model {
  @Column({ type: DataType.STRING(40), allowNull: false })
  declare number: string;
}

@Table({ tableName: 'visits', timestamps: false })
export class Visit extends Model {
  @Column({ type: DataType.INTEGER, allowNull: false, defaultValue: 0 })
  declare pages: number;
}

@Injectable()
export class Reports {
  constructor(
    @InjectSafeSync('orders') private readonly orders: SafeSync,
    @InjectSafeSync('visits') private readonly visits: SafeSync,
  ) {}

  all(): readonly string[] {
    return [this.orders, this.visits].map(({ report }) => `${report?.connection}: ${report?.applied.length} applied`);
  }
}

// The name belongs outside the options too: tokens are made before a factory runs.
@Module({
  imports: [
    SafeSyncModule.forRootAsync({
      name: 'orders',
      useFactory: () => ({ dialect: 'sqlite', storage: ':memory:', autoLoadModels: true, logging: false }),
    }),
    SafeSyncModule.forRootAsync({
      name: 'visits',
      useFactory: () => ({ dialect: 'sqlite', storage: ':memory:', autoLoadModels: true, logging: false }),
    }),
    SequelizeModule.forFeature([Order], 'orders'),
    SequelizeModule.forFeature([Visit], 'visits'),
  ],
  providers: [Reports],
})
export class AppModule {}
