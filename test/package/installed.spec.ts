/**
 * The package as users get it: packed, installed from the registry beside each Nest, compiled against, booted on a real
 * server. It looks at what is published, not at lib/.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pack } from '../../tools/pack.js';
import type { TestDatabase } from '../support/postgres.js';
import { createDatabase, postgresServers } from '../support/postgres.js';
import { consumers, installConsumer, runIn, tool } from './consumer.js';

const directory = mkdtempSync(join(tmpdir(), 'safe-sync-package-'));
const placeOf = (index: number) => join(directory, `consumer-${index}`);
let tarball = '';

beforeAll(async () => {
  tarball = pack(directory);
  // One after the other: they share npm's cache, which three at once on an empty one would all fill.
  for (const [index, consumer] of consumers.entries()) await installConsumer(consumer, tarball, placeOf(index));
}, 300_000);
afterAll(() => rmSync(directory, { recursive: true, force: true }));

it('contains the two builds and the papers, and nothing else', () => {
  const names = execFileSync('tar', ['-tzf', tarball], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((name) => name.replace(/^package\//, ''));
  expect(names).toEqual(expect.arrayContaining(['LICENSE', 'package.json', 'dist/esm/index.js', 'dist/cjs/index.js']));
  expect(names).toContain('dist/cjs/package.json');
  const unexpected =
    /^(?!(LICENSE|README\.md|CHANGELOG\.md|package\.json|dist\/cjs\/package\.json)$|dist\/(esm|cjs)\/.*\.(js|d\.ts)$)/;
  expect(names.filter((name) => unexpected.test(name))).toEqual([]);
  const builds = ['esm', 'cjs'].map((build) =>
    names
      .filter((name) => name.startsWith(`dist/${build}/`) && !name.endsWith('package.json'))
      .map((name) => name.slice(9)),
  );
  expect(builds[0]).toEqual(builds[1]);
});

it('is clean for publint and attw', () => {
  expect(() => execFileSync(process.execPath, ['tools/check-package.js', tarball], { stdio: 'pipe' })).not.toThrow();
}, 120_000);

describe.each(consumers.map((consumer, index) => ({ ...consumer, place: placeOf(index) })))(
  '$label',
  ({ module, place }) => {
    let database: TestDatabase;
    const environment = () => ({ DATABASE_URL: database.url, NODE_ENV: 'development' });

    beforeAll(async () => {
      const server = postgresServers[0];
      if (!server) throw new Error('There is no PostgreSQL.');
      database = await createDatabase(server);
    });
    afterAll(() => database.drop());

    it('has types that a strict application compiles against', async () => {
      await runIn(place, process.execPath, [tool('typescript/bin/tsc'), '-p', '.']);
      expect(existsSync(join(place, 'built', 'main.js'))).toBe(true);
    }, 120_000);

    it('boots, creates its tables, has nothing to do the second time, and ends by itself', async () => {
      for (const rows of [1, 2]) {
        const output = await runIn(place, process.execPath, ['built/main.js'], environment());
        expect(JSON.parse(output)).toMatchObject({ rows, held: false, statements: [] });
      }
      expect(await database.query(`SELECT to_regclass('notes') IS NOT NULL AS made`)).toEqual([{ made: true }]);
    }, 60_000);

    it('boots in the Jest of its user', async () => {
      const flags = module === 'esm' ? ['--experimental-vm-modules'] : [];
      writeFileSync(
        join(place, 'jest.config.json'),
        JSON.stringify({ testMatch: ['**/built/*.test.js'], transform: {} }),
      );
      const args = [...flags, tool('jest/bin/jest.js'), '--config', 'jest.config.json', '--ci'];
      await runIn(place, process.execPath, args, environment());
    }, 60_000);

    it('loads no driver, no optional peer and no command line with its root', async () => {
      const load = module === 'esm' ? `await import('nestjs-safe-sync')` : `require('nestjs-safe-sync')`;
      const loaded = await loadedBy(place, module, load);
      expect(loaded).toEqual(expect.arrayContaining([expect.stringContaining('/nestjs-safe-sync/dist/')]));
      expect(
        loaded.filter((path) =>
          /\/node_modules\/(pg|pg-[^/]+|mysql2|mariadb|sqlite3|tedious|@nestjs\/terminus|umzug)\//.test(path),
        ),
      ).toEqual([]);
      expect(
        loaded.filter((path) => /\/nestjs-safe-sync\/dist\/(?!\w+\/)|\/dist\/\w+\/(cli|testing|terminus)\b/.test(path)),
      ).toEqual([]);
    });
  },
);

it('exports the same names from both builds', async () => {
  const program = `import('nestjs-safe-sync').then((esm) => console.log(JSON.stringify(
    [Object.keys(esm), Object.keys(require('nestjs-safe-sync'))].map((names) => names.filter((name) => !/^(default|__esModule|module\\.exports)$/.test(name)).sort()))))`;
  const [esm, cjs]: string[][] = JSON.parse(await runIn(placeOf(1), process.execPath, ['-e', program]));
  expect(esm).toEqual(cjs);
  expect(esm).toEqual(
    expect.arrayContaining(['SafeSyncModule', 'SafeSyncService', 'createSafeSync', 'getSafeSyncToken']),
  );
});

/** The addresses of all modules, CommonJS and ESM, that a line of code makes Node load. */
async function loadedBy(place: string, module: 'commonjs' | 'esm', line: string): Promise<string[]> {
  const hook = `import { writeSync } from 'node:fs';
    export async function load(url, context, next) { writeSync(1, url + '\\n'); return next(url, context); }`;
  writeFileSync(join(place, 'trace-hook.mjs'), hook);
  writeFileSync(
    join(place, 'trace.mjs'),
    `import { register } from 'node:module';
    register('./trace-hook.mjs', import.meta.url);`,
  );
  const name = module === 'esm' ? 'trace-entry.mjs' : 'trace-entry.cjs';
  const cache = module === 'esm' ? `(await import('node:module')).default._cache` : 'require.cache';
  writeFileSync(join(place, name), `${line};\nfor (const path of Object.keys(${cache})) console.log(path);\n`);
  const output = await runIn(place, process.execPath, ['--import', './trace.mjs', name]);
  return [...new Set(output.trim().split('\n'))];
}
