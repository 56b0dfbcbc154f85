/** Modes, refusals and consent where the server is no PostgreSQL: what is chosen, what it does, and that nothing else is written. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { Options } from 'sequelize';
import { createSafeSync } from '../../lib/safe-sync.js';
import type { SafeSyncOptions } from '../../lib/safe-sync.options.js';
import type { TestDatabase } from '../support/database.js';
import { createDatabase, forEachDialect } from '../support/dialects.js';
import { quoteName } from '../support/quote-name.js';
import { defineShop } from './processes/shop.js';
import { clearVariables, quiet } from './support/quiet.js';

/** What begins a statement that reads, or steers a transaction, a lock or the session. */
const READING =
  /^\s*(SELECT|WITH|EXPLAIN|SHOW|START TRANSACTION|BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|SET (SESSION|TRANSACTION|@|NAMES|time_zone)|PRAGMA (query_only|busy_timeout|foreign_keys|legacy_alter_table)\b)/i;

forEachDialect(
  'a boot',
  (server) => {
    let database: TestDatabase;
    beforeEach(async () => {
      clearVariables();
      database = await createDatabase(server);
    });
    afterEach(async () => {
      clearVariables();
      await database.drop();
    });

    const open = (version: 1 | 2 | 3, options: Options = {}) => {
      const sequelize = database.sequelize(options);
      defineShop(sequelize, version);
      return sequelize;
    };
    const boot = async (version: 1 | 2 | 3, options: SafeSyncOptions = {}, own: Options = {}) => {
      const { logger, said, lines } = quiet();
      const report = await createSafeSync(open(version, own), { logger, ...options }).sync();
      return { report, warnings: said('warn'), errors: said('error'), lines };
    };
    const codeOf = (booting: Promise<unknown>): Promise<unknown> =>
      booting.then(
        () => null,
        (error: unknown) => (error as { readonly code?: unknown }).code,
      );
    /** The schema, the rows, and of a file every byte. */
    const everything = async () => [
      await database.readState(),
      await database.readValues(),
      server.dialect === 'sqlite' ? bytesOf(database.options.storage ?? '') : null,
    ];
    const filled = async (): Promise<void> => {
      await open(1).sync();
      const users = quoteName(server.dialect, 'users');
      await database.query(`INSERT INTO ${users} (name) VALUES ('kept')`);
    };

    it.each([
      ['development', 'alter'],
      [' Dev ', 'alter'],
      ['test', 'force'],
      ['production', 'none'],
      ['staging', 'none'],
      ['developmnet', 'none'],
      [undefined, 'none'],
    ])('with NODE_ENV %j is in mode %s, and does what that says', async (word, mode) => {
      if (word !== undefined) process.env['NODE_ENV'] = word;
      const { report, errors } = await boot(1);
      expect(report.mode).toBe(mode);
      expect((await database.readNames()).filter((name) => /users|orders/.test(name)).length > 0).toBe(mode !== 'none');
      expect(/lacks what the models need/.test(errors.join())).toBe(mode === 'none');
      const again = (await boot(1)).report.applied.map(({ change }) => change.kind);
      expect(again.filter((kind) => kind !== 'clear-tables' && kind !== 'restart-sequences')).toEqual([]);
    });

    it('in none, and when it is refused, sends nothing that writes, and leaves every byte as it was', async () => {
      await filled();
      const before = await everything();
      const sent = await database.recordStatements(async () => {
        process.env['NODE_ENV'] = 'production';
        const { report } = await boot(3, { onDrift: 'warn' });
        expect(report.drift?.findings.some(({ severity }) => severity === 'breaks')).toBe(true);
        const refused: readonly [SafeSyncOptions, Options][] = [
          [{ mode: 'alter' }, {}],
          [{ mode: 'force' }, {}],
          [{}, { sync: { alter: true } }],
          [{}, { sync: { force: true } }],
        ];
        for (const [options, own] of refused) {
          expect(await codeOf(boot(3, options, own))).toBe('SAFE_SYNC_PRODUCTION_REFUSED');
        }
        // Filled, and nothing in its name says that it may be emptied.
        process.env['NODE_ENV'] = 'test';
        expect(await codeOf(boot(1))).toBe('SAFE_SYNC_PRODUCTION_REFUSED');
      });
      expect(sent.length).toBeGreaterThan(5);
      expect(sent.filter((sql) => !READING.test(sql))).toEqual([]);
      expect(await everything()).toEqual(before);
    });

    it('with onDrift ignore, or SAFE_SYNC=off, sends nothing at all', async () => {
      process.env['NODE_ENV'] = 'production';
      const sent = await database.recordStatements(async () => {
        await boot(1, { onDrift: 'ignore' });
        process.env['SAFE_SYNC'] = 'off';
        await boot(1);
      });
      expect(sent).toEqual([]);
    });

    it('P3: where production is seen rows stay that raw Sequelize would have lost', async () => {
      await filled();
      process.env['NODE_ENV'] = 'production';
      const refusal = (await boot(1, {}, { sync: { force: true } }).catch((error: unknown) => error)) as Error;
      expect(refusal.message).toMatch(
        /^force is refused[^]*Target: database "[^"]+"[^]*Evidence:[^]*NODE_ENV[^]*Ways on:/,
      );
      const users = quoteName(server.dialect, 'users');
      expect(await database.query(`SELECT name FROM ${users}`)).toEqual([{ name: 'kept' }]);
      await open(1).sync({ force: true });
      expect(await database.query(`SELECT name FROM ${users}`)).toEqual([]);
    });

    it('with SAFE_SYNC_CONFIRM runs that one plan and no other, and says when the variable can go', async () => {
      await filled();
      process.env['NODE_ENV'] = 'production';
      const { errors } = await boot(2);
      const confirm = /SAFE_SYNC_CONFIRM="([^"]+)"/.exec(errors.join())?.[1] ?? '';
      const before = await everything();
      process.env['SAFE_SYNC_CONFIRM'] = confirm.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
      expect(await codeOf(boot(2, { mode: 'alter' }))).toBe('SAFE_SYNC_PRODUCTION_REFUSED');
      expect((await boot(2)).warnings).toEqual([expect.stringContaining('another plan')]);
      process.env['SAFE_SYNC_CONFIRM'] = confirm;
      expect(await codeOf(boot(3, { mode: 'alter' }))).toBe('SAFE_SYNC_PRODUCTION_REFUSED');
      expect(await codeOf(boot(2, { mode: 'force' }))).toBe('SAFE_SYNC_PRODUCTION_REFUSED');
      expect(await everything()).toEqual(before);
      expect((await boot(2)).report.applied.length).toBeGreaterThan(0);
      const { report, warnings } = await boot(2);
      expect([report.applied, warnings]).toEqual([[], [expect.stringContaining('the variable can go')]]);
    });

    it('on an empty production database is possible by consent', async () => {
      process.env['NODE_ENV'] = 'production';
      const { errors } = await boot(1);
      process.env['SAFE_SYNC_CONFIRM'] = /SAFE_SYNC_CONFIRM="([^"]+)"/.exec(errors.join())?.[1];
      expect((await boot(1)).report.drift).toMatchObject({ inStep: true });
    });

    it('by force on a throw-away makes, then empties, and starts numbers again; raw force says the same', async () => {
      const throwAway = await createDatabase(server, { name: 'shop_test' });
      process.env['NODE_ENV'] = 'test';
      try {
        const sequelize = throwAway.sequelize();
        defineShop(sequelize, 2);
        const safeSync = createSafeSync(sequelize, { logger: quiet().logger });
        await safeSync.sync();
        const made = await throwAway.readCatalog();
        await sequelize.model('User').create({ name: 'a' });
        await safeSync.sync();
        expect(await throwAway.readCatalog()).toEqual(made);
        const user = await sequelize.model('User').create({ name: 'b' });
        expect([user.get('id'), await sequelize.model('User').count()]).toEqual([1, 1]);
        await sequelize.sync({ force: true });
        expect(await throwAway.readCatalog()).toEqual(made);
      } finally {
        await throwAway.drop();
      }
    });

    if (server.dialect === 'sqlite') return;

    it('on a server that is not there, or will not have us: an error in alter, one warning in none', async () => {
      for (const own of [{ port: 1 }, { password: 'wrong', username: 'nobody_here' }, { database: 'not_there' }]) {
        process.env['NODE_ENV'] = 'development';
        expect(await boot(1, {}, own).catch((error: unknown) => error)).toBeInstanceOf(Error);
        process.env['NODE_ENV'] = 'production';
        const { report, warnings } = await boot(1, { onDrift: 'fail' }, own);
        expect(report).toMatchObject({ mode: 'none', drift: null });
        expect(warnings).toHaveLength(1);
      }
    });

    it('on a server that says nothing goes on in none after five seconds', async () => {
      const sockets: Socket[] = [];
      const mute = createServer((socket) => void sockets.push(socket.on('error', () => undefined)));
      await new Promise<void>((done) => mute.listen(0, '127.0.0.1', done));
      const { port } = mute.address() as { readonly port: number };
      process.env['NODE_ENV'] = 'production';
      const { report, warnings } = await boot(1, { onDrift: 'fail' }, { port });
      expect(report).toMatchObject({ mode: 'none', drift: null });
      expect(warnings).toEqual([expect.stringContaining('within 5000 ms')]);
      sockets.forEach((socket) => socket.destroy());
      await new Promise((done) => mute.close(done));
    }, 20_000);
  },
  ['mysql', 'mariadb', 'sqlite'],
);

function bytesOf(file: string): string | null {
  return existsSync(file) ? createHash('sha256').update(readFileSync(file)).digest('hex') : null;
}
