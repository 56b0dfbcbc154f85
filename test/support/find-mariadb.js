/**
 * MariaDB for the tests: the one that is named; or else one that runs on this machine and lets root in without a
 * password; or else one that is installed, started privately.
 */
import { createConnection } from 'mysql2/promise';
import { findMariadbServer } from './mariadb-programs.js';
import { startMariadb } from './start-mariadb.js';

/** @typedef {{ readonly label: string, readonly url: string, readonly stop?: () => Promise<void> }} Mariadb */

const LOCAL_URL = 'mysql://root@127.0.0.1:3306/';

/** @returns {Promise<Mariadb | undefined>} */
export async function findMariadb() {
  const given = process.env['SAFE_SYNC_TEST_MARIADB_URL'];
  if (given) return describeServer(given);

  const running = await describeServer(LOCAL_URL).catch(() => undefined);
  if (running) return running;

  const programs = findMariadbServer();
  if (!programs) return undefined;
  const { url, stop } = await startMariadb(programs);
  return { ...(await describeServer(url)), stop };
}

/**
 * @param {string} url
 * @returns {Promise<Mariadb>}
 */
async function describeServer(url) {
  const { hostname, port, username, password } = new URL(url);
  const connection = await createConnection({
    host: hostname,
    port: Number(port || 3306),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    connectTimeout: 5_000,
  });
  try {
    const [rows] = await connection.query({ sql: 'SELECT VERSION()', rowsAsArray: true });
    const version = String(rows);
    const found = /^(\d+\.\d+)/i.exec(version);
    return { label: `${/MariaDB/i.test(version) ? 'MariaDB' : 'MySQL'} ${found?.[1]}`, url };
  } finally {
    await connection.end();
  }
}
