import { boot, bootInVain, HttpError } from '../boot.js';
import { databases } from './step.js';
import type { Step } from './step.js';

export const withoutTheLibrary: Step = {
  headline: 'Version 2 without the library: SequelizeModule with synchronize: true',
  async play({ server, narrator }) {
    const database = databases.withoutTheLibrary;
    const { missingColumn } = server.expected;
    // Drivers put the statement and their own numbers around it.
    const shortened = (error: string) => (error.includes(missingColumn) ? missingColumn : error);
    const start = { url: server.urlOf(database), nodeEnv: 'development' };
    const faxes = async () =>
      (await server.readContents(database))['customers']?.filter(({ fax }) => typeof fax === 'string').length;

    narrator.say(`Customers and addresses alone, on the copy ${database}. It boots; then a customer comes:`);
    const { status, log } = await boot({ ...start, app: 'v2/plain-customers-app.module.js' }, async (booted) => {
      const customer = { name: 'Alan', email: 'alan@example.org' };
      const answer = await booted.send('POST', '/customers', customer).catch((error: unknown) => error);
      return { status: answer instanceof HttpError && answer.status, log: booted.log };
    });
    for (const error of log.errors()) narrator.quote(`error: ${error}`);
    narrator.check('POST /customers is answered with status 500', status, 500);
    narrator.check('because sync() looks at no column of a table that is there', log.errors().map(shortened), [
      missingColumn,
    ]);

    if (!server.expected.syncDropsColumns) return;
    narrator.say('The whole shop. Categories and products refer to each other, and for such models sync() becomes an');
    narrator.say('alter without a word, which drops what the models do not have:');
    narrator.check('before: four customers have a fax number', await faxes(), 4);
    const failed = await bootInVain({ ...start, app: 'v2/plain-app.module.js' });
    narrator.quote(`error: ${failed?.message ?? 'none'}`);
    if (server.expected.syncFails) narrator.check('the boot fails in the middle', failed !== null);
    narrator.check('afterwards: none has one, the column is gone and its values with it', await faxes(), 0);
  },
};
