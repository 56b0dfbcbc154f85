import { boot } from '../boot.js';
import { countRows } from '../contents.js';
import { countOf, fillShop } from '../visit.js';
import { databases } from './step.js';
import type { Step } from './step.js';

export const openTheShop: Step = {
  headline: 'Version 1 opens on an empty database and is filled through HTTP',
  async play({ server, narrator }) {
    const { shop, withoutTheLibrary, yesterday } = databases;
    await server.create(shop);
    narrator.say('NODE_ENV=development, database shop. SafeSync says:');
    await boot({ app: 'v1/app.module.js', url: server.urlOf(shop), nodeEnv: 'development' }, async ({ log, send }) => {
      for (const line of log.safeSync()) narrator.quote(line);
      await fillShop(send, { customer: { fax: '+49 40 123 456' } });
      narrator.check('GET /products gives the four products', await countOf(send, '/products'), 4);
      narrator.check('GET /customers gives three: the fourth was deleted', await countOf(send, '/customers'), 3);
    });
    const contents = await server.readContents(shop);
    narrator.check('the rows are in the database, the deleted customer too', countRows(contents), {
      addresses: 4,
      categories: 2,
      customers: 4,
      order_items: 4,
      orders: 3,
      payments: 2,
      product_images: 3,
      products: 4,
      reviews: 2,
      stock: 5,
      warehouses: 2,
    });

    await server.copy(shop, withoutTheLibrary);
    await server.copy(shop, yesterday);
    narrator.say(`Two copies are kept as they are now, for later: ${withoutTheLibrary} and ${yesterday}.`);
  },
};
