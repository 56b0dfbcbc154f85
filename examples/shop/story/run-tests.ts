import { isSafeSyncError } from 'nestjs-safe-sync';
import { boot, bootInVain, shopApp } from '../boot.js';
import { photograph, readContents, totalRows } from '../contents.js';
import { fillShop } from '../fill-shop.js';
import { databases } from './step.js';
import type { Scene, Step } from './step.js';

export const runTestsOnTheWrongDatabase: Step = {
  headline: "NODE_ENV=test on the shop's own database: force is refused",
  async play({ server, narrator }) {
    const { ShopModule } = await import('../v2/shop.module.js');
    const database = databases.shop;
    const rows = totalRows(await readContents(server, database));
    const before = await photograph(server, database);
    const app = shopApp(ShopModule, server.urlOf(database));
    const { result, writing } = await server.watch(database, () => bootInVain(app, 'test'));
    const { error } = result;
    narrator.say('The environment test means force: tables are emptied. The boot ends with:');
    narrator.quote(error instanceof Error ? error.message : String(error));
    narrator.check(
      'the boot failed with SAFE_SYNC_PRODUCTION_REFUSED',
      isSafeSyncError(error) && error.code,
      'SAFE_SYNC_PRODUCTION_REFUSED',
    );
    narrator.check('no statement that writes reached the server', writing, []);
    narrator.check(`no row of ${rows} was lost, nothing else changed`, (await photograph(server, database)) === before);
  },
};

export const forceTheTestDatabase: Step = {
  headline: 'NODE_ENV=test on shop_test: force, the first time by creating, the second time by clearing',
  async play(scene) {
    const { server, narrator } = scene;
    const { ShopModule } = await import('../v2/shop.module.js');
    const database = databases.tests;
    await server.create(database);
    const app = shopApp(ShopModule, server.urlOf(database));

    await boot(app, 'test', async ({ log, send }) => {
      for (const line of log.safeSync()) narrator.quote(line);
      await fillShop(send, { order: { channel: 'web' } });
    });
    const first = await tablesIn(scene);
    const rows = totalRows(await readContents(server, database));
    narrator.check('the tables are there, and a test has filled them', Object.keys(first).length === 11 && rows > 30);

    await boot(app, 'test', async ({ log, send }) => {
      for (const line of log.safeSync()) narrator.quote(line);
      narrator.check(`the ${rows} rows are gone`, totalRows(await readContents(server, database)), 0);
      narrator.check('the tables are the same ones, cleared and not made anew', await tablesIn(scene), first);
      await send('POST', '/warehouses', { code: 'HAM', city: 'Hamburg' });
      await send('POST', '/customers', { name: 'Ada', email: 'ada@example.org' });
      const { customers, warehouses } = await readContents(server, database);
      narrator.check('ids start again at 1', [customers?.[0]?.['id'], warehouses?.[0]?.['id']], [1, 1]);
    });
  },
};

/** The server's number of each table: another one would be another table. */
async function tablesIn({ server }: Scene): Promise<Readonly<Record<string, number>>> {
  const [answer] = await server.query<{ tables: Record<string, number> }>(
    databases.tests,
    `SELECT coalesce(json_object_agg(relname, oid::int), '{}') AS tables
     FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'`,
  );
  return answer?.tables ?? {};
}
