import { DataTypes, type Sequelize } from 'sequelize';

/** The models that the boots of these tests share, in two versions. */
export function defineShop(sequelize: Sequelize, version: 1 | 2 | 3): void {
  const later = version > 1;
  const user = sequelize.define(
    'User',
    {
      name: { type: DataTypes.STRING(later ? 300 : 100), allowNull: false },
      email: { type: DataTypes.STRING, unique: true },
      ...(later ? { age: { type: DataTypes.INTEGER, defaultValue: 18 } } : {}),
    },
    { tableName: 'users', timestamps: false },
  );
  const order = sequelize.define(
    'Order',
    {
      total: { type: DataTypes.DECIMAL(10, 2), allowNull: false, defaultValue: 0 },
      // Version 3 uses the value that it adds: that takes two transactions.
      state: {
        type: DataTypes.ENUM(...(version === 3 ? ['new', 'waiting', 'paid'] : ['new', 'paid'])),
        defaultValue: version === 3 ? 'waiting' : 'new',
      },
    },
    {
      tableName: 'orders',
      timestamps: false,
      indexes: later ? [{ name: 'orders_by_total', fields: ['total'] }] : [],
    },
  );
  user.hasMany(order, { foreignKey: 'userId' });
  order.belongsTo(user, { foreignKey: 'userId' });
}
