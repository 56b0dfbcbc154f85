import { BelongsTo, BelongsToMany, Column, DataType, ForeignKey, HasMany, Model, Table } from 'sequelize-typescript';
import { document, documentIndexes, texts } from '../database.js';
import type { Related } from '../related.js';

/** A tree, and half of a ring: a category features a product, and a product is in a category. */
@Table({ tableName: 'categories', underscored: true })
export class Category extends Model {
  @Column({ type: DataType.STRING(60), allowNull: false })
  declare name: string;

  @Column({ type: DataType.STRING(60), allowNull: false, unique: true })
  declare slug: string;

  @ForeignKey(() => Category)
  @Column(DataType.INTEGER)
  declare parentId: number | null;

  @ForeignKey(() => Product)
  @Column(DataType.INTEGER)
  declare featuredProductId: number | null;

  @BelongsTo(() => Category, 'parentId')
  declare parent?: Related<Category>;

  @BelongsTo(() => Product, { foreignKey: 'featuredProductId', onDelete: 'SET NULL' })
  declare featuredProduct?: Related<Product>;
}

@Table({
  tableName: 'products',
  underscored: true,
  indexes: [
    { name: 'products_for_sale', fields: ['category_id', 'price_cents'], where: { active: true } },
    ...documentIndexes,
  ],
})
export class Product extends Model {
  @Column({ type: DataType.STRING(24), allowNull: false, unique: true })
  declare sku: string;

  @Column({ type: DataType.STRING(120), allowNull: false })
  declare name: string;

  @Column({ type: DataType.INTEGER, allowNull: false })
  declare priceCents: number;

  @Column({ type: texts, allowNull: false, defaultValue: [] })
  declare tags: string[];

  @Column({ type: document, allowNull: false, defaultValue: {} })
  declare attributes: Record<string, unknown>;

  @Column({ type: DataType.BOOLEAN, allowNull: false, defaultValue: true })
  declare active: boolean;

  @Column(DataType.DECIMAL(5, 2))
  declare discountPercent: string | null;

  @ForeignKey(() => Category)
  @Column({ type: DataType.INTEGER, allowNull: false })
  declare categoryId: number;

  @BelongsTo(() => Category, { foreignKey: 'categoryId', onDelete: 'RESTRICT' })
  declare category?: Related<Category>;

  @HasMany(() => ProductImage)
  declare images?: Related<ProductImage>[];

  @BelongsToMany(() => Warehouse, () => Stock)
  declare warehouses?: Related<Warehouse>[];
}

@Table({
  tableName: 'product_images',
  underscored: true,
  indexes: [{ name: 'product_images_position', fields: ['product_id', 'position'], unique: true }],
})
export class ProductImage extends Model {
  @ForeignKey(() => Product)
  @Column({ type: DataType.INTEGER, allowNull: false })
  declare productId: number;

  @Column({ type: DataType.TEXT, allowNull: false })
  declare url: string;

  @Column({ type: DataType.SMALLINT, allowNull: false, defaultValue: 0 })
  declare position: number;

  @BelongsTo(() => Product, { onDelete: 'CASCADE' })
  declare product?: Related<Product>;
}

@Table({ tableName: 'warehouses', underscored: true })
export class Warehouse extends Model {
  @Column({ type: DataType.STRING(12), allowNull: false, unique: true })
  declare code: string;

  @Column({ type: DataType.STRING(60), allowNull: false })
  declare city: string;

  @BelongsToMany(() => Product, () => Stock)
  declare products?: Related<Product>[];
}

/** The join table between products and warehouses. */
@Table({ tableName: 'stock', underscored: true, timestamps: false })
export class Stock extends Model {
  @ForeignKey(() => Product)
  @Column({ type: DataType.INTEGER, primaryKey: true })
  declare productId: number;

  @ForeignKey(() => Warehouse)
  @Column({ type: DataType.INTEGER, primaryKey: true })
  declare warehouseId: number;

  @Column({ type: DataType.INTEGER, allowNull: false, defaultValue: 0 })
  declare quantity: number;
}
