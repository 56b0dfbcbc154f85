import { expect, it } from '@jest/globals';
import { DataTypes, type Sequelize } from 'sequelize';
import { createSafeSync } from '../../lib/safe-sync.js';
import { createDatabase, forEachPostgres, type TestDatabase } from '../support/postgres.js';

const silent = { log: () => {}, warn: () => {}, error: () => {}, debug: () => {} };
const boot = async (sequelize: Sequelize, environment: string) => {
  process.env['NODE_ENV'] = environment;
  return createSafeSync(sequelize, { logger: silent }).sync();
};
const rows = async (database: TestDatabase, table: string) => database.query(`SELECT * FROM ${table}`);

forEachPostgres('what force must not touch, however it hangs together', (server) => {
  it('counts rows that row level security hides', async () => {
    const database = await createDatabase(server, { name: 'shop' });
    const role = `rls_${database.name}`;
    await database.query(`CREATE ROLE ${role}; GRANT CREATE, USAGE ON SCHEMA public TO ${role};
      CREATE TABLE users (id serial PRIMARY KEY, n varchar(255)); INSERT INTO users (n) VALUES ('precious');
      ALTER TABLE users OWNER TO ${role}; ALTER TABLE users ENABLE ROW LEVEL SECURITY; ALTER TABLE users FORCE ROW LEVEL SECURITY;
      CREATE POLICY p ON users FOR SELECT USING (false)`);
    const own = database.sequelize();
    own.addHook('afterConnect', async (connection) => {
      await (connection as { query(sql: string): Promise<unknown> }).query(`SET ROLE ${role}`);
    });
    own.define('User', { n: DataTypes.STRING, m: DataTypes.INTEGER }, { tableName: 'users', timestamps: false });
    await expect(boot(own, 'test')).rejects.toMatchObject({ code: 'SAFE_SYNC_PRODUCTION_REFUSED' });
    expect(await rows(database, 'users')).toEqual([{ id: 1, n: 'precious' }]);
    await database.query(`ALTER TABLE users OWNER TO CURRENT_USER; DROP OWNED BY ${role}; DROP ROLE ${role}`);
    await database.drop();
  });

  it('names the table that inherits', async () => {
    const database = await createDatabase(server, { name: 'shop_test' });
    const sequelize = database.sequelize();
    sequelize.define('User', { n: DataTypes.STRING }, { tableName: 'users', timestamps: false });
    await boot(sequelize, 'test');
    await database.query(`CREATE TABLE kid (x int) INHERITS (users); INSERT INTO kid (n, x) VALUES ('k', 1)`);
    await expect(boot(sequelize, 'test')).rejects.toMatchObject({
      code: 'SAFE_SYNC_FORCE_BLOCKED',
      message: expect.stringContaining('public.kid'),
    });
    expect(await rows(database, 'kid')).toHaveLength(1);
    await database.drop();
  });

  it('does not fire a rule on DELETE', async () => {
    const database = await createDatabase(server, { name: 'shop_test' });
    const sequelize = database.sequelize();
    sequelize.define('User', { n: DataTypes.STRING }, { tableName: 'users', timestamps: false });
    await boot(sequelize, 'test');
    await database.query(`CREATE TABLE other (id int); INSERT INTO other VALUES (1); INSERT INTO users (n) VALUES ('x');
      CREATE RULE r AS ON DELETE TO users DO ALSO DELETE FROM other`);
    await boot(sequelize, 'test');
    expect(await rows(database, 'other')).toHaveLength(1);
    expect(await rows(database, 'users')).toEqual([]);
    await database.drop();
  });

  it('keeps partitions: clears what is right, names them where the table would go', async () => {
    const database = await createDatabase(server, { name: 'shop_test' });
    await database.query(`CREATE TABLE ev (id int PRIMARY KEY) PARTITION BY RANGE (id);
      CREATE TABLE ev1 PARTITION OF ev FOR VALUES FROM (0) TO (100); INSERT INTO ev VALUES (1)`);
    const id = { type: DataTypes.INTEGER, primaryKey: true };
    const right = database.sequelize();
    right.define('Ev', { id }, { tableName: 'ev', timestamps: false });
    await boot(right, 'test');
    expect(await rows(database, 'ev1')).toEqual([]);
    const wrong = database.sequelize();
    wrong.define('Ev', { id, z: DataTypes.STRING }, { tableName: 'ev', timestamps: false });
    await expect(boot(wrong, 'test')).rejects.toMatchObject({
      code: 'SAFE_SYNC_FORCE_BLOCKED',
      message: expect.stringContaining('public.ev1'),
    });
    await database.drop();
  });

  it('says that nobody can find the schema', async () => {
    const database = await createDatabase(server);
    const sequelize = database.sequelize({ dialectOptions: { options: '-c search_path=nowhere' } });
    sequelize.define('Cat', { n: DataTypes.STRING });
    await expect(boot(sequelize, 'development')).rejects.toMatchObject({ code: 'SAFE_SYNC_MISSING_SCHEMA' });
    const report = await boot(sequelize, 'production');
    expect(report.drift).toBeNull();
    await database.drop();
  });
});
