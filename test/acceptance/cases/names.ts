import { DataTypes } from 'sequelize';
import { MYSQL, type ModelCase, of, one, POSTGRES, SQLITE } from './model-case.js';

const LONG = 'a_name_that_goes_on_and_on_until_there_is_no_more_room_left_for_it_to_go_on';

export const nameCases: readonly ModelCase[] = [
  {
    name: 'P31 long names',
    dialects: [...POSTGRES, ...SQLITE],
    define: (sequelize) => {
      const target = sequelize.define(
        'LongTarget',
        {
          [`${LONG}_key`]: { type: DataTypes.STRING, unique: true },
          [`kind_${LONG}`]: DataTypes.ENUM('a', 'b'),
          ...(of(sequelize).isPostgres ? { [`list_${LONG}`]: DataTypes.ARRAY(DataTypes.ENUM('a', 'b')) } : {}),
          [`number_${LONG}`]: { type: DataTypes.INTEGER, autoIncrement: true },
          id: { type: DataTypes.UUID, primaryKey: true },
        },
        { tableName: `target_${LONG}`, indexes: [{ fields: [`kind_${LONG}`], name: `by_kind_${LONG}` }] },
      );
      const source = sequelize.define(
        'LongSource',
        { status: DataTypes.ENUM('a', 'b'), other: DataTypes.STRING },
        { tableName: `source_${LONG}`, indexes: [{ fields: ['other', 'status'], name: `by_other_${LONG}` }] },
      );
      source.belongsTo(target, { foreignKey: `reference_${LONG}` });
    },
  },
  {
    name: 'P31 names of 64 characters',
    dialects: MYSQL,
    // There a name is a file's, and an umlaut takes five characters of that.
    notOn: ['MySQL'],
    define: (sequelize) => {
      const of64 = (word: string): string => `${word}_${LONG}`.slice(0, 64);
      const target = sequelize.define(
        'FullTarget',
        {
          [of64('key')]: { type: DataTypes.STRING, unique: true },
          [of64('kind')]: DataTypes.ENUM('a', 'b'),
          ['é'.repeat(64)]: { type: DataTypes.STRING, unique: of64('named') },
        },
        { tableName: of64('target'), indexes: [{ fields: [of64('kind')], name: of64('by_kind') }] },
      );
      const source = sequelize.define('FullSource', {}, { tableName: 'ü'.repeat(64) });
      source.belongsTo(target, { foreignKey: of64('reference') });
    },
  },
  {
    name: 'P31 long names of many bytes',
    dialects: [...POSTGRES, ...SQLITE],
    define: (sequelize) => {
      sequelize.define(
        'LongBytes',
        {
          [`ä${'é'.repeat(40)}`]: { type: DataTypes.STRING, unique: true },
          [`xä${'é'.repeat(40)}`]: DataTypes.ENUM('a'),
          [`🙂${'日本語'.repeat(12)}`]: DataTypes.INTEGER,
        },
        {
          tableName: `t${'ü'.repeat(50)}`,
          indexes: [{ fields: [`🙂${'日本語'.repeat(12)}`], name: '索引'.repeat(30) }],
        },
      );
    },
  },
  one(
    'reserved words',
    ({ isPostgres }) => ({
      user: DataTypes.STRING,
      order: { type: DataTypes.INTEGER, unique: true },
      group: { type: DataTypes.ENUM('select', 'from'), defaultValue: 'select' },
      select: isPostgres ? DataTypes.ARRAY(DataTypes.TEXT) : DataTypes.STRING,
      default: { type: DataTypes.STRING, defaultValue: 'default' },
      check: { type: DataTypes.INTEGER, comment: 'table' },
      table: DataTypes.STRING,
      primary: DataTypes.BOOLEAN,
      references: DataTypes.STRING,
      null: DataTypes.STRING,
    }),
    { indexes: [{ fields: ['user', 'group'] }, { fields: ['select'], name: 'by_select' }] },
  ),
  {
    name: 'tables called like words',
    define: (sequelize) => {
      const user = sequelize.define('user', { name: DataTypes.STRING }, { freezeTableName: true });
      const order = sequelize.define('order', { total: DataTypes.DECIMAL(10, 2) }, { tableName: 'order' });
      order.belongsTo(user);
      sequelize.define('group', { kind: DataTypes.ENUM('a') }, { tableName: 'Group' });
    },
  },
  {
    name: 'odd names',
    define: (sequelize) => {
      const target = sequelize.define(
        'OddTarget',
        {
          'with space': { type: DataTypes.STRING, unique: true },
          'with-dash': DataTypes.ENUM('a', 'b'),
          UPPER: { type: DataTypes.INTEGER, allowNull: false },
          "it's": DataTypes.STRING,
          ünïcödé: { type: DataTypes.STRING, defaultValue: 'ü' },
          日本語: of(sequelize).isPostgres ? DataTypes.ARRAY(DataTypes.ENUM('い')) : DataTypes.ENUM('い'),
          'semi;colon': { type: DataTypes.TEXT, comment: 'x' },
          '1digit': DataTypes.STRING,
          $dollar: DataTypes.STRING,
          'per%cent': DataTypes.STRING,
          'qu?estion': DataTypes.STRING,
        },
        { tableName: 'Odd Table; (one)', indexes: [{ fields: ['with space', 'UPPER'] }] },
      );
      const source = sequelize.define('OddSource', {}, { tableName: '日本 テーブル' });
      source.belongsTo(target, { foreignKey: 'the target' });
    },
  },
  one(
    'quotes in the name of a table',
    () => ({ a: { type: DataTypes.STRING, unique: true }, "b'c": DataTypes.INTEGER }),
    {
      oracle: 'none',
      tableName: "it's a table",
      indexes: [{ fields: ['a', "b'c"] }],
    },
  ),
  one('quotes in the name of an enum', () => ({ kind: DataTypes.ENUM('a', 'b') }), {
    tableName: "it's an enum",
    oracle: 'none',
  }),
  {
    name: 'dots in names',
    define: (sequelize) => {
      const target = sequelize.define('DotTarget', { 'a.b': DataTypes.STRING }, { tableName: 'dotted.name' });
      const source = sequelize.define('DotSource', {}, { tableName: 'dotted.source' });
      source.belongsTo(target);
    },
  },
  one(
    'fields of other names',
    ({ isPostgres }) => ({
      id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true, field: 'ID' },
      name: { type: DataTypes.STRING, field: 'full_name' },
      kind: { type: DataTypes.ENUM('a', 'b'), field: 'the_kind' },
      ...(isPostgres
        ? { kinds: { type: DataTypes.ARRAY(DataTypes.ENUM('a', 'b')), field: 'theKinds', defaultValue: ['a'] } }
        : {}),
      swapA: { type: DataTypes.STRING, field: 'swapB' },
      swapB: { type: DataTypes.INTEGER, field: 'swapA' },
    }),
    { indexes: [{ fields: ['full_name'] }] },
  ),
  {
    name: 'quoteIdentifiers off',
    options: { quoteIdentifiers: false },
    define: (sequelize) => {
      const target = sequelize.define(
        'UnquotedTarget',
        { firstName: { type: DataTypes.STRING, unique: true }, order: DataTypes.INTEGER, Rank: DataTypes.INTEGER },
        { indexes: [{ fields: ['Rank', 'firstName'] }, { fields: ['order'], where: { Rank: 3 } }] },
      );
      const source = sequelize.define('UnquotedSource', { note: { type: DataTypes.TEXT, comment: 'noted' } });
      source.belongsTo(target, { foreignKey: 'targetId' });
    },
  },
  {
    name: 'quoteIdentifiers off with all kinds of things',
    options: { quoteIdentifiers: false, define: { underscored: true } },
    define: (sequelize) => {
      const target = sequelize.define('BareTarget', {
        id: { type: DataTypes.UUID, primaryKey: true },
        theKind: { type: DataTypes.ENUM('a', 'b'), defaultValue: 'a' },
        theKinds: of(sequelize).isPostgres ? DataTypes.ARRAY(DataTypes.ENUM('a', 'b')) : DataTypes.ENUM('a', 'b'),
        counter: { type: DataTypes.INTEGER, autoIncrement: true, unique: true },
      });
      const source = sequelize.define(
        'BareSource',
        {
          pairA: { type: DataTypes.STRING, unique: 'bare_pair' },
          pairB: { type: DataTypes.STRING, unique: 'bare_pair' },
        },
        { indexes: [{ fields: ['pair_b'], where: { pair_a: 'x' } }] },
      );
      source.belongsTo(target);
      source.belongsToMany(target, { through: 'BareJoin', as: 'targets' });
    },
  },
];
