/* Version 2 of an application, in plain JavaScript. */
const { Column, DataType, Model, Table } = require('sequelize-typescript');

class User extends Model {}
Column({ type: DataType.STRING(120) })(User.prototype, 'name');
Column({ type: DataType.ENUM('new', 'active', 'gone'), defaultValue: 'active' })(User.prototype, 'status');
Column({ type: DataType.STRING(100), allowNull: false })(User.prototype, 'email');
Table({ tableName: 'users', timestamps: false })(User);

class Post extends Model {}
Column({ type: DataType.TEXT, allowNull: false })(Post.prototype, 'title');
Column({ type: DataType.INTEGER, references: { model: 'users', key: 'id' } })(Post.prototype, 'userId');
Table({ tableName: 'posts', timestamps: false })(Post);

module.exports = { models: [User, Post] };
