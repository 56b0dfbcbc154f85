import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { DataTypes, type Sequelize } from 'sequelize';
import { createSafeSync } from '../../lib/safe-sync.js';
import type { TestDatabase } from '../support/database.js';
import { createDatabase, forEachDialect } from '../support/dialects.js';
import { makeAsOracle } from '../support/make-as-oracle.js';
import { everyDefault, everyType } from './support/mariadb-types.js';
import { quiet } from './support/quiet.js';

const { STRING, INTEGER, TEXT, UUID, ENUM, JSON: JSON_TYPE, GEOMETRY } = DataTypes;

const cases: readonly (readonly [name: string, define: (sequelize: Sequelize) => void])[] = [
  ['every type', (sequelize) => void sequelize.define('types', everyType(), { comment: "a 'table'" })],
  ['every default', (sequelize) => void sequelize.define('defaults', everyDefault())],
  [
    'indexes, uniques and their names',
    (sequelize) =>
      void sequelize.define(
        'User',
        {
          email: { type: STRING, unique: true, allowNull: false },
          nick: { type: STRING, unique: 'nick_org' },
          org: { type: INTEGER, unique: 'nick_org' },
          bio: TEXT,
          place: { type: GEOMETRY, allowNull: false },
          camelCase: STRING,
        },
        {
          indexes: [
            { fields: ['nick'] },
            {
              name: 'prefixed',
              fields: [
                { name: 'nick', length: 10 },
                { name: 'org', order: 'DESC' },
              ],
            },
            { type: 'FULLTEXT', fields: ['bio'] },
            { type: 'SPATIAL', fields: ['place'] },
            { unique: true, fields: ['camelCase', 'org'], using: 'HASH' },
            { name: 'bio20', fields: [{ name: 'bio', length: 20 }] },
          ],
        },
      ),
  ],
  [
    'foreign keys: to itself, through a table, under other names',
    (sequelize) => {
      const user = sequelize.define('User', {});
      const post = sequelize.define('Post', { title: STRING }, { underscored: true });
      const tag = sequelize.define('Tag', { id: { type: UUID, primaryKey: true }, name: STRING });
      post.belongsTo(user);
      post.belongsTo(user, { as: 'editor', onDelete: 'CASCADE', foreignKey: { allowNull: false, name: 'editorId' } });
      post.belongsTo(post, { as: 'parent' });
      post.belongsToMany(tag, { through: 'PostTag' });
      tag.belongsToMany(post, { through: 'PostTag' });
    },
  ],
  [
    'P2: a cycle of keys',
    (sequelize) => {
      const a = sequelize.define('A', {});
      const b = sequelize.define('B', {});
      a.belongsTo(b);
      b.belongsTo(a);
    },
  ],
  [
    'a table of another character set',
    (sequelize) =>
      void sequelize.define(
        'Latin',
        { a: STRING, u: UUID, j: JSON_TYPE, e: ENUM('a'), b: STRING(255, true) },
        { charset: 'latin1', collate: 'latin1_bin', engine: 'InnoDB' },
      ),
  ],
  [
    'names with dots, quotes and 64 letters',
    (sequelize) => void sequelize.define('odd', { 'a.b': STRING, [`${'x'.repeat(64)}`]: INTEGER, order: INTEGER }),
  ],
];

forEachDialect(
  'law 0 and creation on MariaDB',
  (server) => {
    let database: TestDatabase;
    let fresh: TestDatabase;
    beforeAll(async () => {
      process.env['NODE_ENV'] = 'development';
      [database, fresh] = await Promise.all([createDatabase(server), createDatabase(server)]);
    });
    afterAll(async () => {
      delete process.env['NODE_ENV'];
      await Promise.all([database.drop(), fresh.drop()]);
    });
    beforeEach(() => Promise.all([database.clear(), fresh.clear()]));

    it.each(cases)('%s', async (_, define) => {
      const raw = database.sequelize();
      define(raw);
      await makeAsOracle(raw);
      const state = await database.readState();
      const safeSync = createSafeSync(raw, { logger: quiet().logger });
      const plan = await safeSync.plan();
      expect([plan.statements, plan.leftovers, plan.unknowns]).toEqual([[], [], []]);
      expect((await safeSync.sync()).applied).toEqual([]);
      expect(await database.readState()).toEqual(state);
      await raw.close();

      const own = fresh.sequelize();
      define(own);
      await createSafeSync(own, { logger: quiet().logger }).sync();
      expect(await fresh.readCatalog()).toEqual(await database.readCatalog());
      await own.close();
    });
  },
  ['mysql', 'mariadb'],
);
