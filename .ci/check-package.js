/**
 * Looks at the packed package with publint and attw: what every resolver will find in it.
 *
 *   node .ci/check-package.js [tarball, default a fresh one]
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pack } from './pack.js';

const directory = mkdtempSync(join(tmpdir(), 'safe-sync-pack-'));
try {
  const tarball = process.argv[2] ?? pack(directory);
  const checks = [
    ['publint', 'run', '--strict', tarball],
    ['attw', tarball],
  ];
  for (const check of checks) {
    const { status } = spawnSync('npx', ['--no-install', ...check], { stdio: 'inherit' });
    if (status !== 0) process.exitCode = 1;
  }
} finally {
  rmSync(directory, { recursive: true, force: true });
}
