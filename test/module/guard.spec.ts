import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { getConnectionToken, SequelizeModule } from '@nestjs/sequelize';
import { newDb } from 'pg-mem';
import { Column, DataType, Model, Table, type Sequelize } from 'sequelize-typescript';
import { SafeSyncModule, SafeSyncService } from '../../lib/index.js';
import { createDatabase, forEachPostgres, type TestDatabase } from '../support/postgres.js';
import { boot, optionsFor, tablesOf } from './support/apps.js';

@Table({ tableName: 'cats', timestamps: false })
class Cat extends Model {
  @Column(DataType.STRING)
  name!: string;
}

const refused = { code: 'SAFE_SYNC_PRODUCTION_REFUSED' };

forEachPostgres('the connection of the module', (server) => {
  let database: TestDatabase;
  let app: INestApplicationContext | undefined;
  beforeEach(async () => {
    database = await createDatabase(server);
    await database.query('CREATE TABLE cats (id serial PRIMARY KEY, name varchar(255), old text)');
    await database.query(`INSERT INTO cats (name) VALUES ('kept')`);
  });
  afterEach(async () => {
    delete process.env['NODE_ENV'];
    delete process.env['SAFE_SYNC'];
    await app?.close();
    app = undefined;
    await database.drop();
  });

  const open = async (word: string, repositoryMode: boolean): Promise<Sequelize> => {
    process.env['NODE_ENV'] = word;
    app = await boot({
      imports: [
        SafeSyncModule.forRoot({ ...optionsFor(database), autoLoadModels: true, repositoryMode }),
        SequelizeModule.forFeature([Cat]),
      ],
    });
    return app.get<Sequelize>(getConnectionToken());
  };

  it.each([false, true])('is guarded in production, with repositoryMode %s', async (repositoryMode) => {
    const sequelize = await open('production', repositoryMode);
    const cat = repositoryMode ? sequelize.getRepository(Cat) : Cat;
    await expect(sequelize.drop()).rejects.toMatchObject({ ...refused, call: 'sequelize.drop()' });
    await expect(cat.drop()).rejects.toMatchObject(refused);
    await expect(sequelize.sync({ force: true, hooks: false })).rejects.toMatchObject(refused);
    await expect(cat.sync({ alter: true })).rejects.toMatchObject(refused);
    await sequelize.sync();
    expect(await database.query('SELECT name, old FROM cats')).toEqual([{ name: 'kept', old: null }]);
  });

  it('by its mark, which the service writes, whatever the environment says', async () => {
    const sequelize = await open('development', false);
    const service = app?.get(SafeSyncService);
    expect(await service?.mark('production')).toMatchObject({ before: null, after: 'production' });
    await expect(sequelize.truncate()).rejects.toMatchObject(refused);
    await service?.mark('development');
    await sequelize.truncate();
    expect(await Cat.count()).toBe(0);
  });

  it('is SequelizeModule to the letter under SAFE_SYNC=off', async () => {
    process.env['SAFE_SYNC'] = 'off';
    const sequelize = await open('production', false);
    await sequelize.drop();
    expect(await tablesOf(database)).toEqual([]);
  });
});

describe('on pg-mem', () => {
  afterEach(() => {
    delete process.env['NODE_ENV'];
  });

  it('a plain sync() by hand makes what is missing, and force empties the tables', async () => {
    process.env['NODE_ENV'] = 'test';
    const app = await boot({
      imports: [
        SafeSyncModule.forRoot({
          dialect: 'postgres',
          dialectModule: newDb().adapters.createPg(),
          logging: false,
          models: [Cat],
        }),
      ],
    });
    try {
      const sequelize = app.get<Sequelize>(getConnectionToken());
      await Cat.create({ name: 'kept' });
      const dog = sequelize.define('Dog', { name: DataType.STRING }, { tableName: 'dogs', timestamps: false });
      await sequelize.sync();
      await dog.create({ name: 'new' });
      expect([await Cat.count(), await dog.count()]).toEqual([1, 1]);
      await sequelize.sync({ force: true });
      expect([await Cat.count(), await dog.count()]).toEqual([0, 0]);
      process.env['NODE_ENV'] = 'production';
      await expect(sequelize.drop()).rejects.toMatchObject(refused);
    } finally {
      await app.close();
    }
  });
});
