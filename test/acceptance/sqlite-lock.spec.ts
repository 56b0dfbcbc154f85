import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DataTypes, Sequelize } from 'sequelize';
import { createSafeSync } from '../../lib/safe-sync.js';
import type { TestDatabase } from '../support/database.js';
import { table } from '../support/evolution.js';
import { createSqliteDatabase, sqliteServer } from '../support/sqlite.js';
import { silent } from '../support/sqlite-pains.js';
import { defineShop } from './processes/shop.js';
import { startProcesses } from './processes/start-processes.js';

/** SQLITE_OPEN_READONLY. */
const READ_ONLY = 1;
const id = { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true };

let database: TestDatabase;
beforeEach(async () => {
  process.env['NODE_ENV'] = 'development';
  database = await createSqliteDatabase(sqliteServer);
});
afterEach(async () => {
  delete process.env['NODE_ENV'];
  await database.drop();
});

describe('P9: several processes on one file', () => {
  let processes: Awaited<ReturnType<typeof startProcesses>>;
  beforeAll(async () => {
    processes = await startProcesses(4);
  }, 60_000);
  afterAll(() => processes.stop());

  const bootAll = (order: Omit<Parameters<(typeof processes)[0]['boot']>[0], 'url'>) =>
    Promise.all(processes.map((one) => one.boot({ url: database.url, ...order })));

  it('shown on raw Sequelize: some of four that alter together fail', async () => {
    const raw = database.sequelize();
    defineShop(raw, 1);
    await raw.sync();
    const failed: string[] = [];
    for (let round = 0; round < 5 && failed.length === 0; round += 1) {
      const results = await bootAll({ version: round % 2 === 0 ? 2 : 1, how: 'raw' });
      failed.push(...results.flatMap(({ error }) => (error === null ? [] : [error.message])));
    }
    expect(failed).not.toEqual([]);
  }, 60_000);

  it('all of four boot, and each statement ran once', async () => {
    for (let round = 0; round < 3; round += 1) {
      await database.clear();
      for (const version of [1, 2, 3] as const) {
        const results = await bootAll({ version, env: { NODE_ENV: 'development' } });
        expect(results.map(({ error }) => error)).toEqual(results.map(() => null));
        const applied = results.flatMap(({ applied: own }) => own);
        expect(new Set(applied).size).toBe(applied.length);
        expect(applied.length).toBeGreaterThan(0);
        if (version === 1) {
          await database.query("INSERT INTO users (name) VALUES ('a'); INSERT INTO orders (userId) VALUES (1), (1)");
        }
      }
      expect(await database.query('SELECT count(*) AS n FROM orders WHERE userId = 1')).toEqual([{ n: 2 }]);
    }
    const fresh = await createSqliteDatabase(sqliteServer);
    const scratch = fresh.sequelize();
    defineShop(scratch, 3);
    await scratch.sync();
    const columnsOf = async (from: TestDatabase) => {
      const { tables } = await from.readCatalog();
      return Object.entries(tables).map(([name, { columns }]) => [name, Object.keys(columns).sort()]);
    };
    expect(await columnsOf(database)).toEqual(await columnsOf(fresh));
    await fresh.drop();
  }, 90_000);
});

describe('P9: several processes on one file, and no lock', () => {
  it('find out that somebody else did it, look again, and all boot', async () => {
    const processes = await startProcesses(4);
    try {
      for (const version of [1, 2, 3] as const) {
        const order = { url: database.url, version, env: { NODE_ENV: 'development' }, withoutLock: true } as const;
        const results = await Promise.all(processes.map((one) => one.boot(order)));
        expect(results.map(({ error }) => error)).toEqual(results.map(() => null));
      }
      const sequelize = database.sequelize();
      defineShop(sequelize, 3);
      expect((await createSafeSync(sequelize, { logger: silent }).drift()).findings).toEqual([]);
    } finally {
      processes.stop();
    }
  }, 90_000);
});

describe('waiting', () => {
  const after = table('users', { id, a: DataTypes.TEXT });

  function safeSync(timeouts: { bootLockMs?: number; tableLockMs?: number }) {
    const sequelize = database.sequelize();
    after(sequelize);
    return createSafeSync(sequelize, { timeouts, logger: silent });
  }

  beforeEach(async () => {
    const sequelize = database.sequelize();
    table('users', { id, a: DataTypes.STRING })(sequelize);
    await sequelize.sync();
    await sequelize.close();
  });

  const columnType = () => database.query("SELECT type FROM pragma_table_info('users') WHERE name = 'a'");

  it('for a writer is bounded, and says what to do', async () => {
    await database.query('BEGIN IMMEDIATE; INSERT INTO users (a) VALUES (1)');
    const started = performance.now();
    await expect(safeSync({ bootLockMs: 300 }).sync()).rejects.toMatchObject({
      code: 'SAFE_SYNC_LOCK_TIMEOUT',
      message: expect.stringContaining('waited 300 ms') as unknown as string,
    });
    expect(performance.now() - started).toBeLessThan(5_000);
    await database.query('ROLLBACK');
    expect((await safeSync({}).sync()).applied).toHaveLength(1);
  });

  it('ends when the writer ends', async () => {
    await database.query('BEGIN IMMEDIATE; INSERT INTO users (a) VALUES (1)');
    const boot = safeSync({}).sync();
    setTimeout(() => void database.query('COMMIT'), 300);
    expect((await boot).applied).toHaveLength(1);
    expect(await database.query('SELECT a FROM users')).toEqual([{ a: '1' }]);
  });

  it('for a reader is bounded too, and leaves nothing behind', async () => {
    await database.query('BEGIN; SELECT * FROM users');
    await database.query('SELECT * FROM users');
    await expect(safeSync({ tableLockMs: 200, bootLockMs: 200 }).sync()).rejects.toMatchObject({
      code: 'SAFE_SYNC_LOCK_TIMEOUT',
    });
    await database.query('ROLLBACK');
    expect(await columnType()).toEqual([{ type: 'VARCHAR(255)' }]);
    expect((await safeSync({}).sync()).applied).toHaveLength(1);
    expect(await columnType()).toEqual([{ type: 'TEXT' }]);
  });

  it('with a write-ahead log readers go on reading', async () => {
    await database.query('PRAGMA journal_mode = WAL');
    await database.query('BEGIN');
    await database.query('SELECT * FROM users');
    expect((await safeSync({ bootLockMs: 500 }).sync()).applied).toHaveLength(1);
    await database.query('COMMIT');
    expect(await columnType()).toEqual([{ type: 'TEXT' }]);
  });
});

describe('one connection in memory', () => {
  it('is shared by plans, boots and queries at once', async () => {
    const sequelize = new Sequelize({ dialect: 'sqlite', storage: ':memory:', logging: false });
    table('users', { id, a: { type: DataTypes.STRING, unique: true } })(sequelize);
    const safeSync = createSafeSync(sequelize, { logger: silent });
    const [first, , second] = await Promise.all([
      safeSync.sync(),
      safeSync.plan(),
      safeSync.sync(),
      sequelize.query('SELECT 1'),
    ]);
    expect([...first.applied, ...second.applied]).toHaveLength(1);
    expect((await safeSync.plan()).statements).toEqual([]);
    await sequelize.close();
  });
});

describe('what only reads', () => {
  const define = table('users', { id, a: DataTypes.STRING });
  const told = (sequelize: Sequelize) =>
    expect(createSafeSync(sequelize, { logger: silent }).sync()).rejects.toMatchObject({
      code: 'SAFE_SYNC_APPLY_FAILED',
      message: expect.stringMatching(
        /readonly database[^]*Nothing was changed[^]*make it writable, or set .*'none'/,
      ) as unknown as string,
    });

  it('a file that is opened for reading: an error that says what to do, none as ever, and nothing is written', async () => {
    await database.query('CREATE TABLE users (id INTEGER PRIMARY KEY AUTOINCREMENT)');
    const before = await database.readState();
    const sequelize = database.sequelize({ dialectOptions: { mode: READ_ONLY } });
    define(sequelize);
    await told(sequelize);
    const report = await createSafeSync(sequelize, { logger: silent, mode: 'none' }).sync();
    expect(report.drift?.findings.map(({ severity }) => severity)).toEqual(['breaks']);
    expect(await database.readState()).toEqual(before);
  });

  it('a connection in memory with query_only', async () => {
    const sequelize = new Sequelize({ dialect: 'sqlite', storage: ':memory:', logging: false });
    define(sequelize);
    await sequelize.query('PRAGMA query_only = 1');
    await told(sequelize);
    await sequelize.query('PRAGMA query_only = 0');
    expect((await createSafeSync(sequelize, { logger: silent }).sync()).applied).toHaveLength(1);
    await sequelize.close();
  });
});

describe('a plan of an unchanged schema', () => {
  /** Tables as applications have them: counter, unique, enum, indexes, a key to the one before. */
  function defineTables(sequelize: Sequelize, count: number): void {
    for (let number = 0; number < count; number++) {
      sequelize.define(
        `T${number}`,
        {
          name: { type: DataTypes.STRING, unique: true, defaultValue: 'x' },
          kind: { type: DataTypes.ENUM('a', 'b'), defaultValue: 'a' },
          data: { type: DataTypes.JSON, allowNull: false, defaultValue: {} },
          ...(number === 0
            ? {}
            : { before: { type: DataTypes.INTEGER, references: { model: `counted_${number - 1}`, key: 'id' } } }),
        },
        {
          tableName: `counted_${number}`,
          indexes: [
            { fields: ['kind', { name: 'createdAt', order: 'DESC' }] },
            { fields: ['name'], where: { kind: ['a', 'b'] }, name: `part_${number}` },
          ],
        },
      );
    }
  }

  const STEERING = /^(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|PRAGMA)/i;

  it.each([1, 10, 100])(
    'sends at most 6 queries at %i tables, and nothing that writes',
    async (count) => {
      const sequelize = database.sequelize();
      defineTables(sequelize, count);
      sequelize.define('Migration', { name: DataTypes.STRING }, { tableName: 'SequelizeMeta', timestamps: false });
      await createSafeSync(sequelize, { logger: silent }).sync();
      const state = await database.readState();
      const sent = await database.recordStatements(async () => {
        const report = await createSafeSync(sequelize, { logger: silent }).sync();
        expect(report.applied).toEqual([]);
        expect(report.queries).toBeLessThanOrEqual(6);
      });
      const queries = sent.filter((sql) => !STEERING.test(sql));
      expect(queries.length).toBeGreaterThan(0);
      expect(queries.length).toBeLessThanOrEqual(6);
      expect(queries.filter((sql) => !/^\s*(SELECT|WITH)\b/i.test(sql))).toEqual([]);
      expect(await database.readState()).toEqual(state);
    },
    60_000,
  );
});
