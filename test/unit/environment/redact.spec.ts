import { describe, expect, it } from '@jest/globals';
import { Sequelize } from 'sequelize';

import type { ConnectionSettings } from '../../../lib/environment/connection-targets.js';
import { redact, redactUri } from '../../../lib/environment/redact.js';
import { secretsOf } from '../../../lib/environment/secrets.js';

describe('redactUri', () => {
  it.each([
    ['postgres://app:hunter2@db:5432/shop', 'postgres://app:***@db:5432/shop'],
    ['postgres://app:x@db/shop', 'postgres://app:***@db/shop'],
    ['postgres://app:p@ss/w:rd@db/shop', 'postgres://app:***@db/shop'],
    ['postgres://app:p%40ss@db/shop?sslmode=require', 'postgres://app:***@db/shop?sslmode=require'],
    ['postgres://:secret@db/shop', 'postgres://:***@db/shop'],
    [
      'postgres://db/shop?user=app&password=abc&sslmode=require',
      'postgres://db/shop?user=app&password=***&sslmode=require',
    ],
    ['postgres://db/shop?sslpassword=abc#x', 'postgres://db/shop?sslpassword=***#x'],
    ['postgres://db/shop?token=abc', 'postgres://db/shop?token=***'],
    [
      'cannot reach "postgres://a:b@c/d" and \'mysql://e:f@g/h\'',
      'cannot reach "postgres://a:***@c/d" and \'mysql://e:***@g/h\'',
    ],
    ['https://example.com:8080/a and b@c.example', 'https://example.com:8080/a and b@c.example'],
    ['postgres://app@db/shop', 'postgres://app@db/shop'],
    ['no secret here', 'no secret here'],
  ])('%s', (text, clean) => {
    expect(redactUri(text)).toBe(clean);
  });
});

describe('redact, without knowing any secret', () => {
  it.each([
    ['host=db password=abc dbname=shop', 'host=db password=*** dbname=shop'],
    ["password='a b' user=x", "password='***' user=x"],
    ['{"user":"app","password":"a\\"b"}', '{"user":"app","password":"***"}'],
    ["{ user: 'app', password: 'abc' }", "{ user: 'app', password: '***' }"],
    ['PGPASSWORD=abc', 'PGPASSWORD=***'],
    ['DB_PASSWORD=abc', 'DB_PASSWORD=***'],
    // What people read stays readable.
    ['password authentication failed for user "app"', 'password authentication failed for user "app"'],
    [
      'ALTER TABLE "users" ADD COLUMN "password" VARCHAR(255)',
      'ALTER TABLE "users" ADD COLUMN "password" VARCHAR(255)',
    ],
    ["users.password: 'text' is wanted", "users.password: 'text' is wanted"],
    ['WHERE "key" = 1', 'WHERE "key" = 1'],
  ])('%s', (text, clean) => {
    expect(redact(text)).toBe(clean);
  });
});

describe('secretsOf', () => {
  const password = 'p@ss/w:rd 1';
  const encoded = encodeURIComponent(password);

  it.each<[string, () => unknown]>([
    ['an option', () => ({ username: 'app', password })],
    ['a URI among the options', () => ({ uri: `postgres://app:${encoded}@db/shop` })],
    ['a URI with the password as it is', () => ({ uri: `postgres://app:${password}@db/shop` })],
    ['replication', () => ({ replication: { write: { password }, read: [{ host: 'db', password }] } })],
    ['dialectOptions', () => ({ dialectOptions: { ssl: { passphrase: password } } })],
    ['a query parameter', () => ({ uri: `postgres://db/shop?sslpassword=${encoded}` })],
  ])('finds it in %s, in every spelling', (_name, options) => {
    const secrets = secretsOf(options());
    for (const spelling of [password, encoded, encodeURI(password)]) {
      expect(redact(`failed at ${spelling} there`, secrets)).toBe('failed at *** there');
    }
  });

  it('finds it in a Sequelize object made from a URI, dialectOptions included', () => {
    const sequelize = new Sequelize(`postgres://app:${encoded}@db/shop?sslmode=disable`, { logging: false });
    const { options, config } = sequelize as unknown as ConnectionSettings;
    const secrets = secretsOf({ options, config });
    const text = JSON.stringify({ options, config });
    expect(text).toContain('p@ss/w:rd');
    expect(redact(text, secrets)).not.toContain('p@ss/w:rd');
    expect(redact(text, secrets)).not.toContain('w:rd');
  });

  it('finds it in the environment', () => {
    const secrets = secretsOf({}, { PGPASSWORD: 'hunter2', DATABASE_URL: 'postgres://app:tiger-99@db/shop' });
    expect(redact('hunter2 tiger-99', secrets)).toBe('*** ***');
  });

  it('finds the pieces that a URI parser makes of an unescaped password', () => {
    const secrets = secretsOf({ uri: 'postgres://app:left/right@db/shop' });
    expect(redact('database "right@db/shop" at host "left"', secrets)).toBe('database "***@db/shop" at host "***"');
  });

  it.each(['', 'x', 'abc', 'postgres', 'shop', 'app', 'password', 'Postgres'])(
    'the password %j goes at its places only: the text stays readable',
    (weak) => {
      const secrets = secretsOf({ username: 'app', password: weak, database: 'shop', host: 'db' });
      const text = 'database "shop", user "app" on PostgreSQL at postgres: password authentication failed for x, abc';
      expect(redact(text, secrets)).toBe(text);
      expect(redact(`postgres://app:${weak}@db/shop`, secrets)).toBe('postgres://app:***@db/shop');
    },
  );

  it('a short password goes where it stands alone, not inside words', () => {
    const secrets = secretsOf({ username: 'app', password: 'order' });
    expect(redact('"order" is wrong; orders and border and order_id stay', secrets)).toBe(
      '"***" is wrong; orders and border and order_id stay',
    );
  });

  it('looks into plain data only, and comes out of a loop', () => {
    const options = { dialectModule: { password: 'a module' }, models: [class Users {}], password: 'hunter22' };
    expect(secretsOf(options).anywhere).toEqual(['hunter22']);
    const loop: Record<string, unknown> = { password: 'hunter22' };
    loop['self'] = loop;
    expect(secretsOf(loop).anywhere).toEqual(['hunter22']);
  });
});
