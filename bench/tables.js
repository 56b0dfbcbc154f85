import { DataTypes } from 'sequelize';

/** Tables of 13 columns with a unique, two indexes and, but for the first, a foreign key to the one before. */
export function defineTables(sequelize, count) {
  const isPostgres = sequelize.getDialect() === 'postgres';
  for (let number = 0; number < count; number += 1) {
    sequelize.define(
      `Bench${number}`,
      {
        email: { type: DataTypes.STRING(120), unique: true },
        title: { type: DataTypes.STRING, allowNull: false, defaultValue: 'untitled' },
        body: DataTypes.TEXT,
        price: { type: DataTypes.DECIMAL(10, 2), defaultValue: 0 },
        status: { type: DataTypes.ENUM('draft', 'live', 'gone'), allowNull: false, defaultValue: 'draft' },
        tags: isPostgres ? DataTypes.ARRAY(DataTypes.STRING) : DataTypes.STRING,
        attributes: isPostgres ? DataTypes.JSONB : DataTypes.JSON,
        isActive: { type: DataTypes.BOOLEAN, allowNull: false, defaultValue: true },
        rank: DataTypes.INTEGER,
        previousId: {
          type: DataTypes.INTEGER,
          ...(number === 0
            ? {}
            : { references: { model: `bench_${number - 1}`, key: 'id' }, onDelete: 'CASCADE', onUpdate: 'CASCADE' }),
        },
      },
      { tableName: `bench_${number}`, indexes: [{ fields: ['rank'] }, { fields: ['isActive', 'price'] }] },
    );
  }
}
