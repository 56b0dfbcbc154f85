import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { LazyModuleLoader } from '@nestjs/core';
import { getConnectionToken, SequelizeModule } from '@nestjs/sequelize';
import { Test } from '@nestjs/testing';
import { Column, DataType, Model, Table } from 'sequelize-typescript';
import type { Sequelize } from 'sequelize-typescript';

import { SafeSyncModule } from '../../lib/index.js';
import type { SafeSyncModuleOptions } from '../../lib/index.js';
import { createDatabase, forEachPostgres } from '../support/postgres.js';
import type { TestDatabase } from '../support/postgres.js';
import { boot, connectionsOf, failureOf, optionsFor, tablesOf } from './support/apps.js';
import { Cat } from './support/models.js';
import { RecordingLogger } from './support/recording-logger.js';

/** Its own `sync` fails, as any statement of Nest's synchronisation may. */
@Table({ tableName: 'broken', timestamps: false })
class Broken extends Model {
  static syncs = 0;

  @Column(DataType.STRING)
  name!: string;

  static override async sync(): Promise<never> {
    Broken.syncs += 1;
    throw new Error('sync failed');
  }
}

forEachPostgres('A boot that fails', (server) => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await createDatabase(server);
  });
  afterEach(async () => {
    delete process.env['NODE_ENV'];
    delete process.env['SAFE_SYNC'];
    await database.drop();
  });

  const refused = (options: SafeSyncModuleOptions = {}): SafeSyncModuleOptions => ({
    ...optionsFor(database),
    retryAttempts: 3,
    models: [Cat],
    sync: { alter: true },
    ...options,
  });

  it('P35: SequelizeModule runs a failing synchronisation again and calls it a connection error', async () => {
    const logger = new RecordingLogger();
    Broken.syncs = 0;
    const options = { ...optionsFor(database, 'raw'), autoLoadModels: true, retryAttempts: 3 };
    const imports = [
      SequelizeModule.forRoot({ ...options, name: 'broken' }),
      SequelizeModule.forFeature([Broken], 'broken'),
    ];
    expect((await failureOf(boot({ imports }, logger))).message).toBe('sync failed');
    expect(Broken.syncs).toBe(3);
    expect(logger.of('SequelizeModule')).toHaveLength(3);
    expect(await connectionsOf(database, 'raw', 0)).toBeGreaterThan(0);
  });

  it.each([
    { way: 'models', options: {} },
    { way: 'autoLoadModels', options: { models: undefined, autoLoadModels: true } },
  ])('P35: a refusal is thrown once, as it is, and the pool is closed: $way', async ({ options }) => {
    process.env['NODE_ENV'] = 'production';
    const logger = new RecordingLogger();
    const started = Date.now();
    const imports = [
      SafeSyncModule.forRoot(refused({ ...options, retryDelay: 2000 })),
      SequelizeModule.forFeature([Cat]),
    ];
    const failure = await failureOf(boot({ imports }, logger));
    expect(failure.code).toBe('SAFE_SYNC_PRODUCTION_REFUSED');
    expect(failure.name).toBe('ProductionRefusedError');
    expect(Date.now() - started).toBeLessThan(2000);
    expect(logger.lines.filter((line) => line.includes('Unable to connect'))).toEqual([]);
    expect(logger.of('SafeSync').filter((line) => line.startsWith('error'))).toEqual([]);
    expect(logger.lines.filter((line) => line.includes(failure.message))).toHaveLength(1);
    expect(await connectionsOf(database, 'safe-sync-test', 0)).toBe(0);
    expect(await tablesOf(database)).toEqual([]);
  });

  it('P35: a failed apply is thrown once, as it is, and the pool is closed', async () => {
    process.env['NODE_ENV'] = 'development';
    const logger = new RecordingLogger();
    const role = `nobody_${Date.now()}`;
    await database.query(`CREATE ROLE ${role} LOGIN PASSWORD 'x'; REVOKE CREATE ON SCHEMA public FROM PUBLIC`);
    const url = new URL(database.url);
    url.username = role;
    url.password = 'x';
    const imports = [SafeSyncModule.forRoot(refused({ uri: url.href })), SequelizeModule.forFeature([Cat])];
    const failure = await failureOf(boot({ imports }, logger));
    expect(failure.code).toMatch(/^SAFE_SYNC_/);
    expect(failure.message).toContain('permission denied for schema public');
    expect(logger.lines.filter((line) => line.includes('Unable to connect'))).toEqual([]);
    expect(logger.lines.filter((line) => line.includes(failure.message))).toHaveLength(1);
    expect(await connectionsOf(database, 'safe-sync-test', 0)).toBe(0);
    await database.query(`DROP ROLE ${role}`);
  });

  it('the other connections of the application are closed too, the ones that open meanwhile included', async () => {
    process.env['NODE_ENV'] = 'development';
    const named = (name: string, options: SafeSyncModuleOptions = {}) =>
      SafeSyncModule.forRoot({ ...optionsFor(database), models: [Cat], name, repositoryMode: true, ...options });
    const slow = SafeSyncModule.forRootAsync({
      name: 'slow',
      useFactory: async () => {
        await new Promise((done) => setTimeout(done, 500));
        return { ...optionsFor(database), models: [Cat], repositoryMode: true };
      },
    });
    const failure = await failureOf(
      boot({
        imports: [named('fine'), named('refused', { safeSync: { environment: 'production', mode: 'alter' } }), slow],
      }),
    );
    expect(failure.code).toBe('SAFE_SYNC_PRODUCTION_REFUSED');
    await new Promise((done) => setTimeout(done, 700));
    expect(await connectionsOf(database, 'safe-sync-test', 0)).toBe(0);
  });

  it('a connection that is loaded lazily fails alone', async () => {
    process.env['NODE_ENV'] = 'development';
    const app = await boot({ imports: [SafeSyncModule.forRoot({ ...optionsFor(database, 'first'), models: [Cat] })] });
    const lazy = refused({ name: 'lazy', repositoryMode: true, safeSync: { environment: 'production' } });
    const failure = await failureOf(app.get(LazyModuleLoader).load(() => SafeSyncModule.forRoot(lazy)));
    expect(failure.code).toBe('SAFE_SYNC_PRODUCTION_REFUSED');
    expect(await connectionsOf(database, 'safe-sync-test', 0)).toBe(0);
    expect(await app.get<Sequelize>(getConnectionToken()).query('SELECT 1 AS one', { plain: true })).toEqual({
      one: 1,
    });
    await app.close();
  });

  it('an options error is thrown once, before anything is connected, and never retried', async () => {
    for (const door of [
      (options: SafeSyncModuleOptions) => SafeSyncModule.forRoot(options),
      (options: SafeSyncModuleOptions) => SafeSyncModule.forRootAsync({ useFactory: async () => options }),
    ]) {
      const logger = new RecordingLogger();
      const options = { ...optionsFor(database), safeSync: { mod: 'alter' } } as SafeSyncModuleOptions;
      const failure = await failureOf(
        boot({ imports: [door({ ...options, uri: 'postgres://127.0.0.1:1/x' })] }, logger),
      );
      expect(failure).toMatchObject({
        code: 'SAFE_SYNC_INVALID_OPTIONS',
        message: expect.stringMatching(/mod\b.*mode/s),
      });
      expect(logger.lines.filter((line) => line.includes('Unable to connect'))).toEqual([]);
    }
  });

  it('a module without a factory is an options error', async () => {
    const failure = await failureOf(boot({ imports: [SafeSyncModule.forRootAsync({ name: 'zoo' })] }));
    expect(failure).toMatchObject({
      code: 'SAFE_SYNC_INVALID_OPTIONS',
      message: expect.stringContaining('useFactory, useClass or useExisting'),
    });
  });

  it('a factory that returns nothing is an options error', async () => {
    const useFactory = () => JSON.parse('{}').nothing;
    const failure = await failureOf(boot({ imports: [SafeSyncModule.forRootAsync({ useFactory })] }));
    expect(failure).toMatchObject({
      code: 'SAFE_SYNC_INVALID_OPTIONS',
      message: expect.stringContaining('returned nothing'),
    });
  });

  it('what the own factory throws comes out as it is', async () => {
    const useFactory = () => Promise.reject(new TypeError('no secret'));
    expect((await failureOf(boot({ imports: [SafeSyncModule.forRootAsync({ useFactory })] }))).name).toBe('TypeError');
  });

  it('SAFE_SYNC=off boots as SequelizeModule does, and does not even connect without autoLoadModels', async () => {
    process.env['SAFE_SYNC'] = 'off';
    const logger = new RecordingLogger();
    const dead = refused({ uri: 'postgres://127.0.0.1:1/x' });
    const app = await Test.createTestingModule({ imports: [SafeSyncModule.forRoot(dead)] })
      .setLogger(logger)
      .compile();
    expect(logger.of('SafeSync').filter((line) => line.startsWith('warn'))).toHaveLength(1);
    await app.close();
  });
});
