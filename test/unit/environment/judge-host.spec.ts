import { describe, expect, it } from '@jest/globals';

import { judgeHost, normalizeHost } from '../../../lib/environment/judge-host.js';
import { managedHosts } from '../../../lib/environment/managed-hosts.js';

describe('judgeHost', () => {
  it.each([
    'localhost',
    'LOCALHOST.',
    'localhost:5432',
    'app.localhost',
    'localhost.localdomain',
    '127.0.0.1',
    '127.0.0.1:5433',
    '127.8.9.1',
    '0.0.0.0',
    '::1',
    '[::1]',
    '[::1]:5432',
    '::ffff:127.0.0.1',
    '/var/run/postgresql',
    '/tmp',
    '%2Fvar%2Frun%2Fpostgresql',
    '\\\\.\\pipe\\mysql',
  ])('%s is this machine', (host) => {
    expect(judgeHost(host)).toEqual({ kind: 'local' });
  });

  it.each([
    'db',
    'postgres',
    'DB',
    'host.docker.internal',
    'gateway.docker.internal',
    'nas.local',
    'postgres.shop.svc',
    'postgres.shop.svc.cluster.local',
    'db.test',
    'db.lan',
    '10.0.0.5',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.7:5432',
    '169.254.1.1',
    'fd12:3456::1',
    'fe80::1%eth0',
    '::ffff:10.0.0.1',
  ])('%s is neutral', (host) => {
    expect(judgeHost(host)).toEqual({ kind: 'neutral' });
  });

  it.each([
    ['db.abc.eu-west-1.rds.amazonaws.com', 'Amazon RDS'],
    ['DB.ABC.EU-WEST-1.RDS.AMAZONAWS.COM.', 'Amazon RDS'],
    ['db.abc.eu-west-1.rds.amazonaws.com:5432', 'Amazon RDS'],
    ['db.abc.rds.cn-north-1.amazonaws.com.cn', 'Amazon RDS'],
    ['shop.cluster-abc.us-east-1.rds.amazonaws.com', 'Amazon RDS'],
    ['ep-cool-1-pooler.eu-central-1.aws.neon.tech', 'Neon'],
    ['ep-cool-1.neon.tech', 'Neon'],
    ['db.abcdef.supabase.co', 'Supabase'],
    ['aws-0-eu-central-1.pooler.supabase.com', 'Supabase'],
    ['shop.postgres.database.azure.com', 'Azure Database'],
    ['c-shop.12345678901234.postgres.cosmos.azure.com', 'Azure Cosmos DB for PostgreSQL'],
    ['/cloudsql/proj:region:db', 'Google Cloud SQL'],
    ['%2Fcloudsql%2Fproj%3Aregion%3Adb', 'Google Cloud SQL'],
    ['aws.connect.psdb.cloud', 'PlanetScale'],
    ['dpg-abc-a.frankfurt-postgres.render.com', 'Render'],
    ['postgres.railway.internal', 'Railway'],
    ['monorail.proxy.rlwy.net', 'Railway'],
    ['shop-do-user-1-0.b.db.ondigitalocean.com', 'DigitalOcean'],
    ['pg-1.shop.aivencloud.com', 'Aiven'],
    ['free-tier.gcp-us.cockroachlabs.cloud', 'CockroachDB Cloud'],
    ['gateway01.eu.prod.aws.tidbcloud.com', 'TiDB Cloud'],
    ['shop-db.flycast', 'Fly.io'],
    ['top2.nearest.of.shop-db.internal', "a provider's private network"],
    ['db.internal', "a provider's private network"],
    ['fakedocker.internal', "a provider's private network"],
  ])('%s is hosted by %s', (host, provider) => {
    expect(judgeHost(host)).toEqual({ kind: 'hosted', provider });
  });

  it.each([
    'db.example.com',
    '8.8.8.8',
    '2001:db8::1',
    '172.32.0.1',
    '100.64.0.1',
    '2130706433',
    '0x7f000001',
    '127.1',
    // The suffix counts at a dot only.
    'myrds.amazonaws.com',
    'rds.amazonaws.com.example.org',
    'notsupabase.co',
    'ec2-1-2-3-4.compute-1.amazonaws.com',
    's3.cn-north-1.amazonaws.com.cn',
    'db.mylocal',
  ])('%s is remote and unknown', (host) => {
    expect(judgeHost(host)).toEqual({ kind: 'unknown' });
  });

  it.each(
    managedHosts
      .filter(({ domain, label }) => label === undefined && !domain.endsWith('.internal'))
      .map(({ domain }) => domain),
  )('the row %s matches under its domain, and not as a mere ending', (domain) => {
    expect(judgeHost(`db.${domain}`).kind).toBe('hosted');
    expect(judgeHost(`db.x${domain}`).kind).not.toBe('hosted');
  });
});

describe('normalizeHost', () => {
  it.each([
    [' DB.Example.COM. ', 'db.example.com'],
    ['db:5432', 'db'],
    ['[::1]:5432', '::1'],
    ['::1', '::1'],
    ['/Var/Run', '/Var/Run'],
  ])('%j is %j', (host, name) => {
    expect(normalizeHost(host)).toBe(name);
  });
});
