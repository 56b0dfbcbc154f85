const { Column, DataType, Model, Table } = require('sequelize-typescript');

class Bird extends Model {}
Column(DataType.STRING)(Bird.prototype, 'name');
Table({ tableName: 'birds', timestamps: false })(Bird);

exports.Bird = Bird;
