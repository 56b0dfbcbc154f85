import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { Inject, Injectable, Module } from '@nestjs/common';
import type { OnModuleInit, Type } from '@nestjs/common';
import { getConnectionToken, getModelToken, InjectConnection, InjectModel, SequelizeModule } from '@nestjs/sequelize';
import type { Sequelize } from 'sequelize-typescript';

import { SafeSyncModule } from '../../lib/index.js';
import { createDatabase, forEachPostgres } from '../support/postgres.js';
import type { TestDatabase } from '../support/postgres.js';
import { boot, optionsFor, tablesOf } from './support/apps.js';
import { Cat } from './support/models.js';

@Injectable()
class CountsInConstructor {
  readonly count: Promise<number>;
  constructor(@InjectModel(Cat) cats: typeof Cat) {
    this.count = cats.count();
    // Without the gate it fails before anybody waits for it.
    this.count.catch(() => undefined);
  }
}

@Injectable()
class CountsOnInit implements OnModuleInit {
  rows: unknown[] = [];
  constructor(@InjectConnection() private readonly sequelize: Sequelize) {}

  async onModuleInit(): Promise<void> {
    [this.rows] = await this.sequelize.query('SELECT count(*)::int AS count FROM cats');
  }
}

@Injectable()
class Depends {
  constructor(
    @Inject(CountsOnInit) readonly init: CountsOnInit,
    @Inject(CountsInConstructor) readonly constructed: CountsInConstructor,
    @Inject('ASYNC_COUNT') readonly fromFactory: number,
  ) {}
}

const counters = [
  CountsInConstructor,
  CountsOnInit,
  Depends,
  { provide: 'ASYNC_COUNT', inject: [getModelToken(Cat)], useFactory: (cats: typeof Cat) => cats.count() },
];

@Module({ imports: [SequelizeModule.forFeature([Cat])], providers: counters, exports: counters })
class CatsModule {}

forEachPostgres('The gate', (server) => {
  let database: TestDatabase;
  beforeEach(async () => {
    process.env['NODE_ENV'] = 'development';
    database = await createDatabase(server);
  });
  afterEach(async () => {
    delete process.env['NODE_ENV'];
    await database.drop();
  });

  it.each<[string, Type<unknown>[]]>([
    ['imported after the connection', [SafeSyncModule as Type<unknown>, CatsModule]],
    ['imported before it', [CatsModule, SafeSyncModule as Type<unknown>]],
  ])('nobody is injected before the table is there: module %s', async (_, order) => {
    const safeSync = SafeSyncModule.forRoot({ ...optionsFor(database), autoLoadModels: true });
    const app = await boot({ imports: order.map((module) => (module === SafeSyncModule ? safeSync : module)) });
    const found = app.get(Depends);
    expect(await found.constructed.count).toBe(0);
    expect(found.fromFactory).toBe(0);
    expect(found.init.rows).toEqual([{ count: 0 }]);
    await app.close();
  });

  it('the same providers fail on SequelizeModule without autoLoadModels, which synchronises nothing', async () => {
    const raw = SequelizeModule.forRoot({
      ...optionsFor(database),
      models: [Cat],
      synchronize: true,
      sync: { alter: true },
    });
    await expect(boot({ imports: [raw, CatsModule] })).rejects.toThrow('relation "cats" does not exist');
  });

  it('a provider of the application that needs the connection itself waits too', async () => {
    const seen = {
      provide: 'SEEN',
      inject: [getConnectionToken()],
      useFactory: async (sequelize: Sequelize) => (await sequelize.query('SELECT * FROM cats'))[0],
    };
    const app = await boot({
      imports: [SafeSyncModule.forRoot({ ...optionsFor(database), models: [Cat] })],
      providers: [seen],
    });
    expect(app.get('SEEN')).toEqual([]);
    expect(await tablesOf(database)).toEqual(['cats']);
    await app.close();
  });
});
