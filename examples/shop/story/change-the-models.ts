import { SafeSyncService } from 'nestjs-safe-sync';
import type { Report } from 'nestjs-safe-sync';
import { boot, shopApp } from '../boot.js';
import type { BootedApp } from '../boot.js';
import { readContents, sameRows, totalRows } from '../contents.js';
import { databases } from './step.js';
import type { Scene, Step } from './step.js';

const { shop } = databases;

export const changeTheModels: Step = {
  headline: 'Version 2 with SafeSyncModule: the models have changed, the rows are there',
  async play({ server, narrator }) {
    const before = await readContents(server, shop);
    await bootVersion2(server, async ({ app, log, send }) => {
      narrator.say('NODE_ENV=development, database shop, nothing else set. SafeSync says:');
      for (const line of log.safeSync()) narrator.quote(line);
      narrator.say('The plan as SQL, in one transaction but for the enum value that it uses itself:');
      for (const { sql } of reportOf(app).applied) narrator.quote(`${sql};`);

      const after = await readContents(server, shop);
      narrator.check(`all ${totalRows(before)} rows are there, with every value they had`, sameRows(before, after));
      narrator.check(
        'customers.fax, which no model has any more, is there with its values',
        after['customers']?.map(({ fax }) => fax),
        Array(4).fill('+49 40 123 456'),
      );
      await checkColumns({ server, narrator });
      await send('POST', '/customers', { name: 'Alan', email: 'alan@example.org', newsletter: true });
      narrator.check('POST /customers works: the same request failed before', true);
      await send('PATCH', '/orders/1', { status: 'packed' });
      narrator.check('an order can be packed, and GET /orders works', await countOf(send('GET', '/orders')), 3);
    });
  },
};

export const startAgain: Step = {
  headline: 'Version 2 once more: nothing to do is nothing done',
  async play({ server, narrator }) {
    const logged: string[] = [];
    const { statements, writing } = await server.watch(shop, () =>
      bootVersion2(
        server,
        async ({ app, log }) => {
          for (const line of log.safeSync('log')) narrator.quote(line);
          narrator.check('the report says: nothing applied', reportOf(app).applied.length, 0);
        },
        (sql) => logged.push(sql),
      ),
    );
    narrator.check(
      "Sequelize's logging saw no statement that writes",
      logged.filter((sql) => !/SELECT/.test(sql)),
      [],
    );
    narrator.say(`The server's own log has ${statements.length} statements of this boot:`);
    narrator.check('every one of them only reads', writing, []);
  },
};

async function bootVersion2(
  server: Scene['server'],
  visit: (booted: BootedApp) => Promise<void>,
  logging: false | ((sql: string) => void) = false,
): Promise<void> {
  // Not before it is its turn: autoLoadModels would give version 1 these models too.
  const { ShopModule } = await import('../v2/shop.module.js');
  await boot(shopApp(ShopModule, server.urlOf(shop), { logging }), 'development', visit);
}

async function checkColumns({ server, narrator }: Scene): Promise<void> {
  const [found] = await server.query<{ found: object }>(shop, COLUMNS);
  narrator.check('columns were added, one is wider, and one could not be NOT NULL yet', found?.found, {
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

function reportOf(app: BootedApp['app']): Report {
  const { report } = app.get(SafeSyncService);
  if (report === null) throw new Error('There is no report.');
  return report;
}

async function countOf(list: Promise<unknown>): Promise<number> {
  const found = await list;
  return Array.isArray(found) ? found.length : -1;
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
