/** Dialects of Sequelize that the library does not know, and servers that only speak PostgreSQL's protocol: mode none. */
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { DataTypes, type Dialect, Sequelize } from 'sequelize';
import { Column, DataType, Model, Table } from 'sequelize-typescript';
import { SafeSyncModule, SafeSyncService } from '../../lib/index.js';
import { createSafeSync } from '../../lib/safe-sync.js';
import type { SafeSyncOptions } from '../../lib/safe-sync.options.js';
import { boot, failureOf } from '../module/support/apps.js';
import { createDatabase, forEachPostgres, type TestDatabase } from '../support/postgres.js';
import { defineShop } from './processes/shop.js';
import { clearVariables, quiet } from './support/quiet.js';
import { strangeDrivers } from './support/strange-drivers.js';

@Table({ tableName: 'birds', timestamps: false })
class Bird extends Model {
  @Column(DataType.STRING)
  name!: string;
}

beforeEach(() => {
  clearVariables();
  // Sequelize prints that it has disconnected from Snowflake.
  jest.spyOn(console, 'log').mockImplementation(() => undefined);
});
afterEach(() => {
  clearVariables();
  jest.restoreAllMocks();
});

describe.each(Object.entries(strangeDrivers))('the dialect %s', (dialect, open) => {
  const connection = () => {
    const driver = open();
    const options = {
      dialect: dialect as Dialect,
      dialectModule: driver.dialectModule,
      host: 'localhost',
      database: 'shop',
      username: 'a',
      password: 'b',
      logging: false as const,
      databaseVersion: '99.0.0',
    };
    return { ...driver, options };
  };

  it.each([
    ['nothing but NODE_ENV=production', 'production', {}],
    ["mode: 'none' in development", 'development', { mode: 'none' }],
  ] as const)('boots in none: %s', async (_what, environment, safeSync) => {
    process.env['NODE_ENV'] = environment;
    const { options, sent } = connection();
    const app = await boot({ imports: [SafeSyncModule.forRoot({ ...options, models: [Bird], safeSync })] });
    expect(app.get(SafeSyncService).report).toMatchObject({ mode: 'none', applied: [], drift: null });
    await app.close();
    // Sequelize's own question whether somebody is there.
    expect(sent.filter((sql) => !/1 ?\+ ?1|ALTER SESSION/i.test(sql))).toEqual([]);
    expect(sent).not.toEqual([]);
  });

  it.each([
    ['alter', { mode: 'alter' }],
    ['force', { mode: 'force', environment: 'test' }],
  ] as const)('%s is an error that says what is supported, and nothing is sent', async (_mode, safeSync) => {
    process.env['NODE_ENV'] = 'development';
    const { options, sent } = connection();
    const error = await failureOf(
      boot({ imports: [SafeSyncModule.forRoot({ ...options, models: [Bird], safeSync })] }),
    );
    expect(error).toMatchObject({ name: 'UnsupportedDialectError', code: 'SAFE_SYNC_UNSUPPORTED_DIALECT', dialect });
    expect(error.message).toMatch(new RegExp(`"${dialect}".*Supported: .*postgres`));
    expect(sent.filter((sql) => /create|drop|alter table|delete/i.test(sql))).toEqual([]);
  });

  it('plan() and drift() are that error too, createSafeSync().sync() in none is not', async () => {
    const { options, sent } = connection();
    const sequelize = new Sequelize(options);
    sequelize.define('Bird', { name: DataTypes.STRING });
    const { logger, said } = quiet();
    const safeSync = createSafeSync(sequelize, { logger, environment: 'staging' });
    const unsupported = { code: 'SAFE_SYNC_UNSUPPORTED_DIALECT' };
    await expect(safeSync.plan()).rejects.toMatchObject(unsupported);
    await expect(safeSync.plan({ mode: 'force' })).rejects.toMatchObject(unsupported);
    await expect(safeSync.drift()).rejects.toMatchObject(unsupported);
    expect(await safeSync.sync()).toMatchObject({ mode: 'none', applied: [] });
    expect(said('warn')).toEqual([expect.stringContaining(`does not know the dialect "${dialect}"`)]);
    expect(sent).toEqual([]);
  });
});

/** A PostgreSQL that answers `version()` as these do: what is known of them here is what they say. */
forEachPostgres('a server that speaks the protocol of PostgreSQL', (server) => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await createDatabase(server, { name: 'shop_test' });
  });
  afterEach(() => database.drop());

  const pretend = (version: string) =>
    database.query(`
      CREATE SCHEMA strange;
      CREATE FUNCTION strange.version() RETURNS text LANGUAGE sql AS $$ SELECT '${version}'::text $$;
      DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = strange, pg_catalog, public', current_database()); END $$`);

  it.each([
    ['CockroachDB CCL v24.1.0 (x86_64-pc-linux-gnu, built 2024/05/15, go1.22.2)', 'CockroachDB'],
    ['PostgreSQL 8.0.2 on i686-pc-linux-gnu, compiled by GCC gcc (GCC) 3.4.2, Redshift 1.0.65679', 'Redshift'],
    ['PostgreSQL 11.2-YB-2.20.0.0-b0 on x86_64-pc-linux-gnu, 64-bit', 'YugabyteDB'],
  ])('%s: none with a line, everything else is an error', async (version, product) => {
    await pretend(version);
    const start = (safeSync: SafeSyncOptions) => {
      const sequelize = database.sequelize();
      defineShop(sequelize, 1);
      const { logger, said } = quiet();
      return { safeSync: createSafeSync(sequelize, { logger, ...safeSync }), said };
    };
    const quietly = start({ environment: 'production', onDrift: 'fail' });
    expect(await quietly.safeSync.sync()).toMatchObject({ mode: 'none', drift: null });
    expect(quietly.said('warn')).toEqual([
      expect.stringContaining(
        `${product} speaks PostgreSQL's protocol and has other catalogs: only mode none is possible`,
      ),
    ]);
    const unsupported = { code: 'SAFE_SYNC_UNSUPPORTED_SERVER', message: expect.stringContaining(product) };
    await expect(start({ environment: 'development' }).safeSync.sync()).rejects.toMatchObject(unsupported);
    await expect(start({ environment: 'test' }).safeSync.sync()).rejects.toMatchObject(unsupported);
    await expect(start({}).safeSync.plan()).rejects.toMatchObject(unsupported);
    expect(await database.query(`SELECT relname FROM pg_class WHERE relname IN ('users', 'orders')`)).toEqual([]);
  });
});
