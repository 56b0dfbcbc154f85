import { createRequire } from 'node:module';
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { DataTypes, Deferrable, Op, Sequelize } from 'sequelize';
import type { ModelAttributeColumnOptions } from 'sequelize';
import { compareSchemas } from '../../lib/compare/compare-schemas.js';
import { postgresDialect } from '../../lib/dialects/postgres/postgres.dialect.js';
import { postgresSpelling } from '../../lib/dialects/postgres/postgres.types.js';
import { readModels } from '../../lib/models/read-models.js';
import { orderChanges } from '../../lib/plan/order-changes.js';
import { createDatabase, forEachPostgres, readOracleCatalog, type TestDatabase } from '../support/postgres.js';

/** DataTypes.HSTORE asks for it when a model is defined. */
function hasPackage(name: string): boolean {
  try {
    return createRequire(`${process.cwd()}/`).resolve(name) !== '';
  } catch {
    return false;
  }
}

type AnyAttribute = ModelAttributeColumnOptions;

/** Every data type of Sequelize 6 that PostgreSQL has, and types given as text, each with defaults that it can hold. */
const attributes: Readonly<Record<string, () => AnyAttribute>> = {
  string: () => ({ type: DataTypes.STRING }),
  stringOf10: () => ({ type: DataTypes.STRING(10), defaultValue: "a;b'c" }),
  stringBinary: () => ({ type: DataTypes.STRING(20, true) }),
  stringEmpty: () => ({ type: DataTypes.STRING, defaultValue: '' }),
  stringBackslash: () => ({ type: DataTypes.STRING, defaultValue: 'a\\b\nc' }),
  stringNumber: () => ({ type: DataTypes.STRING, defaultValue: 5 }),
  char: () => ({ type: DataTypes.CHAR, defaultValue: 'a' }),
  charOf5: () => ({ type: DataTypes.CHAR(5), defaultValue: 'ab' }),
  charBinary: () => ({ type: DataTypes.CHAR(5, true) }),
  text: () => ({ type: DataTypes.TEXT, defaultValue: 'x' }),
  textTiny: () => ({ type: DataTypes.TEXT('tiny') }),
  textLong: () => ({ type: DataTypes.TEXT('long') }),
  citext: () => ({ type: DataTypes.CITEXT, defaultValue: 'Aa' }),
  smallint: () => ({ type: DataTypes.SMALLINT, defaultValue: 1 }),
  integer: () => ({ type: DataTypes.INTEGER, defaultValue: 0 }),
  integerNegative: () => ({ type: DataTypes.INTEGER, defaultValue: -1 }),
  integerText: () => ({ type: DataTypes.INTEGER, defaultValue: '7' }),
  integerOf5: () => ({ type: DataTypes.INTEGER({ length: 5 }) }),
  integerUnsigned: () => ({ type: DataTypes.INTEGER.UNSIGNED }),
  integerZerofill: () => ({ type: DataTypes.INTEGER.UNSIGNED.ZEROFILL }),
  bigint: () => ({ type: DataTypes.BIGINT, defaultValue: 5 }),
  bigintText: () => ({ type: DataTypes.BIGINT, defaultValue: '9007199254740993' }),
  bigintOf20: () => ({ type: DataTypes.BIGINT({ length: 20 }) }),
  float: () => ({ type: DataTypes.FLOAT, defaultValue: 1.5 }),
  floatZero: () => ({ type: DataTypes.FLOAT, defaultValue: 0 }),
  floatOf11: () => ({ type: DataTypes.FLOAT(11) }),
  floatOf53: () => ({ type: 'float(53)' }),
  floatOf11And2: () => ({ type: DataTypes.FLOAT({ length: 11, decimals: 2 } as never) }),
  floatInfinite: () => ({ type: DataTypes.FLOAT, defaultValue: Infinity }),
  real: () => ({ type: DataTypes.REAL, defaultValue: 1e-7 }),
  double: () => ({ type: DataTypes.DOUBLE, defaultValue: -2.25 }),
  doubleOf11: () => ({ type: DataTypes.DOUBLE(11) }),
  decimal: () => ({ type: DataTypes.DECIMAL, defaultValue: 1.5 }),
  decimalOf10: () => ({ type: DataTypes.DECIMAL(10), defaultValue: 3 }),
  decimalOf10And2: () => ({ type: DataTypes.DECIMAL(10, 2), defaultValue: '0.00' }),
  decimalText: () => ({ type: DataTypes.DECIMAL, defaultValue: '0' }),
  decimalNegative: () => ({ type: DataTypes.DECIMAL(10, 2), defaultValue: -1.5 }),
  boolean: () => ({ type: DataTypes.BOOLEAN, defaultValue: false }),
  booleanText: () => ({ type: DataTypes.BOOLEAN, defaultValue: 'true' }),
  date: () => ({ type: DataTypes.DATE }),
  dateOf6: () => ({ type: DataTypes.DATE(6), defaultValue: new Date('2020-01-02T03:04:05.678Z') }),
  dateMadeByClient: () => ({ type: DataTypes.DATE, defaultValue: DataTypes.NOW }),
  dateMadeByServer: () => ({ type: DataTypes.DATE, defaultValue: Sequelize.fn('now') }),
  dateLiteral: () => ({ type: DataTypes.DATE, defaultValue: Sequelize.literal('CURRENT_TIMESTAMP') }),
  dateOnly: () => ({ type: DataTypes.DATEONLY, defaultValue: '2020-01-02' }),
  time: () => ({ type: DataTypes.TIME, defaultValue: '10:30' }),
  uuid: () => ({ type: DataTypes.UUID, defaultValue: DataTypes.UUIDV4 }),
  uuidOf1: () => ({ type: DataTypes.UUID, defaultValue: DataTypes.UUIDV1 }),
  uuidFixed: () => ({ type: DataTypes.UUID, defaultValue: 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11' }),
  uuidMadeByServer: () => ({ type: DataTypes.UUID, defaultValue: Sequelize.fn('gen_random_uuid') }),
  blob: () => ({ type: DataTypes.BLOB, defaultValue: Buffer.from('ab') }),
  blobTiny: () => ({ type: DataTypes.BLOB('tiny') }),
  ...(hasPackage('pg-hstore') ? { hstore: () => ({ type: DataTypes.HSTORE, defaultValue: { a: 'b' } }) } : {}),
  asHstore: () => ({ type: 'HSTORE' }),
  json: () => ({ type: DataTypes.JSON, defaultValue: { b: [1, 2], a: "it's" } }),
  jsonb: () => ({ type: DataTypes.JSONB, defaultValue: { b: [1, 2], a: { c: null } } }),
  jsonbEmptyArray: () => ({ type: DataTypes.JSONB, defaultValue: [] }),
  jsonbText: () => ({ type: DataTypes.JSONB, defaultValue: '{}' }),
  rangeInteger: () => ({ type: DataTypes.RANGE(DataTypes.INTEGER), defaultValue: [1, 5] }),
  rangeBigint: () => ({ type: DataTypes.RANGE(DataTypes.BIGINT) }),
  rangeDecimal: () => ({ type: DataTypes.RANGE(DataTypes.DECIMAL) }),
  rangeDate: () => ({ type: DataTypes.RANGE(DataTypes.DATE) }),
  rangeDateOnly: () => ({ type: DataTypes.RANGE(DataTypes.DATEONLY) }),
  range: () => ({ type: DataTypes.RANGE }),
  arrayOfString: () => ({ type: DataTypes.ARRAY(DataTypes.STRING), defaultValue: ['a', "b'c", 'x,y', 'null', ''] }),
  arrayOfText: () => ({ type: DataTypes.ARRAY(DataTypes.TEXT), defaultValue: [] }),
  arrayOfStringEmpty: () => ({ type: DataTypes.ARRAY(DataTypes.STRING), defaultValue: [] }),
  arrayOfInteger: () => ({ type: DataTypes.ARRAY(DataTypes.INTEGER), defaultValue: [1, -2] }),
  arrayOfFloat: () => ({ type: DataTypes.ARRAY(DataTypes.FLOAT), defaultValue: [1.5] }),
  arrayOfDecimal: () => ({ type: DataTypes.ARRAY(DataTypes.DECIMAL(10, 2)), defaultValue: [1.5] }),
  arrayOfBoolean: () => ({ type: DataTypes.ARRAY(DataTypes.BOOLEAN), defaultValue: [true, false] }),
  arrayOfDate: () => ({ type: DataTypes.ARRAY(DataTypes.DATE) }),
  arrayOfUuid: () => ({ type: DataTypes.ARRAY(DataTypes.UUID), defaultValue: [] }),
  arrayOfJsonb: () => ({ type: DataTypes.ARRAY(DataTypes.JSONB), defaultValue: [{ a: 1 }] }),
  arrayOfRange: () => ({ type: DataTypes.ARRAY(DataTypes.RANGE(DataTypes.DATE)) }),
  arrayOfArray: () => ({ type: DataTypes.ARRAY(DataTypes.ARRAY(DataTypes.STRING)) }),
  arrayOfArrayFilled: () => ({ type: DataTypes.ARRAY(DataTypes.ARRAY(DataTypes.INTEGER)), defaultValue: [[1, 2]] }),
  arrayOfEnum: () => ({ type: DataTypes.ARRAY(DataTypes.ENUM('a', 'b')), defaultValue: ['a'] }),
  arrayOfEnumEmpty: () => ({ type: DataTypes.ARRAY(DataTypes.ENUM('a', 'b')), defaultValue: [] }),
  enum: () => ({ type: DataTypes.ENUM('a', "b'c", 'd e'), defaultValue: "b'c" }),
  enumByValues: () => ({ type: DataTypes.ENUM, values: ['x', 'y'] }),
  cidr: () => ({ type: DataTypes.CIDR, defaultValue: '10.0.0.0/8' }),
  inet: () => ({ type: DataTypes.INET, defaultValue: '10.0.0.1' }),
  macaddr: () => ({ type: DataTypes.MACADDR, defaultValue: '08:00:2b:01:02:03' }),
  tsvector: () => ({ type: DataTypes.TSVECTOR }),
  virtual: () => ({ type: DataTypes.VIRTUAL }),
  virtualTyped: () => ({ type: DataTypes.VIRTUAL(DataTypes.STRING, ['string']) }),
  asTsvector: () => ({ type: 'TSVECTOR' }),
  asVarchar: () => ({ type: 'VARCHAR(10)' }),
  asSerial: () => ({ type: 'SERIAL' }),
  asBigserial: () => ({ type: 'bigserial' }),
  asGenerated: () => ({ type: 'TEXT GENERATED ALWAYS AS (upper("string")) STORED' }),
  asEnumOfOther: () => ({ type: '"enum_Everythings_enum"[]' }),
  asDomain: () => ({ type: 'positive' }),
  asTimestamp: () => ({ type: 'TIMESTAMP', defaultValue: '2020-01-02 03:04:05' }),
  asTimestampOf3: () => ({ type: 'timestamp(3) without time zone' }),
  asTimetz: () => ({ type: 'timetz(2)' }),
  asMoney: () => ({ type: 'money' }),
  asXml: () => ({ type: 'xml' }),
  asBit: () => ({ type: 'bit(3)', defaultValue: Sequelize.literal("B'101'") }),
  asBitVarying: () => ({ type: 'bit varying(5)' }),
  asInterval: () => ({ type: 'interval', defaultValue: '1 hour' }),
  asIntervalFields: () => ({ type: 'interval day to second(3)' }),
  asPoint: () => ({ type: 'point' }),
  asInt: () => ({ type: 'int', defaultValue: 3 }),
  asInt8Array: () => ({ type: 'int8[]' }),
  asTextCollated: () => ({ type: 'TEXT COLLATE "C"' }),
  asIntegerNotNull: () => ({ type: 'INTEGER NOT NULL DEFAULT 5' }),
  asNumeric: () => ({ type: 'numeric(12, 3)' }),
  literalNull: () => ({ type: DataTypes.TEXT, defaultValue: Sequelize.literal('NULL') }),
  literalText: () => ({ type: DataTypes.TEXT, defaultValue: Sequelize.literal("'x' || 'y'") }),
  literalArray: () => ({ type: DataTypes.ARRAY(DataTypes.TEXT), defaultValue: Sequelize.literal("'{}'::text[]") }),
  cast: () => ({ type: DataTypes.TEXT, defaultValue: Sequelize.cast('a', 'text') }),
  nothing: () => ({ type: DataTypes.TEXT, defaultValue: null }),
  notNull: () => ({ type: DataTypes.TEXT, allowNull: false }),
  commented: () => ({ type: DataTypes.TEXT, comment: "it's; a COMMENT" }),
  unique: () => ({ type: DataTypes.TEXT, unique: true }),
};

const everyAttribute = (): Record<string, AnyAttribute> =>
  Object.fromEntries(Object.entries(attributes).map(([name, make]) => [name, make()]));

/** With what is put to the server, because its text says too little. */
const worlds: readonly (readonly [string, readonly string[], (sequelize: Sequelize) => void])[] = [
  [
    'every data type',
    ["'1 hour'", "'x' || 'y'", 'upper(string)'],
    (sequelize) => void sequelize.define('Everything', everyAttribute()),
  ],
  [
    'every data type in a schema, underscored',
    ["'1 hour'", "'x' || 'y'", 'upper(string)'],
    (sequelize) => {
      const { asEnumOfOther, ...others } = everyAttribute();
      // Sequelize does not cast the default of an array of an enum with the schema's delimiter.
      sequelize.define('Thing', others, { schema: 'shop', underscored: true, paranoid: true, version: true });
      expect(asEnumOfOther).toBeDefined();
    },
  ],
  [
    'keys, uniques and names',
    [],
    (sequelize) => {
      sequelize.define(
        'Member',
        {
          id: { type: DataTypes.BIGINT, autoIncrement: true, primaryKey: true },
          number: { type: DataTypes.INTEGER, unique: true },
          email: { type: DataTypes.STRING, unique: 'who' },
          tenant: { type: DataTypes.STRING, unique: 'who' },
          nick: { type: DataTypes.STRING, unique: { name: 'nicks', msg: 'taken' } },
          again: { type: DataTypes.STRING, unique: { msg: 'taken' } } as never,
          aVeryLongColumnNameThatGoesOnAndOnUntilThereIsNoMoreRoomLeftForItToGoOnAnd: DataTypes.TEXT,
        },
        { comment: "it's a; table", underscored: true },
      );
      sequelize.define('Identity', {
        id: { type: DataTypes.INTEGER, autoIncrement: true, autoIncrementIdentity: true, primaryKey: true },
      });
      sequelize.define('Small', { id: { type: DataTypes.SMALLINT, autoIncrement: true, primaryKey: true } });
      sequelize.define('Pair', {
        left: { type: DataTypes.UUID, primaryKey: true, unique: true },
        right: { type: DataTypes.UUID, primaryKey: true },
      });
      sequelize.define('Counting', {
        id: { type: DataTypes.UUID, primaryKey: true },
        at: { type: DataTypes.INTEGER, autoIncrement: true },
      });
    },
  ],
  [
    'indexes',
    [
      'cast(rank as text)',
      'lower(title)',
      "meta ->> 'kind'",
      "rank = 1 or title = 'x'",
      "status in ('live', 'draft') and rank > 5",
    ],
    (sequelize) => {
      sequelize.define(
        'Post',
        {
          title: DataTypes.STRING,
          body: DataTypes.TEXT,
          tags: DataTypes.ARRAY(DataTypes.TEXT),
          meta: DataTypes.JSONB,
          status: DataTypes.ENUM('draft', 'live'),
          deletedAt: DataTypes.DATE,
          rank: DataTypes.INTEGER,
        },
        {
          indexes: [
            { fields: ['title'] },
            { fields: ['title', 'rank'], unique: true },
            { name: 'by_rank', fields: [{ name: 'rank', order: 'DESC' }] },
            { name: 'by_rank_last', fields: [{ name: 'rank', order: 'DESC NULLS LAST' as never }] },
            { name: 'by_pattern', fields: [{ name: 'title', operator: 'text_pattern_ops' }] },
            { name: 'by_default_class', fields: ['title'], operator: 'text_ops' },
            { name: 'by_collation', fields: [{ name: 'title', collate: 'C' }] },
            { name: 'by_tags', fields: ['tags'], using: 'GIN' },
            { name: 'by_meta', fields: ['meta'], using: 'gin', operator: 'jsonb_path_ops' },
            { name: 'by_lower', fields: [Sequelize.fn('lower', Sequelize.col('title'))], type: 'UNIQUE' },
            { name: 'by_literal', fields: [Sequelize.literal('"rank" DESC, lower("body")')] },
            { name: 'by_json', fields: [Sequelize.literal("(meta->>'kind')")] },
            { name: 'by_cast', fields: [Sequelize.cast(Sequelize.col('rank'), 'text') as never] },
            { name: 'alive', fields: ['title'], where: { deletedAt: null } },
            {
              name: 'live',
              fields: ['title'],
              where: { status: { [Op.in]: ['live', 'draft'] }, rank: { [Op.gt]: 5 } },
            },
            { name: 'either', fields: ['title'], where: { [Op.or]: [{ rank: 1 }, { title: 'x' }] } },
            { name: 'literally', fields: ['title'], where: Sequelize.literal('rank > 3') },
            { name: 'Posts_pkey', unique: true, fields: [{ name: 'id' }] },
            { name: 'slowly', fields: ['body'], concurrently: true, using: 'hash' },
            {
              name: 'a_name_so_long_that_the_server_cuts_it_off_somewhere_before_its_very_end',
              fields: ['rank', 'title'],
            },
          ],
        },
      );
    },
  ],
  [
    'foreign keys',
    [],
    (sequelize) => {
      const user = sequelize.define('User', { name: { type: DataTypes.STRING, unique: true } });
      const post = sequelize.define('Article', { slug: DataTypes.STRING });
      sequelize.define('Offer', { id: { type: DataTypes.UUID, primaryKey: true } }, { schema: 'shop' });
      const tag = sequelize.define('Tag', { id: { type: DataTypes.UUID, primaryKey: true } });
      post.belongsTo(user, {
        as: 'author',
        foreignKey: { name: 'authorId', allowNull: false },
        constraints: false,
      });
      post.belongsToMany(tag, { through: 'ArticleTags' });
      tag.belongsToMany(post, { through: 'ArticleTags' });
      user.belongsTo(user, { as: 'boss', onDelete: 'set null' });
      user.hasMany(tag, { foreignKey: 'ownerId', onDelete: 'CASCADE' });
      sequelize.define('Visit', {
        byName: { type: DataTypes.STRING, references: { model: 'Users', key: 'name' }, onUpdate: 'Cascade' },
        later: {
          type: DataTypes.INTEGER,
          references: { model: user, key: 'id', deferrable: Deferrable.INITIALLY_DEFERRED } as never,
        },
        soon: {
          type: DataTypes.UUID,
          references: {
            model: { tableName: 'Offers', schema: 'shop' },
            key: 'id',
            deferrable: new Deferrable.INITIALLY_IMMEDIATE(),
          } as never,
        },
        none: {
          type: DataTypes.BIGINT,
          references: { model: 'Users', key: 'id' },
          defaultValue: null,
          onDelete: 'RESTRICT',
        },
      });
    },
  ],
];

const PREPARE = `CREATE EXTENSION citext; CREATE EXTENSION hstore; CREATE DOMAIN positive AS integer CHECK (VALUE > 0);`;

forEachPostgres('what raw Sequelize creates', (server) => {
  let raw: TestDatabase;
  let ours: TestDatabase;

  beforeEach(async () => {
    // Sequelize warns of each option that PostgreSQL has not.
    jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    [raw, ours] = [await createDatabase(server), await createDatabase(server)];
    for (const database of [raw, ours]) await database.query(PREPARE);
  });
  afterEach(() => Promise.all([raw, ours].map((database) => database.drop())));

  it.each(worlds)(
    'P41: %s: is what the models want, to the letter, and what we create',
    async (_name, askedFor, define) => {
      const sequelize = raw.sequelize();
      define(sequelize);
      await sequelize.createSchema('shop', {}).catch(() => undefined);
      await ours.query('CREATE SCHEMA IF NOT EXISTS shop');
      await sequelize.sync().catch((error: Error & { sql?: string; parent?: Error }) => {
        throw new Error(error.parent?.message ?? error.message);
      });
      const dialect = postgresDialect(sequelize);
      const { wanted, faults, unresolved } = readModels(sequelize, {
        spelling: postgresSpelling(),
        currentSchema: 'public',
      });
      expect({ faults, unresolved }).toEqual({ faults: [], unresolved: [] });

      const catalog = await dialect.read((session) =>
        dialect.readCatalog(session, { tables: wanted.tables, enums: wanted.enums, schemas: wanted.schemas }),
      );
      const comparison = compareSchemas(catalog.schema, wanted);
      expect(comparison.changes).toEqual([]);
      expect(comparison.leftovers).toEqual([]);
      const answers = await dialect.read((session) => dialect.judge(session, comparison.open));
      expect(comparison.open.filter((_question, position) => answers[position] !== 'same')).toEqual([]);
      // What only the server can tell: the fewer, the better.
      expect(comparison.open.map(({ wanted: text }) => text).sort()).toEqual(askedFor);

      const empty = { schemas: ['public', 'shop'], tables: [], enums: [] };
      for (const change of orderChanges(compareSchemas(empty, wanted).changes)) {
        for (const sql of dialect.render(change)) await ours.query(sql);
      }
      expect(await readOracleCatalog(ours, ['public', 'shop'])).toEqual(
        await readOracleCatalog(raw, ['public', 'shop']),
      );
    },
  );
});
