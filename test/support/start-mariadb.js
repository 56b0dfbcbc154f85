/**
 * Starts a private MariaDB server in a fresh temporary directory, and stops it again. It reads no configuration of the
 * machine, works for root and for others, and lets root in without a password, from this machine only.
 */
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { chmod, chown, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createConnection } from 'mysql2/promise';
import { findMariadbIdentity } from './mariadb-programs.js';
import { findFreePort, plainEnvironment, removeAll, whenProcessEnds } from './private-process.js';

/** @typedef {import('./mariadb-programs.js').Identity} Identity */

/**
 * @typedef {object} PrivateMariadb
 * @property {string} url Root's address; there is no password.
 * @property {() => Promise<void>} stop Stops the server and removes all its files.
 */

/** Nothing has to survive a crash of the machine. */
const UNSAFE_AND_FAST = [
  '--innodb-flush-method=nosync',
  '--innodb-flush-log-at-trx-commit=0',
  '--innodb-doublewrite=0',
  '--innodb-log-file-size=32M',
];

/**
 * @param {NonNullable<ReturnType<typeof import('./mariadb-programs.js').findMariadbServer>>} programs
 * @returns {Promise<PrivateMariadb>}
 */
export async function startMariadb(programs) {
  const home = await mkdtemp(join(tmpdir(), 'safe-sync-mariadb-'));
  const forget = whenProcessEnds(() => removeAll(home));
  try {
    const identity = findMariadbIdentity();
    const { uid, gid } = identity;
    if (uid !== undefined && gid !== undefined) await chown(home, uid, gid);
    await chmod(home, 0o700);
    await initialise(programs.install, home, identity);
    return await run(programs.server, home, identity);
  } catch (error) {
    removeAll(home);
    throw error;
  } finally {
    forget();
  }
}

/**
 * As root without a user of its own the server has to be told that this is meant.
 *
 * @param {Identity} identity
 */
function userArgument({ uid }) {
  return uid === undefined && process.getuid?.() === 0 ? ['--user=root'] : [];
}

/**
 * @param {string} program
 * @param {string} home
 * @param {Identity} identity
 */
async function initialise(program, home, identity) {
  const args = [
    '--no-defaults',
    `--datadir=${join(home, 'data')}`,
    `--tmpdir=${home}`,
    '--auth-root-authentication-method=normal',
    '--skip-name-resolve',
    '--skip-test-db',
    ...userArgument(identity),
    ...UNSAFE_AND_FAST,
  ];
  const child = spawn(program, args, { ...identity, cwd: home, env: plainEnvironment() });
  const forget = whenProcessEnds(() => child.kill('SIGKILL'));
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
  const code = await new Promise((done, fail) => child.once('error', fail).once('close', done)).finally(forget);
  if (code !== 0) throw new Error(`mariadb-install-db failed (${String(code)}).\n${output}`);
}

/**
 * @param {string} program
 * @param {string} home
 * @param {Identity} identity
 * @returns {Promise<PrivateMariadb>}
 */
async function run(program, home, identity) {
  const port = await findFreePort();
  const args = [
    '--no-defaults',
    `--datadir=${join(home, 'data')}`,
    `--tmpdir=${home}`,
    `--socket=${join(home, 'socket')}`,
    `--pid-file=${join(home, 'pid')}`,
    `--port=${port}`,
    '--bind-address=127.0.0.1',
    '--skip-name-resolve',
    '--skip-log-bin',
    '--max-connections=200',
    '--default-time-zone=+00:00',
    ...userArgument(identity),
    ...UNSAFE_AND_FAST,
  ];
  const log = join(home, 'server.log');
  const stderr = openSync(log, 'a');
  const child = spawn(program, args, {
    ...identity,
    cwd: home,
    env: plainEnvironment(),
    stdio: ['ignore', 'ignore', stderr],
  });
  closeSync(stderr);

  /** @type {Promise<void>} */
  const ended = new Promise((done) => child.once('close', () => done()).once('error', () => done()));
  const forget = whenProcessEnds(() => {
    child.kill('SIGKILL');
    removeAll(home);
  });
  const stop = async () => {
    child.kill('SIGTERM');
    const late = setTimeout(() => child.kill('SIGKILL'), 10_000);
    await ended;
    clearTimeout(late);
    removeAll(home);
    forget();
  };

  try {
    await untilReady(port, child);
  } catch (cause) {
    const text = readFileSync(log, 'utf8');
    await stop();
    throw new Error(`MariaDB did not start.\n${text}`, { cause });
  }
  return { url: `mysql://root@127.0.0.1:${port}/`, stop };
}

/**
 * @param {number} port
 * @param {import('node:child_process').ChildProcess} child
 */
async function untilReady(port, child) {
  const end = Date.now() + 60_000;
  for (;;) {
    if (child.exitCode !== null || child.pid === undefined) throw new Error('The server ended by itself.');
    try {
      const connection = await createConnection({ host: '127.0.0.1', port, user: 'root' });
      await connection.end();
      return;
    } catch (error) {
      if (Date.now() > end) throw error;
      await sleep(25);
    }
  }
}
