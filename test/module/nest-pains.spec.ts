import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { Module } from '@nestjs/common';
import { getModelToken, SequelizeModule } from '@nestjs/sequelize';
import type { SequelizeModuleOptions } from '@nestjs/sequelize';
import { Test } from '@nestjs/testing';
import { Model, Table } from 'sequelize-typescript';

import { SafeSyncModule, SafeSyncService } from '../../lib/index.js';
import { createDatabase, forEachPostgres } from '../support/postgres.js';
import type { TestDatabase } from '../support/postgres.js';
import { boot, optionsFor, tablesOf } from './support/apps.js';
import { Cat, Dog, Kitten } from './support/models.js';
import { RecordingLogger } from './support/recording-logger.js';

@Module({ imports: [SequelizeModule.forFeature([Cat])] })
class CatsModule {}

@Module({ imports: [SequelizeModule.forFeature([Dog])] })
class DogsModule {}

@Table({ tableName: 'lions', modelName: 'BigCat', timestamps: false })
class Lion extends Model {}

@Module({ imports: [SequelizeModule.forFeature([Lion])] })
class LionsModule {}

@Module({ imports: [SequelizeModule.forFeature([Kitten])] })
class KittensModule {}

forEachPostgres('What hurts in Nest', (server) => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await createDatabase(server);
  });
  afterEach(async () => {
    delete process.env['NODE_ENV'];
    await database.drop();
  });

  const loading = (): SequelizeModuleOptions => ({ ...optionsFor(database), autoLoadModels: true });

  it('P4: SequelizeModule synchronises when nothing was asked, in production too', async () => {
    process.env['NODE_ENV'] = 'production';
    await (await boot({ imports: [SequelizeModule.forRoot(loading()), CatsModule] })).close();
    expect(await tablesOf(database)).toContain('cats');
  });

  it.each([undefined, '', 'production', 'prod', 'staging', 'developement'])(
    'P4: nothing asked, nothing written, one line that says why: NODE_ENV=%s',
    async (word) => {
      if (word !== undefined) process.env['NODE_ENV'] = word;
      const logger = new RecordingLogger();
      const app = await boot({ imports: [SafeSyncModule.forRoot(loading()), CatsModule] }, logger);
      expect(app.get(SafeSyncService).report?.mode).toBe('none');
      expect(await tablesOf(database)).toEqual([]);
      expect(logger.of('SafeSync').filter((line) => line.includes('mode none'))).not.toEqual([]);
      await app.close();
    },
  );

  it('P38: the environment chooses, also when it is set after the module was made', async () => {
    const module = SafeSyncModule.forRootAsync({
      useFactory: () => {
        process.env['NODE_ENV'] = ' Development ';
        return loading();
      },
    });
    const app = await boot({ imports: [module, CatsModule] });
    expect(app.get(SafeSyncService).report?.mode).toBe('alter');
    expect(await tablesOf(database)).toEqual(['cats']);
    await app.close();
  });

  it('P50: SequelizeModule makes the tables of every module that the process ever loaded', async () => {
    await (await boot({ imports: [SequelizeModule.forRoot(loading()), DogsModule] })).close();
    expect(await tablesOf(database)).toEqual(expect.arrayContaining(['cats', 'dogs']));
  });

  it('P50: a module that imports only Dog gets only dogs', async () => {
    process.env['NODE_ENV'] = 'development';
    const app = await Test.createTestingModule({ imports: [SafeSyncModule.forRoot(loading()), DogsModule] }).compile();
    expect(await tablesOf(database)).toEqual(['dogs']);
    expect((await app.get(SafeSyncService).drift()).findings).toEqual([]);
    await app.close();
  });

  it('P50: a model that another one needs comes with it', async () => {
    process.env['NODE_ENV'] = 'development';
    const app = await boot({ imports: [SafeSyncModule.forRoot(loading()), KittensModule] });
    expect(await tablesOf(database)).toEqual(['cats', 'kittens']);
    await app.close();
  });

  it('P50: a model that is listed comes too', async () => {
    process.env['NODE_ENV'] = 'development';
    const app = await boot({ imports: [SafeSyncModule.forRoot({ ...loading(), models: [Cat] }), DogsModule] });
    expect(await tablesOf(database)).toEqual(['cats', 'dogs']);
    await app.close();
  });

  it.each([false, true])('P50: a class with another modelName is found, repositoryMode %s', async (repositoryMode) => {
    process.env['NODE_ENV'] = 'development';
    const app = await boot({ imports: [SafeSyncModule.forRoot({ ...loading(), repositoryMode }), LionsModule] });
    expect(await tablesOf(database)).toEqual(['lions']);
    await app.close();
  });

  it('P50: a model whose provider a test overrides has its table', async () => {
    process.env['NODE_ENV'] = 'development';
    const imports = [SafeSyncModule.forRoot(loading()), DogsModule];
    const builder = Test.createTestingModule({ imports }).overrideProvider(getModelToken(Dog)).useValue({});
    const app = await builder.compile();
    expect(await tablesOf(database)).toEqual(['dogs']);
    await app.close();
  });

  it('P50: force does not touch the tables of the other modules', async () => {
    const named = await createDatabase(server, { name: 'zoo_test' });
    await named.query('CREATE TABLE cats (id serial PRIMARY KEY, name text)');
    await named.query(`INSERT INTO cats (name) VALUES ('Tom')`);
    process.env['NODE_ENV'] = 'test';
    const options = { ...optionsFor(named), autoLoadModels: true };
    const app = await boot({ imports: [SafeSyncModule.forRoot(options), DogsModule] });
    expect(app.get(SafeSyncService).report?.mode).toBe('force');
    expect(await named.query('SELECT name FROM cats')).toEqual([{ name: 'Tom' }]);
    expect(await tablesOf(named)).toEqual(['cats', 'dogs']);
    await app.close();
    await named.drop();
  });
});
