import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DataTypes, Sequelize } from 'sequelize';
import { createSafeSync } from '../../lib/safe-sync.js';
import type { SafeSyncOptions } from '../../lib/safe-sync.options.js';
import {
  createDatabase,
  forEachPostgres,
  readOracleCatalog,
  recordStatements,
  type TestDatabase,
} from '../support/postgres.js';
import { defineShop } from './processes/shop.js';
import { clearVariables, quiet } from './support/quiet.js';
import { writingStatements } from './support/writing-statements.js';

const plain = { timestamps: false };

forEachPostgres('bad input', (server) => {
  let database: TestDatabase;
  const opened: Sequelize[] = [];
  beforeEach(async () => {
    clearVariables();
    process.env['NODE_ENV'] = 'development';
    database = await createDatabase(server);
  });
  afterEach(async () => {
    clearVariables();
    await Promise.all(opened.splice(0).map((sequelize) => sequelize.close()));
    await database.drop();
  });

  const boot = async (sequelize: Sequelize, options: SafeSyncOptions = {}) => {
    const { logger, said, lines } = quiet();
    const outcome = await createSafeSync(sequelize, { logger, ...options })
      .sync()
      .then(
        (report) => ({ report, error: null }),
        (error: Error & { readonly code?: string }) => ({ report: null, error }),
      );
    return { ...outcome, warnings: said('warn'), errors: said('error'), lines };
  };
  /** Fails with this code and text, and leaves everything as it was. */
  const fails = async (sequelize: Sequelize, code: string, text: RegExp, options: SafeSyncOptions = {}) => {
    const before = await readOracleCatalog(database);
    const { error, lines } = await boot(sequelize, options);
    expect({ code: error?.code, message: error?.message }).toEqual({ code, message: expect.stringMatching(text) });
    expect(await readOracleCatalog(database)).toEqual(before);
    expect(lines).toEqual([]);
  };
  const at = (change: (url: URL) => void): Sequelize => {
    const url = new URL(database.url);
    change(url);
    const sequelize = new Sequelize(url.href, { dialect: 'postgres', logging: false });
    opened.push(sequelize);
    defineShop(sequelize, 1);
    return sequelize;
  };

  describe('a server', () => {
    it.each<[string, (url: URL) => void, RegExp]>([
      ['that is not there', (url) => (url.port = '1'), /ECONNREFUSED/],
      ...(server.log === undefined
        ? []
        : [
            ['with another password', (url: URL) => (url.password = 'wrong'), /password authentication failed/] as [
              string,
              (url: URL) => void,
              RegExp,
            ],
          ]),
      ['without this database', (url) => (url.pathname = '/not_there'), /database "not_there" does not exist/],
      ['without this user', (url) => (url.username = 'nobody_here'), /nobody_here/],
    ])('%s: an error in alter and force, one warning in none', async (_, change, text) => {
      for (const mode of ['alter', 'force'] as const) {
        expect((await boot(at(change), { mode })).error?.message).toMatch(text);
      }
      const { report, warnings } = await boot(at(change), { mode: 'none', onDrift: 'fail' });
      expect(report).toMatchObject({ mode: 'none', drift: null });
      expect(warnings).toEqual([expect.stringMatching(text)]);
    });
  });

  it('no rights to create: the statement, what the server says, and the GRANT that helps', async () => {
    const role = `guest_${database.name}`;
    await database.query(`CREATE ROLE ${role} LOGIN PASSWORD 'guest'; REVOKE CREATE ON SCHEMA public FROM PUBLIC`);
    try {
      const guest = at((url) => Object.assign(url, { username: role, password: 'guest' }));
      await fails(
        guest,
        'SAFE_SYNC_APPLY_FAILED',
        /CREATE TYPE [\s\S]*permission denied for schema public\. Nothing was changed\.[\s\S]*GRANT CREATE ON SCHEMA/,
      );
      // Tables of somebody else: may be used, not changed.
      const owner = database.sequelize();
      defineShop(owner, 1);
      await owner.sync();
      await database.query(`GRANT ALL ON ALL TABLES IN SCHEMA public TO ${role}; ALTER TABLE users DROP COLUMN email`);
      await fails(
        guest,
        'SAFE_SYNC_APPLY_FAILED',
        /must be owner of table users[\s\S]*Nothing was changed[\s\S]*as the tables' owner/,
      );
      await guest.close();
      opened.pop();
    } finally {
      await database.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
    }
  });

  it('unknown options, all of them, before anything is sent', () => {
    const sequelize = database.sequelize();
    expect(() => createSafeSync(sequelize, { onDrifft: 'warn', timeouts: { bootLock: 1 } } as SafeSyncOptions)).toThrow(
      expect.objectContaining({
        code: 'SAFE_SYNC_INVALID_OPTIONS',
        message: expect.stringMatching(/2 faults[\s\S]*onDrifft[\s\S]*onDrift[\s\S]*bootLock[\s\S]*bootLockMs/),
      }),
    );
    const misspelt = database.sequelize({ sync: { alert: true } } as object);
    expect(() => createSafeSync(misspelt)).toThrow(/sync\.alert: is no option; the nearest is sync\.alter/);
  });

  it('sync.match goes on holding', async () => {
    for (const sync of [{ match: /_test$/ }, { match: /_test$/, alter: true }]) {
      const sequelize = database.sequelize({ sync });
      defineShop(sequelize, 1);
      await fails(
        sequelize,
        'SAFE_SYNC_INVALID_OPTIONS',
        /sync\.match: the database "safe_sync_\d+" does not match \/_test\$\//,
      );
    }
    const fitting = database.sequelize({ sync: { match: /^safe_sync/ } });
    defineShop(fitting, 1);
    expect((await boot(fitting)).error).toBeNull();
  });

  it('zero models are a warning in every mode', async () => {
    for (const mode of ['alter', 'none'] as const) {
      const { report, warnings } = await boot(database.sequelize(), { mode });
      expect(report).toMatchObject({ tables: 0, applied: [] });
      expect(warnings).toEqual([expect.stringMatching(/no models on the connection "default"/)]);
    }
  });

  it('a model on a view is left alone, and that is said', async () => {
    await database.query(
      'CREATE TABLE base (id int PRIMARY KEY, name text); CREATE VIEW names AS SELECT name FROM base; CREATE MATERIALIZED VIEW counts AS SELECT count(*) AS n FROM base',
    );
    const before = await readOracleCatalog(database);
    const sequelize = database.sequelize();
    sequelize.define('Name', { name: DataTypes.STRING, more: DataTypes.INTEGER }, { ...plain, tableName: 'names' });
    sequelize.define('Count', { n: DataTypes.BIGINT }, { ...plain, tableName: 'counts' });
    for (const mode of ['alter', 'force', 'none'] as const) {
      const { report, error, warnings } = await boot(sequelize, { mode, environment: 'test' });
      expect(error).toBeNull();
      expect(report?.applied).toEqual([]);
      expect(
        warnings.filter((line) => /is left alone: (names|counts) is a (materialized-)?view/.test(line)),
      ).toHaveLength(2);
    }
    expect(await readOracleCatalog(database)).toEqual(before);
  });

  it('a column type that nobody knows is reported once, and never changed', async () => {
    await database.query(`
      CREATE TYPE mood AS (low int, high int);
      CREATE TABLE people (id serial PRIMARY KEY, mood mood, legacy mood)`);
    const before = await readOracleCatalog(database);
    const sequelize = database.sequelize();
    sequelize.define('Person', { mood: DataTypes.STRING }, { ...plain, tableName: 'people' });
    const { report, error } = await boot(sequelize);
    expect(error).toBeNull();
    expect(report?.applied).toEqual([]);
    expect(await readOracleCatalog(database)).toEqual(before);
    expect(
      [
        ...(report?.held ?? []).map(({ hazards }) => hazards[0]?.code),
        ...(report?.drift?.findings ?? []).map(({ severity }) => severity),
      ].length,
    ).toBeGreaterThan(0);
    const same = database.sequelize();
    same.define('Person', { mood: 'mood' as never }, { ...plain, tableName: 'people' });
    expect((await boot(same)).report?.drift).toMatchObject({
      findings: [expect.objectContaining({ severity: 'extra', name: 'legacy' })],
    });
  });

  it('a missing schema: its name, the option, the statement; made when asked', async () => {
    const define = (sequelize: Sequelize): Sequelize => {
      sequelize.define('Invoice', { total: DataTypes.INTEGER }, { ...plain, tableName: 'invoices', schema: 'billing' });
      return sequelize;
    };
    await fails(
      define(database.sequelize()),
      'SAFE_SYNC_MISSING_SCHEMA',
      /no schema billing[\s\S]*createSchemas: true[\s\S]*CREATE SCHEMA "billing";/,
    );
    const none = await boot(define(database.sequelize()), { mode: 'none' });
    expect(none.errors.join()).toContain('billing.invoices');
    expect((await boot(define(database.sequelize()), { createSchemas: true })).error).toBeNull();
    // A person gives it to the tests.
    await database.query(
      `DROP SCHEMA billing CASCADE; UPDATE safe_sync_meta SET value = 'test' WHERE key = 'environment'`,
    );
    expect((await boot(define(database.sequelize()), { environment: 'test' })).error).toBeNull();
  });

  it('a missing extension: the line that brings it', async () => {
    const sequelize = database.sequelize();
    sequelize.define('Login', { name: DataTypes.CITEXT }, { ...plain, tableName: 'logins' });
    await fails(
      sequelize,
      'SAFE_SYNC_MISSING_EXTENSION',
      /CREATE EXTENSION IF NOT EXISTS "citext"; \(for logins\.name\)/,
    );
    await database.query('CREATE EXTENSION citext');
    expect((await boot(sequelize)).error).toBeNull();
  });

  describe('P58: models that cannot work', () => {
    const define = (sequelize: Sequelize): void => {
      sequelize.define('Number', { value: { type: DataTypes.NUMBER } }, plain);
      sequelize.define('Token', { id: { type: DataTypes.UUIDV4, primaryKey: true } }, plain);
      sequelize.define('Indexed', { name: DataTypes.STRING }, { ...plain, indexes: [{ fields: ['nowhere'] }] });
      sequelize.define('Target', { code: DataTypes.STRING }, { ...plain, tableName: 'targets' });
      sequelize.define(
        'Typed',
        { targetId: { type: DataTypes.UUID, references: { model: 'targets', key: 'id' } } },
        plain,
      );
      sequelize.define(
        'Coded',
        { code: { type: DataTypes.STRING, references: { model: 'targets', key: 'code' } } },
        plain,
      );
    };

    it('are reported together, with the remedy, and nothing but reading was sent', async () => {
      const sequelize = database.sequelize();
      define(sequelize);
      await sequelize.authenticate();
      let message = '';
      const work = async () => {
        const { error } = await boot(sequelize);
        expect(error?.code).toBe('SAFE_SYNC_INVALID_MODELS');
        message = error?.message ?? '';
      };
      if (server.log === undefined) await work();
      else expect(writingStatements(await recordStatements(database, work))).toEqual([]);
      for (const name of ['Number.value', 'Token.id', 'Indexed', 'Typed.targetId', 'Coded.code'])
        expect(message).toContain(name);
      expect((await readOracleCatalog(database)).tables).toEqual({});
    });

    it('a key to a table that nobody makes is one; to a table without a model it is none', async () => {
      const sequelize = database.sequelize();
      sequelize.define(
        'Child',
        { parent: { type: DataTypes.INTEGER, references: { model: 'parents', key: 'id' } } },
        { ...plain, tableName: 'children' },
      );
      await fails(
        sequelize,
        'SAFE_SYNC_INVALID_MODELS',
        /Child\.parent: it refers to public\.parents, which no model makes/,
      );
      await database.query('CREATE TABLE parents (id serial PRIMARY KEY)');
      expect((await boot(sequelize)).error).toBeNull();
    });

    it('are one warning in none', async () => {
      const sequelize = database.sequelize();
      define(sequelize);
      const { report, warnings } = await boot(sequelize, { mode: 'none', onDrift: 'fail' });
      expect(report?.mode).toBe('none');
      expect(warnings).toHaveLength(1);
      expect(warnings[0]).toContain('Number.value');
    });

    it('shown on raw Sequelize: the first one fails in the middle', async () => {
      const sequelize = database.sequelize();
      sequelize.define('Fine', { name: DataTypes.STRING }, plain);
      sequelize.define('Token', { id: { type: DataTypes.UUIDV4, primaryKey: true } }, plain);
      await expect(sequelize.sync()).rejects.toThrow();
      expect(Object.keys((await readOracleCatalog(database)).tables)).toEqual(['public.Fines']);
    });
  });
});
