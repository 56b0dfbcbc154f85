/** Finds or starts the server that the story is played on, and closes what it opened. */
import { randomInt } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { findMariadbServer } from '../../test/support/mariadb-programs.js';
import { prepareSqliteDriver } from '../../test/support/sqlite-driver.js';
import { startMariadb } from '../../test/support/start-mariadb.js';
import { LOG_MARK, startEmbeddedPostgres } from '../../test/support/start-postgres.js';

/** @typedef {{ readonly address: import('./shop-server.js').ServerAddress, readonly stop: () => Promise<void> }} Opened */

/** @type {Readonly<Record<string, () => Promise<Opened>>>} */
const openers = {
  postgres: openPostgres,
  mysql: () => openMariadb('mysql'),
  mariadb: () => openMariadb('mariadb'),
  sqlite: openSqlite,
};

export const serverNames = Object.keys(openers);

/**
 * @param {string} dialect One of {@link serverNames}.
 * @returns {Promise<Opened>}
 */
export async function openServer(dialect) {
  const opener = openers[dialect];
  if (opener === undefined) throw new Error(`No server for ${dialect}.`);
  return opener();
}

/** @returns {Promise<Opened>} */
async function openPostgres() {
  const { url, log, stop } = await startEmbeddedPostgres();
  return { address: { kind: 'postgres', url, log, mark: LOG_MARK }, stop };
}

/** @returns {Promise<Opened>} */
async function openSqlite() {
  const because = prepareSqliteDriver();
  if (because !== null) throw new Error(`The story cannot be played on SQLite: ${because}.`);
  const directory = mkdtempSync(join(tmpdir(), 'safe-sync-shop-'));
  const remove = () => rmSync(directory, { recursive: true, force: true });
  process.once('exit', remove);
  chmodSync(directory, 0o700);
  return { address: { kind: 'sqlite', directory }, stop: async () => remove() };
}

/**
 * The server that `SAFE_SYNC_TEST_MARIADB_URL` names, as a user who may switch its general log on; or else one that is
 * installed, started privately; or else one that runs here and lets root in without a password. What was made on a server that was there before has names of its own, and is dropped.
 *
 * @param {'mysql' | 'mariadb'} kind
 * @returns {Promise<Opened>}
 */
async function openMariadb(kind) {
  const programs = findMariadbServer();
  const given = process.env['SAFE_SYNC_TEST_MARIADB_URL'] || (programs ? undefined : await findRunning());
  if (given) {
    const prefix = `demo${randomInt(1e6, 1e7)}_`;
    return { address: { kind, url: given, prefix }, stop: () => dropDatabases(given, prefix) };
  }
  if (!programs) {
    throw new Error(
      'There is no MariaDB to play on: install one (mariadb-server), or name one by SAFE_SYNC_TEST_MARIADB_URL=mysql://user:password@host:3306/.',
    );
  }
  const { url, stop } = await startMariadb(programs);
  return { address: { kind, url, prefix: '' }, stop };
}

/** @returns {Promise<string | undefined>} */
async function findRunning() {
  try {
    const connection = await createConnection({ host: '127.0.0.1', port: 3306, user: 'root', connectTimeout: 5_000 });
    await connection.end();
    return 'mysql://root@127.0.0.1:3306/';
  } catch {
    return undefined;
  }
}

/**
 * @param {string} address
 * @param {string} prefix
 */
async function dropDatabases(address, prefix) {
  const { hostname, port, username, password } = new URL(address);
  const connection = await createConnection({
    host: hostname,
    port: Number(port || 3306),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
  });
  try {
    const [rows] = await connection.query({ sql: `SHOW DATABASES LIKE '${prefix}%'`, rowsAsArray: true });
    for (const [name] of /** @type {string[][]} */ (rows)) await connection.query(`DROP DATABASE \`${name}\``);
  } finally {
    await connection.end();
  }
}
