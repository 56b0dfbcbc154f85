/** What a command is pointed at: modules and config files that work, and all that can be wrong with them. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { makeApp } from './support/built-package.js';
import { type Finished, run, type Variables } from './support/run-command.js';

let app: string;
let file: string;
const told = (args: readonly string[], variables: Variables = {}): Promise<Finished> =>
  run(app, args, {
    TEST_OPTIONS: JSON.stringify({ dialect: 'sqlite', storage: file }),
    NODE_ENV: 'development',
    ...variables,
  });

beforeAll(async () => {
  app = await makeApp('loading');
  file = join(app, 'shop.sqlite');
}, 120_000);
afterAll(() => rmSync(app, { recursive: true, force: true }));

describe('what is wrong is said in words, and ends with 2', () => {
  it.each([
    ['an unknown option', ['plan', '--bogus'], /unknown option '--bogus'/],
    ['an unknown command', ['plam'], /unknown command 'plam'[\s\S]*plan/],
    ['two formats', ['plan', '--json', '--sql'], /--json.*cannot be used with.*--sql/],
    ['no environment to mark', ['mark'], /missing required argument 'environment'/],
    [
      'a missing module',
      ['plan', '--module', 'dist/app.module.js#AppModule'],
      /There is no file dist\/app\.module\.js/,
    ],
    ['a missing config file', ['check', '--config', 'other.config.js'], /There is no file other\.config\.js/],
    ['both', ['plan', '--module', 'a.js', '--config', 'b.js'], /not both/],
    [
      'a module that throws',
      ['plan', '--module', 'throws.mjs'],
      /throws\.mjs could not be loaded: this file is broken/,
    ],
    ['an export that is not there', ['plan', '--module', 'faults.cjs#AppModule'], /exports no AppModule.*Throwing/],
    ['several classes', ['plan', '--module', 'faults.cjs'], /Which module of faults\.cjs is meant/],
    [
      'a provider that throws',
      ['explain', '--module', 'faults.cjs#Throwing'],
      /could not be started: the factory fails at postgres:\/\/shop:\*\*\*@db/,
    ],
    [
      'no connection of ours',
      ['plan', '--module', 'faults.cjs#WithoutConnection'],
      /opens no connection by SafeSyncModule/,
    ],
    ['wrong options', ['plan', '--module', 'faults.cjs#WrongOptions'], /moed.*mode[\s\S]*SAFE_SYNC_INVALID_OPTIONS/],
    ['no database', ['check', '--module', 'faults.cjs#Unreachable'], /could not be started: .*ECONNREFUSED/],
    [
      'another connection',
      ['plan', '--module', 'connections.cjs#AppModule', '--connection', 'x'],
      /no connection "x"\. There is: "orders", "reports"/,
    ],
    [
      'several connections',
      ['plan', '--module', 'connections.cjs#AppModule'],
      /several connections\. Name one: --connection "orders"/,
    ],
    [
      'TypeScript and no loader',
      ['plan', '--config', 'typed.config.ts'],
      /is TypeScript[\s\S]*NODE_OPTIONS="--import tsx"/,
    ],
  ] as const)(
    '%s',
    async (_what, args, message) => {
      const { code, out, err } = await told(args);
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err).toMatch(message);
      expect(err).not.toMatch(/^ {4}at |geheim1/m);
    },
    30_000,
  );

  it('says nothing of where it is in the code, but with --verbose', async () => {
    const { code, err } = await told(['plan', '--module', 'faults.cjs#Throwing', '--verbose']);
    expect(code).toBe(2);
    expect(err).toMatch(/^ {4}at .*faults\.cjs/m);
    expect(err).not.toContain('geheim1');
  }, 30_000);

  it('a config file without a configuration, and no file at all', async () => {
    writeFileSync(join(app, 'empty.config.mjs'), 'export const nothing = 1;\n');
    const [empty, none] = await Promise.all([
      told(['plan', '--config', 'empty.config.mjs']),
      run(join(app, 'node_modules'), ['plan']).catch((error: unknown) => error),
    ]);
    expect(empty).toMatchObject({ code: 2, err: expect.stringContaining('exports no configuration') });
    expect(none).toBeDefined();
  }, 30_000);
});

describe('what is found', () => {
  it('one of several connections; what synchronises by itself does not', async () => {
    const [orders, alone] = await Promise.all([
      told(['plan', '--module', 'connections.cjs#AppModule', '--connection', 'reports', '--json']),
      told(['plan', '--module', 'connections.cjs#OnlyOrders', '--json']),
    ]);
    expect(JSON.parse(orders.out)).toMatchObject({ connection: 'reports', statements: [{ table: 'main.reports' }] });
    expect(JSON.parse(alone.out)).toMatchObject({ connection: 'orders', statements: [{ table: 'main.alone' }] });
    expect(existsSync(file) ? readFileSync(file).length : 0).toBe(0);
  }, 30_000);

  it('a config file in TypeScript, by the loader of the user, with functions that define models', async () => {
    const loader = join(process.cwd(), 'test/acceptance/processes/typescript.js');
    const { code, out } = await told(['plan', '--config', 'typed.config.ts', '--json'], {
      NODE_OPTIONS: `--import ${loader}`,
    });
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ connection: 'typed', statements: [{ table: 'main.things' }] });
  }, 30_000);

  it('safe-sync.config.mjs by itself, and the help of every command with its example', async () => {
    const [plan, help] = await Promise.all([told(['plan', '--json']), told(['--help'])]);
    expect(JSON.parse(plan.out)).toMatchObject({ connection: 'default', mode: 'alter' });
    expect(help.code).toBe(0);
    for (const name of ['plan', 'check', 'drift', 'apply', 'explain', 'mark', 'repair']) {
      expect(help.out).toMatch(new RegExp(`\\$ safe-sync ${name} `));
    }
  }, 30_000);
});
