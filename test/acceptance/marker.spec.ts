import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { DataTypes, Sequelize } from 'sequelize';
import { createSafeSync } from '../../lib/safe-sync.js';
import type { SafeSyncOptions } from '../../lib/safe-sync.options.js';
import type { TestDatabase } from '../support/database.js';
import { createDatabase, forEachDialect } from '../support/dialects.js';
import { quoteName } from '../support/quote-name.js';
import { defineShop } from './processes/shop.js';
import { clearVariables, quiet } from './support/quiet.js';

forEachDialect('marker', (server) => {
  let database: TestDatabase;
  beforeEach(async () => {
    clearVariables();
    database = await createDatabase(server);
  });
  afterEach(async () => {
    clearVariables();
    await database.drop();
  });

  const quote = (name: string): string => quoteName(server.dialect, name);
  const rows = async (): Promise<Record<string, string>> => {
    const found = await database.query<{ name: string; text: string }>(
      `SELECT ${quote('key')} AS name, ${quote('value')} AS text FROM safe_sync_meta`,
    );
    return Object.fromEntries(found.map(({ name, text }) => [name, text]));
  };
  const hasMark = async (): Promise<boolean> =>
    rows().then(
      () => true,
      () => false,
    );
  const shop = (version: 1 | 2 | 3 = 1): Sequelize => {
    const sequelize = database.sequelize();
    defineShop(sequelize, version);
    return sequelize;
  };
  const boot = async (word: string, options: SafeSyncOptions = {}, sequelize = shop()) => {
    process.env['NODE_ENV'] = word;
    const { logger, lines, said } = quiet();
    const safeSync = createSafeSync(sequelize, { logger, application: 'shop', ...options });
    const report = await safeSync.sync();
    return { safeSync, report, lines, said, sequelize };
  };
  const refused = async (work: Promise<unknown>) => {
    const before = [await database.readCatalog(), await database.readValues(), await rows().catch(() => null)];
    const error = await work.then(
      () => null,
      (failure: unknown) => failure,
    );
    expect(error).toMatchObject({ code: 'SAFE_SYNC_PRODUCTION_REFUSED' });
    expect([await database.readCatalog(), await database.readValues(), await rows().catch(() => null)]).toEqual(before);
    return error as Error;
  };
  const fill = (sequelize: Sequelize) => sequelize.model('User').create({ name: 'kept' });

  it('is written by alter and force at their first change, and not again where nothing is new', async () => {
    const { safeSync, sequelize } = await boot('dev');
    const first = await rows();
    expect(first).toMatchObject({ environment: 'development', 'environment.by': 'process' });
    expect(first['application:shop']).toMatch(/^[0-9a-f]{16}$/);
    expect(Object.keys(first).filter((key) => key.startsWith('table:'))).toHaveLength(2);
    expect((await safeSync.plan()).statements).toEqual([]);
    const statements = await database.recordStatements(() =>
      createSafeSync(sequelize, { logger: quiet().logger, application: 'shop' }).sync(),
    );
    expect(
      statements.filter(
        (sql) =>
          /\b(INSERT|DELETE|CREATE|DROP)\b/i.test(sql) && !/information_schema|pg_catalog|sqlite_master/i.test(sql),
      ),
    ).toEqual([]);
    expect(await rows()).toEqual(first);
    // Another state of the models, another fingerprint.
    await boot('development', {}, shop(2));
    expect((await rows())['application:shop']).not.toBe(first['application:shop']);
  });

  it('keeps two applications on one database apart', async () => {
    await boot('development');
    const other = database.sequelize();
    other.define('Bill', { total: DataTypes.INTEGER }, { tableName: 'bills', timestamps: false });
    const { report } = await boot('development', { application: 'billing' }, other);
    expect(report.leftovers).toEqual([]);
    const marked = await rows();
    expect(marked['application:billing']).not.toBe(marked['application:shop']);
    const { report: again } = await boot('development');
    expect(again.leftovers).toEqual([]);
  });

  it('remembers the tables that were made: one that no model has any more is left over, and never dropped', async () => {
    await boot('development');
    await database.query('CREATE TABLE stranger (id integer)');
    const alone = database.sequelize();
    alone.define('Bird', { name: DataTypes.STRING }, { tableName: 'birds', timestamps: false });
    const { report } = await boot('development', {}, alone);
    expect(report.leftovers.map(({ kind, table }) => [kind, table.name])).toEqual([
      ['table', 'orders'],
      ['table', 'users'],
    ]);
    expect(await database.readNames()).toEqual(
      expect.arrayContaining(['users', 'orders'].map((name) => expect.stringContaining(name))),
    );
  });

  it('NODE_ENV=test: force works on an empty database, marks it, and goes on working when it is filled', async () => {
    const { sequelize } = await boot('test');
    expect(await rows()).toMatchObject({ environment: 'test' });
    await fill(sequelize);
    await boot('test', {}, sequelize);
    expect(await sequelize.model('User').count()).toBe(0);
    expect(await rows()).toMatchObject({ environment: 'test' });
  });

  it('NODE_ENV=test on a database that is marked development: force is refused, no row is lost', async () => {
    const { sequelize } = await boot('development');
    await fill(sequelize);
    const { message } = await refused(boot('test', {}, sequelize));
    expect(message).toMatch(/marked "development", and this process is "test"/);
    expect(message).toMatch(/safe-sync mark test/);
    await sequelize.model('User').destroy({ where: {} });
    await refused(boot('test', {}, sequelize));
  });

  it('NODE_ENV=test on a database that is not marked, and filled: force is refused, no row is lost', async () => {
    const sequelize = shop();
    await sequelize.sync();
    await fill(sequelize);
    await refused(boot('test', {}, sequelize));
    await createSafeSync(sequelize, { logger: quiet().logger }).mark('test');
    await boot('test', {}, sequelize);
    expect(await sequelize.model('User').count()).toBe(0);
  });

  it("the laptop with production's address: alter and force are refused before any write", async () => {
    const { sequelize, safeSync } = await boot('development');
    await fill(sequelize);
    expect(await safeSync.mark('Production ')).toEqual({
      database: expect.any(String),
      before: 'development',
      after: 'production',
    });
    for (const word of ['development', 'test']) {
      const { message } = await refused(boot(word, {}, shop(2)));
      expect(message).toMatch(/safe_sync_meta: the database is marked "production"/);
      expect(message).not.toMatch(/safe-sync mark/);
    }
    await refused(boot('development', { mode: 'force' }, shop(2)));
    await refused(boot('development', { mode: 'alter', marker: false }, shop(2)));
    const { report } = await boot('production', {}, shop(2));
    expect(report).toMatchObject({ mode: 'none', markHint: null });
  });

  it('none never writes it, and says in production that it is not there', async () => {
    const { report, lines } = await boot('production');
    expect(report.markHint).not.toBeNull();
    expect(lines.some((line) => line.endsWith('not marked: run safe-sync mark production once'))).toBe(true);
    expect(await hasMark()).toBe(false);
    expect((await boot('staging')).lines.join()).not.toMatch(/not marked/);
    expect((await boot('production', { marker: false })).lines.join()).not.toMatch(/not marked/);
    for (const onDrift of ['warn', 'ignore'] as const) {
      await boot('production', { marker: 'always', onDrift });
      expect(await rows()).toEqual({ environment: 'production' });
    }
    expect((await boot('production')).report.markHint).toBeNull();
    await refused(boot('development'));
  });

  it('marker: false writes nothing, and force needs a name that says test', async () => {
    await boot('development', { marker: false });
    expect(await hasMark()).toBe(false);
    const { message } = await refused(boot('test', { marker: false }));
    expect(message).toMatch(/no sign in its name/);
    await expect(createSafeSync(shop(), { logger: quiet().logger, marker: false }).mark('test')).rejects.toMatchObject({
      code: 'SAFE_SYNC_INVALID_OPTIONS',
    });
    const named = await createDatabase(server, { name: 'shop_test' });
    try {
      process.env['NODE_ENV'] = 'test';
      const sequelize = named.sequelize();
      defineShop(sequelize, 1);
      expect((await createSafeSync(sequelize, { logger: quiet().logger, marker: false }).sync()).mode).toBe('force');
    } finally {
      await named.drop();
    }
  });

  it.each(['', '  ', 'two words', 'developement', 'tset1\u0000', '-x'])('mark(%j) is no environment', async (word) => {
    await expect(createSafeSync(shop(), { logger: quiet().logger }).mark(word)).rejects.toMatchObject({
      code: 'SAFE_SYNC_INVALID_OPTIONS',
    });
    expect(await hasMark()).toBe(false);
  });

  it('says the old and the new when a person marks, and a word that modes maps is at home on its own mark', async () => {
    const { logger, said } = quiet();
    const safeSync = createSafeSync(shop(), { logger });
    await safeSync.mark('staging');
    await safeSync.mark('staging');
    expect(said('log')).toEqual([
      expect.stringMatching(/is marked "staging" \(before: not marked\)/),
      expect.stringMatching(/is marked "staging" \(before: "staging"\)/),
    ]);
    const modes = { staging: 'alter' } as const;
    expect((await boot('staging', { modes })).report.applied.length).toBeGreaterThan(0);
    await refused(boot('development', { modes }, shop(2)));
  });

  it('an older build deletes and narrows nothing, and says in one line that another build was here', async () => {
    await boot('development');
    const { sequelize } = await boot('development', {}, shop(2));
    // It would fit into the older build's column, and the next row of the newer build might not.
    await sequelize.model('User').create({ name: 'short', age: 40 });
    const before = [await database.readCatalog(), await database.readValues()];
    const { said, report } = await boot('development');
    expect([await database.readCatalog(), await database.readValues()]).toEqual(before);
    expect(report.applied).toEqual([]);
    expect(said('warn').filter((line) => /Another build of shop/.test(line))).toHaveLength(1);
    expect((await boot('development', {}, shop(2))).lines.join()).not.toMatch(/Another build/);
  });

  it('costs no query more than are promised, beside a table of migrations', async () => {
    await boot('development');
    await database.query(`CREATE TABLE ${quote('SequelizeMeta')} (name varchar(255))`);
    await database.query(`INSERT INTO ${quote('SequelizeMeta')} VALUES ('1.js')`);
    const most = { postgres: 4, mysql: 9, mariadb: 9, sqlite: 6 }[server.dialect];
    const { report } = await boot('development');
    expect(report).toMatchObject({ mode: 'none', because: expect.stringContaining('SequelizeMeta') });
    expect(report.drift?.inStep).toBe(true);
    expect(report.queries).toBeLessThanOrEqual(most);
  });

  // SQLite has no server that could be another one.
  if (server.dialect !== 'sqlite') {
    it('of another server opens nothing, and closes as before', async () => {
      const { sequelize } = await boot('test');
      await fill(sequelize);
      const move = (environment: string) =>
        database.query(
          `UPDATE safe_sync_meta SET ${quote('value')} = CASE ${quote('key')} WHEN 'server' THEN '["another","1"]'
         WHEN 'environment' THEN '${environment}' ELSE ${quote('value')} END`,
        );
      await move('test');
      await refused(boot('test', {}, sequelize));
      await move('production');
      const { message } = await refused(boot('development', {}, shop(2)));
      expect(message).toMatch(/made on server another, database 1, and this is server/);
      expect(message).toMatch(/safe-sync mark development[\s\S]*safe-sync mark production/);
      await createSafeSync(sequelize, { logger: quiet().logger }).mark('development');
      expect((await boot('development', {}, shop(2))).report.applied.length).toBeGreaterThan(0);
    });
  }

  // Rights are PostgreSQL's to try: there a table's owner may change it without a right to make another one.
  if (server.dialect === 'postgres') {
    it('without the right to create it: one warning, and the work goes on', async () => {
      await shop().sync();
      const role = `owner_${database.name}`;
      await database.query(`
      CREATE ROLE ${role} LOGIN PASSWORD 'owner-password'; REVOKE CREATE ON SCHEMA public FROM PUBLIC;
      GRANT USAGE ON SCHEMA public TO ${role}; ALTER TABLE users OWNER TO ${role}; ALTER TABLE orders OWNER TO ${role}`);
      const url = new URL(database.url);
      [url.username, url.password] = [role, 'owner-password'];
      const sequelize = new Sequelize(url.href, { dialect: 'postgres', logging: false });
      sequelize.define(
        'User',
        { name: DataTypes.STRING, more: DataTypes.INTEGER },
        { tableName: 'users', timestamps: false },
      );
      try {
        const { report, said } = await boot('development', {}, sequelize);
        expect(report.applied.map(({ sql }) => sql).join()).toContain('"more"');
        expect(said('warn').filter((line) => /could not be marked/.test(line))).toEqual([
          expect.stringMatching(/permission denied for schema public[\s\S]*marker: false/),
        ]);
        expect(await hasMark()).toBe(false);
        await expect(createSafeSync(sequelize, { logger: quiet().logger }).mark('production')).rejects.toMatchObject({
          code: 'SAFE_SYNC_NOT_MARKED',
        });
        // A mark that somebody else made, and that this user may not read, is no good news.
        await createSafeSync(shop(), { logger: quiet().logger }).mark('development');
        await refused(boot('development', {}, sequelize));
        expect((await boot('production', {}, sequelize)).report.drift).not.toBeNull();
      } finally {
        await sequelize.close();
        await database.query(`REASSIGN OWNED BY ${role} TO postgres; DROP OWNED BY ${role}; DROP ROLE ${role}`);
      }
    });
  }
});
