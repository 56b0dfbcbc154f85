import { AsyncLocalStorage } from 'node:async_hooks';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DataTypes, Sequelize } from 'sequelize';
import { createSafeSync } from '../../lib/safe-sync.js';
import type { SafeSyncOptions } from '../../lib/safe-sync.options.js';
import {
  createDatabase,
  forEachPostgres,
  postgresServers,
  readOracleCatalog,
  recordStatements,
  type TestDatabase,
} from '../support/postgres.js';
import { defineShop } from './processes/shop.js';
import { clearVariables, quiet } from './support/quiet.js';
import { writingStatements } from './support/writing-statements.js';

/** Which mode: the environment's word, the options, what came out. */
interface Row {
  readonly word?: string;
  readonly safeSync?: SafeSyncOptions;
  readonly sync?: object;
  readonly synchronize?: boolean;
  readonly mode: 'alter' | 'force' | 'none' | 'SAFE_SYNC_PRODUCTION_REFUSED';
}

const rows: readonly Row[] = [
  ...['development', 'dev', 'local', ' Development ', 'DEV'].map((word) => ({ word, mode: 'alter' as const })),
  ...['test', 'testing', ' TEST'].map((word) => ({ word, mode: 'force' as const })),
  ...[
    undefined,
    '',
    '  ',
    'production',
    'prod',
    'staging',
    ' Production ',
    'PRODUCTION',
    'developmnet',
    'tests',
    'devel',
    'preview',
    'non-test',
    'mode',
  ].map((word) => ({ word, mode: 'none' as const })),
  // Words are never matched as substrings.
  { word: 'test-production', mode: 'none' },
  { word: 'constructor', mode: 'none' },
  // The first that speaks.
  { word: 'development', safeSync: { mode: 'none' }, sync: { force: true }, mode: 'none' },
  { word: 'development', safeSync: { mode: 'force' }, synchronize: false, mode: 'force' },
  { word: 'development', safeSync: { mode: (word) => (word === 'development' ? 'none' : 'alter') }, mode: 'none' },
  { word: 'development', synchronize: false, sync: { force: true }, mode: 'none' },
  { word: 'development', sync: { force: true, alter: true }, mode: 'force' },
  { word: 'test', sync: { alter: true }, mode: 'alter' },
  { word: 'test', sync: { alter: { drop: false } }, mode: 'alter' },
  { word: 'test', sync: { alter: false, force: false }, mode: 'force' },
  { word: 'production', sync: { alter: false, force: false }, mode: 'none' },
  { word: 'development', sync: {}, synchronize: true, mode: 'alter' },
  { word: 'production', sync: {}, synchronize: true, mode: 'none' },
  { word: 'staging', safeSync: { modes: { ' Staging': 'alter' } }, mode: 'alter' },
  { word: 'test', safeSync: { modes: { test: 'alter' } }, mode: 'alter' },
  { word: 'development', safeSync: { environment: 'test' }, mode: 'force' },
  { word: 'development', safeSync: { environment: '' }, mode: 'none' },
  // By hand where it is not known that it is no production.
  ...[undefined, '', 'production', 'prod', 'staging', ' Production ', 'developmnet'].flatMap((word): Row[] => [
    { word, safeSync: { mode: 'alter' }, mode: 'SAFE_SYNC_PRODUCTION_REFUSED' },
    { word, sync: { alter: true }, mode: 'SAFE_SYNC_PRODUCTION_REFUSED' },
    { word, sync: { force: true }, mode: 'SAFE_SYNC_PRODUCTION_REFUSED' },
  ]),
  { word: 'staging', safeSync: { modes: { staging: 'none' }, mode: 'alter' }, mode: 'SAFE_SYNC_PRODUCTION_REFUSED' },
];

forEachPostgres('modes', (server) => {
  let database: TestDatabase;
  beforeEach(async () => {
    clearVariables();
    database = await createDatabase(server);
  });
  afterEach(async () => {
    clearVariables();
    await database.drop();
  });

  /** A connection whose options have what people already have; `synchronize` is Nest's and passes through. */
  const open = ({ sync, synchronize }: Pick<Row, 'sync' | 'synchronize'> = {}, pool = 5): Sequelize => {
    const sequelize = database.sequelize({ sync, synchronize, pool: { max: pool } } as object);
    defineShop(sequelize, 1);
    return sequelize;
  };

  // The server has no part in it: once is enough.
  if (server === postgresServers[0]) {
    it.each(rows)('which mode: %j', async ({ word, safeSync, sync, synchronize, mode }) => {
      const sequelize = open({ sync, synchronize });
      // After the import, as ConfigModule does it.
      if (word !== undefined) process.env['NODE_ENV'] = word;
      const { logger, lines } = quiet();
      const before = await readOracleCatalog(database);
      let came: string | undefined;
      try {
        came = (await createSafeSync(sequelize, { logger, ...safeSync }).sync()).mode;
      } catch (error) {
        came = (error as { readonly code?: string }).code;
      }
      expect(came).toBe(mode);
      const after = await readOracleCatalog(database);
      if (mode === 'alter' || mode === 'force') expect(Object.keys(after.tables)).toHaveLength(2);
      else expect(after).toEqual(before);
      if (mode === 'SAFE_SYNC_PRODUCTION_REFUSED') expect(lines).toEqual([]);
    });
  }

  if (server.log !== undefined) {
    it('not one writing statement reaches the server in none, nor for a refusal', async () => {
      const sequelize = open();
      await sequelize.authenticate();
      const closed = rows.filter(({ mode }) => mode === 'none' || mode === 'SAFE_SYNC_PRODUCTION_REFUSED');
      const statements = await recordStatements(database, async () => {
        for (const { word, safeSync, sync, synchronize } of closed) {
          clearVariables();
          if (word !== undefined) process.env['NODE_ENV'] = word;
          Object.assign((sequelize as unknown as { options: object }).options, { sync, synchronize });
          await createSafeSync(sequelize, { logger: quiet().logger, ...safeSync })
            .sync()
            .catch(() => undefined);
        }
      });
      // They were read, each in a transaction that cannot write.
      expect(statements.filter((text) => /READ ONLY/.test(text)).length).toBeGreaterThanOrEqual(closed.length);
      expect(writingStatements(statements)).toEqual([]);
    });
  }

  it('says first what to do when NODE_ENV is not set', async () => {
    const { logger, said } = quiet();
    await createSafeSync(open(), { logger }).sync();
    expect(said('warn')).toEqual([
      'NODE_ENV is not set: the schema is left alone (mode none). On your own machine put NODE_ENV=development into .env or into start:dev.',
    ]);
    expect(said('error').join()).toMatch(
      /lacks what the models need[\s\S]*Three ways on:[\s\S]*SAFE_SYNC_CONFIRM="safe_sync_\d+:\w{16}"[\s\S]*migration[\s\S]*NODE_ENV=development and safeSync: { mode: 'alter' }/,
    );
    // The last of them alone would be refused, and both together run.
    process.env['NODE_ENV'] = 'development';
    expect((await createSafeSync(open(), { logger, mode: 'alter' }).sync()).drift).toMatchObject({ inStep: true });
  });

  describe('a database that migrations manage', () => {
    const withRow = (table = 'SequelizeMeta', schema = 'public') =>
      database.query(
        `CREATE TABLE "${schema}"."${table}" (name text); INSERT INTO "${schema}"."${table}" VALUES ('1-start.js')`,
      );
    const modeOf = async (word: string, options: SafeSyncOptions = {}, sync?: object) => {
      process.env['NODE_ENV'] = word;
      const { logger, said } = quiet();
      const { mode } = await createSafeSync(open({ sync }), { logger, ...options }).sync();
      return { mode, warnings: said('warn') };
    };

    it('is left to them, with one line', async () => {
      await withRow();
      for (const [word, asked] of [
        ['development', 'alter'],
        ['test', 'force'],
      ] as const) {
        const { mode, warnings } = await modeOf(word);
        expect(mode).toBe('none');
        expect(warnings).toEqual([
          `The table "SequelizeMeta" has rows: this database is left to its migrations, although NODE_ENV is ${word} (mode none). ` +
            `To run ${asked} all the same, ask for it: safeSync: { mode: '${asked}' }.`,
        ]);
      }
      expect(Object.keys((await readOracleCatalog(database)).tables)).toEqual(['public.SequelizeMeta']);
    });

    it.each<[string, SafeSyncOptions, object | undefined]>([
      ['mode', { mode: 'alter' }, undefined],
      ['modes', { modes: { development: 'alter' } }, undefined],
      ['sync', {}, { alter: true }],
    ])('runs when %s asks for it by hand', async (_, options, sync) => {
      await withRow();
      expect((await modeOf('development', options, sync)).mode).toBe('alter');
      expect(await database.query('SELECT name FROM "SequelizeMeta"')).toHaveLength(1);
    });

    it('has a table of another name', async () => {
      await withRow('umzug');
      expect((await modeOf('development', { migrations: { table: 'umzug' } })).mode).toBe('none');
      expect((await modeOf('development')).mode).toBe('alter');
    });

    it('is left to them also where models cannot work: that is a warning there', async () => {
      await withRow();
      process.env['NODE_ENV'] = 'development';
      const sequelize = open();
      sequelize.define('Broken', { name: DataTypes.STRING }, { indexes: [{ fields: ['nowhere'] }] });
      const { logger, said } = quiet();
      expect((await createSafeSync(sequelize, { logger }).sync()).mode).toBe('none');
      expect(said('warn')).toEqual([
        expect.stringMatching(/left to its migrations/),
        expect.stringMatching(/starts all the same.*\n.*Broken/),
      ]);
    });

    it('is not meant by an empty table', async () => {
      await database.query('CREATE TABLE "SequelizeMeta" (name text)');
      expect((await modeOf('development')).mode).toBe('alter');
    });
  });

  describe('switched off', () => {
    const work = async (sequelize: Sequelize, options: SafeSyncOptions) => {
      const { logger, said, lines } = quiet();
      await sequelize.authenticate();
      const sent: string[] = [];
      sequelize.addHook('beforeQuery', () => void sent.push('query'));
      const report = await createSafeSync(sequelize, { logger, ...options }).sync();
      return { sent, warnings: said('warn'), lines, report };
    };

    it('SAFE_SYNC=off sends no query, whatever is asked, with one warning', async () => {
      for (const off of ['off', ' OFF ']) {
        process.env['SAFE_SYNC'] = off;
        process.env['NODE_ENV'] = 'development';
        const { sent, lines, report } = await work(open({ sync: { force: true } }), { mode: 'alter', onDrift: 'fail' });
        expect(sent).toEqual([]);
        expect(lines).toEqual(['SAFE_SYNC=off: the schema is neither read nor changed (mode none).']);
        expect(report).toMatchObject({ mode: 'none', drift: null, applied: [] });
      }
    });

    it('onDrift: ignore in none sends no query', async () => {
      process.env['NODE_ENV'] = 'production';
      const { sent, lines } = await work(open(), { onDrift: 'ignore' });
      expect(sent).toEqual([]);
      expect(lines).toEqual([]);
    });
  });

  describe('hooks', () => {
    const names = ['beforeBulkSync', 'beforeSync', 'afterSync', 'afterBulkSync'] as const;
    const listen = (sequelize: Sequelize) => {
      const ran: string[] = [];
      for (const name of names) {
        sequelize.addHook(name, async (options: object) => {
          ran.push(
            `${name} ${JSON.stringify(Object.entries(options).filter(([key]) => ['alter', 'force'].includes(key)))}`,
          );
          // Outside our transaction: another connection must be free, or the only one.
          await sequelize.query('SELECT 1');
        });
      }
      return ran;
    };
    const alter = '[["alter",true]]';
    const once = [
      `beforeBulkSync ${alter}`,
      `beforeSync ${alter}`,
      `beforeSync ${alter}`,
      `afterSync ${alter}`,
      `afterSync ${alter}`,
      `afterBulkSync ${alter}`,
    ];

    it.each([1, 5])('of users run once, in a pool of %d too', async (max) => {
      process.env['NODE_ENV'] = 'development';
      const sequelize = open({}, max);
      const ran = listen(sequelize);
      await createSafeSync(sequelize, { logger: quiet().logger }).sync();
      expect(ran).toEqual(once);
      // Also when there is nothing left to do.
      await createSafeSync(sequelize, { logger: quiet().logger }).sync();
      expect(ran).toEqual([...once, ...once]);
    });

    it('may make what the models need: a schema, an extension', async () => {
      process.env['NODE_ENV'] = 'development';
      const sequelize = open({});
      sequelize.define('Note', { text: DataTypes.CITEXT }, { schema: 'notes' });
      sequelize.addHook('beforeBulkSync', async () => {
        await sequelize.query('CREATE SCHEMA IF NOT EXISTS notes; CREATE EXTENSION IF NOT EXISTS citext');
      });
      const report = await createSafeSync(sequelize, { logger: quiet().logger }).sync();
      expect(report).toMatchObject({ held: [], drift: { inStep: true } });
    });

    it('do not run in none, nor for a refusal, nor with sync.hooks: false', async () => {
      for (const [word, sync] of [
        ['production', undefined],
        ['production', { alter: true }],
        ['development', { hooks: false }],
      ] as const) {
        process.env['NODE_ENV'] = word;
        const sequelize = open({ sync });
        const ran = listen(sequelize);
        await createSafeSync(sequelize, { logger: quiet().logger })
          .sync()
          .catch(() => undefined);
        expect(ran).toEqual([]);
      }
    });
  });

  it('plan() writes nothing and answers in any environment; its JSON is plain', async () => {
    const sequelize = open({ sync: { force: true } });
    const before = await readOracleCatalog(database);
    for (const word of ['production', 'development', 'test', undefined]) {
      clearVariables();
      if (word !== undefined) process.env['NODE_ENV'] = word;
      for (const mode of ['alter', 'force'] as const) {
        const plan = await createSafeSync(sequelize, { logger: quiet().logger }).plan({ mode });
        const json = JSON.parse(JSON.stringify(plan));
        expect(json).toMatchObject({ version: 1, mode, database: database.name, fingerprint: plan.fingerprint });
        expect(json.statements.map(({ kind }: { kind: string }) => kind)).toContain('create-table');
      }
    }
    expect(await readOracleCatalog(database)).toEqual(before);
  });

  it('lets the logging of users see what writes, and nothing of what reads', async () => {
    process.env['NODE_ENV'] = 'development';
    const sequelize = open();
    sequelize.define('Kind', { name: DataTypes.ENUM('a', 'b') });
    const seen: string[] = [];
    Object.assign((sequelize as unknown as { options: object }).options, { logging: (sql: string) => seen.push(sql) });
    const safeSync = createSafeSync(sequelize, { logger: quiet().logger });
    await safeSync.sync();
    expect(seen).toEqual([expect.stringContaining('CREATE TYPE "public"."enum_Kinds_name"')]);
    await safeSync.sync();
    expect(seen).toHaveLength(1);
  });

  describe('apply(plan)', () => {
    it('runs the plan, says so, and has nothing more to do', async () => {
      process.env['NODE_ENV'] = 'development';
      const safeSync = createSafeSync(open(), { logger: quiet().logger });
      const plan = await safeSync.plan();
      const report = await safeSync.apply(plan);
      expect(report.applied).toHaveLength(plan.statements.length);
      expect(safeSync.report).toBe(report);
      const json = JSON.parse(JSON.stringify(report));
      expect(json).toMatchObject({ version: 1, mode: 'alter', database: database.name, drift: { inStep: true } });
      expect(json.applied[0]).toMatchObject({ sql: expect.any(String), kind: expect.any(String) });
      expect((await safeSync.plan()).statements).toEqual([]);
      // The plan is done: applying it again finds nothing.
      expect((await safeSync.apply(plan)).applied).toEqual([]);
    });

    it('is refused where the boot would be', async () => {
      const safeSync = createSafeSync(open(), { logger: quiet().logger });
      for (const word of ['production', undefined]) {
        clearVariables();
        if (word !== undefined) process.env['NODE_ENV'] = word;
        for (const mode of ['alter', 'force'] as const) {
          const plan = await safeSync.plan({ mode });
          await expect(safeSync.apply(plan)).rejects.toMatchObject({ code: 'SAFE_SYNC_PRODUCTION_REFUSED', mode });
        }
      }
      expect((await readOracleCatalog(database)).tables).toEqual({});
    });

    it('refuses a plan that was made for another schema', async () => {
      process.env['NODE_ENV'] = 'development';
      const safeSync = createSafeSync(open(), { logger: quiet().logger });
      const plan = await safeSync.plan();
      await database.query('CREATE TABLE users (id serial PRIMARY KEY)');
      const before = await readOracleCatalog(database);
      const { fingerprint } = await safeSync.plan();
      await expect(safeSync.apply(plan)).rejects.toMatchObject({
        code: 'SAFE_SYNC_PLAN_OUTDATED',
        expected: plan.fingerprint,
        found: fingerprint,
      });
      expect(await readOracleCatalog(database)).toEqual(before);
    });

    it('refuses what has no fingerprint', async () => {
      process.env['NODE_ENV'] = 'development';
      const safeSync = createSafeSync(open(), { logger: quiet().logger });
      const plan = { ...(await safeSync.plan()), fingerprint: undefined } as never;
      await expect(safeSync.apply(plan)).rejects.toMatchObject({ code: 'SAFE_SYNC_PLAN_OUTDATED' });
    });

    it('runs a force plan on a throw-away', async () => {
      process.env['NODE_ENV'] = 'development';
      const safeSync = createSafeSync(open(), { logger: quiet().logger });
      const report = await safeSync.apply(await safeSync.plan({ mode: 'force' }));
      expect(report).toMatchObject({ mode: 'force' });
      expect(Object.keys((await readOracleCatalog(database)).tables)).toHaveLength(2);
    });
  });
});

/** As small as a CLS namespace can be. */
class Namespace {
  private readonly storage = new AsyncLocalStorage<Map<string, unknown>>();
  readonly run = (work: (context: unknown) => unknown): unknown => {
    const context = new Map<string, unknown>();
    this.storage.run(context, () => work(context));
    return context;
  };
  readonly get = (key: string): unknown => this.storage.getStore()?.get(key);
  readonly set = (key: string, value: unknown): unknown => this.storage.getStore()?.set(key, value);
  readonly bind = <Work>(work: Work): Work => work;
}

describe('with Sequelize.useCLS', () => {
  it('boots outside and inside a transaction of the user, and touches none', async () => {
    const database = await createDatabase(postgresServers[0]!);
    const known = Sequelize as unknown as { _cls?: object };
    Sequelize.useCLS(new Namespace());
    try {
      process.env['NODE_ENV'] = 'development';
      const sequelize = database.sequelize();
      defineShop(sequelize, 1);
      await createSafeSync(sequelize, { logger: quiet().logger }).sync();
      sequelize.define('Note', { text: DataTypes.STRING }, { tableName: 'notes', timestamps: false });
      await sequelize
        .transaction(async () => {
          await sequelize.model('User').create({ name: 'a' });
          await createSafeSync(sequelize, { logger: quiet().logger }).sync();
          throw new Error('taken back');
        })
        .catch(() => undefined);
      expect(Object.keys((await readOracleCatalog(database)).tables)).toContain('public.notes');
      expect(await sequelize.model('User').count()).toBe(0);
    } finally {
      delete known._cls;
      clearVariables();
      await database.drop();
    }
  });
});
