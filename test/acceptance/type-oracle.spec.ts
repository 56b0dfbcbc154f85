import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { DataTypes, Deferrable, Op, Sequelize } from 'sequelize';
import { compareSchemas } from '../../lib/compare/compare-schemas.js';
import { postgresDialect } from '../../lib/dialects/postgres/postgres.dialect.js';
import { postgresSpelling } from '../../lib/dialects/postgres/postgres.types.js';
import { readModels } from '../../lib/models/read-models.js';
import { orderChanges } from '../../lib/plan/order-changes.js';
import { createDatabase, forEachPostgres, readOracleCatalog, type TestDatabase } from '../support/postgres.js';
import { everyAttribute } from './every-attribute.js';

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

      const { facts, catalog } = await dialect.read(async (session) => {
        const said = await dialect.gatherFacts(session, []);
        const scope = { tables: wanted.tables, enums: wanted.enums, schemas: wanted.schemas };
        return { facts: said, catalog: await dialect.readCatalog(session, scope, said) };
      });
      const comparison = compareSchemas(catalog.schema, wanted);
      expect(comparison.changes).toEqual([]);
      expect(comparison.leftovers).toEqual([]);
      const answers = await dialect.read((session) => dialect.judge(session, comparison.open));
      expect(comparison.open.filter((_question, position) => answers[position] !== 'same')).toEqual([]);
      // What only the server can tell: the fewer, the better.
      expect(comparison.open.map(({ wanted: text }) => text).sort()).toEqual(askedFor);

      const empty = { schemas: ['public', 'shop'], tables: [], enums: [] };
      for (const change of orderChanges(compareSchemas(empty, wanted).changes, dialect.traits)) {
        for (const sql of dialect.render(change, facts)) await ours.query(sql);
      }
      expect(await readOracleCatalog(ours, ['public', 'shop'])).toEqual(
        await readOracleCatalog(raw, ['public', 'shop']),
      );
    },
  );
});
