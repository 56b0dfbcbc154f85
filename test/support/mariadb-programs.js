/** Where MariaDB's programs are, and as whom they may run. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** @typedef {import('./postgres-programs.js').Identity} Identity */

/** Where distributions put servers that not everybody has on PATH. */
const DIRECTORIES = ['/usr/sbin', '/usr/local/sbin', '/usr/libexec', '/usr/local/bin', '/opt/homebrew/bin'];

/**
 * The path of the first of these programs that is here and is MariaDB's.
 *
 * @param {...string} names
 * @returns {string | undefined}
 */
function findProgram(...names) {
  const directories = [...(process.env['PATH'] ?? '').split(delimiter), ...DIRECTORIES].filter(Boolean);
  return directories
    .flatMap((directory) => names.map((name) => join(directory, name)))
    .find((path) => {
      const { error, stdout } = spawnSync(path, ['--no-defaults', '--version'], { encoding: 'utf8' });
      return !error && stdout.includes('MariaDB');
    });
}

/**
 * The server, and the script that makes its data directory.
 *
 * @returns {{ readonly server: string, readonly install: string } | undefined}
 */
export function findMariadbServer() {
  const server = findProgram('mariadbd', 'mysqld');
  if (!server) return undefined;
  const beside = [join(server, '..'), join(server, '../../bin'), join(server, '../../scripts')];
  const install = [...(process.env['PATH'] ?? '').split(delimiter).filter(Boolean), ...beside]
    .flatMap((directory) => ['mariadb-install-db', 'mysql_install_db'].map((name) => join(directory, name)))
    .find((path) => !spawnSync(path, ['--help'], { stdio: 'ignore' }).error);
  return install === undefined ? undefined : { server, install };
}

/** @returns {string | undefined} */
export function findMariadbDump() {
  return findProgram('mariadb-dump', 'mysqldump');
}

/**
 * Root runs it as the user `mysql` where there is one, and as itself where there is none.
 *
 * @returns {Identity}
 */
export function findMariadbIdentity() {
  if (process.getuid?.() !== 0) return {};
  const users = readFileSync('/etc/passwd', 'utf8').split('\n');
  const user = users.map((line) => line.split(':')).find(([name]) => name === 'mysql');
  return user ? { uid: Number(user[2]), gid: Number(user[3]) } : {};
}
