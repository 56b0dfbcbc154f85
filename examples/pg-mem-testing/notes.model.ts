import { Column, DataType, Model, Table } from 'sequelize-typescript';

/** An ENUM, an array and JSONB: raw Sequelize cannot make this table in pg-mem. */
@Table({ tableName: 'notes', timestamps: false })
export class Note extends Model {
  @Column({ type: DataType.STRING(120), allowNull: false, unique: true })
  title!: string;

  @Column({ type: DataType.ENUM('draft', 'published'), allowNull: false, defaultValue: 'draft' })
  state!: 'draft' | 'published';

  @Column({ type: DataType.ARRAY(DataType.STRING), allowNull: false, defaultValue: [] })
  tags!: string[];

  @Column(DataType.JSONB)
  meta!: object | null;
}
