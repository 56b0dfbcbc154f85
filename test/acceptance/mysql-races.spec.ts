import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { createSafeSync } from '../../lib/safe-sync.js';
import type { TestDatabase } from '../support/database.js';
import { createDatabase, forEachDialect } from '../support/dialects.js';
import { defineShop } from './processes/shop.js';
import { startProcesses } from './processes/start-processes.js';
import { quiet } from './support/quiet.js';

const development = { NODE_ENV: 'development' };
const tests = { NODE_ENV: 'test' };
const LOCK = "CONCAT('nestjs-safe-sync:', LEFT(SHA2(DATABASE(), 256), 40))";

forEachDialect(
  'races on MariaDB',
  (server) => {
    let processes: Awaited<ReturnType<typeof startProcesses>>;
    let database: TestDatabase;

    beforeAll(async () => {
      processes = await startProcesses(4);
    }, 60_000);
    afterAll(() => processes.stop());
    beforeEach(async () => {
      database = await createDatabase(server, { name: 'shop_test' });
    });
    afterEach(async () => {
      delete process.env['NODE_ENV'];
      await database.drop();
    });

    const bootAll = (order: Omit<Parameters<(typeof processes)[0]['boot']>[0], 'url'>) =>
      Promise.all(processes.map((one) => one.boot({ url: database.url, ...order })));

    const expectRight = async (version: 1 | 2 | 3): Promise<void> => {
      const sequelize = database.sequelize();
      defineShop(sequelize, version);
      expect((await createSafeSync(sequelize, { logger: quiet().logger }).plan()).statements).toEqual([]);
      await sequelize.close();
    };

    it('P9: shown on raw Sequelize: of four instances that alter together some fail', async () => {
      const raw = database.sequelize();
      defineShop(raw, 1);
      await raw.sync();
      const failed: string[] = [];
      for (let round = 0; round < 6 && failed.length === 0; round += 1) {
        const results = await bootAll({ version: round % 2 === 0 ? 2 : 1, how: 'raw' });
        failed.push(...results.flatMap(({ error }) => (error === null ? [] : [error.message])));
      }
      expect(failed).not.toEqual([]);
    }, 90_000);

    it.each([
      ['P9: four instances boot together', false],
      ['P9: four instances boot together where the server refuses its lock', true],
    ] as const)(
      '%s, on an empty database, and on one that needs an alter',
      async (_, withoutLock) => {
        for (const version of [1, 2, 3] as const) {
          const results = await bootAll({ version, env: development, withoutLock });
          expect(results.map(({ error }) => error)).toEqual(results.map(() => null));
          await expectRight(version);
          if (withoutLock) continue;
          const applied = results.flatMap((result) => result.applied);
          expect(applied.length).toBe(new Set(applied).size);
        }
      },
      120_000,
    );

    it.each([
      ['four instances force one throw-away database together', false],
      ['the same where the server refuses its lock', true],
    ] as const)(
      '%s: all boot, and it is right',
      async (_, withoutLock) => {
        for (const version of [1, 3, 2] as const) {
          const results = await bootAll({ version, env: tests, withoutLock });
          expect(results.map(({ error, mode }) => [error, mode])).toEqual(results.map(() => [null, 'force']));
        }
        await expectRight(2);
      },
      120_000,
    );

    it('P10: an instance that is killed while it holds the lock does not block the next boot', async () => {
      const first = await processes[0]!.boot({ url: database.url, version: 1, env: development });
      expect(first.error).toBeNull();
      await database.query('START TRANSACTION; SELECT * FROM users');
      const [victim] = await startProcesses(1);
      const boot = victim!.boot({
        url: database.url,
        version: 2,
        env: development,
        safeSync: { timeouts: { tableLockMs: 60_000 } },
      });
      boot.catch(() => undefined);
      await untilLocked(database);
      victim!.kill('SIGKILL');
      await database.query('COMMIT');
      const result = await processes[1]!.boot({ url: database.url, version: 2, env: development });
      expect(result.error).toBeNull();
      await expectRight(2);
    }, 60_000);

    it('waits for another instance for a bounded time, names who holds the lock, and a pool of one is enough', async () => {
      await database.query(`SELECT GET_LOCK(${LOCK}, 5)`);
      const order = { url: database.url, version: 2, env: development, pool: 1 } as const;
      const waiting = await processes[0]!.boot({ ...order, safeSync: { timeouts: { bootLockMs: 1_000 } } });
      expect(waiting.error?.code).toBe('SAFE_SYNC_LOCK_TIMEOUT');
      expect(waiting.error?.message).toMatch(
        /waited 1000 ms.*held by server process \d+ \(user root, from 127\.0\.0\.1/,
      );
      expect(waiting.error?.message).toContain('Nothing was changed');
      expect(waiting.milliseconds).toBeLessThan(10_000);
      await database.query(`SELECT RELEASE_LOCK(${LOCK})`);
      expect((await processes[0]!.boot(order)).error).toBeNull();
      await untilAlone(database);
    }, 60_000);

    it('a table that somebody else holds is a clear error that says what ran; the next start goes on from there', async () => {
      expect((await processes[0]!.boot({ url: database.url, version: 1, env: development })).error).toBeNull();
      await database.query('START TRANSACTION; SELECT * FROM orders');
      const order = { url: database.url, version: 3, env: development } as const;
      const failed = await processes[0]!.boot({ ...order, safeSync: { timeouts: { tableLockMs: 1_000 } } });
      expect(failed.error?.code).toBe('SAFE_SYNC_APPLY_FAILED');
      expect(failed.error?.message).toContain('The server says: Lock wait timeout exceeded');
      expect(failed.error?.message).toMatch(
        /cannot take back what ran before: ALTER TABLE `users`.*goes on from there/,
      );
      await database.query('COMMIT');
      const next = await processes[0]!.boot(order);
      expect(next.error).toBeNull();
      expect(next.applied).toEqual([expect.stringContaining('ALTER TABLE `orders`')]);
      await expectRight(3);
    }, 60_000);
  },
  ['mysql', 'mariadb'],
);

/** The server takes its time to forget a connection that was closed. */
async function untilAlone(database: TestDatabase): Promise<void> {
  let others = 0;
  for (let wait = 0; wait < 100; wait += 1) {
    const [row] = await database.query<{ n: number }>(
      'SELECT COUNT(*) AS n FROM information_schema.processlist WHERE db = DATABASE()',
    );
    others = Number(row?.n) - 1;
    if (others === 0) return;
    await sleep(50);
  }
  expect(others).toBe(0);
}

async function untilLocked(database: TestDatabase): Promise<void> {
  for (let wait = 0; wait < 200; wait += 1) {
    const [row] = await database.query<{ n: number }>(
      "SELECT COUNT(*) AS n FROM information_schema.processlist WHERE STATE LIKE 'Waiting for table metadata lock%'",
    );
    if (Number(row?.n) > 0) return;
    await sleep(50);
  }
  throw new Error('Nobody waits for the table.');
}
