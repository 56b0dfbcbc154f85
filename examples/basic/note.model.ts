import { Column, DataType, Model, Table } from 'sequelize-typescript';

@Table({ tableName: 'notes', timestamps: false })
export class Note extends Model {
  @Column({ type: DataType.STRING(120), allowNull: false })
  declare title: string;

  @Column(DataType.TEXT)
  declare body: string | null;
}
