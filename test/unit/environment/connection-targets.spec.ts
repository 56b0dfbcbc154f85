import { describe, expect, it } from '@jest/globals';
import { Sequelize } from 'sequelize';
import type { Options } from 'sequelize';

import { connectionTargets } from '../../../lib/environment/connection-targets.js';
import type { ConnectionSettings } from '../../../lib/environment/connection-targets.js';

type Env = Readonly<Record<string, string>>;

function targetsOf(sequelize: object, env: Env = {}): readonly string[] {
  return connectionTargets(sequelize as ConnectionSettings, env).map(
    ({ kind, value, source }) => `${kind} ${value} (${source})`,
  );
}

function made(options: Options & { uri?: string }, env?: Env): readonly string[] {
  return targetsOf(new Sequelize({ dialect: 'postgres', logging: false, ...options }), env);
}

function madeByUri(uri: string, options: Options = {}): readonly string[] {
  return targetsOf(new Sequelize(uri, { logging: false, ...options }));
}

describe('connectionTargets of options', () => {
  it.each<[string, Options, readonly string[]]>([
    ['the default host', { database: 'shop' }, ['host localhost (host)', 'database shop (database)']],
    ['a host', { host: 'db', database: 'shop' }, ['host db (host)', 'database shop (database)']],
    [
      'a list of hosts',
      { host: 'a, b:5433', database: 'shop' },
      ['host a (host)', 'host b:5433 (host)', 'database shop (database)'],
    ],
    [
      'a socket path',
      { host: '/cloudsql/p:r:i', database: 'shop' },
      ['host /cloudsql/p:r:i (host)', 'database shop (database)'],
    ],
    [
      'replication',
      {
        database: 'shop',
        replication: {
          write: { host: 'w.example.com' },
          read: [{ host: 'r1.example.com' }, { host: 'r2.example.com', database: 'copy' }],
        },
      },
      [
        'host w.example.com (replication.write.host)',
        'host r1.example.com (replication.read[0].host)',
        'host r2.example.com (replication.read[1].host)',
        'database shop (database)',
        'database copy (replication.read[1].database)',
      ],
    ],
    [
      'replication that leaves the host of the writer to the base settings',
      { host: 'base', database: 'shop', replication: { write: {}, read: [{ host: 'r' }] } },
      ['host base (host)', 'host r (replication.read[0].host)', 'database shop (database)'],
    ],
    [
      'dialectOptions',
      {
        host: 'localhost',
        database: 'shop',
        dialectOptions: { host: 'db.abc.rds.amazonaws.com', socketPath: '/cloudsql/p:r:i' },
      },
      [
        'host localhost (host)',
        'host db.abc.rds.amazonaws.com (dialectOptions.host)',
        'host /cloudsql/p:r:i (dialectOptions.socketPath)',
        'database shop (database)',
      ],
    ],
  ])('%s', (_name, options, expected) => {
    expect(made(options)).toEqual(expected);
  });

  it('an empty host is what the driver takes from PGHOST, and an empty database PGDATABASE', () => {
    const env = { PGHOST: 'db.abc.rds.amazonaws.com', PGDATABASE: 'shop_prod' };
    expect(made({ host: undefined }, env)).toEqual([
      'host db.abc.rds.amazonaws.com (PGHOST)',
      'database shop_prod (PGDATABASE)',
    ]);
    expect(made({ host: 'db', database: 'shop' }, env)).toEqual(['host db (host)', 'database shop (database)']);
    expect(made({ host: undefined, username: 'app' })).toEqual(['host localhost (host)', 'database app (database)']);
  });
});

describe('connectionTargets of a URI', () => {
  it.each<[string, readonly string[]]>([
    ['postgres://u:p@db.example.com:5432/shop', ['host db.example.com (uri)', 'database shop (uri)']],
    ['postgresql://u:p%40ss@DB.Example.com/shop?sslmode=disable', ['host db.example.com (uri)', 'database shop (uri)']],
    ['postgres://u:p@localhost/shop?host=/cloudsql/p:r:i', ['host /cloudsql/p:r:i (uri)', 'database shop (uri)']],
    ['postgres://u:p@[::1]:5432/shop', ['host ::1 (uri)', 'database shop (uri)']],
  ])('%s', (uri, expected) => {
    expect(madeByUri(uri)).toEqual(expected);
  });

  it('as Nest passes it on, with the URI among the options', () => {
    const uri = 'postgres://u:p@db.example.com/shop';
    expect(targetsOf(new Sequelize(uri, { uri, logging: false } as Options))).toEqual([
      'host db.example.com (uri)',
      'database shop (uri)',
    ]);
  });

  it('replication beside a URI is seen too', () => {
    const replication = { write: { host: 'w' }, read: [] };
    expect(madeByUri('postgres://u:p@base/shop', { replication })).toContain('host w (replication.write.host)');
  });
});

it('a file of SQLite', () => {
  const found = targetsOf({ options: { host: 'localhost' }, config: { database: 'main' }, file: '/data/shop.db' });
  expect(found).toEqual(['file /data/shop.db (storage)']);
});
