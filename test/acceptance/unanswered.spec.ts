/** Mode none on MariaDB where the server stops answering, breaks off, or refuses: what none.spec.ts asks of PostgreSQL. */
import { connect as connectTo, createServer, type AddressInfo, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { createSafeSync } from '../../lib/safe-sync.js';
import type { TestDatabase } from '../support/database.js';
import { createDatabase, forEachDialect } from '../support/dialects.js';
import { defineShop } from './processes/shop.js';
import { clearVariables, quiet } from './support/quiet.js';

type Trouble = 'hangs' | 'is cut off' | 'fails';

/** A door to the server that counts what the client sends, and does something to one of the messages. */
async function openDoor(host: string, port: number) {
  const sockets = new Set<Socket>();
  let seen = 0;
  let plan: { readonly at: number; readonly how: Trouble } | null = null;
  const server = createServer((client) => {
    const upstream = connectTo({ host, port, noDelay: true });
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => other.destroy());
    }
    upstream.pipe(client);
    client.on('data', (chunk) => {
      seen += 1;
      if (plan === null || seen !== plan.at) return void (isHung(seen) || upstream.write(chunk));
      if (plan.how === 'is cut off') client.destroy();
      if (plan.how !== 'fails') return;
      const broken = Buffer.from(chunk);
      // No statement begins like this: the server answers with an error.
      if (broken.length > 7) broken.fill('~', 5, 7);
      upstream.write(broken);
    });
  });
  /** What comes after a message that is never answered is not answered either. */
  const isHung = (at: number): boolean => plan?.how === 'hangs' && at > plan.at;
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    port: (server.address() as AddressInfo).port,
    count: () => seen,
    plan: (at: number, how: Trouble) => {
      seen = 0;
      plan = { at, how };
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

forEachDialect(
  'none on a server in trouble',
  (server) => {
    let database: TestDatabase;
    beforeEach(async () => {
      clearVariables();
      process.env['NODE_ENV'] = 'production';
      database = await createDatabase(server);
      const owner = database.sequelize();
      defineShop(owner, 1);
      await owner.sync();
      await database.query('CREATE TABLE `SequelizeMeta` (name varchar(255))');
      await createSafeSync(owner, { logger: quiet().logger }).mark('production');
    });
    afterEach(async () => {
      clearVariables();
      await database.drop();
    });

    const boot = async (trouble: { readonly at: number; readonly how: Trouble } | null) => {
      const door = await openDoor(String(database.options.host), Number(database.options.port));
      const sequelize = database.sequelize({ host: '127.0.0.1', port: door.port, pool: { max: 1 } });
      defineShop(sequelize, 2);
      await sequelize.authenticate();
      const before = door.count();
      if (trouble !== null) door.plan(trouble.at, trouble.how);
      const { logger, said, lines } = quiet();
      const started = performance.now();
      const error: unknown = await createSafeSync(sequelize, { logger, onDrift: 'fail' })
        .sync()
        .then(() => null)
        .catch((thrown: unknown) => thrown);
      const milliseconds = performance.now() - started;
      const messages = door.count() - (trouble === null ? before : 0);
      door.close();
      return { error, milliseconds, messages, lines, warnings: said('warn') };
    };

    it.each<Trouble>(['hangs', 'is cut off', 'fails'])(
      '%s, at whichever message: up in time, with one warning',
      async (how) => {
        const { error, messages } = await boot(null);
        expect(error).toMatchObject({ code: 'SAFE_SYNC_DRIFT' });
        expect(messages).toBeGreaterThan(5);
        // Each that hangs takes five seconds: they run side by side.
        const results = await Promise.all(
          Array.from({ length: messages }, async (_, index) => ({
            at: index + 1,
            ...(await boot({ at: index + 1, how })),
          })),
        );
        for (const { at, milliseconds, lines, warnings, ...rest } of results) {
          expect({ at, inTime: milliseconds < 6_000 }).toEqual({ at, inTime: true });
          // What was read before the trouble at the end was really read.
          if (rest.error !== null) expect(rest.error).toMatchObject({ code: 'SAFE_SYNC_DRIFT' });
          else
            expect({ at, lines, warnings }).toEqual({
              at,
              lines: warnings,
              warnings: [expect.stringMatching(/not compared/)],
            });
        }
      },
      60_000,
    );
  },
  ['mysql', 'mariadb'],
);
