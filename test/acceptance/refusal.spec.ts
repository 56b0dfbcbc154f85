import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Sequelize, type Options } from 'sequelize';
import { createSafeSync } from '../../lib/safe-sync.js';
import type { SafeSyncOptions } from '../../lib/safe-sync.options.js';
import { createDatabase, forEachPostgres, readOracleCatalog, type TestDatabase } from '../support/postgres.js';
import { defineShop } from './processes/shop.js';
import { clearVariables, quiet } from './support/quiet.js';

type Refused = Error & {
  readonly code: string;
  readonly target: Readonly<Record<string, unknown>>;
  readonly evidence: readonly { readonly kind: string; readonly source: string }[];
  readonly because: readonly { readonly source: string }[];
  readonly waysOn: readonly string[];
  toJSON(): unknown;
};

forEachPostgres('refusal', (server) => {
  const role = `owner_${Date.now()}_${server.major}`;
  const passwords = ['p@ss:w/rd#1 %?&', 'Sésame-öffne-dich', `it's"quoted`, 'plainword'];
  let database: TestDatabase;
  const opened: Sequelize[] = [];

  beforeEach(async () => {
    clearVariables();
    database = await createDatabase(server);
  });
  afterEach(async () => {
    clearVariables();
    await Promise.all(opened.splice(0).map((sequelize) => sequelize.close()));
    await database.drop();
  });

  const refused = async (sequelize: Sequelize, options: SafeSyncOptions = {}): Promise<Refused> => {
    const before = await readOracleCatalog(database);
    const { logger, lines } = quiet();
    try {
      await createSafeSync(sequelize, { logger, ...options }).sync();
    } catch (error) {
      expect((error as Refused).code).toBe('SAFE_SYNC_PRODUCTION_REFUSED');
      expect(await readOracleCatalog(database)).toEqual(before);
      // Whoever catches it prints it.
      expect(lines).toEqual([]);
      return error as Refused;
    }
    throw new Error('It was not refused.');
  };

  const shop = (options: Options = {}): Sequelize => {
    const sequelize = database.sequelize(options);
    defineShop(sequelize, 1);
    return sequelize;
  };

  it('P3: NODE_ENV=production and sync.force: raw Sequelize empties the tables, here the rows stay', async () => {
    process.env['NODE_ENV'] = 'production';
    const sequelize = shop({ sync: { force: true } });
    await sequelize.sync({ force: false });
    await sequelize.model('User').create({ name: 'kept' });
    await refused(sequelize);
    expect(await sequelize.model('User').count()).toBe(1);
    await sequelize.sync();
    expect(await sequelize.model('User').count()).toBe(0);
  });

  it('says the target as the server sees it, the evidence with its sources, what was planned, and the ways on', async () => {
    process.env['NODE_ENV'] = 'production';
    process.env['KUBERNETES_SERVICE_HOST'] = '10.0.0.1';
    const { port } = new URL(server.url);
    const { message, target, waysOn } = await refused(shop({ sync: { alter: true } }));
    const plan = await createSafeSync(shop(), { logger: quiet().logger }).plan();
    expect(target).toMatchObject({
      database: database.name,
      schema: 'public',
      user: 'postgres',
      port: Number(port),
      host: '127.0.0.1',
    });
    expect(message).toMatch(
      /^alter is refused: 2 signs of production\.\nalter was refused and nothing was written\.\n/,
    );
    expect(message).toContain(
      `Target: database "${database.name}", schema "public", user "postgres", at 127.0.0.1:${port}`,
    );
    expect(message).toContain(
      'Evidence:\n  - NODE_ENV: NODE_ENV is "production", which is no development or test word\n  - KUBERNETES_SERVICE_HOST: this process runs on Kubernetes (KUBERNETES_SERVICE_HOST is set)',
    );
    expect(message).toMatch(/Planned: \d+ statements:\n {2}- CREATE TYPE /);
    expect(message).toContain(`start once with SAFE_SYNC_CONFIRM="${database.name}:${plan.fingerprint}"`);
    expect(message).toMatch(/Ways on:\n[\s\S]*migrations \(Sequelize-CLI, Umzug\)/);
    expect(waysOn.length).toBeGreaterThan(1);
  });

  it('begins with what is missing where NODE_ENV is not set', async () => {
    const { message } = await refused(shop(), { mode: 'alter' });
    expect(message).toMatch(/^Cannot tell that this is not production: NODE_ENV is not set\.\n/);
    expect(message).toContain('put NODE_ENV=development into .env or into start:dev');
  });

  it.each<[string, () => void, SafeSyncOptions]>([
    ['another variable says production', () => (process.env['APP_ENV'] = 'production'), {}],
    ['the process runs on a platform', () => (process.env['KUBERNETES_SERVICE_HOST'] = '10.0.0.1'), {}],
    [
      'modes maps the word, and a platform is seen',
      () => (process.env['VERCEL_ENV'] = 'production'),
      { modes: { development: 'alter' } },
    ],
  ])('in development, when %s', async (_, prepare, options) => {
    process.env['NODE_ENV'] = 'development';
    prepare();
    await refused(shop(), options);
  });

  it('in development, when the name of the database says production, unless that very name is allowed', async () => {
    process.env['NODE_ENV'] = 'development';
    await database.drop();
    database = await createDatabase(server, { name: 'shopProd' });
    await refused(shop());
    await refused(shop(), { allow: { databases: ['shopProd'] } });
    const allowed = await createSafeSync(shop(), {
      logger: quiet().logger,
      allow: { databases: [database.name] },
    }).sync();
    expect(allowed.mode).toBe('alter');
  });

  it('lets a deployed process through when the platform is allowed by name', async () => {
    process.env['NODE_ENV'] = 'development';
    process.env['KUBERNETES_SERVICE_HOST'] = '10.0.0.1';
    const report = await createSafeSync(shop(), {
      logger: quiet().logger,
      allow: { platforms: ['Kubernetes'] },
    }).sync();
    expect(report.applied.length).toBeGreaterThan(0);
  });

  it('lets CI jobs in a cluster through under the word test', async () => {
    Object.assign(process.env, { NODE_ENV: 'test', GITLAB_CI: 'true', KUBERNETES_SERVICE_HOST: '10.0.0.1' });
    try {
      expect((await createSafeSync(shop(), { logger: quiet().logger }).sync()).mode).toBe('force');
    } finally {
      delete process.env['GITLAB_CI'];
    }
  });

  it('is what a person has to know first: before models that cannot work, and before a server that does not answer', async () => {
    process.env['NODE_ENV'] = 'production';
    const broken = shop({ sync: { alter: true } });
    broken.define('Broken', { name: 'NO TYPE AT ALL' as never }, { indexes: [{ fields: ['nowhere'] }] });
    await refused(broken);
    const unreachable = new Sequelize('postgres://user:plainword@127.0.0.1:1/shop', {
      dialect: 'postgres',
      logging: false,
      sync: { alter: true },
    });
    opened.push(unreachable);
    defineShop(unreachable, 1);
    const { message, target } = await refused(unreachable);
    expect(target).toMatchObject({ database: 'shop', host: '127.0.0.1' });
    expect(message).not.toContain('plainword');
  });

  describe('never shows the password', () => {
    /** All ways in which an application may hand a password over. */
    const ways: readonly [string, (password: string, url: URL) => Sequelize][] = [
      [
        'in the URI',
        (password, url) =>
          new Sequelize(`postgres://${role}:${encodeURIComponent(password)}@${url.host}/${database.name}`, base),
      ],
      [
        'as an option',
        (password, url) =>
          new Sequelize(database.name, role, password, { ...base, host: url.hostname, port: Number(url.port) }),
      ],
      [
        'in replication',
        (password, url) => {
          const one = { host: url.hostname, port: url.port, username: role, password, database: database.name };
          return new Sequelize({ ...base, replication: { write: one, read: [one] } });
        },
      ],
      [
        'in dialectOptions too',
        (password, url) =>
          new Sequelize(database.name, role, password, {
            ...base,
            host: url.hostname,
            port: Number(url.port),
            dialectOptions: { password, connectionString: `postgres://${role}:${encodeURIComponent(password)}@db/x` },
          }),
      ],
    ];
    const base = { dialect: 'postgres', logging: false, sync: { alter: true } } as const;

    it.each(passwords)('%s', async (password) => {
      await database.query(`CREATE ROLE "${role}" LOGIN PASSWORD '${password.replaceAll("'", "''")}'`);
      try {
        for (const [, open] of ways) {
          const sequelize = open(password, new URL(database.url));
          opened.push(sequelize);
          // Names made of it, too: a host or a default that a broken URI left behind.
          defineShop(sequelize, 1);
          process.env['NODE_ENV'] = 'production';
          process.env['DATABASE_URL'] = `postgres://${role}:${encodeURIComponent(password)}@db.example.com/shop`;
          const error = await refused(sequelize);
          const { logger, lines } = quiet();
          Object.assign((sequelize as unknown as { options: object }).options, { sync: {} });
          const safeSync = createSafeSync(sequelize, { logger });
          const report = await safeSync.sync();
          const texts = [
            error.message,
            error.stack ?? '',
            String(error.cause),
            JSON.stringify(error),
            inspect(error, { depth: 20, showHidden: true }),
            JSON.stringify(report),
            String(report),
            inspect(report, { depth: 20 }),
            JSON.stringify(await safeSync.plan()),
            inspect(safeSync),
            ...lines,
          ].join('\n');
          for (const spelling of new Set([
            password,
            encodeURIComponent(password),
            encodeURI(password),
            JSON.stringify(password).slice(1, -1),
          ])) {
            expect(texts).not.toContain(spelling);
          }
          await sequelize.close();
          opened.pop();
        }
      } finally {
        await database.query(`DROP ROLE "${role}"`);
      }
    });

    it('when it is wrong, or the server is away', async () => {
      for (const [port, mode] of [
        [new URL(server.url).port, 'none'],
        ['1', 'none'],
        [new URL(server.url).port, 'alter'],
        ['1', 'alter'],
      ] as const) {
        process.env['NODE_ENV'] = 'development';
        const sequelize = new Sequelize(`postgres://${role}:sup3r%2Fsecret@127.0.0.1:${port}/${database.name}`, {
          dialect: 'postgres',
          logging: false,
        });
        opened.push(sequelize);
        defineShop(sequelize, 1);
        const { logger, said } = quiet();
        const outcome: unknown = await createSafeSync(sequelize, { logger, mode })
          .sync()
          .catch((error: unknown) => error);
        const texts = [inspect(outcome, { depth: 20 }), String(outcome), ...said('warn')].join('\n');
        expect(texts).not.toMatch(/sup3r(%2F|\/)secret/);
        if (mode === 'none')
          expect(said('warn')).toEqual([expect.stringMatching(/starts all the same.*(role|password|ECONNREFUSED)/)]);
        else expect(outcome).toBeInstanceOf(Error);
      }
    });
  });
});
