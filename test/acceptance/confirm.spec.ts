import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DataTypes, Sequelize } from 'sequelize';
import { createSafeSync } from '../../lib/safe-sync.js';
import type { SafeSyncOptions } from '../../lib/safe-sync.options.js';
import {
  createDatabase,
  forEachPostgres,
  postgresServers,
  readOracleCatalog,
  type TestDatabase,
} from '../support/postgres.js';
import { defineShop } from './processes/shop.js';
import { startProcesses } from './processes/start-processes.js';
import { clearVariables, quiet } from './support/quiet.js';

forEachPostgres('SAFE_SYNC_CONFIRM', (server) => {
  let database: TestDatabase;
  beforeEach(async () => {
    clearVariables();
    process.env['NODE_ENV'] = 'production';
    database = await createDatabase(server);
  });
  afterEach(async () => {
    clearVariables();
    await database.drop();
  });

  const open = (version: 1 | 2 | 3, sync?: object) => {
    const sequelize = database.sequelize({ sync });
    defineShop(sequelize, version);
    return sequelize;
  };
  const boot = async (
    version: 1 | 2 | 3,
    confirm: string | undefined,
    options: SafeSyncOptions & { readonly sync?: object } = {},
  ) => {
    if (confirm === undefined) delete process.env['SAFE_SYNC_CONFIRM'];
    else process.env['SAFE_SYNC_CONFIRM'] = confirm;
    const { sync, ...own } = options;
    const { logger, said } = quiet();
    const report = await createSafeSync(open(version, sync), { logger, ...own }).sync();
    return { report, warnings: said('warn'), errors: said('error') };
  };
  const planned = async (version: 1 | 2 | 3) => {
    const plan = await createSafeSync(open(version), { logger: quiet().logger }).plan();
    return { plan, confirm: `${plan.database}:${plan.fingerprint}` };
  };
  const tables = async () => Object.keys((await readOracleCatalog(database)).tables).sort();

  it.each([
    ['none', {}],
    ['alter asked by sync', { sync: { alter: true } }],
    ['alter asked by mode', { mode: 'alter' as const }],
  ])(
    'lets exactly that plan through, from %s; a restart boots and says that the variable can go',
    async (_, options) => {
      const first = await boot(1, undefined).catch(() => undefined);
      // The first boot on an empty database prints it.
      const confirm = /SAFE_SYNC_CONFIRM="([^"]+)"/.exec(first!.errors.join())![1]!;
      expect(confirm).toBe((await planned(1)).confirm);

      const { report } = await boot(1, confirm, options);
      expect(report.applied.length).toBeGreaterThan(0);
      expect(await tables()).toEqual(['public.orders', 'public.users']);

      const again = await boot(1, confirm, options);
      expect(again.report.applied).toEqual([]);
      expect(again.warnings).toEqual([
        'Nothing is left to run of what SAFE_SYNC_CONFIRM consented to: the variable can go.',
      ]);
    },
  );

  describe('anything else', () => {
    const others: readonly [string, (confirm: string) => string, RegExp][] = [
      ['another fingerprint', (confirm) => confirm.replace(/.$/, (last) => (last === '0' ? '1' : '0')), /another plan/],
      ['another database', (confirm) => `other${confirm}`, /another database/],
      ['a fingerprint alone', (confirm) => confirm.split(':').at(-1)!, /is not <database>:<fingerprint>/],
      ['a database alone', (confirm) => confirm.split(':')[0]!, /is not <database>:<fingerprint>/],
      ['nothing behind the colon', (confirm) => `${confirm.split(':')[0]}:`, /is not <database>:<fingerprint>/],
      ['yes', () => 'true', /is not <database>:<fingerprint>/],
    ];
    it.each(others)('%s is refused if alter was asked, and ignored with a line if not', async (_, change, line) => {
      const confirm = change((await planned(1)).confirm);
      await expect(boot(1, confirm, { mode: 'alter' })).rejects.toMatchObject({
        code: 'SAFE_SYNC_PRODUCTION_REFUSED',
        message: expect.stringMatching(line),
      });
      const { report, warnings } = await boot(1, confirm);
      expect(report).toMatchObject({ mode: 'none', applied: [] });
      expect(warnings).toEqual([expect.stringMatching(line)]);
      expect(await tables()).toEqual([]);
    });

    it('the plan of an earlier state of the database', async () => {
      const { confirm } = await planned(1);
      await database.query('CREATE TABLE users (id serial PRIMARY KEY)');
      await expect(boot(1, confirm, { mode: 'alter' })).rejects.toMatchObject({ code: 'SAFE_SYNC_PRODUCTION_REFUSED' });
      expect(await tables()).toEqual(['public.users']);
    });

    it('the plan of other models', async () => {
      const { confirm } = await planned(2);
      await expect(boot(1, confirm, { mode: 'alter' })).rejects.toMatchObject({ code: 'SAFE_SYNC_PRODUCTION_REFUSED' });
      expect(await tables()).toEqual([]);
    });

    it('force, ever', async () => {
      const force = await createSafeSync(open(1), { logger: quiet().logger }).plan({ mode: 'force' });
      for (const { fingerprint } of [force, (await planned(1)).plan]) {
        await expect(boot(1, `${database.name}:${fingerprint}`, { sync: { force: true } })).rejects.toMatchObject({
          code: 'SAFE_SYNC_PRODUCTION_REFUSED',
          message: expect.stringContaining('force is never consented to by a variable'),
        });
      }
      expect(await tables()).toEqual([]);
    });
  });

  it('runs what is ready of a plan, and leaves held what is held', async () => {
    const old = database.sequelize();
    defineShop(old, 1);
    await old.sync();
    await database.query('ALTER TABLE users DROP CONSTRAINT users_email_key');
    await old.model('User').bulkCreate([
      { name: 'a', email: 'x' },
      { name: 'b', email: 'x' },
    ]);
    const { plan, confirm } = await planned(2);
    expect(plan.statements.map(({ held }) => held)).toEqual(expect.arrayContaining([true, false]));
    const { report } = await boot(2, confirm);
    expect(report.held.map(({ change }) => change.kind)).toEqual(['add-unique']);
    expect(report.applied).toHaveLength(plan.statements.length - 1);
    const again = await boot(2, confirm);
    expect(again.report.applied).toEqual([]);
    expect(again.warnings.join()).toContain('the variable can go');
  });

  it('holds between the two transactions of a plan that uses its own enum values', async () => {
    await open(1).sync();
    const { plan, confirm } = await planned(3);
    expect(plan.statements.map(({ change }) => change.kind)).toContain('add-enum-value');
    // What another instance would see there, and what a crash there leaves behind.
    await database.query(`ALTER TYPE enum_orders_state ADD VALUE 'waiting' AFTER 'new'`);
    expect((await planned(3)).confirm).toBe(confirm);
    const { report } = await boot(3, confirm, { mode: 'alter' });
    expect(report.applied.length).toBeGreaterThan(0);
    expect(report.drift?.inStep).toBe(true);
  });

  it('does not hold for another value, nor for one in another place', async () => {
    await open(1).sync();
    const { confirm } = await planned(3);
    await database.query(`ALTER TYPE enum_orders_state ADD VALUE 'waiting' AFTER 'paid'`);
    expect((await planned(3)).confirm).not.toBe(confirm);
  });

  it('takes names with colons', async () => {
    await database.drop();
    database = await createDatabase(server, { name: 'shop:eu:' });
    // Sequelize takes the name out of a URI as it is written there.
    const { hostname, port, username, password } = new URL(database.url);
    const sequelize = new Sequelize(database.name, username, password, {
      dialect: 'postgres',
      host: hostname,
      port: Number(port),
      logging: false,
    });
    try {
      defineShop(sequelize, 1);
      const safeSync = createSafeSync(sequelize, { logger: quiet().logger });
      process.env['SAFE_SYNC_CONFIRM'] = ` ${database.name}:${(await safeSync.plan()).fingerprint} `;
      expect((await safeSync.sync()).applied.length).toBeGreaterThan(0);
    } finally {
      await sequelize.close();
    }
  });

  it('runs the hooks of alter, and keeps to sync.match', async () => {
    const { confirm } = await planned(1);
    await expect(boot(1, confirm, { sync: { match: /_test$/ } })).rejects.toMatchObject({
      code: 'SAFE_SYNC_INVALID_OPTIONS',
    });
    expect(await tables()).toEqual([]);
    process.env['SAFE_SYNC_CONFIRM'] = confirm;
    const sequelize = open(1);
    const seen: unknown[] = [];
    sequelize.addHook('afterBulkSync', (options: { alter?: boolean }) => void seen.push(options.alter));
    await createSafeSync(sequelize, { logger: quiet().logger }).sync();
    expect(seen).toEqual([true]);
  });

  it('a plan that cannot run is an error, and nothing was changed', async () => {
    const sequelize = database.sequelize();
    sequelize.define('Broken', {
      name: { type: DataTypes.STRING, defaultValue: sequelize.literal('no_such_function()') },
    });
    const safeSync = createSafeSync(sequelize, { logger: quiet().logger });
    const { fingerprint } = await safeSync.plan();
    process.env['SAFE_SYNC_CONFIRM'] = `${database.name}:${fingerprint}`;
    await expect(safeSync.sync()).rejects.toMatchObject({ code: 'SAFE_SYNC_APPLY_FAILED' });
    expect(await tables()).toEqual([]);
  });

  describe('three processes with the variable', () => {
    let processes: Awaited<ReturnType<typeof startProcesses>>;
    beforeAll(async () => {
      processes = await startProcesses(3);
    }, 60_000);
    afterAll(() => processes.stop());

    it.each([
      ['none', undefined],
      ['alter', { alter: true }],
    ])(
      'all boot from %s, and so do restarts; everything is made once',
      async (_, sync) => {
        for (let round = 0; round < (server === postgresServers[0] ? 4 : 1); round += 1) {
          await database.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
          for (const version of [1, 3] as const) {
            const { plan, confirm } = await planned(version);
            const env = { NODE_ENV: 'production', SAFE_SYNC_CONFIRM: confirm };
            const start = () =>
              Promise.all(processes.map((one) => one.boot({ url: database.url, version, env, sync })));
            const results = await start();
            expect(results.map(({ error }) => error)).toEqual([null, null, null]);
            expect(results.flatMap(({ applied }) => applied).sort()).toEqual(
              plan.statements.map(({ sql }) => sql).sort(),
            );
            const restarted = await start();
            expect(restarted.map(({ error, applied }) => [error, applied])).toEqual([0, 1, 2].map(() => [null, []]));
            expect(restarted.flatMap(({ lines }) => lines).join()).toContain('the variable can go');
          }
        }
      },
      60_000,
    );
  });
});
