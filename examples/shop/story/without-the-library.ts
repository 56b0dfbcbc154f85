import { boot } from '../boot.js';
import { readContents } from '../contents.js';
import { databases } from './step.js';
import type { Step } from './step.js';

export const withoutTheLibrary: Step = {
  headline: 'Version 2 without the library: plain SequelizeModule, synchronize: true',
  async play({ server, narrator }) {
    const database = databases.withoutTheLibrary;
    const url = server.urlOf(database);
    const { accountsApp, wholeShopApp } = await import('../without-library.js');
    const faxes = async () =>
      (await readContents(server, database))['customers']?.filter(({ fax }) => typeof fax === 'string').length ?? 0;

    narrator.say('Only customers and addresses, on the copy shop_without. It boots; then a customer comes:');
    await boot(accountsApp(url), 'development', async ({ log, send }) => {
      const answer = await send('POST', '/accounts', { name: 'Alan', email: 'alan@example.org' }).catch(String);
      for (const error of log.errors()) narrator.quote(`error: ${error}`);
      narrator.check('POST /accounts is answered with status 500', / 500 /.test(String(answer)));
      narrator.check('because sync() looks at no column of a table that is there', log.errors(), [
        'column "newsletter" of relation "customers" does not exist',
      ]);
    });

    narrator.say('The whole shop, same options. Categories and products refer to each other, so that sync() becomes');
    narrator.say('alter without a word, and alter drops what the models do not have:');
    narrator.check('before: four customers have a fax number', await faxes(), 4);
    await boot(wholeShopApp(url), 'development', async () => {}).catch((error: unknown) =>
      narrator.quote(`the boot fails: ${error instanceof Error ? error.message : String(error)}`),
    );
    narrator.check('afterwards: none, the column is gone and so are its values', await faxes(), 0);
  },
};
