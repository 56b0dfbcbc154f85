import { BelongsTo, Column, DataType, ForeignKey, Model, Table } from 'sequelize-typescript';

@Table({ tableName: 'cats', timestamps: false })
export class Cat extends Model {
  @Column(DataType.STRING)
  name!: string;
}

@Table({ tableName: 'dogs', timestamps: false })
export class Dog extends Model {
  @Column(DataType.STRING)
  name!: string;
}

@Table({ tableName: 'kittens', timestamps: false })
export class Kitten extends Model {
  @ForeignKey(() => Cat)
  @Column(DataType.INTEGER)
  catId!: number;

  @BelongsTo(() => Cat)
  cat!: Cat;
}
