import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { DataTypes, type Sequelize } from 'sequelize';
import { createSafeSync } from '../../lib/safe-sync.js';
import type { TestDatabase } from '../support/database.js';
import { createDatabase, forEachDialect } from '../support/dialects.js';
import { quiet } from './support/quiet.js';

const { STRING, JSON: JSON_TYPE, INTEGER } = DataTypes;

function define(sequelize: Sequelize, later = false) {
  const options = (tableName: string) => ({ tableName, timestamps: false });
  const user = sequelize.define(
    'user',
    { name: STRING, data: JSON_TYPE, ...(later ? { age: INTEGER } : {}) },
    options('users'),
  );
  const post = sequelize.define('post', { title: STRING }, options('posts'));
  post.belongsTo(user, { onDelete: 'RESTRICT', foreignKey: 'userId' });
  user.belongsTo(post, { as: 'favourite', onDelete: 'RESTRICT', foreignKey: 'favouriteId' });
  post.belongsTo(post, { as: 'parent', onDelete: 'RESTRICT', foreignKey: 'parentId' });
  return { user, post };
}

forEachDialect(
  'force on MariaDB',
  (server) => {
    let database: TestDatabase;
    let sequelize: Sequelize;
    beforeEach(async () => {
      process.env['NODE_ENV'] = 'test';
      database = await createDatabase(server, { name: 'shop_test' });
      sequelize = database.sequelize({ pool: { max: 1 } });
    });
    afterEach(async () => {
      delete process.env['NODE_ENV'];
      await database.drop();
    });

    const fill = async ({ user, post }: ReturnType<typeof define>): Promise<number> => {
      const first = await user.create({ name: 'x' });
      const written = await post.create({ title: 't', userId: first.get('id') });
      await written.update({ parentId: written.get('id') });
      await first.update({ favouriteId: written.get('id') });
      return Number(first.get('id'));
    };

    it('clears what is right, a cycle of keys and a table that points at itself included, and counts from 1 again', async () => {
      const models = define(sequelize);
      const safeSync = createSafeSync(sequelize, { logger: quiet().logger });
      await safeSync.sync();
      const catalog = await database.readCatalog();
      for (let round = 0; round < 3; round += 1) {
        expect(await fill(models)).toBe(1);
        const report = await safeSync.sync();
        expect(report.applied.map(({ change }) => change.kind)).toEqual(['clear-tables', 'restart-sequences']);
        expect(await models.user.count()).toBe(0);
      }
      // Nothing was counted: nothing has to be set back.
      expect((await safeSync.sync()).applied.map(({ change }) => change.kind)).toEqual(['clear-tables']);
      expect(await database.readCatalog()).toEqual(catalog);
    });

    it('makes anew what is wrong, and leaves all other tables alone', async () => {
      const old = define(sequelize);
      await createSafeSync(sequelize, { logger: quiet().logger }).sync();
      await fill(old);
      await database.query('CREATE TABLE other (id INT PRIMARY KEY); INSERT INTO other VALUES (1)');
      const next = database.sequelize();
      const models = define(next, true);
      const safeSync = createSafeSync(next, { logger: quiet().logger });
      const report = await safeSync.sync();
      expect(report.applied.map(({ change }) => change.kind)).toContain('drop-table');
      expect(await fill(models)).toBe(1);
      expect((await safeSync.drift()).findings).toEqual([]);
      expect(await database.query('SELECT COUNT(*) AS n FROM other')).toEqual([{ n: 1 }]);
    });

    it('stops before it touches what is no model, in this database and in others', async () => {
      const models = define(sequelize);
      const safeSync = createSafeSync(sequelize, { logger: quiet().logger });
      await safeSync.sync();
      const id = await fill(models);
      await database.query(
        `CREATE TABLE invoices (id INT PRIMARY KEY, userId INT, FOREIGN KEY (userId) REFERENCES users (id) ON DELETE CASCADE);
         INSERT INTO invoices VALUES (1, ${id})`,
      );
      await expect(safeSync.sync()).rejects.toMatchObject({
        code: 'SAFE_SYNC_FORCE_BLOCKED',
        message: expect.stringContaining('invoices is no model, has rows, and references'),
      });
      await database.query('DROP TABLE invoices');

      const other = await createDatabase(server, { name: 'stranger' });
      try {
        await other.query(
          `CREATE TABLE orders (id INT PRIMARY KEY, userId INT, FOREIGN KEY (userId) REFERENCES ${database.name}.users (id) ON DELETE CASCADE);
           INSERT INTO orders VALUES (1, ${id})`,
        );
        await expect(safeSync.sync()).rejects.toMatchObject({
          code: 'SAFE_SYNC_FORCE_BLOCKED',
          message: expect.stringContaining(`${other.name}.orders references users`),
        });
        expect(await other.query('SELECT COUNT(*) AS n FROM orders')).toEqual([{ n: 1 }]);
      } finally {
        await other.drop();
      }
      expect(await models.user.count()).toBe(1);
    });

    it('a trigger on DELETE does not fire', async () => {
      const models = define(sequelize);
      const safeSync = createSafeSync(sequelize, { logger: quiet().logger });
      await safeSync.sync();
      await fill(models);
      await database.query(
        'CREATE TABLE log (id INT); CREATE TRIGGER gone AFTER DELETE ON users FOR EACH ROW INSERT INTO log VALUES (OLD.id)',
      );
      await safeSync.sync();
      expect(await models.user.count()).toBe(0);
      expect(await database.query('SELECT COUNT(*) AS n FROM log')).toEqual([{ n: 0 }]);
    });
  },
  ['mysql', 'mariadb'],
);
