import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { createSafeSync } from '../../lib/safe-sync.js';
import {
  createDatabase,
  forEachPostgres,
  postgresServers,
  readOracleCatalog,
  recordStatements,
  type TestDatabase,
} from '../support/postgres.js';
import { defineShop } from './processes/shop.js';
import { startProcesses } from './processes/start-processes.js';
import type { BootResult } from './processes/worker.js';
import { quiet } from './support/quiet.js';

const development = { NODE_ENV: 'development' };
const tests = { NODE_ENV: 'test' };

forEachPostgres('races', (server) => {
  let processes: Awaited<ReturnType<typeof startProcesses>>;
  let database: TestDatabase;

  beforeAll(async () => {
    processes = await startProcesses(6);
  }, 60_000);
  afterAll(() => processes.stop());
  beforeEach(async () => {
    database = await createDatabase(server);
  });
  afterEach(async () => {
    delete process.env['NODE_ENV'];
    await database.drop();
  });

  const bootAll = (order: Omit<Parameters<(typeof processes)[0]['boot']>[0], 'url'>) =>
    Promise.all(processes.map((one) => one.boot({ url: database.url, ...order })));

  it('P9: shown on raw Sequelize: of six instances that alter together some fail', async () => {
    const raw = database.sequelize();
    defineShop(raw, 1);
    await raw.sync();
    const failed: string[] = [];
    for (let round = 0; round < 10 && failed.length === 0; round += 1) {
      const results = await bootAll({ version: round % 2 === 0 ? 2 : 1, how: 'raw' });
      failed.push(...results.flatMap(({ error }) => (error === null ? [] : [error.message])));
    }
    expect(failed).not.toEqual([]);
  }, 60_000);

  it('P9: six instances boot together on an empty database, and on one that needs an alter; ten rounds', async () => {
    for (let round = 0; round < (server === postgresServers[0] ? 10 : 3); round += 1) {
      await database.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
      for (const version of [1, 2, 3] as const) {
        const results = await bootAll({ version, env: development });
        expect(results.map(({ error }) => error)).toEqual(results.map(() => null));
        expectEachOnce(results);
      }
    }
    const fresh = await createDatabase(server);
    try {
      const oracle = fresh.sequelize();
      defineShop(oracle, 3);
      await oracle.sync();
      expect(await readOracleCatalog(database)).toEqual(await readOracleCatalog(fresh));
    } finally {
      await fresh.drop();
    }
  }, 120_000);

  it('P9: without any lock they find out that somebody else did it, look again, and all boot', async () => {
    for (let round = 0; round < 3; round += 1) {
      await database.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
      for (const version of [1, 2, 3] as const) {
        const results = await bootAll({ version, env: development, withoutLock: true });
        expect(results.map(({ error }) => error)).toEqual(results.map(() => null));
      }
    }
    const sequelize = database.sequelize();
    defineShop(sequelize, 3);
    expect((await createSafeSync(sequelize, { logger: quiet().logger }).drift()).findings).toEqual([]);
  }, 60_000);

  it('six instances force one throw-away database together: all boot, and it is right', async () => {
    const throwAway = await createDatabase(server, { name: 'shop_test' });
    try {
      for (const version of [1, 3, 2] as const) {
        const results = await Promise.all(
          processes.map((one) => one.boot({ url: throwAway.url, version, env: tests })),
        );
        expect(results.map(({ error, mode }) => [error, mode])).toEqual(results.map(() => [null, 'force']));
      }
      const sequelize = throwAway.sequelize();
      defineShop(sequelize, 2);
      expect((await createSafeSync(sequelize).drift()).findings).toEqual([]);
    } finally {
      await throwAway.drop();
    }
  }, 60_000);

  it('P10: an instance that is killed while it holds the lock does not block the next boot', async () => {
    const blocker = await holdTable(database);
    const [victim, ...others] = await startProcesses(1);
    const boot = victim!.boot({ url: database.url, version: 2, env: development, safeSync: patient });
    await untilLocked(database);
    victim!.kill('SIGKILL');
    void boot.catch(() => undefined);
    await blocker.release();
    const result = await processes[0]!.boot({ url: database.url, version: 2, env: development });
    expect(others).toEqual([]);
    expect(result.error).toBeNull();
    expect(result.applied.length).toBeGreaterThan(0);
  });

  it('waits for another instance for a bounded time, and names who holds the lock', async () => {
    const blocker = await holdTable(database);
    const holder = processes[0]!.boot({
      url: `${database.url}?application_name=slow-instance`,
      version: 2,
      env: development,
      safeSync: patient,
    });
    await untilLocked(database);
    const waiting = await processes[1]!.boot({
      url: database.url,
      version: 2,
      env: development,
      safeSync: { timeouts: { bootLockMs: 300 } },
    });
    const notWaiting = await processes[2]!.boot({
      url: database.url,
      version: 2,
      env: development,
      safeSync: { timeouts: { bootLockMs: 0 } },
    });
    await blocker.release();
    expect((await holder).error).toBeNull();
    expect(waiting.error?.code).toBe('SAFE_SYNC_LOCK_TIMEOUT');
    expect(waiting.error?.message).toMatch(
      /waited 300 ms.*held by server process \d+ \(application "slow-instance", user postgres/,
    );
    expect(waiting.error?.message).toContain('Nothing was changed');
    expect(waiting.milliseconds).toBeLessThan(5_000);
    expect(notWaiting.error?.code).toBe('SAFE_SYNC_LOCK_TIMEOUT');
  });

  it('a table that somebody else holds is a clear error, and nothing was changed', async () => {
    const blocker = await holdTable(database);
    const before = await readOracleCatalog(database);
    const result = await processes[0]!.boot({
      url: database.url,
      version: 2,
      env: development,
      safeSync: { timeouts: { tableLockMs: 200 } },
    });
    await blocker.release();
    expect(result.error).toMatchObject({ code: 'SAFE_SYNC_APPLY_FAILED' });
    expect(result.error?.message).toMatch(
      /ALTER TABLE "public"\."(users|orders)"[\s\S]*lock timeout[\s\S]*Nothing was changed.*timeouts: \{ tableLockMs/,
    );
    expect(await readOracleCatalog(database)).toEqual(before);
  });

  it('P10: a pool of one connection is enough, for hooks that query too', async () => {
    process.env['NODE_ENV'] = 'development';
    const sequelize = database.sequelize({ pool: { max: 1, acquire: 3_000 } });
    defineShop(sequelize, 1);
    const seen: string[] = [];
    for (const name of ['beforeBulkSync', 'afterBulkSync'] as const) {
      sequelize.addHook(name, async () => {
        await sequelize.query('SELECT 1');
        seen.push(name);
      });
    }
    const { logger, said } = quiet();
    await createSafeSync(sequelize, { logger }).sync();
    expect(seen).toEqual(['beforeBulkSync', 'afterBulkSync']);
    expect(said('warn')).toEqual([]);
    await sequelize.model('User').create({ name: 'a' });
    expect(await sequelize.model('User').count()).toBe(1);
  });

  it('a server whose transactions are REPEATABLE READ by default plans again on what is there now', async () => {
    await database.query(
      `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_isolation = ''repeatable read''', current_database()); END $$`,
    );
    for (const version of [1, 2, 3] as const) {
      const results = await bootAll({ version, env: development });
      expect(results.map(({ error }) => error)).toEqual(results.map(() => null));
      expectEachOnce(results);
    }
  });

  if (server.log !== undefined) {
    it('P10: keeps nothing in the session, so that a pooler in transaction mode cannot lose or keep it', async () => {
      process.env['NODE_ENV'] = 'development';
      const sequelize = database.sequelize({ pool: { max: 1 } });
      defineShop(sequelize, 1);
      // What Sequelize itself sends on connecting is not ours.
      await sequelize.authenticate();
      const statements = await recordStatements(database, () =>
        createSafeSync(sequelize, { logger: quiet().logger }).sync(),
      );
      const outside: string[] = [];
      const inside: string[][] = [];
      let open: string[] | undefined;
      for (const statement of statements) {
        if (statement.startsWith('START TRANSACTION')) inside.push((open = []));
        else if (/^(COMMIT|ROLLBACK);?$/.test(statement)) open = undefined;
        else (open ?? outside).push(statement);
      }
      // Sequelize asks for the types that were made, alone.
      expect(outside.filter((statement) => !statement.startsWith('WITH ranges AS'))).toEqual([]);
      const all = statements.join('\n');
      expect(all).not.toMatch(/\bpg_(try_)?advisory_(lock|unlock)\b|\bSET SESSION\b|\bPREPARE\b|\bLISTEN\b|\bTEMP/i);
      expect(all.match(/\bSET (?!LOCAL|TRANSACTION|NOT NULL|DEFAULT|NULL|CONSTRAINTS)\w+/g)).toBeNull();
      const writing = inside.filter((one) => one.some((statement) => /CREATE TABLE/.test(statement)));
      expect(writing).toHaveLength(1);
      const [isolation, lock] = writing[0]!;
      expect(isolation).toMatch(/^SET TRANSACTION ISOLATION LEVEL READ COMMITTED/);
      expect(lock).toMatch(/SET LOCAL.*pg_advisory_xact_lock/);
    });
  }

  /** Not one statement ran twice; two transactions (version 3) may be run by two instances. */
  function expectEachOnce(results: readonly BootResult[]): void {
    const applied = results.flatMap((result) => result.applied);
    expect(applied.length).toBeGreaterThan(0);
    expect(new Set(applied).size).toBe(applied.length);
  }

  /** Keeps the lock of the database for as long as the test wants. */
  const patient = { timeouts: { tableLockMs: 20_000 } };

  async function holdTable(where: TestDatabase): Promise<{ release(): Promise<void> }> {
    const sequelize = where.sequelize();
    defineShop(sequelize, 1);
    await sequelize.sync();
    const transaction = await sequelize.transaction();
    await sequelize.query('LOCK TABLE users, orders IN ACCESS SHARE MODE', { transaction });
    return { release: () => transaction.rollback() };
  }

  async function untilLocked(where: TestDatabase): Promise<void> {
    for (let tries = 0; tries < 200; tries += 1) {
      const [row] = await where.query<{ waiting: boolean }>(
        `SELECT count(*) > 0 AS waiting FROM pg_locks WHERE NOT granted AND locktype = 'relation'`,
      );
      if (row?.waiting) return;
      await sleep(25);
    }
    throw new Error('Nobody waits for the table.');
  }
});
