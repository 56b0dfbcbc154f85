import { DataTypes, Op, Sequelize } from 'sequelize';
import type { Options } from 'sequelize';
import type { DialectName } from '../../support/database.js';
import { type ModelCase, of, one, POSTGRES, SQLITE } from './model-case.js';

/** With MariaDB's connector a schema is another database; with mysql2 and on SQLite a part of the name. */
const SCHEMAS_IN_ONE_DATABASE: readonly DialectName[] = [...POSTGRES, 'mysql', ...SQLITE];

export const optionCases: readonly ModelCase[] = [
  {
    name: 'underscored',
    options: { define: { underscored: true } },
    define: (sequelize) => {
      const user = sequelize.define('UnderUser', {
        firstName: { type: DataTypes.STRING, unique: true },
        userKind: { type: DataTypes.ENUM('a', 'b'), defaultValue: 'a' },
        aBCd: DataTypes.STRING,
        address2: DataTypes.STRING,
      });
      const post = sequelize.define('UnderPost', { blogTitle: DataTypes.STRING });
      post.belongsTo(user);
      post.belongsToMany(user, { through: 'UnderPostUser', as: 'readers' });
    },
  },
  one('paranoid and version', () => ({ name: DataTypes.STRING }), { paranoid: true, version: true }),
  one('version by another name', () => ({ name: DataTypes.STRING }), { version: 'lock_version' }),
  one('timestamps renamed', () => ({ name: DataTypes.STRING }), {
    createdAt: 'made',
    updatedAt: 'changed',
    deletedAt: 'gone',
    paranoid: true,
  }),
  one('one timestamp', () => ({ name: DataTypes.STRING }), { updatedAt: false }),
  one('timestamps stated', () => ({
    createdAt: { type: DataTypes.DATE, defaultValue: Sequelize.literal('CURRENT_TIMESTAMP') },
    updatedAt: { type: DataTypes.DATE(3), field: 'updated', allowNull: true },
  })),
  one('frozen name', () => ({ name: DataTypes.STRING }), { freezeTableName: true }),
  one('no attributes but timestamps', () => ({})),
  {
    name: 'sequence of definitions',
    options: { define: { timestamps: false, freezeTableName: true, charset: 'utf8', comment: 'every table' } },
    define: (sequelize) => sequelize.define('defined_with_defaults', { a: DataTypes.STRING }),
  },
  {
    name: 'keepDefaultTimezone',
    dialects: POSTGRES,
    options: { keepDefaultTimezone: true } as Options,
    define: (sequelize) =>
      sequelize.define('KeptZone', {
        at: { type: DataTypes.DATE, defaultValue: new Date('2020-07-01T12:00:00Z') },
        list: { type: DataTypes.ARRAY(DataTypes.DATE), defaultValue: [new Date('2020-07-01T12:00:00Z')] },
        now: { type: DataTypes.DATE, defaultValue: Sequelize.literal("timezone('utc', now())") },
      }),
  },
  {
    name: 'another time zone',
    // SQLite has UTC only, and MariaDB's connector wants a name.
    dialects: [...POSTGRES, 'mysql'],
    options: { timezone: '+05:30' },
    define: (sequelize) =>
      sequelize.define('OtherZone', {
        at: { type: DataTypes.DATE, defaultValue: new Date('2020-07-01T12:00:00Z') },
        text: { type: DataTypes.DATE, defaultValue: '2020-07-01 12:00:00' },
        day: { type: DataTypes.DATE, defaultValue: '2020-07-01' },
        ...(of(sequelize).isPostgres
          ? {
              range: {
                type: DataTypes.RANGE(DataTypes.DATE),
                defaultValue: [new Date('2020-01-01T00:00:00Z'), new Date('2021-01-01T00:00:00Z')],
              },
            }
          : {}),
      }),
  },
  {
    name: 'a named time zone',
    dialects: [...POSTGRES, 'mariadb'],
    options: { timezone: 'Europe/Berlin' },
    define: (sequelize) =>
      sequelize.define(
        'NamedZone',
        {
          at: { type: DataTypes.DATE, defaultValue: new Date('2020-07-01T12:00:00Z') },
          winter: { type: DataTypes.DATE, defaultValue: new Date('1890-01-01T12:00:00Z') },
        },
        { indexes: [{ fields: ['at'], where: { at: { [Op.gt]: new Date('2020-07-01T12:00:00Z') } } }] },
      ),
  },
  {
    name: 'schemas of models',
    dialects: SCHEMAS_IN_ONE_DATABASE,
    prepare: 'CREATE SCHEMA shop; CREATE SCHEMA "Odd Schema"',
    define: (sequelize) => {
      const { isPostgres } = of(sequelize);
      const offer = sequelize.define(
        'SchemaOffer',
        {
          kind: { type: DataTypes.ENUM('a', 'b'), defaultValue: 'a', comment: 'which' },
          kinds: isPostgres ? DataTypes.ARRAY(DataTypes.ENUM('a', 'b')) : DataTypes.ENUM('c'),
          number: { type: DataTypes.INTEGER, autoIncrement: isPostgres },
          id: { type: DataTypes.UUID, primaryKey: true },
          code: { type: DataTypes.STRING, unique: true },
        },
        {
          schema: 'shop',
          indexes: [{ fields: ['kind', 'code'] }, { fields: ['code'], where: { kind: 'a' }, name: 'offers_a' }],
        },
      );
      const item = sequelize.define(
        'SchemaItem',
        { name: DataTypes.STRING },
        { schema: 'shop', comment: 'in a schema' },
      );
      const odd = sequelize.define('SchemaOdd', { kind: DataTypes.ENUM('a') }, { schema: 'Odd Schema' });
      item.belongsTo(offer);
      odd.belongsTo(item);
      item.belongsTo(item, { as: 'parent' });
      item.belongsToMany(offer, { through: 'SchemaItemOffer', as: 'offers' });
    },
  },
  {
    name: 'P22 references over schemas',
    dialects: SCHEMAS_IN_ONE_DATABASE,
    prepare: 'CREATE SCHEMA over_a; CREATE SCHEMA over_b',
    define: (sequelize) => {
      const a = sequelize.define('OverTarget', {}, { schema: 'over_a' });
      const b = sequelize.define(
        'OverSource',
        {
          stated: {
            type: DataTypes.INTEGER,
            references: { model: { tableName: 'OverTargets', schema: 'over_a' }, key: 'id' },
            onDelete: 'CASCADE',
          },
        },
        { schema: 'over_b' },
      );
      b.belongsTo(a, { as: 'target' });
      const plain = sequelize.define('OverPlain', {});
      plain.belongsTo(b, { as: 'source' });
    },
  },
  {
    name: 'one schema for all',
    dialects: SCHEMAS_IN_ONE_DATABASE,
    prepare: 'CREATE SCHEMA for_all',
    options: { schema: 'for_all' },
    define: (sequelize) => {
      const a = sequelize.define('AllTarget', { kind: { type: DataTypes.ENUM('a', 'b'), defaultValue: 'b' } });
      const b = sequelize.define('AllSource', {}, { indexes: [{ fields: ['createdAt'] }] });
      b.belongsTo(a);
    },
  },
  {
    name: 'define with a schema',
    dialects: SCHEMAS_IN_ONE_DATABASE,
    prepare: 'CREATE SCHEMA defined_in',
    options: { define: { schema: 'defined_in', underscored: true } },
    define: (sequelize) => {
      const a = sequelize.define('InTarget', { theKind: DataTypes.ENUM('a', 'b') });
      sequelize.define('InSource', {}).belongsTo(a);
    },
  },
  {
    name: 'a search path of the connection',
    dialects: POSTGRES,
    prepare: 'CREATE SCHEMA on_path',
    options: { dialectOptions: { options: '-c search_path=on_path,public' } },
    define: (sequelize) => {
      const a = sequelize.define(
        'PathTarget',
        {
          name: { type: DataTypes.STRING, unique: true },
          list: { type: DataTypes.ARRAY(DataTypes.TEXT), defaultValue: [] },
          kind: { type: DataTypes.ENUM('a', 'b'), defaultValue: 'a' },
          kinds: { type: DataTypes.ARRAY(DataTypes.ENUM('a', 'b')), defaultValue: ['a'] },
        },
        { indexes: [{ fields: ['name', 'id'] }] },
      );
      sequelize.define('PathSource', { number: { type: DataTypes.BIGINT, defaultValue: 5 } }).belongsTo(a);
    },
  },
  {
    name: 'P62 a schema that refers to the default one',
    dialects: POSTGRES,
    prepare: 'CREATE SCHEMA refers',
    oracle: 'none',
    define: (sequelize) => {
      const user = sequelize.define('DefaultUser', { kinds: DataTypes.ARRAY(DataTypes.ENUM('a', 'b')) });
      const order = sequelize.define(
        'RefersOrder',
        { kinds: { type: DataTypes.ARRAY(DataTypes.ENUM('a', 'b')), defaultValue: ['a'] } },
        { schema: 'refers' },
      );
      order.belongsTo(user);
      order.belongsToMany(user, { through: 'RefersOrderUser', as: 'watchers' });
      user.belongsToMany(order, { through: 'RefersOrderUser', as: 'watched' });
    },
  },
];
