import { boot } from '../boot.js';
import type { BootedApp } from '../boot.js';
import { sameRows, totalRows } from '../contents.js';
import { countOf } from '../visit.js';
import { databases } from './step.js';
import type { Scene, Step } from './step.js';

const { shop } = databases;
const app = 'v2/app.module.js';

/** What version 2 changes, as `diff -r v1 v2` shows it. */
const CHANGES = ['customers.newsletter', 'orders.channel', 'products.discount_percent', 'index orders_to_ship'];

export const changeTheModels: Step = {
  headline: 'Version 2 with SafeSyncModule: the models have changed, the rows are there',
  async play(scene) {
    const { server, narrator } = scene;
    const before = await server.readContents(shop);
    await boot({ app, url: server.urlOf(shop), nodeEnv: 'development' }, async ({ log, send }) => {
      narrator.say('NODE_ENV=development, database shop, nothing else set. SafeSync says:');
      for (const line of log.safeSync()) narrator.quote(line);
      const said = log.safeSync('log', 'warn').join('\n');
      narrator.check(
        'every change is named',
        [...CHANGES, ...server.expected.said].filter((change) => !said.includes(change)),
        [],
      );
      narrator.check(
        'what could fail on the rows is held back, with its remedy',
        /held back: orders\.channel/.test(said),
      );
      narrator.say('What was sent for it:');
      for (const sql of await appliedIn(send)) narrator.quote(`${sql};`);

      const after = await server.readContents(shop);
      narrator.check(`all ${totalRows(before)} rows are there, with every value they had`, sameRows(before, after));
      narrator.check(
        'customers.fax, which no model has any more, is there with its values',
        after['customers']?.map(({ fax }) => fax),
        Array(4).fill('+49 40 123 456'),
      );
      await checkSchema(scene);
      await send('POST', '/customers', { name: 'Alan', email: 'alan@example.org', newsletter: true });
      narrator.check('POST /customers works, which failed before', await countOf(send, '/customers'), 4);
      await send('PATCH', '/orders/1', { status: 'packed' });
      narrator.check('an order can be packed, and GET /orders works', await countOf(send, '/orders'), 3);
    });
  },
};

export const startAgain: Step = {
  headline: 'Version 2 once more: nothing to do is nothing done',
  async play({ server, narrator }) {
    const {
      result: log,
      seen,
      writing,
    } = await server.watch(shop, () =>
      boot({ app, url: server.urlOf(shop), nodeEnv: 'development' }, async ({ log, send }) => {
        for (const line of log.safeSync()) narrator.quote(line);
        narrator.check('the report says that nothing was applied', await appliedIn(send), []);
        const health = (await send('GET', '/health/ready')) as { readonly status: string };
        narrator.check('GET /health/ready says that the schema is what the models need', health.status, 'ok');
        return log;
      }),
    );
    const logged = log.sequelize().filter((sql) => !/^Executing \(\w+\): SELECT /.test(sql));
    narrator.check("Sequelize's own logging shows no statement but SELECT", logged, []);
    narrator.check(`${seen}, and nothing was written`, writing, []);
  },
};

async function appliedIn(send: BootedApp['send']): Promise<readonly string[]> {
  const report = (await send('GET', '/schema')) as { readonly applied: readonly { readonly sql: string }[] };
  return report.applied.map(({ sql }) => sql);
}

async function checkSchema({ server, narrator }: Scene): Promise<void> {
  const { columns } = server.expected;
  narrator.check(
    'columns were added, one is wider; the NOT NULL of orders.channel is held',
    await server.columnsOf(shop, Object.keys(columns)),
    columns,
  );
  const states = await server.orderStates(shop);
  if (states !== null) {
    const inOrder = ['pending', 'paid', 'packed', 'shipped', 'cancelled'];
    narrator.check('the new order status stands in its place', states, inOrder);
  }
  narrator.check('the index orders_to_ship is there', await server.hasIndex(shop, 'orders', 'orders_to_ship'));
}
