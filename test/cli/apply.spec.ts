/** What changes a database by hand: force with its rows, the question on a terminal, and an interruption in the middle. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Sequelize } from 'sequelize';
import type { TestDatabase } from '../support/database.js';
import { describeUnless } from '../support/describe-unless.js';
import { createDatabase } from '../support/dialects.js';
import { makeApp } from './support/built-package.js';
import { forEachKind } from './support/for-each-kind.js';
import { type Finished, run, start, type Variables } from './support/run-command.js';
import { makeVersionOne, variablesFor } from './support/version-one.js';

const CONFIG = ['--config', 'safe-sync.config.mjs'];
/** Nobody who holds something for the test is waited for in vain. */
const patient = { timeouts: { tableLockMs: 120_000 } };

let app: string;
beforeAll(async () => {
  app = await makeApp('apply');
}, 120_000);
afterAll(() => rmSync(app, { recursive: true, force: true }));

const told = (database: TestDatabase, args: readonly string[], more: Variables = {}): Promise<Finished> =>
  run(app, [...args, ...CONFIG], { ...variablesFor(database), NODE_ENV: 'development', ...more });

async function nameOfPlan(database: TestDatabase, ...more: readonly string[]): Promise<string> {
  const { out } = await told(database, ['plan', '--json', ...more]);
  const plan = JSON.parse(out) as { database: string; fingerprint: string };
  return `${plan.database}:${plan.fingerprint}`;
}

async function rowsOf(database: TestDatabase): Promise<number> {
  const [row] = await database.query<{ rows: unknown }>('SELECT count(*) AS rows FROM users');
  return Number(row?.rows);
}

forEachKind(
  'apply --force',
  (server) => {
    it('names the rows and wants consent to this one plan; then they are gone', async () => {
      const database = await createDatabase(server, { name: 'shop' });
      try {
        await makeVersionOne(database);
        const unconfirmed = await told(database, ['apply', '--force']);
        expect(unconfirmed).toMatchObject({
          code: 2,
          out: expect.stringMatching(/Rows that would be gone.*: 2\n {2}- users {2}2 rows/),
        });
        expect(unconfirmed.err).toContain('safe-sync apply --force --confirm ');
        const confirmation = await nameOfPlan(database, '--force');
        const alters = await told(database, ['apply', '--force', '--confirm', await nameOfPlan(database)]);
        expect(alters).toMatchObject({ code: 2, err: expect.stringContaining('names another plan') });
        expect(await rowsOf(database)).toBe(2);

        const variable = await told(database, ['apply', '--force'], { SAFE_SYNC_CONFIRM: confirmation });
        expect([variable.code, await rowsOf(database)]).toEqual([2, 2]);
        const production = await told(database, ['apply', '--force', '--confirm', confirmation], {
          NODE_ENV: 'production',
        });
        expect(production).toMatchObject({ code: 2, err: expect.stringContaining('force was refused') });
        expect(await rowsOf(database)).toBe(2);

        expect(await told(database, ['apply', '--force', '--confirm', confirmation])).toMatchObject({ code: 0 });
        expect(await rowsOf(database)).toBe(0);
      } finally {
        await database.drop();
      }
    }, 120_000);

    it('never where the name says production', async () => {
      const database = await createDatabase(server, { name: 'shop_prod' });
      try {
        await makeVersionOne(database);
        const confirmation = await nameOfPlan(database, '--force');
        const refused = await told(database, ['apply', '--force', '--confirm', confirmation]);
        expect(refused).toMatchObject({ code: 2, err: expect.stringContaining('has "prod" in its name') });
        expect(await rowsOf(database)).toBe(2);
      } finally {
        await database.drop();
      }
    }, 60_000);
  },
  ['postgres', 'sqlite'],
);

forEachKind('SIGINT in the middle of apply', (server) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createDatabase(server);
    await makeVersionOne(database);
  }, 60_000);
  afterAll(() => database?.drop());

  it('leaves what can be taken back as it was, the lock is free, and the next run goes on', async () => {
    const confirmation = await nameOfPlan(database);
    const before = { catalog: await database.readCatalog(), values: await database.readValues() };
    const reader = database.sequelize({ pool: { max: 1 } });
    const release = await hold(reader);
    const command = start(app, ['apply', '--confirm', confirmation, ...CONFIG], {
      ...variablesFor(database, { safeSync: patient }),
      NODE_ENV: 'development',
    });
    await command.says('Applying to');
    // A moment later it waits for the reader, who does not go.
    await sleep(500);
    command.process.kill('SIGINT');
    const ended = await command.finished;
    expect(ended).toMatchObject({ code: 130, err: expect.stringContaining('SAFE_SYNC_INTERRUPTED') });
    const isLocked = await lockIsHeld(database);
    await release();
    expect(isLocked).toBe(false);

    if (server.dialect !== 'mysql') {
      // A value that the rest of the plan uses has to be committed before it, and says so.
      const { tables, sequences } = await database.readCatalog();
      expect({ tables, sequences }).toEqual({ tables: before.catalog.tables, sequences: before.catalog.sequences });
    }
    expect(await database.readValues()).toMatchObject(before.values);
    const again = await told(database, ['apply', '--confirm', await nameOfPlan(database)]);
    expect(again).toMatchObject({ code: 0 });
    expect((await told(database, ['plan'])).out).toContain('0 statements to run');
  }, 120_000);
});

/** Somebody reads `users` and does not end. */
async function hold(reader: Sequelize): Promise<() => Promise<void>> {
  const transaction = await reader.transaction();
  await reader.query('SELECT * FROM users', { transaction });
  return () => transaction.commit();
}

async function lockIsHeld(database: TestDatabase): Promise<boolean> {
  if (database.server.dialect === 'postgres') {
    const [row] = await database.query<{ held: number }>(
      `SELECT count(*)::int AS held FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    );
    return row?.held !== 0;
  }
  if (database.server.dialect === 'mysql') {
    const [row] = await database.query<{ free: unknown }>(
      `SELECT IS_FREE_LOCK(CONCAT('nestjs-safe-sync:', SHA1(DATABASE()))) AS free`,
    );
    return Number(row?.free) !== 1;
  }
  await database.query('BEGIN IMMEDIATE');
  await database.query('ROLLBACK');
  return false;
}

const noScript = process.platform === 'linux' ? null : 'there is no script(1) as Linux has it';

describeUnless(noScript, 'on a terminal', () => {
  forEachKind(
    'the question',
    (server) => {
      let database: TestDatabase;
      beforeAll(async () => {
        database = await createDatabase(server);
        await makeVersionOne(database);
      });
      afterAll(() => database?.drop());

      it('means no by default, says nothing was changed, and runs after a yes', async () => {
        const before = await database.readCatalog();
        const [no, yes] = [await answered(''), await answered('y')];
        expect(no).toMatchObject({ code: 1, out: expect.stringContaining('Nothing was changed.') });
        expect(no.catalog).toEqual(before);
        expect(yes).toMatchObject({ code: 0, out: expect.stringMatching(/Run 2 statements on .*\[y\/N\]/) });
        expect(yes.catalog).not.toEqual(before);
        // In colour, and without it where that is wished.
        expect(no.out).toContain('\u001b[32m');
        expect((await answered('', { NO_COLOR: '1' })).out).not.toContain('\u001b[32m');
      }, 60_000);

      async function answered(answer: string, variables: Variables = {}) {
        const main = join(app, 'node_modules', 'nestjs-safe-sync', 'dist', 'esm', 'cli', 'main.js');
        const child = spawn('script', ['-qec', `${process.execPath} ${main} apply ${CONFIG.join(' ')}`, '/dev/null'], {
          cwd: app,
          env: { ...process.env, ...variablesFor(database), NODE_ENV: 'development', ...variables },
        });
        let out = '';
        child.stdout.on('data', (chunk) => {
          const isAsked = out.includes('[y/N]');
          out += String(chunk);
          if (!isAsked && out.includes('[y/N]')) child.stdin.write(`${answer}\n`);
        });
        const [code] = (await once(child, 'close')) as [number | null];
        return { code, out, catalog: await database.readCatalog() };
      }
    },
    ['sqlite'],
  );
});
