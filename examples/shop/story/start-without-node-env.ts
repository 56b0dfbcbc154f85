import { boot } from '../boot.js';
import { databases } from './step.js';
import type { Step } from './step.js';

const WARNING =
  'NODE_ENV is not set: the schema is left alone (mode none). ' +
  'On your own machine put NODE_ENV=development into .env or into start:dev.';

export const startWithoutNodeEnv: Step = {
  headline: 'Without NODE_ENV: a warning, and nothing written',
  async play({ server, narrator }) {
    const database = databases.yesterday;
    const before = await server.photograph(database);
    narrator.say(`Version 2 on ${database}, as most people start a Nest project. SafeSync says:`);
    const { writing } = await server.watch(database, () =>
      boot({ app: 'v2/app.module.js', url: server.urlOf(database) }, async ({ log, send }) => {
        for (const line of log.safeSync()) narrator.quote(line);
        narrator.check('the first warning says what to do', log.safeSync('warn')[0], WARNING);
        const [missing] = log.safeSync('error');
        narrator.check(
          'every column that is missing is named',
          ['newsletter', 'channel', 'discount_percent'].filter((column) => !missing?.includes(column)),
          [],
        );
        const schema = (await send('GET', '/schema')) as { readonly mode: string };
        narrator.check('the app runs all the same, in mode none', schema.mode, 'none');
      }),
    );
    narrator.check('no statement that writes reached the server', writing, []);
    narrator.check('schema and rows are what they were', (await server.photograph(database)) === before);
  },
};
