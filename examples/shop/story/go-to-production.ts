import { isSafeSyncError } from 'nestjs-safe-sync';
import { bootInVain, shopApp } from '../boot.js';
import { photograph } from '../contents.js';
import { databases } from './step.js';
import type { Step } from './step.js';

export const goToProduction: Step = {
  headline: 'NODE_ENV=production and sync: { alter: true }: refused',
  async play({ server, narrator }) {
    const { ShopModule } = await import('../v2/shop.module.js');
    const database = databases.yesterday;
    const app = shopApp(ShopModule, server.urlOf(database), { sync: { alter: true } });

    const before = await photograph(server, database);
    const { result, writing } = await server.watch(database, () => bootInVain(app, 'production'));
    const { error } = result;
    narrator.say('Version 2 on shop_yesterday, which is still as version 1 left it. The boot ends with:');
    narrator.quote(error instanceof Error ? error.message : String(error));
    narrator.check(
      'the boot failed with SAFE_SYNC_PRODUCTION_REFUSED',
      isSafeSyncError(error) && error.code,
      'SAFE_SYNC_PRODUCTION_REFUSED',
    );
    narrator.check('the evidence is printed', /Evidence:\n.*NODE_ENV.*production/.test(String(error)));
    narrator.check(
      'it was not taken for a connection that fails',
      result.log.errors().join().includes('Retrying'),
      false,
    );
    narrator.check('no statement that writes reached the server', writing, []);
    narrator.check('schema and rows are what they were', (await photograph(server, database)) === before);
  },
};
