import { DataTypes, type IndexesOptions, type Options, Op, Sequelize } from 'sequelize';
import { type ModelCase, one } from './model-case.js';

const { literal, fn, col } = Sequelize;

const MANY_INDEXES: readonly unknown[] = [
  { fields: [literal(`(d->'a'->'b') jsonb_path_ops`)], using: 'gin' },
  { fields: [fn('lower', col('a')), { name: 'b', order: 'DESC' }], unique: true, where: { deletedAt: null } },
  { fields: ['a'], unique: true, where: { deletedAt: { [Op.is]: null } } },
  { fields: ['a'], where: { c: { [Op.gte]: '2020-01-01' } } },
  { fields: ['a'], where: { g: 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11' } },
  { fields: ['a'], where: { [Op.or]: [{ h: true }, { h: null }] } },
  { fields: ['a'], where: { a: { [Op.and]: [{ [Op.ne]: null }, { [Op.ne]: '' }] } } },
  { fields: ['a'], where: { b: { [Op.in]: [] } } },
  { fields: ['a'], where: { b: { [Op.notIn]: [] } } },
  { fields: ['a'], where: { a: { [Op.substring]: "it's 100%" } } },
  { fields: ['a'], where: { e: { [Op.or]: ['x', 'y'] } } },
  { fields: ['a'], where: { a: { [Op.any]: ['x', 'y'] } } },
  { fields: ['a'], where: { a: { [Op.like]: { [Op.any]: ['x%', 'y%'] } } } },
  { fields: ['a'], where: literal(`d @> '{"a": 1}'`) },
  { fields: ['a'], where: literal(`d ? 'a'`) },
  { fields: ['a'], where: literal(`coalesce(b, 0) <> 0 AND a IS NOT NULL AND NOT (b = 3)`) },
  { fields: ['a'], where: literal(`e = ANY (ARRAY['x'::"enum_indexes_of_many_kinds_togethers_e", 'y'])`) },
  { fields: ['a'], where: { b: { [Op.gt]: literal('5 + 5') } } },
  { fields: ['a'], where: { c: { [Op.lt]: literal(`'2020-01-01'::timestamptz`) } } },
  { fields: ['a'], where: [{ b: 1 }, { h: true }] },
  { fields: [{ name: 'a', order: 'ASC', operator: 'text_pattern_ops' }, 'b'], unique: true },
  { fields: [literal(`date_part('year', c AT TIME ZONE 'UTC')`)] },
  { fields: [literal('"a" varchar_pattern_ops ASC NULLS FIRST')] },
  { fields: ['a'], using: 'spgist' },
  { fields: ['b'], using: 'brin' },
  { fields: ['d'], using: 'GIN', operator: 'jsonb_path_ops', where: { h: true } },
  { fields: ['e', 'h', 'g'] },
];

export const mixedCases: readonly ModelCase[] = [
  one(
    'indexes of many kinds together',
    () => ({
      a: DataTypes.STRING,
      b: DataTypes.INTEGER,
      c: DataTypes.DATE,
      d: DataTypes.JSONB,
      e: DataTypes.ENUM('x', 'y'),
      f: DataTypes.ARRAY(DataTypes.STRING),
      g: DataTypes.UUID,
      h: DataTypes.BOOLEAN,
    }),
    {
      paranoid: true,
      indexes: MANY_INDEXES.map((index, position) => ({ ...(index as IndexesOptions), name: `many_${position}` })),
    },
  ),
  {
    name: 'associations of many kinds together',
    define: (sequelize) => {
      const user = sequelize.define(
        'ManyUser',
        {
          name: DataTypes.STRING,
          email: { type: DataTypes.STRING, unique: 'many_who' },
          tenant: { type: DataTypes.INTEGER, unique: 'many_who' },
        },
        { indexes: [{ unique: true, fields: ['email', 'tenant'], name: 'many_who' }] },
      );
      const group = sequelize.define('ManyGroup', {});
      const through = { foreignKey: 'user_id', otherKey: 'group_id', timestamps: false };
      user.belongsToMany(group, { through: { model: 'ManyMember', unique: true }, ...through });
      group.belongsToMany(user, {
        through: 'ManyMember',
        foreignKey: 'group_id',
        otherKey: 'user_id',
        timestamps: false,
      });
      user.hasMany(group, { as: 'owned', foreignKey: { name: 'ownerId', allowNull: false }, onDelete: 'cascade' });
      group.belongsTo(user, { as: 'owner', foreignKey: 'ownerId' });
      const comment = sequelize.define('ManyComment', { aboutId: DataTypes.INTEGER, aboutType: DataTypes.STRING });
      user.hasMany(comment, { foreignKey: 'aboutId', constraints: false, scope: { aboutType: 'user' } });
      comment.belongsTo(user, { foreignKey: 'aboutId', constraints: false });
      const extension = sequelize.define('ManyExtension', {
        id: {
          type: DataTypes.INTEGER,
          primaryKey: true,
          references: { model: 'ManyUsers', key: 'id' },
          onDelete: 'CASCADE',
        },
      });
      extension.belongsTo(user, { foreignKey: 'id' });
      const pair = sequelize.define('ManyPair', {
        left: { type: DataTypes.INTEGER, primaryKey: true },
        right: { type: DataTypes.STRING, primaryKey: true },
      });
      pair.belongsTo(user, {
        foreignKey: { name: 'creator', field: 'creator_id', allowNull: false, defaultValue: 1 },
        onDelete: 'SET DEFAULT',
      });
    },
  },
  {
    name: 'a schema for all, underscored and paranoid',
    options: { schema: 'mixed', define: { underscored: true, paranoid: true } },
    prepare: 'CREATE SCHEMA mixed',
    define: (sequelize) => {
      const user = sequelize.define('MixedUser', {
        kindOf: { type: DataTypes.ENUM('a', 'b'), defaultValue: 'a' },
        tags: { type: DataTypes.ARRAY(DataTypes.STRING), defaultValue: [] },
      });
      const post = sequelize.define('MixedPost', { title: { type: DataTypes.STRING, unique: true } });
      post.belongsTo(user);
      user.hasMany(post);
      user.belongsToMany(post, { through: 'mixed_likes' });
    },
  },
  {
    name: 'options of the connection',
    options: {
      minifyAliases: true,
      benchmark: true,
      standardConformingStrings: false,
      typeValidation: true,
      omitNull: true,
    } as Options,
    define: (sequelize) =>
      sequelize.define('WithOptions', {
        a: { type: DataTypes.STRING, defaultValue: "it's \\ here" },
        b: { type: DataTypes.INTEGER, defaultValue: 3, allowNull: false },
      }),
  },
];
