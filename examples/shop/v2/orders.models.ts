import { BelongsTo, Column, DataType, ForeignKey, HasMany, Model, Table } from 'sequelize-typescript';
import { document } from '../database.js';
import type { Related } from '../related.js';
import { Product } from './catalog.models.js';
import { Customer } from './customers.models.js';

export const orderStates = ['pending', 'paid', 'packed', 'shipped', 'cancelled'] as const;

@Table({
  tableName: 'orders',
  underscored: true,
  indexes: [{ name: 'orders_to_ship', fields: ['placed_at'], where: { status: 'packed' } }],
})
export class Order extends Model {
  @ForeignKey(() => Customer)
  @Column({ type: DataType.INTEGER, allowNull: false })
  declare customerId: number;

  @Column({ type: DataType.ENUM(...orderStates), allowNull: false, defaultValue: 'pending' })
  declare status: (typeof orderStates)[number];

  @Column({ type: DataType.DATE, allowNull: false, defaultValue: DataType.NOW })
  declare placedAt: Date;

  /** The orders that are there have none: the column can come, its NOT NULL cannot. */
  @Column({ type: DataType.STRING(20), allowNull: false })
  declare channel: string;

  @BelongsTo(() => Customer)
  declare customer?: Related<Customer>;

  @HasMany(() => OrderItem)
  declare items?: Related<OrderItem>[];

  @HasMany(() => Payment)
  declare payments?: Related<Payment>[];
}

@Table({
  tableName: 'order_items',
  underscored: true,
  timestamps: false,
  indexes: [{ name: 'order_items_once', fields: ['order_id', 'product_id'], unique: true }],
})
export class OrderItem extends Model {
  @ForeignKey(() => Order)
  @Column({ type: DataType.INTEGER, allowNull: false })
  declare orderId: number;

  @ForeignKey(() => Product)
  @Column({ type: DataType.INTEGER, allowNull: false })
  declare productId: number;

  @Column({ type: DataType.INTEGER, allowNull: false, defaultValue: 1 })
  declare quantity: number;

  @Column({ type: DataType.INTEGER, allowNull: false })
  declare unitPriceCents: number;

  @BelongsTo(() => Order, { onDelete: 'CASCADE' })
  declare order?: Related<Order>;

  @BelongsTo(() => Product, { onDelete: 'RESTRICT' })
  declare product?: Related<Product>;
}

@Table({ tableName: 'payments', underscored: true })
export class Payment extends Model {
  @Column({ type: DataType.UUID, primaryKey: true, defaultValue: DataType.UUIDV4 })
  declare id: string;

  @ForeignKey(() => Order)
  @Column({ type: DataType.INTEGER, allowNull: false })
  declare orderId: number;

  @Column({ type: DataType.DECIMAL(10, 2), allowNull: false })
  declare amount: string;

  @Column({ type: document, comment: 'what the payment provider answered' })
  declare receipt: Record<string, unknown> | null;

  @BelongsTo(() => Order)
  declare order?: Related<Order>;
}

@Table({
  tableName: 'reviews',
  underscored: true,
  indexes: [{ name: 'reviews_one_each', fields: ['product_id', 'customer_id'], unique: true }],
})
export class Review extends Model {
  @ForeignKey(() => Product)
  @Column({ type: DataType.INTEGER, allowNull: false })
  declare productId: number;

  @ForeignKey(() => Customer)
  @Column({ type: DataType.INTEGER, allowNull: false })
  declare customerId: number;

  @Column({ type: DataType.SMALLINT, allowNull: false })
  declare rating: number;

  @Column(DataType.TEXT)
  declare text: string | null;

  @BelongsTo(() => Product, { onDelete: 'CASCADE' })
  declare product?: Related<Product>;

  @BelongsTo(() => Customer)
  declare customer?: Related<Customer>;
}
