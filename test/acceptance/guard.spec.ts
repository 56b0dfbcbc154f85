import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, it } from '@jest/globals';
import { DataTypes, Model as SequelizeModel, type Model, type ModelStatic, type Options, Sequelize } from 'sequelize';
import {
  Column,
  DataType,
  Model as TypescriptModel,
  Sequelize as TypescriptSequelize,
  Table,
} from 'sequelize-typescript';
import { guardConnection } from '../../lib/guard/guard-connection.js';
import { SafeSyncModule } from '../../lib/index.js';
import { assembleSafeSync } from '../../lib/safe-sync.js';
import type { SafeSyncOptions } from '../../lib/safe-sync.options.js';
import type { TestDatabase } from '../support/database.js';
import { createDatabase, forEachDialect } from '../support/dialects.js';
import { clearVariables, quiet } from './support/quiet.js';

type AnyModel = ModelStatic<Model>;

forEachDialect('guard', (server) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createDatabase(server, { name: 'safe_sync_tmp' });
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    clearVariables();
    await database.clear();
  });
  afterEach(clearVariables);

  const define = (sequelize: Sequelize, name: string): AnyModel => {
    // On MariaDB schemas are databases, and the server of the tests has others than ours.
    Object.assign(sequelize.getQueryInterface(), { showAllSchemas: () => Promise.resolve([]) });
    return sequelize.define(
      name,
      { name: DataTypes.STRING(50) },
      { tableName: `${name.toLowerCase()}s`, timestamps: false },
    );
  };

  /** As the module leaves a connection behind after its boot. */
  const booted = async (
    word: string,
    { options = {}, sequelize: more = {} }: { options?: SafeSyncOptions; sequelize?: Options } = {},
  ) => {
    process.env['NODE_ENV'] = word;
    const sequelize = database.sequelize(more);
    const bird = define(sequelize, 'Bird');
    const { logger, lines } = quiet();
    const safeSync = assembleSafeSync({ sequelize, options, wishes: {}, logger, connection: 'default' });
    await safeSync.sync();
    guardConnection(sequelize, safeSync.guard);
    return { sequelize, bird, lines, safeSync };
  };
  const filled = async () => {
    const owner = database.sequelize();
    for (const name of ['Bird', 'Cat']) {
      const model = define(owner, name);
      await model.sync();
      await model.create({ name: 'kept' });
    }
    await owner.close();
  };

  const calls: readonly (readonly [string, (sequelize: Sequelize, options: object) => Promise<unknown>])[] = [
    ['sequelize.drop()', (sequelize, options) => sequelize.drop(options)],
    ['sequelize.truncate()', (sequelize, options) => sequelize.truncate(options)],
    ['Model.drop()', (sequelize, options) => sequelize.model('Bird').drop(options)],
    ['Model.drop() of a model added later', (sequelize, options) => define(sequelize, 'Cat').drop(options)],
    ['Model.drop() without scopes', (sequelize, options) => sequelize.model('Bird').unscoped().drop(options)],
    ['Model.drop() with a schema', (sequelize, options) => sequelize.model('Bird').schema('public').drop(options)],
    ['queryInterface.dropAllTables()', (sequelize, options) => sequelize.getQueryInterface().dropAllTables(options)],
    ['queryInterface.dropAllSchemas()', (sequelize, options) => sequelize.getQueryInterface().dropAllSchemas(options)],
    ['sequelize.dropAllSchemas()', (sequelize, options) => sequelize.dropAllSchemas(options)],
    ['sequelize.sync({ force: true })', (sequelize, options) => sequelize.sync({ ...options, force: true })],
    ['sequelize.sync({ alter: true })', (sequelize, options) => sequelize.sync({ ...options, alter: true })],
    ['Model.sync({ force: true })', (sequelize, options) => sequelize.model('Bird').sync({ ...options, force: true })],
    ['Model.sync({ alter: true })', (sequelize, options) => sequelize.model('Bird').sync({ ...options, alter: true })],
    ...(server.dialect === 'postgres'
      ? [
          [
            'queryInterface.dropAllEnums()',
            (sequelize: Sequelize, options: object) => sequelize.getQueryInterface().dropAllEnums(options),
          ] as const,
        ]
      : []),
  ];

  it('blocks every guarded call in production, with hooks and without, and inside a transaction', async () => {
    await filled();
    const { sequelize } = await booted('production');
    const before = [await database.readCatalog(), await database.readValues()];
    for (const [name, call] of calls) {
      for (const options of [{}, { hooks: false }, { hooks: true, cascade: true }]) {
        await expect(call(sequelize, options)).rejects.toMatchObject({
          code: 'SAFE_SYNC_PRODUCTION_REFUSED',
          message: expect.stringMatching(name.includes('sync(') ? /./ : /\(\) is refused/),
        });
      }
      await sequelize.transaction(async (transaction) => {
        await expect(call(sequelize, { transaction })).rejects.toMatchObject({ code: 'SAFE_SYNC_PRODUCTION_REFUSED' });
      });
    }
    expect([await database.readCatalog(), await database.readValues()]).toEqual(before);
  });

  it('blocks by the mark alone, where the environment says development', async () => {
    await filled();
    const { sequelize, safeSync } = await booted('development', { options: { mode: 'none' } });
    await safeSync.mark('production');
    const before = [await database.readCatalog(), await database.readValues()];
    for (const [, call] of calls) {
      await expect(call(sequelize, {})).rejects.toMatchObject({ code: 'SAFE_SYNC_PRODUCTION_REFUSED' });
    }
    expect([await database.readCatalog(), await database.readValues()]).toEqual(before);
  });

  it('blocks none in development', async () => {
    for (const [name, call] of calls) {
      await database.clear();
      const { sequelize } = await booted('development');
      await sequelize.model('Bird').create({ name: 'gone' });
      if (!/with a schema/.test(name) || server.dialect !== 'postgres') await call(sequelize, {});
      await sequelize.close();
    }
    const { sequelize } = await booted('development');
    await sequelize.transaction((transaction) => sequelize.truncate({ transaction }));
    await sequelize.transaction((transaction) => sequelize.drop({ transaction } as object));
  });

  it('lets single objects and data pass in production', async () => {
    await filled();
    const { sequelize, bird } = await booted('production');
    const queryInterface = sequelize.getQueryInterface();
    await queryInterface.addColumn('birds', 'age', { type: DataTypes.INTEGER });
    await queryInterface.changeColumn('birds', 'age', { type: DataTypes.BIGINT });
    await queryInterface.removeColumn('birds', 'age');
    await bird.destroy({ where: {} });
    await bird.truncate();
    await queryInterface.dropTable('cats');
    expect((await database.readNames()).filter((name) => /cats/.test(name))).toEqual([]);
  });

  it('a plain sync() makes what is missing, and nothing else, in production too', async () => {
    await filled();
    await database.query('CREATE TABLE stranger (id integer)');
    const { sequelize, bird } = await booted('production');
    const before = await database.readCatalog();
    const grown = sequelize.define(
      'Bird',
      { name: DataTypes.STRING(90), age: DataTypes.INTEGER },
      { tableName: 'birds', timestamps: false, indexes: [{ fields: ['age'] }] },
    );
    expect(await grown.sync()).toBe(grown);
    expect(await database.readCatalog()).toEqual(before);
    const ran: string[] = [];
    sequelize.addHook('beforeBulkSync', () => void ran.push('bulk'));
    const egg = sequelize.define(
      'Egg',
      { colour: { type: DataTypes.STRING, unique: true }, kind: DataTypes.ENUM('big', 'small') },
      {
        tableName: 'eggs',
        timestamps: false,
        indexes: [{ fields: ['kind'] }],
        hooks: { afterSync: () => void ran.push('egg') },
      },
    );
    egg.belongsTo(grown, { foreignKey: 'birdId' });
    expect(await egg.sync()).toBe(egg);
    expect(ran).toEqual(['egg']);
    await egg.create({ colour: 'blue', kind: 'big' });
    define(sequelize, 'Dog');
    expect(await sequelize.sync()).toBe(sequelize);
    expect(ran.slice(1)).toEqual(['bulk', 'egg']);
    expect(await egg.count()).toBe(1);
    const after = await database.readCatalog();
    for (const [name, table] of Object.entries(before.tables)) expect(after.tables[name]).toEqual(table);
    expect(await bird.count({ logging: false })).toBe(1);
    await sequelize.transaction(async (transaction) => {
      const cow = define(sequelize, 'Cow');
      await cow.sync({ transaction } as object);
      await cow.create({ name: 'a' }, { transaction });
      await cow.sync({ transaction } as object);
    });
    expect((await database.readNames()).some((name) => /cows/.test(name))).toBe(true);
  });

  it("also for a tenant's copy of a model, and for a model that is ignored or has a sync() of its own", async () => {
    const { sequelize } = await booted('production', { options: { ignore: ['Session'] } });
    if (server.dialect === 'postgres') await database.query('CREATE SCHEMA tenant');
    // To Sequelize's dialect `mariadb` a schema is another database.
    if (server.dialect !== 'mariadb') {
      const copy = sequelize.model('Bird').schema('tenant');
      await copy.sync();
      await copy.create({ name: 'there' });
      expect(await copy.count()).toBe(1);
    }
    await define(sequelize, 'Session').sync();
    class Own extends (SequelizeModel as unknown as AnyModel) {
      static override async sync(options?: object): Promise<never> {
        return super.sync(options) as Promise<never>;
      }
    }
    Own.init({ name: DataTypes.STRING }, { sequelize, modelName: 'Own', tableName: 'owns', timestamps: false });
    await Own.sync();
    await expect(Own.sync({ force: true })).rejects.toMatchObject({ code: 'SAFE_SYNC_PRODUCTION_REFUSED' });
    expect((await database.readNames()).filter((name) => /sessions$|owns$/.test(name))).toHaveLength(2);
  });

  it('force by hand in development is decided as at the boot, and says its way on', async () => {
    const own = await createDatabase(server);
    try {
      process.env['NODE_ENV'] = 'development';
      const sequelize = own.sequelize();
      const bird = define(sequelize, 'Bird');
      const safeSync = assembleSafeSync({
        sequelize,
        options: {},
        wishes: {},
        logger: quiet().logger,
        connection: 'default',
      });
      await safeSync.sync();
      guardConnection(sequelize, safeSync.guard);
      await sequelize.sync({ force: true });
      await bird.create({ name: 'kept' });
      await expect(sequelize.sync({ force: true })).rejects.toMatchObject({
        code: 'SAFE_SYNC_PRODUCTION_REFUSED',
        message: expect.stringMatching(/nothing proves that this database is a throw-away/),
      });
      expect(await bird.count()).toBe(1);
    } finally {
      await own.drop();
    }
  });

  it('SAFE_SYNC=off takes the guard off', async () => {
    const { sequelize } = await booted('production');
    process.env['SAFE_SYNC'] = 'off';
    await sequelize.sync({ force: true });
    await sequelize.drop();
  });

  describe('guardEveryConnection', () => {
    const open = (): Sequelize => {
      const sequelize = database.sequelize();
      define(sequelize, 'Bird');
      return sequelize;
    };

    it('guards what was made before and later, once, and lets go again', async () => {
      await filled();
      process.env['NODE_ENV'] = 'production';
      const methods = () => [
        Sequelize.prototype.sync,
        Sequelize.prototype.drop,
        Sequelize.prototype.truncate,
        Sequelize.prototype.getQueryInterface,
        (Sequelize as unknown as { Model: AnyModel }).Model.sync,
        TypescriptModel.sync,
      ];
      const originals = methods();
      const earlier = open();
      const early = database.sequelize();
      const unguard = SafeSyncModule.guardEveryConnection();
      expect(SafeSyncModule.guardEveryConnection()).toBe(unguard);
      const later = open();
      try {
        define(early, 'Bird');
        for (const sequelize of [earlier, early, later]) {
          for (const [, call] of calls) {
            await expect(call(sequelize, { hooks: false })).rejects.toMatchObject({
              code: 'SAFE_SYNC_PRODUCTION_REFUSED',
            });
          }
        }
      } finally {
        unguard();
      }
      expect(methods()).toEqual(originals);
      await later.drop();
      await earlier.sync({ force: true });
      expect(await earlier.model('Bird').count()).toBe(0);
    });

    it('guards the models of sequelize-typescript, as repositories and as classes', async () => {
      @Table({ tableName: 'birds', timestamps: false })
      class Bird extends TypescriptModel {
        @Column(DataType.STRING)
        name!: string;
      }
      @Table({ tableName: 'cats', timestamps: false })
      class Cat extends TypescriptModel {
        @Column(DataType.STRING)
        name!: string;
      }
      await filled();
      process.env['NODE_ENV'] = 'production';
      const unguard = SafeSyncModule.guardEveryConnection();
      const opened = [true, false].map(
        (repositoryMode) => new TypescriptSequelize({ ...database.options, repositoryMode, models: [Bird, Cat] }),
      );
      try {
        const refused = { code: 'SAFE_SYNC_PRODUCTION_REFUSED' };
        const [first, second] = opened as [TypescriptSequelize, TypescriptSequelize];
        for (const model of [first.getRepository(Bird), first.getRepository(Cat), Bird, Cat, Bird.unscoped()]) {
          await expect((model as unknown as AnyModel).drop()).rejects.toMatchObject(refused);
          await expect((model as unknown as AnyModel).sync({ force: true })).rejects.toMatchObject(refused);
        }
        await expect(second.drop()).rejects.toMatchObject(refused);
        await Bird.sync();
        expect(await Bird.count()).toBe(1);
      } finally {
        unguard();
        await Promise.all(opened.map((one) => one.close()));
      }
    });
  });
});
