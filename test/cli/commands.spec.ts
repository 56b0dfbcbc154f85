/** Every command as a process: what it prints, how it ends, and what reached the server meanwhile. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { writingStatements } from '../acceptance/support/writing-statements.js';
import type { DialectName, OracleCatalog, TestDatabase, TestServer } from '../support/database.js';
import { createDatabase } from '../support/dialects.js';
import { forEachKind } from './support/for-each-kind.js';
import { makeApp } from './support/built-package.js';
import { type Finished, run, steady, type Variables } from './support/run-command.js';
import { makeVersionOne, variablesFor } from './support/version-one.js';

/** A Nest module in ESM, one in CommonJS, and a config file without Nest. */
const SOURCES: Readonly<Record<DialectName, readonly string[]>> = {
  postgres: ['--module', 'app.module.mjs#AppModule'],
  sqlite: ['--module', 'app.module.cjs#AppModule'],
  mysql: ['--config', 'safe-sync.config.mjs'],
  mariadb: ['--config', 'safe-sync.config.mjs'],
};

/** Every one on PostgreSQL and SQLite, where formats differ in nothing but SQL; the first needs on MariaDB. */
const COMMANDS: Partial<Readonly<Record<DialectName, readonly string[]>>> = {
  postgres: [
    'plan',
    'plan --force',
    'plan --json',
    'plan --sql',
    'plan --markdown',
    'plan --mermaid',
    'check',
    'drift',
    'drift --json',
    'drift --markdown',
    'explain',
    'explain --json',
  ],
  sqlite: ['plan', 'plan --force', 'plan --sql', 'check', 'drift', 'explain'],
  mysql: ['plan', 'plan --sql', 'check'],
};

forEachKind(
  'the commands',
  (server) => {
    let app: string;
    let database: TestDatabase;
    let copy: TestDatabase;
    const told = (args: readonly string[], variables: Variables = {}, of: TestDatabase = database): Promise<Finished> =>
      run(app, [...args, ...SOURCES[server.dialect]], { ...variablesFor(of), ...variables });

    beforeAll(async () => {
      [app, database, copy] = await Promise.all([
        makeApp(server.dialect),
        createDatabase(server),
        createDatabase(server),
      ]);
      await Promise.all([makeVersionOne(database), makeVersionOne(copy)]);
    }, 120_000);
    afterAll(async () => {
      await Promise.all([database?.drop(), copy?.drop()]);
      if (app) rmSync(app, { recursive: true, force: true });
    });

    describe('the reading ones', () => {
      const commands = COMMANDS[server.dialect] ?? [];
      const ended = new Map<string, Finished>();
      let statements: readonly string[] = [];
      let before: unknown;

      beforeAll(async () => {
        before = [await stateOf(database), await database.readValues()];
        statements = await database.recordStatements(async () => {
          for (const pair of pairsOf(commands)) {
            await Promise.all(
              pair.map(async (command) => {
                // The last place where anything may be written.
                const NODE_ENV = command.startsWith('explain') ? 'development' : 'production';
                ended.set(command, await told(command.split(' '), { NODE_ENV }));
              }),
            );
          }
        });
      }, 120_000);

      it('write nothing', async () => {
        if (server.dialect !== 'sqlite') {
          expect(statements.length).toBeGreaterThan(0);
          expect(writingStatements(statements)).toEqual([]);
        }
        expect([await stateOf(database), await database.readValues()]).toEqual(before);
      });

      it.each(commands)('%s', (command) => {
        const { code, out, err } = ended.get(command)!;
        expect(code).toBe(command === 'check' ? 1 : 0);
        // What the application prints, and what a slow machine is told, stay out of the report.
        expect(err.replace(/^(the (module|config file) prints this|(Opening|Reading) .* …)\n/gm, '')).toBe('');
        if (command.endsWith('--json')) expect(JSON.parse(out)).toMatchObject({ version: 1, connection: 'default' });
        else expect(steady(out, database.name)).toMatchSnapshot();
      });
    });

    describe('apply', () => {
      let confirmation: string;
      beforeAll(async () => {
        const { out } = await told(['plan', '--json']);
        const { database: name, fingerprint } = JSON.parse(out) as { database: string; fingerprint: string };
        confirmation = `${name}:${fingerprint}`;
      });

      it('without a terminal changes nothing but by the right name of the plan', async () => {
        const before = await stateOf(database);
        const NODE_ENV = 'development';
        const [unconfirmed, other] = await Promise.all([
          told(['apply'], { NODE_ENV }),
          told(['apply', '--confirm', `${confirmation}0`], { NODE_ENV }),
        ]);
        expect(unconfirmed.code).toBe(2);
        expect(unconfirmed.err).toContain(`safe-sync apply --confirm ${confirmation}`);
        expect(other.code).toBe(2);
        expect(other.err).toContain('names another plan or another database');
        expect(await stateOf(database)).toEqual(before);
      }, 60_000);

      it('is refused in production, whatever is confirmed', async () => {
        const before = await stateOf(database);
        const refused = await told(['apply', '--confirm', confirmation], { NODE_ENV: 'production' });
        expect(refused.code).toBe(2);
        expect(steady(refused.err, database.name)).toMatchSnapshot();
        expect(await stateOf(database)).toEqual(before);
      }, 60_000);

      it('runs exactly this plan, and ends in the catalog that --sql ends in', async () => {
        const { out: sql } = await told(['plan', '--sql']);
        const applied = await told(['apply', '--confirm', confirmation], { NODE_ENV: 'development' });
        expect(applied).toMatchObject({ code: 0 });
        expect(steady(applied.out, database.name)).toMatchSnapshot();

        const file = join(app, 'plan.sql');
        writeFileSync(file, sql);
        await sendByProgram(server, copy, file);
        expect(withoutMark(await copy.readCatalog())).toEqual(withoutMark(await database.readCatalog()));
        const { safe_sync_meta: _one, 'public.safe_sync_meta': _other, ...values } = await database.readValues();
        expect(await copy.readValues()).toEqual(values);
      }, 60_000);

      it('has nothing to do the second time', async () => {
        const again = await told(['apply'], { NODE_ENV: 'development' });
        expect(again).toMatchObject({ code: 0 });
        expect(again.out).toContain('0 statements to run, 1 held');
      }, 60_000);
    });
  },
  ['postgres', 'sqlite', 'mysql'],
);

/** All that a change would leave a trace in. */
async function stateOf(database: TestDatabase): Promise<unknown> {
  const { storage } = database.options;
  return storage === undefined ? database.readState() : readFileSync(storage).toString('base64');
}

/** The mark is not part of the schema, and not of the plan. */
function withoutMark(catalog: OracleCatalog): OracleCatalog {
  const isMark = (name: string): boolean => name.endsWith('safe_sync_meta');
  return { ...catalog, tables: Object.fromEntries(Object.entries(catalog.tables).filter(([name]) => !isMark(name))) };
}

/** Two at a time: most of it is waiting for files. */
function pairsOf(commands: readonly string[]): readonly (readonly string[])[] {
  return commands.flatMap((command, at) => (at % 2 === 0 ? [[command, ...commands.slice(at + 1, at + 2)]] : []));
}

/** By the server's own client, as the first lines of the file say. */
async function sendByProgram(server: TestServer, database: TestDatabase, file: string): Promise<void> {
  const { storage = '', host = '', port = 0, username = '', password } = database.options;
  const address = [`--host=${host}`, `--port=${port}`, `--user=${username}`, `--password=${password ?? ''}`];
  const [program, ...args] =
    server.dialect === 'postgres'
      ? ['psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', database.url]
      : server.dialect === 'sqlite'
        ? ['sqlite3', '-bail', storage]
        : ['mariadb', '--no-defaults', ...address, '--default-character-set=utf8mb4', database.name];
  const child = spawn(program as string, args, { stdio: ['pipe', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk) => (said += String(chunk)));
  child.stdin.end(readFileSync(file));
  const [code] = (await once(child, 'close')) as [number | null];
  expect({ code, said }).toEqual({ code: 0, said: expect.not.stringMatching(/error/i) });
}
