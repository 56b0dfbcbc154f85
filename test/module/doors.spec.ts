import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { Injectable, Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { getConnectionToken, getModelToken, SequelizeModule } from '@nestjs/sequelize';
import type { SequelizeModuleOptions, SequelizeOptionsFactory } from '@nestjs/sequelize';
import type { Sequelize } from 'sequelize-typescript';

import { getSafeSyncToken, SafeSyncModule, SafeSyncService } from '../../lib/index.js';
import { createDatabase, forEachPostgres } from '../support/postgres.js';
import type { TestDatabase } from '../support/postgres.js';
import { boot, connectionsOf, optionsFor, tablesOf } from './support/apps.js';
import { RecordingLogger } from './support/recording-logger.js';
import { Cat } from './support/models.js';

const OPTIONS = 'OPTIONS';

/** As people have it already: written for SequelizeModule, knowing nothing of us. */
@Injectable()
class OptionsClass implements SequelizeOptionsFactory {
  static options: SequelizeModuleOptions = {};
  static asked: (string | undefined)[] = [];

  createSequelizeOptions(connectionName?: string): SequelizeModuleOptions {
    OptionsClass.asked.push(connectionName);
    return OptionsClass.options;
  }
}

@Module({ providers: [OptionsClass], exports: [OptionsClass] })
class OptionsClassModule {}

type Door = (options: SequelizeModuleOptions, name?: string) => DynamicModule;

const doors: [string, Door][] = [
  ['forRoot', (options, name) => SafeSyncModule.forRoot({ ...options, name })],
  [
    'forRootAsync, useFactory with inject and imports',
    (options, name) => {
      const provider = { provide: OPTIONS, useValue: options };
      class OptionsModule {}
      Module({ providers: [provider], exports: [provider] })(OptionsModule);
      return SafeSyncModule.forRootAsync({
        name,
        imports: [OptionsModule],
        inject: [OPTIONS],
        useFactory: async (injected: SequelizeModuleOptions) => injected,
      });
    },
  ],
  ['forRootAsync, useClass', (_, name) => SafeSyncModule.forRootAsync({ name, useClass: OptionsClass })],
  [
    'forRootAsync, useExisting',
    (_, name) => SafeSyncModule.forRootAsync({ name, imports: [OptionsClassModule], useExisting: OptionsClass }),
  ],
];

forEachPostgres('The doors', (server) => {
  let database: TestDatabase;
  beforeEach(async () => {
    process.env['NODE_ENV'] = 'development';
    OptionsClass.asked = [];
    database = await createDatabase(server);
  });
  afterEach(async () => {
    delete process.env['NODE_ENV'];
    await database.drop();
  });

  const cases = doors.flatMap(([label, door]) => [
    { label: `${label}, default connection`, door, name: undefined },
    { label: `${label}, named connection`, door, name: 'zoo' },
  ]);

  it.each(cases)('$label', async ({ door, name }) => {
    OptionsClass.options = { ...optionsFor(database), autoLoadModels: true };
    const app = await boot({ imports: [door(OptionsClass.options, name), SequelizeModule.forFeature([Cat], name)] });

    expect(await tablesOf(database)).toEqual(['cats']);
    const service = app.get<SafeSyncService>(getSafeSyncToken(name));
    expect(service).toBeInstanceOf(SafeSyncService);
    expect(service.report?.mode).toBe('alter');
    expect((await service.plan()).statements).toEqual([]);
    if (name === undefined) expect(app.get(SafeSyncService)).toBe(service);
    else expect(() => app.get(SafeSyncService)).toThrow();
    expect(await app.get<typeof Cat>(getModelToken(Cat, name)).count()).toBe(0);
    expect(app.get<Sequelize>(getConnectionToken(name)).options).toMatchObject({ synchronize: false, sync: {} });

    expect(await connectionsOf(database, 'safe-sync-test', 1)).toBeGreaterThan(0);
    await app.close();
    expect(await connectionsOf(database, 'safe-sync-test', 0)).toBe(0);
  });

  it('an options class is told the name of its connection, once', async () => {
    OptionsClass.options = { ...optionsFor(database), models: [Cat] };
    const app = await boot({ imports: [SafeSyncModule.forRootAsync({ name: 'zoo', useClass: OptionsClass })] });
    expect(OptionsClass.asked).toEqual(['zoo']);
    await app.close();
  });

  it.each([
    { outer: undefined, used: undefined, says: /The name "inner" inside the options is not used.*"default"/ },
    { outer: 'outer', used: 'outer', says: /The name "inner" inside the options is not used.*"outer"/ },
  ])('a name that only the factory knows is not used, and it says so: $outer', async ({ outer, used, says }) => {
    const logger = new RecordingLogger();
    const useFactory = () => ({ ...optionsFor(database), models: [Cat], name: 'inner' });
    const app = await boot({ imports: [SafeSyncModule.forRootAsync({ name: outer, useFactory })] }, logger);
    expect(logger.of('SafeSync').filter((line) => says.test(line))).toHaveLength(1);
    expect(app.get<SafeSyncService>(getSafeSyncToken(used)).report).not.toBeNull();
    await app.close();
    expect(await connectionsOf(database, 'safe-sync-test', 0)).toBe(0);
  });

  it('autoCloseConnection: false leaves the pool to the application', async () => {
    const options = { ...optionsFor(database), models: [Cat], autoCloseConnection: false };
    const app = await boot({ imports: [SafeSyncModule.forRoot(options)] });
    const sequelize = app.get<Sequelize>(getConnectionToken());
    await app.close();
    await sequelize.query('SELECT 1');
    await sequelize.close();
  });

  it('what was asked for at the boot is not inherited by a sync by hand', async () => {
    const options = { ...optionsFor(database), models: [Cat], sync: { alter: true } };
    const app = await boot({ imports: [SafeSyncModule.forRoot(options)] });
    await database.query('ALTER TABLE cats ADD COLUMN kept int');
    await app.get<Sequelize>(getConnectionToken()).sync();
    const columns = await database.query(
      `SELECT column_name FROM information_schema.columns WHERE table_name = 'cats'`,
    );
    expect(columns).toContainEqual({ column_name: 'kept' });
    await app.close();
  });
});
