import { boot, shopApp } from '../boot.js';
import { photograph } from '../contents.js';
import { databases } from './step.js';
import type { Step } from './step.js';

const WARNING =
  'NODE_ENV is not set: the schema is left alone (mode none). ' +
  'On your own machine put NODE_ENV=development into .env or into start:dev.';

export const startWithoutNodeEnv: Step = {
  headline: 'Without NODE_ENV: a warning, and nothing written',
  async play({ server, narrator }) {
    const { ShopModule } = await import('../v2/shop.module.js');
    const database = databases.yesterday;
    const before = await photograph(server, database);
    narrator.say('Version 2 on shop_yesterday again, as most people start a Nest project. SafeSync says:');
    const { writing } = await server.watch(database, () =>
      boot(shopApp(ShopModule, server.urlOf(database)), undefined, async ({ log, send }) => {
        for (const line of log.safeSync()) narrator.quote(line);
        narrator.check('the first line says what to do', log.safeSync('warn')[0], WARNING);
        const lines = log.safeSync('error').join('\n');
        narrator.check('what is missing is named', /newsletter/.test(lines) && /discount_percent/.test(lines));
        const warehouses = await send('POST', '/warehouses/count').catch(String);
        narrator.check('the app runs all the same', / 404 /.test(String(warehouses)));
      }),
    );
    narrator.check('no statement that writes reached the server', writing, []);
    narrator.check('schema and rows are what they were', (await photograph(server, database)) === before);
  },
};
