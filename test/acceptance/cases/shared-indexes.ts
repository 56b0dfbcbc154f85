import { DataTypes, Sequelize } from 'sequelize';
import { type ModelCase, MYSQL, one, only, SQLITE } from './model-case.js';

/** Indexes that more than one dialect has; those of PostgreSQL alone have tables of their own. */
export const sharedIndexCases: readonly ModelCase[] = [
  one(
    'plain indexes',
    () => ({ a: DataTypes.STRING(50), b: DataTypes.INTEGER, cd: { type: DataTypes.STRING(50), field: 'c_d' } }),
    {
      indexes: [
        { fields: ['a'] },
        { fields: ['a', 'b'] },
        { fields: ['b', 'a'], unique: true },
        { fields: ['c_d'], name: "an index; with 'odd' signs" },
        { fields: [{ name: 'b', order: 'DESC' }], name: 'plain_descending' },
        { fields: [{ name: 'b', order: 'ASC' }, 'a'], name: 'plain_ascending' },
        { unique: true, fields: ['c_d', 'b'] },
        { type: 'UNIQUE', fields: ['c_d', 'a'] },
        { fields: ['b', 'c_d'], name: 'where' },
      ],
    },
  ),
  one('an index that is written twice', () => ({ a: DataTypes.STRING(50), b: DataTypes.INTEGER }), {
    indexes: [
      { fields: ['a'], name: 'written_first' },
      { fields: ['a'], name: 'written_again' },
      { fields: ['a'], unique: true, name: 'written_unique' },
    ],
  }),
  {
    name: 'indexes over foreign keys',
    define: (sequelize) => {
      const owner = sequelize.define('KeyIndexOwner', {});
      const thing = sequelize.define(
        'KeyIndexThing',
        { name: DataTypes.STRING(50) },
        { indexes: [{ fields: ['ownerId'] }, { fields: ['secondId', 'name'], name: 'key_index_by_second' }] },
      );
      thing.belongsTo(owner, { foreignKey: 'ownerId' });
      thing.belongsTo(owner, { foreignKey: 'secondId', as: 'second' });
      thing.belongsTo(owner, { foreignKey: 'thirdId', as: 'third' });
    },
  },
  ...only(MYSQL, [
    one(
      'MySQL indexes',
      () => ({
        title: DataTypes.STRING,
        body: DataTypes.TEXT,
        bytes: DataTypes.BLOB,
        rank: DataTypes.INTEGER,
        place: { type: DataTypes.GEOMETRY('POINT'), allowNull: false },
      }),
      {
        indexes: [
          { fields: [{ name: 'title', length: 10 }], name: 'mysql_prefix' },
          { fields: [{ name: 'body', length: 100 }, 'rank'], name: 'mysql_prefix_of_text' },
          { fields: [{ name: 'bytes', length: 16 }], name: 'mysql_prefix_of_bytes' },
          { fields: [{ name: 'title', length: 5, order: 'DESC' }], name: 'mysql_prefix_descending' },
          { fields: [{ name: 'title', length: 20 }], unique: true, name: 'mysql_unique_prefix' },
          { fields: ['title', 'body'], type: 'FULLTEXT', name: 'mysql_fulltext' },
          { fields: ['body'], type: 'FULLTEXT' },
          { fields: ['place'], type: 'SPATIAL', name: 'mysql_spatial' },
          { fields: ['rank'], using: 'BTREE', name: 'mysql_btree' },
          { fields: ['rank', 'title'], using: 'HASH', name: 'mysql_hash' },
          { fields: [{ name: 'rank', collate: 'utf8mb4_bin' } as never], name: 'mysql_collate_ignored' },
        ],
      },
    ),
  ]),
  ...only(SQLITE, [
    one('indexes of SQLite', () => ({ title: DataTypes.STRING, rank: DataTypes.INTEGER, gone: DataTypes.DATE }), {
      indexes: [
        { fields: [{ name: 'title', collate: 'NOCASE' }], name: 'lite_collated' },
        { fields: [{ name: 'title', collate: 'RTRIM', order: 'DESC' }, 'rank'], name: 'lite_collated_descending' },
        { fields: ['title'], unique: true, where: { gone: null }, name: 'lite_partial' },
        { fields: ['rank'], where: { title: "it's" }, name: 'lite_partial_text' },
        { fields: [Sequelize.fn('lower', Sequelize.col('title'))], name: 'lite_lower' },
        { fields: [Sequelize.literal('(rank + 1)'), 'title'], unique: true, name: 'lite_expression' },
      ] as never,
    }),
  ]),
];
