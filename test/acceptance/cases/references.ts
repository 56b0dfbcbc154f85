import { DataTypes, Deferrable } from 'sequelize';
import type { ModelAttributeColumnOptions } from 'sequelize';
import { type ModelCase, of } from './model-case.js';

const reference = (model: unknown, more: object = {}, type: unknown = DataTypes.INTEGER) =>
  ({ type, references: { model, key: 'id' }, ...more }) as ModelAttributeColumnOptions;

export const referenceCases: readonly ModelCase[] = [
  {
    name: 'P61 actions in any case',
    define: (sequelize) => {
      sequelize.define('ActionTarget', {});
      const actions = [
        'CASCADE',
        'casCade',
        'set null',
        'SET NULL',
        'Restrict',
        'NO ACTION',
        'no action',
        'SET DEFAULT',
      ];
      sequelize.define(
        'ActionSource',
        Object.fromEntries(
          actions.flatMap((action, position) => [
            [`d${position}`, reference('ActionTargets', { onDelete: action })],
            [`u${position}`, reference('ActionTargets', { onUpdate: action })],
          ]),
        ),
      );
    },
  },
  {
    name: 'references in all spellings',
    define: (sequelize) => {
      const { isPostgres, isMysql } = of(sequelize);
      const target = sequelize.define('ReferenceTarget', {
        name: { type: DataTypes.STRING, unique: true },
        code: { type: DataTypes.STRING(5), field: 'the_code', unique: true },
      });
      sequelize.define('ReferenceSource', {
        byString: reference('ReferenceTargets'),
        byModel: reference(target),
        byObject: reference({ tableName: 'ReferenceTargets' }),
        ...(isPostgres ? { bySchema: reference({ tableName: 'ReferenceTargets', schema: 'public' }) } : {}),
        byName: { type: DataTypes.STRING, references: { model: 'ReferenceTargets', key: 'name' } },
        byCode: { type: DataTypes.STRING(5), references: { model: 'ReferenceTargets', key: 'the_code' } },
        withoutKey: { type: DataTypes.INTEGER, references: { model: 'ReferenceTargets' } as never },
        required: reference('ReferenceTargets', { allowNull: false }),
        defaulted: reference('ReferenceTargets', { allowNull: false, defaultValue: 1 }),
        nothing: reference('ReferenceTargets', { defaultValue: null }),
        unique: reference('ReferenceTargets', { unique: true }),
        commented: reference('ReferenceTargets', { comment: 'refers' }),
        fielded: reference('ReferenceTargets', { field: 'stored_reference' }),
        ...(isMysql ? {} : { wider: reference('ReferenceTargets', {}, DataTypes.BIGINT) }),
      });
    },
  },
  {
    name: 'deferrable references',
    define: (sequelize) => {
      sequelize.define('DeferTarget', {});
      const deferred = (deferrable: unknown) =>
        ({ type: DataTypes.INTEGER, references: { model: 'DeferTargets', key: 'id', deferrable } }) as never;
      sequelize.define('DeferSource', {
        deferred: deferred(Deferrable.INITIALLY_DEFERRED),
        immediate: deferred(Deferrable.INITIALLY_IMMEDIATE),
        not: deferred(Deferrable.NOT),
        instance: deferred(new (Deferrable.INITIALLY_DEFERRED as never as new () => object)()),
      });
    },
  },
  {
    name: 'associations',
    define: (sequelize) => {
      const user = sequelize.define('AssocUser', { name: DataTypes.STRING });
      const post = sequelize.define('AssocPost', { title: DataTypes.STRING });
      const profile = sequelize.define('AssocProfile', { id: { type: DataTypes.UUID, primaryKey: true } });
      user.hasMany(post);
      post.belongsTo(user);
      post.belongsTo(user, { as: 'editor', foreignKey: { name: 'editorId', allowNull: false } });
      post.belongsTo(user, { as: 'reviewer', onDelete: 'RESTRICT', onUpdate: 'NO ACTION' });
      post.belongsTo(user, { as: 'free', constraints: false });
      user.hasOne(profile, { onDelete: 'cascade' });
      user.belongsTo(profile, { as: 'main', constraints: false });
      post.hasMany(profile, { foreignKey: { name: 'postId', field: 'post_reference' } });
    },
  },
  {
    name: 'associations over other keys',
    define: (sequelize) => {
      const country = sequelize.define('OtherCountry', {
        code: { type: DataTypes.STRING(2), unique: true },
        isoNumber: { type: DataTypes.INTEGER, unique: true, field: 'iso_number' },
      });
      const city = sequelize.define('OtherCity', { name: { type: DataTypes.STRING, unique: true } });
      city.belongsTo(country, { foreignKey: 'countryCode', targetKey: 'code' });
      country.hasMany(city, { foreignKey: 'isoNumber', sourceKey: 'isoNumber' });
      const road = sequelize.define('OtherRoad', { label: { type: DataTypes.STRING(20), unique: true } });
      road.belongsToMany(city, { through: 'OtherRoadCity', sourceKey: 'label', targetKey: 'name' });
      const visit = sequelize.define(
        'OtherVisit',
        {
          cityId: { type: DataTypes.INTEGER, field: 'city_id', unique: 'city_and_day', primaryKey: true },
          day: { type: DataTypes.DATEONLY, unique: 'city_and_day', primaryKey: true },
        },
        { indexes: [{ fields: ['day', 'city_id'] }, { fields: ['day', 'city_id'], name: 'other_visit_again' }] },
      );
      visit.belongsTo(city, { foreignKey: { name: 'cityId', field: 'city_id' }, onDelete: 'CASCADE' });
    },
  },
  {
    name: 'a reference by attribute',
    oracle: 'none',
    define: (sequelize) => {
      sequelize.define('AttributeTarget', { theCode: { type: DataTypes.STRING, field: 'the_code', unique: true } });
      sequelize.define('AttributeSource', {
        byAttribute: { type: DataTypes.STRING, references: { model: 'AttributeTargets', key: 'theCode' } },
      });
    },
  },
  {
    name: 'self references',
    define: (sequelize) => {
      const node = sequelize.define('SelfNode', { name: DataTypes.STRING });
      node.belongsTo(node, { as: 'parent' });
      node.hasMany(node, { as: 'children', foreignKey: 'parentId', onDelete: 'CASCADE' });
      sequelize.define('SelfPlain', { above: reference('SelfPlains', { onDelete: 'SET NULL' }) });
    },
  },
  {
    name: 'join tables',
    define: (sequelize) => {
      const left = sequelize.define('JoinLeft', {});
      const right = sequelize.define('JoinRight', { id: { type: DataTypes.UUID, primaryKey: true } });
      left.belongsToMany(right, { through: 'JoinDefault' });
      right.belongsToMany(left, { through: 'JoinDefault' });
      const own = sequelize.define('JoinOwn', {
        id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
        role: DataTypes.STRING,
      });
      left.belongsToMany(right, { through: own, as: 'owned' });
      right.belongsToMany(left, { through: own, as: 'owners' });
      const loose = sequelize.define('JoinLoose', {
        id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
      });
      left.belongsToMany(right, { through: { model: loose, unique: false }, as: 'loose' });
      right.belongsToMany(left, { through: { model: loose, unique: false }, as: 'losers' });
      left.belongsToMany(left, { through: 'JoinSelf', as: 'friends', foreignKey: 'fromId', otherKey: 'toId' });
      left.belongsToMany(right, { through: 'JoinFree', as: 'free', constraints: false });
      left.belongsToMany(right, {
        through: 'JoinNamed',
        as: 'named',
        foreignKey: 'left_id',
        otherKey: 'right_id',
        uniqueKey: 'join_named_key',
        onDelete: 'RESTRICT',
      });
    },
  },
  {
    name: 'P45 a circle of two',
    define: (sequelize) => {
      const a = sequelize.define('CircleA', { name: { type: DataTypes.STRING, unique: true } });
      const b = sequelize.define('CircleB', { kind: DataTypes.ENUM('x', 'y') }, { indexes: [{ fields: ['kind'] }] });
      a.belongsTo(b);
      b.belongsTo(a, { onDelete: 'CASCADE' });
    },
  },
  {
    name: 'P33 a circle with a join table',
    define: (sequelize) => {
      const a = sequelize.define('RoundA', { code: { type: DataTypes.STRING, unique: true } });
      const b = sequelize.define('RoundB', {});
      const c = sequelize.define('RoundC', {});
      a.belongsTo(b, { foreignKey: { name: 'bId', allowNull: false } });
      b.belongsTo(c);
      c.belongsTo(a, { as: 'first' });
      c.belongsTo(c, { as: 'before' });
      a.belongsToMany(b, { through: 'RoundJoin' });
      b.belongsToMany(a, { through: 'RoundJoin' });
      sequelize.define('RoundLeaf', {
        byCode: { type: DataTypes.STRING, references: { model: 'RoundAs', key: 'code' } },
      });
    },
  },
  {
    name: 'P63 two models on one table',
    define: (sequelize) => {
      const attributes = () => ({
        a: DataTypes.STRING,
        kind: DataTypes.ENUM('x', 'y'),
        b: { type: DataTypes.INTEGER, unique: true },
      });
      sequelize.define('SharedOne', attributes(), { tableName: 'shared_table' });
      sequelize.define('SharedTwo', attributes(), { tableName: 'shared_table' });
    },
  },
  {
    name: 'P63 two models with different columns on one table',
    oracle: 'none',
    define: (sequelize) => {
      const owner = sequelize.define('MergedOwner', {});
      const one = sequelize.define(
        'MergedOne',
        { a: DataTypes.STRING, both: DataTypes.INTEGER },
        { tableName: 'merged_table' },
      );
      sequelize.define(
        'MergedTwo',
        { both: DataTypes.INTEGER, b: { type: DataTypes.STRING, unique: true } },
        { tableName: 'merged_table' },
      );
      one.belongsTo(owner, { as: 'owner' });
    },
  },
];
