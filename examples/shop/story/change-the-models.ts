import { boot } from '../boot.js';
import type { BootedApp } from '../boot.js';
import { readContents, sameRows, totalRows } from '../contents.js';
import { countOf } from '../visit.js';
import { databases } from './step.js';
import type { Scene, Step } from './step.js';

const { shop } = databases;
const app = 'v2/app.module.js';

/** What version 2 changes, as `diff -r v1 v2` shows it. */
const CHANGES = [
  'packed after paid',
  'customers.newsletter',
  'orders.channel',
  'products.discount_percent',
  'character varying(40) → character varying(120)',
  'index orders_to_ship',
];

export const changeTheModels: Step = {
  headline: 'Version 2 with SafeSyncModule: the models have changed, the rows are there',
  async play(scene) {
    const { server, narrator } = scene;
    const before = await readContents(server, shop);
    await boot({ app, url: server.urlOf(shop), nodeEnv: 'development' }, async ({ log, send }) => {
      narrator.say('NODE_ENV=development, database shop, nothing else set. SafeSync says:');
      for (const line of log.safeSync()) narrator.quote(line);
      const said = log.safeSync('log', 'warn').join('\n');
      narrator.check(
        'every change is named',
        CHANGES.filter((change) => !said.includes(change)),
        [],
      );
      narrator.check(
        'what could fail on the rows is held back, with its remedy',
        /held back: orders\.channel/.test(said),
      );
      narrator.say('What was sent for it:');
      for (const sql of await appliedIn(send)) narrator.quote(`${sql};`);

      const after = await readContents(server, shop);
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
      statements,
      writing,
    } = await server.watch(shop, () =>
      boot({ app, url: server.urlOf(shop), nodeEnv: 'development' }, async ({ log, send }) => {
        for (const line of log.safeSync()) narrator.quote(line);
        narrator.check('the report says that nothing was applied', await appliedIn(send), []);
        return log;
      }),
    );
    const logged = log.sequelize().filter((sql) => !/^Executing \(\w+\): SELECT /.test(sql));
    narrator.check("Sequelize's own logging shows no statement but SELECT", logged, []);
    narrator.check(
      `the server's log has ${statements.length} statements of this boot, and none of them writes`,
      writing,
      [],
    );
  },
};

async function appliedIn(send: BootedApp['send']): Promise<readonly string[]> {
  const report = (await send('GET', '/schema')) as { readonly applied: readonly { readonly sql: string }[] };
  return report.applied.map(({ sql }) => sql);
}

async function checkSchema({ server, narrator }: Scene): Promise<void> {
  const [columns] = await server.query<{ found: object }>(shop, COLUMNS);
  narrator.check('columns were added, one is wider; the NOT NULL of orders.channel is held', columns?.found, {
    'customers.newsletter': 'boolean NOT NULL',
    'orders.channel': 'character varying(20)',
    'products.discount_percent': 'numeric(5,2)',
    'products.name': 'character varying(120) NOT NULL',
  });
  const values = await server.query<{ value: string }>(shop, ENUM);
  narrator.check(
    'the new order status stands in its place',
    values.map(({ value }) => value).join(', '),
    'pending, paid, packed, shipped, cancelled',
  );
  const indexes = await server.query(shop, `SELECT indexname FROM pg_indexes WHERE indexname = 'orders_to_ship'`);
  narrator.check('the partial index orders_to_ship is there', indexes.length, 1);
}

const COLUMNS = `
  SELECT json_object_agg(
    format('%s.%s', attrelid::regclass, attname),
    format_type(atttypid, atttypmod) || CASE WHEN attnotnull THEN ' NOT NULL' ELSE '' END
  ) AS found
  FROM pg_attribute
  WHERE (attrelid::regclass::text, attname) IN
    (('customers', 'newsletter'), ('orders', 'channel'), ('products', 'discount_percent'), ('products', 'name'))`;

const ENUM = `SELECT unnest(enum_range(NULL::enum_orders_status))::text AS value`;
