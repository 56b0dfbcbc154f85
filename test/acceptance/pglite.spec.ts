/**
 * PGlite (PostgreSQL in WebAssembly) behind its socket: one session, so that a pool of one is all that it takes. It needs
 * seconds to start, so that all cases share one, each in a schema of its own.
 */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createServer, type AddressInfo } from 'node:net';
import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import { Sequelize, type Options } from 'sequelize';
import { Column, DataType, Model, Table } from 'sequelize-typescript';
import { SafeSyncModule, SafeSyncService } from '../../lib/index.js';
import { createSafeSync } from '../../lib/safe-sync.js';
import { boot } from '../module/support/apps.js';
import { modelCases } from './cases/index.js';
import { contentOf, NOTHING, quietly } from './cases/quiet.js';
import { createRaw } from './cases/raw-creation.js';
import { defineShop } from './processes/shop.js';
import { clearVariables, quiet } from './support/quiet.js';

describe('PGlite', () => {
  let database: PGlite;
  let server: PGLiteSocketServer;
  let url: string;
  const opened: Sequelize[] = [];

  beforeAll(async () => {
    database = await PGlite.create();
    const port = await freePort();
    server = new PGLiteSocketServer({ db: database, host: '127.0.0.1', port });
    await server.start();
    // Whatever name is asked for, it is the one database of PGlite; this name is a throw-away's.
    url = `postgres://postgres:postgres@127.0.0.1:${port}/shop_test`;
  }, 180_000);
  afterAll(async () => {
    await server.stop();
    await database.close();
  });
  beforeEach(async () => {
    clearVariables();
    await database.exec('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
  });
  afterEach(async () => {
    clearVariables();
    jest.restoreAllMocks();
    await Promise.all(opened.splice(0).map((sequelize) => sequelize.close()));
  });

  const connect = (options: Options = {}) => {
    const sequelize = new Sequelize(url, { dialect: 'postgres', logging: false, pool: { max: 1 }, ...options });
    opened.push(sequelize);
    return sequelize;
  };

  const synchronise = async (version: 1 | 2 | 3, environment: string) => {
    const sequelize = connect();
    defineShop(sequelize, version);
    const safeSync = createSafeSync(sequelize, { logger: quiet().logger, environment });
    const report = await safeSync.sync();
    const again = await safeSync.plan();
    await opened.pop()?.close();
    expect([...again.statements, ...again.unknowns]).toEqual([]);
    return report;
  };

  const rowsOf = async (table: string) => (await database.query(`SELECT * FROM ${table} ORDER BY id`)).rows;

  it('boots SafeSyncModule, in alter and in force', async () => {
    @Table({ tableName: 'birds', timestamps: false })
    class Bird extends Model {
      @Column({ type: DataType.ENUM('egg', 'grown'), defaultValue: 'egg' })
      stage!: string;

      @Column({ type: DataType.STRING, unique: true })
      ring!: string;
    }
    for (const [environment, applied] of [
      ['development', 2],
      ['development', 0],
      ['test', 2],
    ] as const) {
      process.env['NODE_ENV'] = environment;
      // The boots before marked it for development: a person gives it to the tests.
      if (environment === 'test')
        await database.exec(`UPDATE safe_sync_meta SET value = 'test' WHERE key = 'environment'`);
      const app = await boot({
        imports: [
          SafeSyncModule.forRoot({
            dialect: 'postgres',
            uri: url,
            logging: false,
            models: [Bird],
            pool: { max: 1 },
          }),
        ],
      });
      try {
        expect(app.get(SafeSyncService).report?.applied).toHaveLength(applied);
        await Bird.create({ ring: `${environment} ${applied}` });
      } finally {
        await app.close();
      }
    }
    expect(await rowsOf('birds')).toEqual([{ id: 1, stage: 'egg', ring: 'test 2' }]);
  });

  it('alter keeps the rows through every version, also where enum values have to be committed first', async () => {
    expect((await synchronise(1, 'development')).applied).toHaveLength(3);
    await database.exec(
      `INSERT INTO users (name, email) VALUES ('a', 'a@x'); INSERT INTO orders ("userId") VALUES (1)`,
    );
    expect((await synchronise(2, 'development')).applied).toHaveLength(3);
    expect((await synchronise(3, 'development')).applied).toHaveLength(2);
    expect((await synchronise(3, 'development')).applied).toEqual([]);
    expect(await rowsOf('users')).toEqual([{ id: 1, name: 'a', email: 'a@x', age: 18 }]);
    expect(await rowsOf('orders')).toEqual([{ id: 1, total: '0.00', state: 'new', userId: 1 }]);
  });

  it('force clears what is right and makes anew what is not', async () => {
    await synchronise(2, 'test');
    await database.exec(`INSERT INTO users (name) VALUES ('a')`);
    expect((await synchronise(2, 'test')).applied.map(({ change }) => change.kind)).toEqual([
      'clear-tables',
      'restart-sequences',
    ]);
    await database.exec(`INSERT INTO users (name) VALUES ('b')`);
    expect(await rowsOf('users')).toMatchObject([{ id: 1, name: 'b' }]);
    expect((await synchronise(1, 'test')).applied.map(({ change }) => change.kind)).toContain('drop-table');
    expect(await rowsOf('users')).toEqual([]);
  });

  it('what fails is rolled back, and the session goes on', async () => {
    await synchronise(1, 'development');
    // A trigger on DDL that no plan can know of.
    await database.exec(`
      CREATE FUNCTION public.stop() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'not now'; END $$;
      CREATE EVENT TRIGGER stop ON ddl_command_end WHEN TAG IN ('CREATE INDEX') EXECUTE FUNCTION public.stop()`);
    await expect(synchronise(2, 'development')).rejects.toMatchObject({
      code: 'SAFE_SYNC_APPLY_FAILED',
      message: expect.stringContaining('not now'),
    });
    await opened.pop()?.close();
    await database.exec('DROP EVENT TRIGGER stop');
    expect((await synchronise(2, 'development')).applied).toHaveLength(3);
  });

  it('several that boot at once make the schema once', async () => {
    const reports = await Promise.all(
      [1, 2, 3].map(async () => {
        const sequelize = new Sequelize(url, { dialect: 'postgres', logging: false, pool: { max: 1 } });
        defineShop(sequelize, 1);
        const safeSync = createSafeSync(sequelize, { logger: quiet().logger, environment: 'development' });
        // The next one is let in when this one is gone.
        return safeSync.sync().finally(() => sequelize.close());
      }),
    );
    expect(reports.map(({ applied }) => applied.length).toSorted((a, b) => a - b)).toEqual([0, 0, 3]);
  });

  const chosen = new Set([
    'scalar types',
    'types as texts',
    'P15 arrays of enums',
    'defaults of json',
    'defaults of ranges and others',
    'expressions in indexes',
    'P30 partial indexes',
    'P30 partial indexes over several',
    'associations of many kinds together',
    'schemas of models',
  ]);

  it.each(modelCases.filter(({ name }) => chosen.has(name)).map((modelCase) => [modelCase.name, modelCase] as const))(
    'what raw Sequelize created plans to nothing: %s',
    async (_name, modelCase) => {
      jest.spyOn(console, 'warn').mockImplementation(() => undefined);
      if (modelCase.prepare !== undefined) await database.exec(modelCase.prepare);
      const sequelize = connect(modelCase.options);
      modelCase.define(sequelize);
      await createRaw(sequelize);
      expect(contentOf(await quietly(sequelize).plan())).toEqual(NOTHING);
    },
  );
});

/** The server does not say which port it was given. */
async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((done) => probe.listen(0, '127.0.0.1', done));
  const { port } = probe.address() as AddressInfo;
  await new Promise((done) => probe.close(done));
  return port;
}
