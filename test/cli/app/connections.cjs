/* Two connections by SafeSyncModule, and one that synchronises by itself, as SequelizeModule does. */
const { Module } = require('@nestjs/common');
const { SequelizeModule } = require('@nestjs/sequelize');
const { SafeSyncModule } = require('nestjs-safe-sync');
const { Column, DataType, Model, Table } = require('sequelize-typescript');
const { options } = require('./options.cjs');

/** @param {string} name */
function makeModel(name) {
  class Made extends Model {}
  Object.defineProperty(Made, 'name', { value: name });
  Column({ type: DataType.TEXT })(Made.prototype, 'text');
  Table({ tableName: name, timestamps: false })(Made);
  return Made;
}

class AppModule {}
Module({
  imports: [
    SafeSyncModule.forRoot({ ...options, name: 'orders', models: [makeModel('orders')] }),
    SafeSyncModule.forRoot({ ...options, name: 'reports', models: [makeModel('reports')] }),
    SequelizeModule.forRoot({ ...options, name: 'plain', models: [makeModel('plain')], autoLoadModels: true }),
  ],
})(AppModule);

class OnlyOrders {}
Module({ imports: [SafeSyncModule.forRoot({ ...options, name: 'orders', models: [makeModel('alone')] })] })(OnlyOrders);

module.exports = { AppModule, OnlyOrders };
