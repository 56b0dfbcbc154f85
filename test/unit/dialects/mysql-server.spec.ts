import { describe, expect, it } from '@jest/globals';
import { factsFrom, judgeProduct } from '../../../lib/dialects/mysql/mysql.facts.js';
import { mysqlFailure } from '../../../lib/dialects/mysql/mysql.failure.js';
import { missingGrant, sightFrom } from '../../../lib/dialects/mysql/mysql.grants.js';
import { serverWords } from '../../../lib/environment/server-words.js';

describe('products', () => {
  it.each([
    ['10.11.6-MariaDB-0+deb12u1', {}, 'MariaDB', true],
    ['10.5.22-MariaDB', {}, 'MariaDB', false],
    ['5.5.5-10.6.12-MariaDB', {}, 'MariaDB', true],
    ['8.0.36', {}, 'MySQL', true],
    ['8.4.0', {}, 'MySQL', true],
    ['9.1.0', {}, 'MySQL', true],
    ['5.7.44-log', {}, 'MySQL', false],
    ['8.0.28', { aurora_version: '3.04.0' }, 'MySQL', true],
    ['8.0.11-TiDB-v7.5.0', {}, 'TiDB', false],
    ['8.0.30-Vitess', {}, 'Vitess', false],
    ['5.7.32', { memsql_version: '8.5.1' }, 'SingleStore', false],
    ['8.0.33', { version_comment: 'Dolt' }, 'Dolt', false],
  ])('%s %j', (version, settings, name, supported) => {
    const product = judgeProduct(version, settings as Record<string, string>);
    expect([product.name, product.supported]).toEqual([name, supported]);
    expect(product.text === '').toBe(supported);
  });

  it('puts the facts together', () => {
    const row = {
      version: '8.0.36',
      db: 'shop',
      account: 'app@%',
      mode: 'STRICT_TRANS_TABLES',
      zone: 'SYSTEM',
      machine: 'UTC',
      grants: 0n,
    };
    const variables = {
      server_uuid: 'u-1',
      hostname: 'db-1',
      port: '3306',
      super_read_only: 'ON',
      aurora_version: '3',
    };
    const facts = factsFrom(
      Object.entries(variables).map(([name, value]) => ({ ...row, name: name.toUpperCase(), value })),
    );
    expect(facts).toMatchObject({
      product: 'MySQL',
      database: 'shop',
      schema: 'shop',
      user: 'app@%',
      address: 'db-1',
      port: 3306,
      identity: 'u-1/shop',
      readOnly: true,
      utc: true,
      settings: { aurora_version: '3' },
      own: { flavour: 'mysql', sqlMode: 'STRICT_TRANS_TABLES', partialGrants: '0' },
    });
  });
});

describe("the server's own words about who runs it", () => {
  it.each([
    [{ aurora_version: '3.04' }, '8.0.28', 'Amazon Aurora'],
    [{ basedir: '/rdsdbbin/mysql-8.0.35.R1/' }, '8.0.35', 'Amazon RDS'],
    [{ datadir: '/rdsdbdata/db/' }, '10.11.6-MariaDB-log', 'Amazon RDS'],
    [{ version_comment: '(Google)' }, '8.0.31-google', 'Google Cloud SQL'],
    [{ cloudsql_iam_authentication: 'on' }, '8.0.31', 'Google Cloud SQL'],
    [{ aad_auth_only: 'OFF' }, '8.0.36', 'Azure Database'],
    [{ version_comment: 'PlanetScale' }, '8.0.34', 'PlanetScale'],
    [{ version_comment: 'Debian 12', basedir: '/usr' }, '10.11.6-MariaDB', undefined],
  ])('%j of %s', (settings, version, provider) => {
    const words = serverWords({ settings: settings as Record<string, string>, version }, { onLoopback: true });
    expect(words[0]?.provider).toBe(provider);
  });
});

describe('what a user may see', () => {
  it.each([
    ['everything', ['GRANT ALL PRIVILEGES ON *.* TO `root`@`%` WITH GRANT OPTION'], true, true],
    ['nothing', ['GRANT USAGE ON *.* TO `app`@`%`'], false, false],
    ['the database', ['GRANT USAGE ON *.* TO `app`@`%`', 'GRANT SELECT ON `shop_1`.* TO `app`@`%`'], true, true],
    ['databases by a pattern', ['GRANT SELECT ON `shop\\_%`.* TO `app`@`%`'], true, true],
    ['another database', ['GRANT SELECT ON `shop\\_2`.* TO `app`@`%`'], false, false],
    ['one table', ['GRANT SELECT, INSERT ON `shop_1`.`users` TO `app`@`%`'], false, true],
    ['one column', ['GRANT SELECT (`id`, `a,b`), INSERT (`id`) ON `shop_1`.`users` TO `app`@`%`'], false, false],
    ['by way of a role', ['GRANT `reader` TO `app`@`%`', 'GRANT SELECT ON `shop_1`.* TO `reader`'], true, true],
  ])('%s', (_, grants, tables, columns) => {
    const sight = sightFrom(grants, 'shop_1');
    expect([sight.ofMissingTables, sight.ofAllColumns({ schema: 'shop_1', name: 'users' })]).toEqual([tables, columns]);
  });

  it('says the GRANT that shows everything', () => {
    expect(missingGrant({ database: 'shop', user: 'app@10.0.0.%' })).toBe(
      'GRANT SELECT, REFERENCES ON `shop`.* TO `app`@`10.0.0.%`;',
    );
  });
});

describe('failures', () => {
  const failed = (errno: number, message: string) =>
    mysqlFailure(Object.assign(new Error('Validation error'), { original: { errno, message } }));

  it('tells a conflict from a mistake, and shows no row', () => {
    expect(failed(1050, "Table 't' already exists").isConflict).toBe(true);
    expect(failed(1005, 'Can\'t create table `a`.`b` (errno: 121 "Duplicate key on write or update")').isConflict).toBe(
      true,
    );
    expect(failed(1064, 'You have an error in your SQL syntax').isConflict).toBe(false);
    expect(failed(1062, "Duplicate entry 'secret@example.com' for key 'email'").message).not.toContain('secret');
  });

  it("takes the connector's frame off", () => {
    expect(
      failed(1054, "(conn:7, no: 1054, SQLState: 42S22) Unknown column 'x' in 'field list'\nsql: ALTER …").message,
    ).toBe("Unknown column 'x' in 'field list'");
  });
});
