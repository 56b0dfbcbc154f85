import { createServer, connect as connectTo, type Server, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { DataTypes, Sequelize } from 'sequelize';
import { createSafeSync } from '../../lib/safe-sync.js';
import type { SafeSyncOptions } from '../../lib/safe-sync.options.js';
import { createDatabase, forEachPostgres, type TestDatabase } from '../support/postgres.js';
import { defineShop } from './processes/shop.js';
import { clearVariables, quiet } from './support/quiet.js';

forEachPostgres('none', (server) => {
  let database: TestDatabase;
  const unhandled: unknown[] = [];
  const note = (reason: unknown) => void unhandled.push(reason);
  const printed: unknown[] = [];
  beforeAll(() => {
    process.on('unhandledRejection', note);
    // Sequelize prints lines of its own when a transaction cannot be ended.
    jest.spyOn(console, 'warn').mockImplementation((...line: unknown[]) => void printed.push(line));
  });
  afterAll(() => {
    process.off('unhandledRejection', note);
    jest.restoreAllMocks();
  });
  beforeEach(async () => {
    clearVariables();
    process.env['NODE_ENV'] = 'production';
    database = await createDatabase(server);
  });
  afterEach(async () => {
    clearVariables();
    await database.drop();
    expect([...unhandled.splice(0), ...printed.splice(0)]).toEqual([]);
  });

  const createVersion1 = async () => {
    const owner = database.sequelize();
    defineShop(owner, 1);
    await owner.sync();
    return owner;
  };

  describe('boots whatever the evidence', () => {
    it('on a platform, with production in every name and variable', async () => {
      const production = await createDatabase(server, { name: 'shop_production' });
      try {
        for (const name of ['APP_ENV', 'RAILS_ENV', 'VERCEL_ENV']) process.env[name] = 'production';
        process.env['KUBERNETES_SERVICE_HOST'] = '10.0.0.1';
        const sequelize = production.sequelize();
        defineShop(sequelize, 1);
        const report = await createSafeSync(sequelize, { logger: quiet().logger }).sync();
        expect(report.mode).toBe('none');
        expect(report.evidence.map(({ source }) => source)).toEqual(
          expect.arrayContaining(['NODE_ENV', 'VERCEL_ENV', 'KUBERNETES_SERVICE_HOST']),
        );
      } finally {
        await production.drop();
      }
    });
  });

  it('also when the server takes the connection and says nothing', async () => {
    const mute = await startProxy(new URL(database.url));
    mute.fail(1, 'hangs');
    const url = new URL(database.url);
    url.port = String(mute.port);
    const sequelize = new Sequelize(url.href, { dialect: 'postgres', logging: false, pool: { max: 1 } });
    defineShop(sequelize, 1);
    const { logger, lines } = quiet();
    const started = performance.now();
    const report = await createSafeSync(sequelize, { logger, onDrift: 'fail' }).sync();
    expect(performance.now() - started).toBeLessThan(6_000);
    expect(report).toMatchObject({ mode: 'none', drift: null });
    expect(lines).toEqual([expect.stringMatching(STARTS)]);
    mute.stop();
  }, 20_000);

  describe('onDrift', () => {
    const boot = async (version: 1 | 2, options: SafeSyncOptions) => {
      const sequelize = database.sequelize();
      defineShop(sequelize, version);
      const { logger, said, lines } = quiet();
      const report = await createSafeSync(sequelize, { logger, ...options }).sync();
      return { report, said, lines };
    };

    it('fail stops the boot for a missing column, found and expected side by side', async () => {
      await createVersion1();
      for (const onDrift of [
        'fail',
        () => 'fail',
        (word: string) => (word === 'production' ? 'fail' : 'warn'),
      ] as const) {
        await expect(boot(2, { onDrift } as SafeSyncOptions)).rejects.toMatchObject({
          code: 'SAFE_SYNC_DRIFT',
          database: database.name,
          findings: expect.arrayContaining([
            expect.objectContaining({ severity: 'breaks', name: 'age', found: 'missing', expected: 'column integer' }),
            expect.objectContaining({ severity: 'differs', name: 'orders_by_total' }),
          ]),
          message: expect.stringMatching(/public\.users age: found missing, expected column integer/),
        });
      }
    });

    it('fail stops the boot for a missing table', async () => {
      await expect(boot(1, { onDrift: 'fail' })).rejects.toMatchObject({ code: 'SAFE_SYNC_DRIFT' });
    });

    it.each([
      ['an extra column', 'ALTER TABLE users ADD COLUMN legacy text'],
      ['an extra index', 'CREATE INDEX extra ON users (name)'],
      ['a wider type', 'ALTER TABLE users ALTER COLUMN name TYPE varchar(500)'],
      ['a missing index', 'ALTER TABLE users DROP CONSTRAINT users_email_key'],
      ['an extra enum value', `ALTER TYPE enum_orders_state ADD VALUE 'lost'`],
      ['another default', `ALTER TABLE orders ALTER COLUMN total SET DEFAULT 7`],
    ])('fail does not stop the boot for %s', async (_, sql) => {
      await createVersion1();
      await database.query(sql);
      const { report } = await boot(1, { onDrift: 'fail' });
      expect(report.drift?.findings.map(({ severity }) => severity)).not.toContain('breaks');
      expect(report.drift?.findings.length).toBeGreaterThan(0);
    });

    it('says that inserts will fail where a left-over column is NOT NULL without default', async () => {
      await createVersion1();
      await database.query('ALTER TABLE users ADD COLUMN legacy text NOT NULL');
      const { report, said } = await boot(1, { onDrift: 'fail' });
      expect(report.drift).toMatchObject({ inStep: false });
      expect(said('warn').join()).toContain('inserts into users will fail');
    });

    it('a function that answers nonsense is an error in the options', async () => {
      await expect(boot(1, { onDrift: () => 'throw' as 'fail' })).rejects.toMatchObject({
        code: 'SAFE_SYNC_INVALID_OPTIONS',
        message: expect.stringContaining(`'throw' for the environment 'production'`),
      });
    });

    it('in step: one line that says so', async () => {
      await createVersion1();
      const { lines, report } = await boot(1, {});
      expect(report.drift).toMatchObject({ inStep: true, findings: [] });
      expect(lines).toEqual([expect.stringMatching(/nothing to do, the database is as the models want it/)]);
    });
  });

  it('a role that may only connect and look is enough', async () => {
    await createVersion1();
    const role = `reader_${database.name}`;
    await database.query(
      `CREATE ROLE ${role} LOGIN PASSWORD 'reader-password'; GRANT USAGE ON SCHEMA public TO ${role}`,
    );
    await database.query('CREATE TABLE "SequelizeMeta" (name text)');
    // A change whose danger depends on rows that the role may not see.
    await database.query('ALTER TABLE users DROP CONSTRAINT users_email_key');
    try {
      for (const onDrift of ['warn', 'fail'] as const) {
        const url = new URL(database.url);
        [url.username, url.password] = [role, 'reader-password'];
        const sequelize = new Sequelize(url.href, { dialect: 'postgres', logging: false });
        defineShop(sequelize, 1);
        const { logger, lines } = quiet();
        const report = await createSafeSync(sequelize, { logger, onDrift }).sync();
        expect(report.drift?.findings).toEqual([
          expect.objectContaining({ severity: 'differs', table: 'public.users', expected: 'UNIQUE (email)' }),
        ]);
        expect(lines.join()).not.toMatch(/permission denied|not compared/);
        await sequelize.close();
      }
    } finally {
      await database.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
    }
  });

  it('a database that only reads is read', async () => {
    await createVersion1();
    await database.query(
      `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = on', current_database()); END $$`,
    );
    const sequelize = database.sequelize();
    defineShop(sequelize, 2);
    const report = await createSafeSync(sequelize, { logger: quiet().logger }).sync();
    expect(report.drift?.findings.map(({ name }) => name)).toContain('age');
    process.env['NODE_ENV'] = 'development';
    await expect(createSafeSync(sequelize, { logger: quiet().logger }).sync()).rejects.toMatchObject({
      code: 'SAFE_SYNC_APPLY_FAILED',
      message: expect.stringMatching(/read-only transaction[\s\S]*Nothing was changed[\s\S]*only reads \(a standby/),
    });
  });

  describe('when a query of ours', () => {
    /** A pool of one that has connected, so that what follows is ours alone; every query of ours is needed here. */
    const open = async (port: number): Promise<Sequelize> => {
      const url = new URL(database.url);
      url.port = String(port);
      const sequelize = new Sequelize(url.href, {
        dialect: 'postgres',
        logging: false,
        pool: { max: 1, acquire: 5_000 },
      });
      defineShop(sequelize, 2);
      sequelize.define(
        'Tag',
        { name: DataTypes.STRING },
        { tableName: 'tags', indexes: [{ name: 'tags_known', fields: ['name'], where: { name: ['a', 'b'] } }] },
      );
      await sequelize.authenticate();
      return sequelize;
    };

    const boot = async (sequelize: Sequelize) => {
      const { logger, said, lines } = quiet();
      const started = performance.now();
      const error: unknown = await createSafeSync(sequelize, { logger, onDrift: 'fail' })
        .sync()
        .then(() => null)
        .catch((thrown: unknown) => thrown);
      return { milliseconds: performance.now() - started, error, warnings: said('warn'), lines };
    };

    const isDrift = (error: unknown) => (error as { readonly code?: string }).code === 'SAFE_SYNC_DRIFT';

    it.each(['hangs', 'fails', 'is cut off'] as const)(
      '%s, whichever it is: up in time, one warning, the pool of one goes on',
      async (how) => {
        await createVersion1();
        // Another text for the same predicate, a change that depends on rows, a table of migrations.
        await database.query(`
          CREATE TABLE tags (id serial PRIMARY KEY, name varchar(255), "createdAt" timestamptz NOT NULL, "updatedAt" timestamptz NOT NULL);
          CREATE INDEX tags_known ON tags (name) WHERE name = ANY ('{b,a}');
          ALTER TABLE users DROP CONSTRAINT users_email_key;
          CREATE TABLE "SequelizeMeta" (name text)`);
        const proxy = await startProxy(new URL(database.url));
        const whole = await open(proxy.port);
        proxy.count();
        expect((await boot(whole)).error).toMatchObject({ code: 'SAFE_SYNC_DRIFT' });
        const messages = proxy.counted();
        await whole.close();
        proxy.stop();

        // Each that hangs takes five seconds: they run side by side.
        const results = await Promise.all(
          Array.from({ length: messages }, async (_, index) => {
            const own = await startProxy(new URL(database.url));
            const sequelize = await open(own.port);
            own.fail(index + 1, how);
            const result = await boot(sequelize);
            own.heal();
            const [rows] = await sequelize.query('SELECT 1 AS one');
            await sequelize.close();
            own.stop();
            return { message: index + 1, rows, ...result };
          }),
        );
        // The facts and the catalog have to be read; what is asked afterwards and refused is asked in another way.
        const wasRead = results.filter(({ error }) => error !== null);
        expect(wasRead.every(({ error, message }) => isDrift(error) && how === 'fails' && message > 5)).toBe(true);
        for (const { message, milliseconds, rows, error, warnings, lines } of results) {
          expect({ message, inTime: milliseconds < 6_000, rows }).toEqual({
            message,
            inTime: true,
            rows: [{ one: 1 }],
          });
          if (error !== null) continue;
          expect({ message, error, warnings, lines }).toEqual({
            message,
            error: null,
            warnings: [expect.stringMatching(STARTS)],
            lines: warnings,
          });
        }
      },
      60_000,
    );
  });

  it('waits for nobody who holds the catalog', async () => {
    await createVersion1();
    const sequelize = database.sequelize({ pool: { max: 1 } });
    defineShop(sequelize, 2);
    await sequelize.authenticate();
    await database.query('BEGIN');
    await database.query('LOCK TABLE pg_catalog.pg_constraint, pg_catalog.pg_index IN ACCESS EXCLUSIVE MODE');
    const { logger, said, lines } = quiet();
    const started = performance.now();
    await createSafeSync(sequelize, { logger, onDrift: 'fail' }).sync();
    expect(performance.now() - started).toBeLessThan(6_000);
    expect(said('warn')).toEqual([
      expect.stringMatching(/not compared.*(no answer from the database within 5000 ms|waited 5000 ms)/),
    ]);
    expect(lines).toHaveLength(1);
    await database.query('ROLLBACK');
    expect(await sequelize.model('Order').count()).toBe(0);
  }, 20_000);

  it('is not stopped by a statement_timeout that is too short for it', async () => {
    await createVersion1();
    await database.query(
      `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET statement_timeout = 1', current_database()); END $$`,
    );
    const sequelize = database.sequelize();
    defineShop(sequelize, 2);
    await sequelize.authenticate().catch(() => undefined);
    const { logger, said } = quiet();
    const report = await createSafeSync(sequelize, { logger }).sync();
    expect(report.mode).toBe('none');
    expect(said('warn').length + said('error').length).toBe(1);
  });
});

const STARTS = /^The schema was not compared with the models, and the application starts all the same/;

type Failure = 'hangs' | 'fails' | 'is cut off';

interface Proxy {
  readonly port: number;
  count(): void;
  counted(): number;
  /** The next connections' messages from the client are counted from here; the one with this number fails. */
  fail(number: number, how: Failure): void;
  heal(): void;
  stop(): void;
}

/** Between client and server: it can swallow a message, answer it with an error of the server, or cut the line. */
async function startProxy(server: URL): Promise<Proxy> {
  let seen = 0;
  let failing: { readonly number: number; readonly how: Failure } | null = null;
  const sockets = new Set<Socket>();
  const listener: Server = createServer((client) => {
    const upstream = connectTo(Number(server.port || 5432), server.hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => [client, upstream].forEach((each) => each.destroy()));
    }
    upstream.on('data', (data) => client.write(data));
    let dead = false;
    client.on('data', (data) => {
      seen += 1;
      if (dead) return;
      if (failing !== null && seen === failing.number) {
        if (failing.how === 'is cut off') return void client.destroy();
        if (failing.how === 'hangs') return void (dead = true);
        return void client.write(errorMessage('permission denied for function of the catalog'));
      }
      upstream.write(data);
    });
  });
  await new Promise<void>((done) => listener.listen(0, '127.0.0.1', done));
  const address = listener.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    count: () => void (seen = 0),
    counted: () => seen,
    fail(number, how) {
      seen = 0;
      failing = { number, how };
    },
    heal: () => void (failing = null),
    stop() {
      listener.close();
      sockets.forEach((socket) => socket.destroy());
    },
  };
}

/** ErrorResponse, and ReadyForQuery in a failed transaction. */
function errorMessage(text: string): Buffer {
  const fields = Buffer.from(`SERROR\0VERROR\0C42501\0M${text}\0\0`);
  const head = Buffer.alloc(5);
  head.write('E');
  head.writeInt32BE(fields.length + 4, 1);
  return Buffer.concat([head, fields, Buffer.from([0x5a, 0, 0, 0, 5, 0x45])]);
}
