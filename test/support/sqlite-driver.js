/**
 * The driver `sqlite3` is native code. Installing runs no scripts here (`.npmrc`), so it is fetched or compiled the first
 * time that somebody needs it.
 */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);

/** @returns {string | null} Why SQLite cannot be used, or null where it can. */
export function prepareSqliteDriver() {
  if (loads()) return null;
  console.warn('\nPreparing the driver of SQLite, once: it is fetched, or compiled, which takes minutes.\n');
  const root = join(dirname(require.resolve('sqlite3/package.json')), '../..');
  const npm = process.env['npm_execpath'];
  const [program, first] = npm === undefined ? ['npm', []] : [process.execPath, [npm]];
  const { status, stdout, stderr, error } = spawnSync(
    program,
    [...first, 'rebuild', 'sqlite3', '--ignore-scripts=false'],
    { cwd: root, encoding: 'utf8', shell: npm === undefined && process.platform === 'win32' },
  );
  if (status === 0 && loads()) return null;
  const said = error ? String(error) : `${stdout}\n${stderr}`.trim().split('\n').slice(-5).join('\n');
  console.warn(`\n"npm rebuild sqlite3 --ignore-scripts=false" failed.\n${said}\n`);
  return 'the driver sqlite3 could not be built';
}

function loads() {
  try {
    require('sqlite3');
    return true;
  } catch {
    return false;
  }
}
