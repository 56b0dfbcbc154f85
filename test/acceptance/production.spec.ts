import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { DataTypes, type Model, type ModelStatic, type QueryInterface, type Sequelize } from 'sequelize';
import { SequelizeStorage, Umzug } from 'umzug';
import { guardConnection } from '../../lib/guard/guard-connection.js';
import { assembleSafeSync } from '../../lib/safe-sync.js';
import type { SafeSyncOptions } from '../../lib/safe-sync.options.js';
import type { TestDatabase } from '../support/database.js';
import { createDatabase, forEachDialect } from '../support/dialects.js';
import { defineShop } from './processes/shop.js';
import { clearVariables, quiet } from './support/quiet.js';
import { writingStatements } from './support/writing-statements.js';

/** In the style of connect-session-sequelize: it defines its model on the connection that it is given. */
class SessionStore {
  readonly sessions: ModelStatic<Model>;

  constructor(db: Sequelize) {
    this.sessions = db.define(
      'Session',
      { sid: { type: DataTypes.STRING(36), primaryKey: true }, expires: DataTypes.DATE, data: DataTypes.TEXT },
      { tableName: 'Sessions' },
    );
  }

  sync(options?: object): Promise<unknown> {
    return this.sessions.sync(options);
  }
}

forEachDialect('production', (server) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createDatabase(server);
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    clearVariables();
    await database.clear();
    process.env['NODE_ENV'] = 'production';
  });
  afterEach(clearVariables);

  const boot = async (sequelize: Sequelize, options: SafeSyncOptions = {}) => {
    const { logger, said, lines } = quiet();
    const safeSync = assembleSafeSync({ sequelize, options, wishes: {}, logger, connection: 'default' });
    const report = await safeSync.sync();
    guardConnection(sequelize, safeSync.guard);
    return { safeSync, report, said, lines };
  };
  const shop = (version: 1 | 2 = 1): Sequelize => {
    const sequelize = database.sequelize();
    defineShop(sequelize, version);
    return sequelize;
  };
  const owner = async (): Promise<void> => {
    const sequelize = shop();
    await sequelize.sync();
    await sequelize.model('User').create({ name: 'kept' });
    await sequelize.close();
  };

  it('a migration of Umzug drops a column and a table; its own table is made by its own sync()', async () => {
    await owner();
    await database.query('CREATE TABLE legacy (id integer)');
    const sequelize = shop();
    await boot(sequelize);
    const umzug = new Umzug<QueryInterface>({
      migrations: [
        {
          name: '1-clean-up.js',
          up: async ({ context }) => {
            await context.dropTable('legacy');
            await context.removeColumn('orders', 'total');
            await context.addColumn('users', 'phone', { type: DataTypes.STRING });
          },
          down: async ({ context }) => context.removeColumn('users', 'phone'),
        },
      ],
      context: sequelize.getQueryInterface(),
      storage: new SequelizeStorage({ sequelize }),
      logger: undefined,
    });
    expect((await umzug.up()).map(({ name }) => name)).toEqual(['1-clean-up.js']);
    expect((await umzug.down()).map(({ name }) => name)).toEqual(['1-clean-up.js']);
    expect(await umzug.executed()).toEqual([]);
    const { tables } = await database.readCatalog();
    const names = Object.keys(tables).map((name) => name.replace(/^public\./, '').replaceAll('"', ''));
    expect(names.sort()).toEqual(['SequelizeMeta', 'orders', 'users']);
    const orders = Object.entries(tables).find(([name]) => name.endsWith('orders'))?.[1];
    expect(Object.keys(orders?.columns ?? {})).not.toContain('total');
    expect(await sequelize.model('User').count()).toBe(1);
  });

  it("a session store's sync() makes its table, at the first start and at every other one", async () => {
    await owner();
    const sequelize = shop(2);
    await boot(sequelize);
    const before = await database.readCatalog();
    for (const _ of [1, 2]) {
      const store = new SessionStore(sequelize);
      await store.sync();
      await store.sessions.upsert({ sid: 'a', data: '{}' });
      expect(await store.sessions.count()).toBe(1);
    }
    const after = await database.readCatalog();
    for (const [name, table] of Object.entries(before.tables)) expect(after.tables[name]).toEqual(table);
  });

  it('the first boot on an empty database: an error with the three ways on, and each of them works', async () => {
    const sequelize = shop();
    const { said, report } = await boot(sequelize);
    const [text] = said('error');
    expect(said('error')).toHaveLength(1);
    expect(text).toMatch(
      /users.*found missing[\s\S]*Three ways on:[\s\S]*SAFE_SYNC_CONFIRM=[\s\S]*migration[\s\S]*sequelize\.sync\(\)/,
    );
    expect(await database.readNames()).toEqual([]);
    await sequelize.sync();
    await database.clear();
    process.env['SAFE_SYNC_CONFIRM'] = report.confirmation?.replace(/^SAFE_SYNC_CONFIRM="|"$/g, '');
    expect((await boot(shop())).report.applied.length).toBeGreaterThan(0);
    expect(await database.query('SELECT 1 FROM users')).toEqual([]);
  });

  it('none writes nothing that the server could see', async () => {
    await owner();
    const before = await database.readState();
    const sequelize = shop(2);
    await sequelize.authenticate();
    const sent = await database.recordStatements(async () => {
      const { safeSync } = await boot(sequelize);
      await safeSync.drift();
    });
    expect(sent.length).toBeGreaterThan(2);
    expect(writingStatements(sent).filter((sql) => !/^PRAGMA/i.test(sql))).toEqual([]);
    expect(await database.readState()).toEqual(before);
  });

  it("onDrift: 'fail' stops for a missing column, and not for what is extra or wider", async () => {
    await owner();
    await expect(boot(shop(2), { onDrift: 'fail' })).rejects.toMatchObject({
      code: 'SAFE_SYNC_DRIFT',
      message: expect.stringMatching(/users age: found missing, expected column int/i),
      findings: expect.arrayContaining([
        expect.objectContaining({ severity: 'breaks', name: 'age', sql: expect.stringMatching(/ALTER TABLE/i) }),
      ]),
    });
    const queryInterface = database.sequelize().getQueryInterface();
    await queryInterface.addColumn('users', 'legacy', { type: DataTypes.STRING });
    await queryInterface.addIndex('users', ['legacy'], { name: 'users_legacy' });
    await queryInterface.changeColumn('users', 'name', { type: DataTypes.TEXT, allowNull: false });
    if (server.dialect !== 'sqlite')
      await queryInterface.changeColumn('orders', 'userId', { type: DataTypes.BIGINT }).catch(() => undefined);
    // A text where the model has an enum takes all that the enum has.
    if (server.dialect === 'postgres') {
      await database.query('ALTER TABLE orders ALTER COLUMN state DROP DEFAULT, ALTER COLUMN state TYPE text');
    }
    const { report } = await boot(shop(), { onDrift: 'fail' });
    const severities = report.drift?.findings.map(({ severity }) => severity) ?? [];
    expect(severities).toContain('extra');
    expect(severities).not.toContain('breaks');
  });
});
