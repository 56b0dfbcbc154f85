import { describe, expect, it } from '@jest/globals';

import { checkOptions } from '../../../lib/safe-sync.options-check.js';
import { resolveOptions } from '../../../lib/safe-sync.options-defaults.js';
import { nearestKey } from '../../../lib/safe-sync.nearest-key.js';
import { InvalidOptionsError } from '../../../lib/safe-sync.errors.js';

function faultsOf(options: unknown): readonly string[] {
  try {
    checkOptions(options);
    return [];
  } catch (error) {
    if (error instanceof InvalidOptionsError) return error.faults;
    throw error;
  }
}

describe('valid options', () => {
  class Users {}

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['no safeSync', { dialect: 'postgres', uri: 'x', autoLoadModels: true, retryAttempts: 3, anyOther: 1 }],
    ['undefined everywhere', { safeSync: undefined, sync: undefined, synchronize: undefined }],
    ['undefined inside', { safeSync: { mode: undefined, allow: { hosts: undefined }, timeouts: undefined } }],
    ['an empty safeSync', { safeSync: {} }],
    [
      'SyncOptions',
      { sync: { force: false, alter: { drop: false }, match: /_test$/, schema: 'a', searchPath: 'a', hooks: true } },
    ],
    ['SyncOptions that log', { sync: { alter: true, logging: false, benchmark: true }, synchronize: true }],
    [
      'everything',
      {
        safeSync: {
          mode: 'alter',
          modes: { qa: 'alter', production: 'none', staging: 'force' },
          environment: '',
          onDrift: () => 'fail',
          allow: {
            hosts: ['db.abc.rds.amazonaws.com', '127.0.0.1', '::1', '/cloudsql/p:r:i'],
            databases: ['shop_prod'],
            platforms: ['Kubernetes'],
            hazards: ['type-narrowing', 'not-null-on-filled-table:users.email'],
          },
          timeouts: { bootLockMs: 1, tableLockMs: 0, statementMs: 2_147_483_647 },
          ignore: [Users, 'audit', /^tmp_/],
          createSchemas: true,
          migrations: { table: 'migrations' },
        },
      },
    ],
    ['functions', { safeSync: { mode: () => 'none', onDrift: 'ignore' } }],
  ])('%s', (_name, options) => {
    expect(faultsOf(options)).toEqual([]);
  });
});

describe('P53: unknown keys, with the nearest valid key', () => {
  it.each<[unknown, string, string]>([
    [{ sync: { alert: true } }, 'sync.alert', 'sync.alter'],
    [{ sync: { froce: true } }, 'sync.froce', 'sync.force'],
    [{ sync: { alter: { dropp: false } } }, 'sync.alter.dropp', 'sync.alter.drop'],
    [{ safeSync: { mod: 'alter' } }, 'safeSync.mod', 'safeSync.mode'],
    [{ safeSync: { ondrift: 'fail' } }, 'safeSync.ondrift', 'safeSync.onDrift'],
    [{ safeSync: { allow: { host: ['a'] } } }, 'safeSync.allow.host', 'safeSync.allow.hosts'],
    [{ safeSync: { timeouts: { bootLock: 1 } } }, 'safeSync.timeouts.bootLock', 'safeSync.timeouts.bootLockMs'],
    [{ safeSync: { migrations: { tabel: 'x' } } }, 'safeSync.migrations.tabel', 'safeSync.migrations.table'],
    // Keys in the wrong place.
    [{ safeSync: { hosts: ['a'] } }, 'safeSync.hosts', 'safeSync.allow.hosts'],
    [{ safeSync: { tableLockMs: 1 } }, 'safeSync.tableLockMs', 'safeSync.timeouts.tableLockMs'],
    [{ sync: { mode: 'alter' } }, 'sync.mode', 'safeSync.mode'],
    // Keys beside it that would be passed on and ignored.
    [{ safesync: {} }, 'safesync', 'safeSync'],
    [{ synchronise: false }, 'synchronise', 'synchronize'],
    // Nothing near: still the nearest, and all the others.
    [{ sync: { zzz: 1 } }, 'sync.zzz', 'of force, alter, match, schema, searchPath, hooks, logging, benchmark'],
    [{ safeSync: { constructor: 1 } }, 'safeSync.constructor', 'is no option'],
  ])('%j', (options, at, nearest) => {
    const faults = faultsOf(options);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(new RegExp(`^${at}: `));
    expect(faults[0]).toContain(nearest);
  });

  it('marker is true, false or always, and application a name that fits', () => {
    for (const marker of [true, false, 'always']) expect(faultsOf({ safeSync: { marker } })).toEqual([]);
    expect(faultsOf({ safeSync: { marker: 'never' } })).toEqual([
      "safeSync.marker: must be true, false or 'always', not 'never'",
    ]);
    expect(faultsOf({ safeSync: { application: 'shop' } })).toEqual([]);
    for (const application of ['', 5, 'x'.repeat(201)]) {
      expect(faultsOf({ safeSync: { application } })).toHaveLength(1);
    }
  });

  it('no marker is what this version has', () => {
    expect(faultsOf({ safeSync: { marker: false } })).toEqual([]);
  });
});

describe('wrong values', () => {
  it.each<[unknown, string]>([
    ['x', 'options'],
    [{ safeSync: true }, 'safeSync'],
    [{ safeSync: null }, 'safeSync'],
    [{ safeSync: [] }, 'safeSync'],
    [{ sync: true }, 'sync'],
    [{ sync: { force: 'true' } }, 'sync.force'],
    [{ sync: { alter: 'yes' } }, 'sync.alter'],
    [{ sync: { alter: null } }, 'sync.alter'],
    [{ sync: { match: '_test$' } }, 'sync.match'],
    [{ synchronize: 'false' }, 'synchronize'],
    [{ safeSync: { mode: 'alters' } }, 'safeSync.mode'],
    [{ safeSync: { mode: true } }, 'safeSync.mode'],
    [{ safeSync: { mode: null } }, 'safeSync.mode'],
    [{ safeSync: { modes: 'alter' } }, 'safeSync.modes'],
    [{ safeSync: { modes: { qa: 'alters' } } }, 'safeSync.modes.qa'],
    [{ safeSync: { modes: { qa: () => 'alter' } } }, 'safeSync.modes.qa'],
    [{ safeSync: { environment: 1 } }, 'safeSync.environment'],
    [{ safeSync: { onDrift: 'error' } }, 'safeSync.onDrift'],
    [{ safeSync: { allow: true } }, 'safeSync.allow'],
    [{ safeSync: { allow: { hosts: 'db' } } }, 'safeSync.allow.hosts'],
    [{ safeSync: { allow: { hosts: true } } }, 'safeSync.allow.hosts'],
    [{ safeSync: { allow: { hosts: ['*.example.com'] } } }, 'safeSync.allow.hosts[0]'],
    [{ safeSync: { allow: { hosts: ['db', '.example.com'] } } }, 'safeSync.allow.hosts[1]'],
    [{ safeSync: { allow: { hosts: [/db/] } } }, 'safeSync.allow.hosts[0]'],
    [{ safeSync: { allow: { hosts: [true] } } }, 'safeSync.allow.hosts[0]'],
    [{ safeSync: { allow: { hosts: [''] } } }, 'safeSync.allow.hosts[0]'],
    [{ safeSync: { allow: { hosts: ['db:5432'] } } }, 'safeSync.allow.hosts[0]'],
    [{ safeSync: { allow: { databases: ['shop_*'] } } }, 'safeSync.allow.databases[0]'],
    [{ safeSync: { allow: { platforms: ['*'] } } }, 'safeSync.allow.platforms[0]'],
    [{ safeSync: { allow: { hazards: true } } }, 'safeSync.allow.hazards'],
    [{ safeSync: { allow: { hazards: ['type-narrowing:'] } } }, 'safeSync.allow.hazards[0]'],
    [{ safeSync: { allow: { hazards: ['type-narrowing:users.*'] } } }, 'safeSync.allow.hazards[0]'],
    [{ safeSync: { timeouts: { bootLockMs: '5s' } } }, 'safeSync.timeouts.bootLockMs'],
    [{ safeSync: { timeouts: { tableLockMs: -1 } } }, 'safeSync.timeouts.tableLockMs'],
    [{ safeSync: { timeouts: { statementMs: Number.NaN } } }, 'safeSync.timeouts.statementMs'],
    [{ safeSync: { timeouts: { statementMs: Infinity } } }, 'safeSync.timeouts.statementMs'],
    [{ safeSync: { timeouts: { statementMs: 1.5 } } }, 'safeSync.timeouts.statementMs'],
    [{ safeSync: { timeouts: 5000 } }, 'safeSync.timeouts'],
    [{ safeSync: { ignore: 'audit' } }, 'safeSync.ignore'],
    [{ safeSync: { ignore: [''] } }, 'safeSync.ignore[0]'],
    [{ safeSync: { ignore: [{}] } }, 'safeSync.ignore[0]'],
    [{ safeSync: { createSchemas: 'yes' } }, 'safeSync.createSchemas'],
    [{ safeSync: { migrations: 'SequelizeMeta' } }, 'safeSync.migrations'],
    [{ safeSync: { migrations: { table: '' } } }, 'safeSync.migrations.table'],
  ])('%p', (options, at) => {
    const faults = faultsOf(options);
    expect(faults).toHaveLength(1);
    expect(faults[0]?.startsWith(`${at}: `)).toBe(true);
  });

  it('an unknown hazard, with the nearest', () => {
    expect(faultsOf({ safeSync: { allow: { hazards: ['type-narowing:users.name'] } } })).toEqual([
      "safeSync.allow.hazards[0]: 'type-narowing' is no hazard's code; the nearest is 'type-narrowing'",
    ]);
  });

  it('a URI among the hosts is not repeated with its password', () => {
    const [fault] = faultsOf({ safeSync: { allow: { hosts: ['postgres://app:hunter2@db/shop'] } } });
    expect(fault).toContain('postgres://app:***@db/shop');
  });
});

describe('impossible combinations', () => {
  it.each(['production', 'prod', 'prd', 'live', ' Production ', 'LIVE'])('modes maps %j', (word) => {
    for (const mode of ['alter', 'force']) expect(faultsOf({ safeSync: { modes: { [word]: mode } } })).toHaveLength(1);
    expect(faultsOf({ safeSync: { modes: { [word]: 'none' } } })).toEqual([]);
  });

  it('modes maps one word twice, or an empty word', () => {
    expect(faultsOf({ safeSync: { modes: { QA: 'none', qa: 'alter' } } })).toHaveLength(1);
    expect(faultsOf({ safeSync: { modes: { '': 'alter' } } })).toHaveLength(1);
  });
});

describe('the error', () => {
  it('lists every fault at once', () => {
    const options = { sync: { alert: true }, safeSync: { mode: 'alters', timeouts: { bootLockMs: '5s' } } };
    expect(() => checkOptions(options)).toThrow(
      expect.objectContaining({ name: 'InvalidOptionsError', code: 'SAFE_SYNC_INVALID_OPTIONS' }),
    );
    expect(faultsOf(options)).toHaveLength(3);
    expect(new InvalidOptionsError(faultsOf(options)).message).toMatchInlineSnapshot(`
     "There are 3 faults in the options:
       - sync.alert: is no option; the nearest is sync.alter (of force, alter, match, schema, searchPath, hooks, logging, benchmark)
       - safeSync.mode: must be one of 'alter', 'force', 'none' or a function of the environment, not 'alters'
       - safeSync.timeouts.bootLockMs: must be a whole number of milliseconds, 0 or more, not '5s'
     Correct them and start again."
    `);
  });
});

describe('resolveOptions', () => {
  it('fills in every default', () => {
    expect(resolveOptions()).toEqual({
      modes: {},
      onDrift: 'warn',
      allow: { hosts: [], databases: [], platforms: [], hazards: [] },
      timeouts: { bootLockMs: 60_000, tableLockMs: 5_000, statementMs: 0 },
      ignore: [],
      marker: true,
      application: 'nestjs-safe-sync',
      migrations: { table: 'SequelizeMeta' },
    });
  });

  it('keeps what is given, zero and empty included', () => {
    const options = { mode: 'none', environment: '', timeouts: { bootLockMs: 0 }, createSchemas: false } as const;
    expect(resolveOptions(options)).toMatchObject({
      mode: 'none',
      environment: '',
      createSchemas: false,
      timeouts: { bootLockMs: 0, tableLockMs: 5_000 },
    });
  });
});

describe('nearestKey', () => {
  it.each([
    ['alert', ['force', 'alter'], 'alter'],
    ['SAFESYNC', ['safeSync'], 'safeSync'],
    ['x', [], undefined],
  ])('%s of %j is %s', (key, known, nearest) => {
    expect(nearestKey(key, known)).toBe(nearest);
  });

  it('keeps within a distance', () => {
    expect(nearestKey('database', ['safeSync'], 2)).toBeUndefined();
  });
});
