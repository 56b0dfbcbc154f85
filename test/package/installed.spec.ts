/**
 * The package as users get it: packed, installed from the registry beside each Nest, compiled against, booted on a real
 * server. It looks at what is published, not at lib/.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pack } from '../../.ci/pack.js';
import { describeUnless } from '../support/describe-unless.js';
import type { TestDatabase } from '../support/postgres.js';
import { createDatabase, postgresServers } from '../support/postgres.js';
import type { Consumer } from './consumer.js';
import { consumers, installConsumer, modulesLoadedBy, runIn, tool, whyNoRegistry } from './consumer.js';

const directory = mkdtempSync(join(tmpdir(), 'safe-sync-package-'));
const noRegistry = await whyNoRegistry();
let tarball = '';

beforeAll(() => {
  tarball = pack(directory);
}, 120_000);
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe('the packed package', () => {
  it('contains the two builds and the papers, and nothing else', () => {
    const list = execFileSync('tar', ['-tzf', tarball], { encoding: 'utf8' }).trim().split('\n');
    const names = list.map((name) => name.replace(/^package\//, ''));
    const build = (kind: string) =>
      names.filter((name) => name.startsWith(`dist/${kind}/`)).map((name) => name.slice(`dist/${kind}/`.length));
    const papers = names.filter((name) => !/^dist\/(esm|cjs)\/.+\.(js|d\.ts|json)$/.test(name));

    expect(papers.filter((name) => name !== 'CHANGELOG.md').sort()).toEqual(['LICENSE', 'README.md', 'package.json']);
    expect(build('esm')).toEqual(expect.arrayContaining(['index.js', 'index.d.ts']));
    expect(build('cjs').sort()).toEqual([...build('esm'), 'package.json'].sort());
  });

  it('needs no more packages at run time than there are fingers on a hand', () => {
    const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as { dependencies: object };
    expect(Object.keys(dependencies)).toEqual(['commander']);
  });

  it('is clean for publint and attw', async () => {
    await expect(runIn(process.cwd(), process.execPath, ['.ci/check-package.js', tarball])).resolves.toMatch(
      /No problems/,
    );
  }, 120_000);
});

describeUnless(noRegistry, 'the installed package', () => {
  for (const [index, consumer] of consumers.entries()) {
    describe(consumer.label, () => {
      describeConsumer(consumer, join(directory, `consumer-${index}`));
    });
  }
});

function describeConsumer(consumer: Consumer, place: string): void {
  const isEsm = consumer.module === 'esm';
  let database: TestDatabase;
  const environment = () => ({ DATABASE_URL: database.url, NODE_ENV: 'development' });

  beforeAll(async () => {
    await installConsumer(consumer, tarball, place);
    const server = postgresServers[0];
    if (!server) throw new Error('There is no PostgreSQL.');
    database = await createDatabase(server);
  }, 180_000);
  afterAll(() => database?.drop());

  it('has types that a strict application compiles against', async () => {
    await runIn(place, process.execPath, [tool('typescript/bin/tsc'), '-p', '.']);
    expect(existsSync(join(place, 'built', 'main.js'))).toBe(true);
  }, 120_000);

  it('boots, creates its table, has nothing to do the second time, and ends by itself', async () => {
    for (const rows of [1, 2]) {
      const output = await runIn(place, process.execPath, ['built/main.js'], environment());
      expect(JSON.parse(output)).toMatchObject({ rows, statements: [] });
    }
    expect(await database.query('SELECT count(*)::int AS rows FROM notes')).toEqual([{ rows: 2 }]);
  }, 60_000);

  it('boots in the Jest of its user', async () => {
    const flags = isEsm ? ['--experimental-vm-modules'] : [];
    const config = { testMatch: ['**/built/*.test.js'], transform: {} };
    writeFileSync(join(place, 'jest.config.json'), JSON.stringify(config));
    await runIn(place, process.execPath, [...flags, tool('jest/bin/jest.js'), '--ci'], environment());
    expect(await database.query('SELECT count(*)::int AS rows FROM notes')).toEqual([{ rows: 3 }]);
  }, 60_000);

  it('loads no driver, no optional peer and no command line with its root', async () => {
    const line = isEsm ? `await import('nestjs-safe-sync')` : `require('nestjs-safe-sync')`;
    const loaded = await modulesLoadedBy(line, consumer, place);
    expect(loaded.some((path) => path.includes(`/nestjs-safe-sync/dist/${isEsm ? 'esm' : 'cjs'}/`))).toBe(true);
    // Sequelize itself loads pg-connection-string, a parser.
    const drivers = /\/node_modules\/(pg|pg-(?!connection-string)[^/]+|mysql2|mariadb|sqlite3|tedious|oracledb)\//;
    const optional =
      /\/node_modules\/(@nestjs\/terminus|umzug|commander)\/|\/nestjs-safe-sync\/dist\/\w+\/(cli|testing|terminus)\b/;
    expect(loaded.filter((path) => drivers.test(path) || optional.test(path))).toEqual([]);
  });

  it('brings a command that finds the application in its own Nest and format', async () => {
    const command = join(place, 'node_modules', '.bin', 'safe-sync');
    const args = ['check', '--module', 'built/app.js#AppModule', '--json'];
    const output = await runIn(place, command, args, environment());
    expect(JSON.parse(output)).toMatchObject({ version: 1, connection: 'default', inStep: true });
  }, 60_000);

  it('exports the same names from both builds', async () => {
    const program = `import('nestjs-safe-sync').then((esm) => {
      const cjs = require('nestjs-safe-sync');
      console.log(JSON.stringify([esm, cjs].map((names) => Object.keys(names))));
    })`;
    const lists: string[][] = JSON.parse(
      await runIn(place, process.execPath, ['--input-type=commonjs', '-e', program]),
    );
    const [esm, cjs] = lists.map((names) => names.filter((name) => name !== '__esModule').sort());
    expect(esm).toEqual(cjs);
    expect(esm).toEqual(expect.arrayContaining(['SafeSyncModule', 'SafeSyncService', 'createSafeSync']));
  });
}
