import { BelongsTo, Column, DataType, ForeignKey, HasMany, Model, Table } from 'sequelize-typescript';
import type { Related } from '../related.js';

/** Paranoid: a deleted customer keeps the row. */
@Table({ tableName: 'customers', underscored: true, paranoid: true })
export class Customer extends Model {
  @Column({ type: DataType.STRING(80), allowNull: false })
  declare name: string;

  @Column({ type: DataType.STRING, allowNull: false, unique: true })
  declare email: string;

  @Column({ type: DataType.BOOLEAN, allowNull: false, defaultValue: false })
  declare newsletter: boolean;

  @HasMany(() => Address)
  declare addresses?: Related<Address>[];
}

@Table({ tableName: 'addresses', underscored: true })
export class Address extends Model {
  @ForeignKey(() => Customer)
  @Column({ type: DataType.INTEGER, allowNull: false })
  declare customerId: number;

  @Column({ type: DataType.STRING, allowNull: false })
  declare street: string;

  @Column({ type: DataType.STRING(60), allowNull: false })
  declare city: string;

  @Column({ type: DataType.CHAR(2), allowNull: false, defaultValue: 'DE' })
  declare country: string;

  @BelongsTo(() => Customer, { onDelete: 'CASCADE' })
  declare customer?: Related<Customer>;
}
