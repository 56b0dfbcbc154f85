import type { BootedApp } from './boot.js';

type Send = BootedApp['send'];

/** A few customers, products, orders and reviews, all through HTTP. `extra` is what a version's customers have besides. */
export async function fillShop(
  send: Send,
  extra: { readonly customer?: object; readonly order?: object } = {},
): Promise<void> {
  await send('POST', '/warehouses', { code: 'HAM', city: 'Hamburg' });
  await send('POST', '/warehouses', { code: 'WRO', city: 'Wrocław' });
  await send('POST', '/categories', { name: 'Kitchen', slug: 'kitchen' });
  await send('POST', '/categories', { name: 'Coffee', slug: 'coffee', parentId: 1 });
  for (const product of products) await send('POST', '/products', product);
  await send('POST', '/categories/feature', { categoryId: 2, productId: 1 });

  for (const [index, name] of ['Ada', 'Grace', 'Edsger', 'Barbara'].entries()) {
    await send('POST', '/customers', {
      name,
      email: `${name.toLowerCase()}@example.org`,
      addresses: [{ street: `${index + 1} Harbour Street`, city: 'Hamburg' }],
      ...extra.customer,
    });
  }
  await send('DELETE', '/customers/4');

  await send('POST', '/orders', {
    customerId: 1,
    items: [
      { sku: 'POT-1', quantity: 1 },
      { sku: 'BEAN-500', quantity: 4 },
    ],
    ...extra.order,
  });
  await send('POST', '/orders', { customerId: 2, items: [{ sku: 'MILL-2', quantity: 1 }], ...extra.order });
  await send('POST', '/orders', { customerId: 3, items: [{ sku: 'BEAN-500', quantity: 2 }], ...extra.order });
  await send('POST', '/orders/1/payments', { amount: '83.60', receipt: { provider: 'card', last4: '4242' } });
  await send('POST', '/orders/2/payments', { amount: '129.00', receipt: { provider: 'invoice', days: 14 } });
  await send('PATCH', '/orders/2', { status: 'shipped' });
  await send('POST', '/reviews', {
    productId: 1,
    customerId: 1,
    rating: 5,
    text: 'Pours without a drop beside the cup.',
  });
  await send('POST', '/reviews', { productId: 2, customerId: 2, rating: 4 });
}

const products = [
  {
    sku: 'POT-1',
    name: 'Enamel coffee pot',
    priceCents: 4900,
    tags: ['enamel', 'blue'],
    attributes: { litres: 1.2, dishwasher: true },
    categoryId: 2,
    images: [
      { url: 'https://images.example.org/pot-1.jpg', position: 0 },
      { url: 'https://images.example.org/pot-2.jpg', position: 1 },
    ],
    stock: { HAM: 12, WRO: 3 },
  },
  {
    sku: 'MILL-2',
    name: 'Hand mill',
    priceCents: 12900,
    tags: ['steel'],
    attributes: { grind: ['espresso', 'filter'] },
    categoryId: 2,
    images: [{ url: 'https://images.example.org/mill.jpg', position: 0 }],
    stock: { HAM: 5 },
  },
  { sku: 'BEAN-500', name: 'House blend, 500 g', priceCents: 865, categoryId: 2, stock: { HAM: 240, WRO: 80 } },
  { sku: 'PAN-28', name: 'Iron pan, 28 cm', priceCents: 5900, categoryId: 1, active: false },
];

/** How many the list at this path has. */
export async function countOf(send: Send, path: string): Promise<number> {
  const list = await send('GET', path);
  return Array.isArray(list) ? list.length : -1;
}
