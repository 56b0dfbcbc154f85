import { bootInVain } from '../boot.js';
import { databases } from './step.js';
import type { Step } from './step.js';

export const goToProduction: Step = {
  headline: 'NODE_ENV=production and sync: { alter: true }: refused',
  async play({ server, narrator }) {
    const database = databases.yesterday;
    const start = { app: 'v2/app-with-alter.module.js', url: server.urlOf(database), nodeEnv: 'production' };
    const before = await server.photograph(database);
    const { result: failed, writing } = await server.watch(database, () => bootInVain(start));

    narrator.say(`Version 2 on ${database}, which is as version 1 left it. The boot ends with:`);
    narrator.quote(failed?.message ?? 'nothing, it runs');
    narrator.check('its code is SAFE_SYNC_PRODUCTION_REFUSED', failed?.code, 'SAFE_SYNC_PRODUCTION_REFUSED');
    narrator.check('the evidence is named', /Evidence:\n.*NODE_ENV.*production/.test(failed?.message ?? ''));
    narrator.check('it was thrown once, and not retried as a connection', failed?.log.errors().length, 1);
    narrator.check('it leaves no connection open', failed?.endedByItself);
    narrator.check('no statement that writes reached the server', writing, []);
    narrator.check('schema and rows are what they were', (await server.photograph(database)) === before);
  },
};
