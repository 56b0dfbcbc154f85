/** The demo as a person starts it: in a process of its own, with a temporary directory that must be empty afterwards. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { forEachDialect } from '../support/dialects.js';

/** What every server shows. */
const headlines = [
  '1. Version 1 opens on an empty database and is filled through HTTP',
  '2. Version 2 without the library: SequelizeModule with synchronize: true',
  '3. Version 2 with SafeSyncModule: the models have changed, the rows are there',
  '4. Version 2 once more: nothing to do is nothing done',
  '5. NODE_ENV=production and sync: { alter: true }: refused',
  "6. NODE_ENV=test on the shop's own database: force is refused",
  '7. NODE_ENV=test on shop_test: force, first by creating, then by clearing',
  '8. Without NODE_ENV: a warning, and nothing written',
];

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'demo-'));
  // As root the server runs as another user, who has to get in.
  chmodSync(directory, 0o755);
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function expectEveryStep(output: string): void {
  const lines = output.split('\n');
  expect(lines.filter((line) => /^\d+\. /.test(line))).toEqual(headlines);
  expect(lines.filter((line) => line.startsWith('  ✔')).length).toBeGreaterThan(30);
  expect(output).not.toMatch(/embedded@|password/i);
  expect(readdirSync(directory)).toEqual([]);
}

describe('npm run demo', () => {
  it('plays every step, holds, and leaves nothing behind, wherever it runs', async () => {
    const { output, ended } = startDemo(directory, {
      NODE_ENV: 'production',
      KUBERNETES_SERVICE_HOST: '10.0.0.1',
      PGHOST: 'db.example.org',
      SAFE_SYNC: 'off',
    });
    expect([await ended, output().includes('✘')]).toEqual([0, false]);

    expectEveryStep(output());
    expect(output()).toContain('column "newsletter" of relation "customers" does not exist');
  }, 300_000);

  it('leaves nothing behind when it is interrupted', async () => {
    const demo = startDemo(directory);
    await demo.says('1. Version 1');
    demo.interrupt();
    expect(await demo.ended).toBe(130);
    expect(readdirSync(directory)).toEqual([]);
  }, 120_000);
});

forEachDialect(
  'npm run demo, on another server',
  ({ dialect, url }) => {
    it('plays every step, holds, and leaves nothing behind', async () => {
      const address = dialect === 'sqlite' ? {} : { SAFE_SYNC_TEST_MARIADB_URL: url };
      const { output, ended } = startDemo(directory, { NODE_ENV: 'production', ...address }, dialect);
      expect([await ended, output().includes('✘')]).toEqual([0, false]);
      expectEveryStep(output());
    }, 300_000);
  },
  ['mariadb', 'sqlite'],
);

function startDemo(within: string, environment: NodeJS.ProcessEnv = {}, dialect = 'postgres') {
  const child = spawn(process.execPath, ['examples/shop/run.js', '--dialect', dialect], {
    env: { ...process.env, ...environment, TMPDIR: within },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return {
    output: () => output,
    ended,
    interrupt: () => child.kill('SIGINT'),
    async says(text: string): Promise<void> {
      const early = ended.then(() => Promise.reject(new Error(`It ended before "${text}":\n${output}`)));
      early.catch(() => {});
      while (!output.includes(text)) await Promise.race([once(child.stdout, 'data'), early]);
    },
  };
}
