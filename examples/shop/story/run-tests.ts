import { boot, bootInVain } from '../boot.js';
import { totalRows } from '../contents.js';
import { fillShop } from '../visit.js';
import { databases } from './step.js';
import type { Step } from './step.js';

const app = 'v2/app.module.js';

export const runTestsOnTheWrongDatabase: Step = {
  headline: "NODE_ENV=test on the shop's own database: force is refused",
  async play({ server, narrator }) {
    const database = databases.shop;
    const rows = totalRows(await server.readContents(database));
    const before = await server.photograph(database);
    const start = { app, url: server.urlOf(database), nodeEnv: 'test' };
    const { result: failed, writing } = await server.watch(database, () => bootInVain(start));

    narrator.say('In the environment test the mode is force: tables are emptied. The boot ends with:');
    narrator.quote(failed?.message ?? 'nothing, it runs');
    narrator.check('its code is SAFE_SYNC_PRODUCTION_REFUSED', failed?.code, 'SAFE_SYNC_PRODUCTION_REFUSED');
    narrator.check('no statement that writes reached the server', writing, []);
    narrator.check(
      `none of ${rows} rows was lost, and nothing changed`,
      (await server.photograph(database)) === before,
    );
  },
};

export const forceTheTestDatabase: Step = {
  headline: 'NODE_ENV=test on shop_test: force, first by creating, then by clearing',
  async play({ server, narrator }) {
    const database = databases.tests;
    await server.create(database);
    const start = { app, url: server.urlOf(database), nodeEnv: 'test' };

    await boot(start, async ({ log, send }) => {
      for (const line of log.safeSync()) narrator.quote(line);
      await fillShop(send, { order: { channel: 'web' } });
    });
    const tables = await server.tableIdentities(database);
    const rows = totalRows(await server.readContents(database));
    narrator.check('the eleven tables are made, and a test fills them', [Object.keys(tables).length, rows], [11, 35]);

    await boot(start, async ({ log, send }) => {
      for (const line of log.safeSync()) narrator.quote(line);
      narrator.check(`the ${rows} rows are gone`, totalRows(await server.readContents(database)), 0);
      narrator.check(
        'the tables are the same ones, cleared and not made anew',
        await server.tableIdentities(database),
        tables,
      );
      await send('POST', '/warehouses', { code: 'HAM', city: 'Hamburg' });
      await send('POST', '/customers', { name: 'Ada', email: 'ada@example.org' });
      const { customers, warehouses } = await server.readContents(database);
      narrator.check('ids start again at 1', [customers?.[0]?.['id'], warehouses?.[0]?.['id']], [1, 1]);
    });
  },
};
