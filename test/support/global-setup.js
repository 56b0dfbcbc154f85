/**
 * Before all tests: one private PostgreSQL from npm, an older second server where there is one, MariaDB where there is
 * one, and the driver of SQLite. What was found goes to the test files as `SAFE_SYNC_TEST_SERVERS`, `…_MARIADB` and
 * `…_SQLITE`. Under CI=true what is missing is a failure, elsewhere a warning.
 */
import pg from 'pg';
import { findMariadb } from './find-mariadb.js';
import { findDump } from './pg-dump.js';
import { findInstalledServers } from './postgres-programs.js';
import { prepareSqliteDriver } from './sqlite-driver.js';
import { startEmbeddedPostgres, startPostgres } from './start-postgres.js';

/** @typedef {{ dialect: 'postgres', label: string, url: string, major: number, log?: string }} Server */

const EMBEDDED_MAJOR = 18;
const LOCAL_URL = 'postgres://postgres@127.0.0.1:5432/postgres';

export default async function globalSetup() {
  const required = process.env['CI'] === 'true';
  /** @type {(() => Promise<void>)[]} */
  const stops = [];
  globalThis.safeSyncStopServers = async () => {
    await Promise.all(stops.splice(0).map((stop) => stop()));
  };
  /** @param {Promise<import('./start-postgres.js').PrivatePostgres>} starting */
  const keep = async (starting) => {
    const server = await starting;
    stops.push(server.stop);
    return describeServer(server.url, server.log);
  };

  /** @param {ReturnType<typeof findMariadb>} finding */
  const keepMariadb = async (finding) => {
    const server = await finding;
    if (server?.stop) stops.push(server.stop);
    return server;
  };

  // First of all: it may compile, and nothing else runs meanwhile.
  const sqliteIsMissing = prepareSqliteDriver();
  const found = await Promise.allSettled([
    keep(startEmbeddedPostgres()),
    findSecondServer(keep),
    isWanted('mysql') || isWanted('mariadb') ? keepMariadb(findMariadb()) : undefined,
  ]);
  try {
    const [first, second, mariadb] = [valueOf(found[0]), valueOf(found[1]), valueOf(found[2])];
    if (second && second.major >= first.major) throw new Error(`${second.label} is not older than ${first.label}.`);

    /** @type {string[]} */
    const lacking = [];
    if (!second) lacking.push('second, older PostgreSQL (set SAFE_SYNC_TEST_POSTGRES_URL, or install one)');
    else if (!findDump(second.major)) lacking.push(`pg_dump for ${second.label}`);
    if (!mariadb && (isWanted('mysql') || isWanted('mariadb'))) {
      lacking.push('MariaDB (set SAFE_SYNC_TEST_MARIADB_URL, or install one)');
    }
    if (sqliteIsMissing !== null) lacking.push(`SQLite (${sqliteIsMissing})`);
    if (lacking.length > 0 && required) throw new Error(`CI=true, and there is no ${lacking.join(' and no ')}.`);
    for (const what of lacking) console.warn(`\nTests are skipped, for there is no ${what}.\n`);

    // The test files do not see CI: their environment is cleared.
    process.env['SAFE_SYNC_TEST_REQUIRED'] = String(required);
    process.env['SAFE_SYNC_TEST_SERVERS'] = JSON.stringify(second ? [first, second] : [first]);
    process.env['SAFE_SYNC_TEST_MARIADB'] = JSON.stringify(mariadb ?? null);
    process.env['SAFE_SYNC_TEST_SQLITE'] = sqliteIsMissing ?? '';
  } catch (error) {
    await globalThis.safeSyncStopServers();
    throw error;
  }
}

/**
 * Whether `SAFE_SYNC_TEST_DIALECT` leaves this one in.
 *
 * @param {string} dialect
 */
function isWanted(dialect) {
  const list = process.env['SAFE_SYNC_TEST_DIALECT'] ?? '';
  return list.trim() === '' || list.split(',').some((word) => word.trim() === dialect);
}

/**
 * The one that is named; or else one that is installed, started privately; or else one that runs on this machine.
 *
 * @param {(starting: ReturnType<typeof startPostgres>) => Promise<Server>} keep
 * @returns {Promise<Server | undefined>}
 */
async function findSecondServer(keep) {
  const given = process.env['SAFE_SYNC_TEST_POSTGRES_URL'];
  if (given) return describeServer(given);

  const older = findInstalledServers().find((server) => server.major < EMBEDDED_MAJOR);
  if (older) return keep(startPostgres(older.root));

  const running = await describeServer(LOCAL_URL).catch(() => undefined);
  return running && running.major < EMBEDDED_MAJOR ? running : undefined;
}

/**
 * @param {string} url
 * @param {string} [log]
 * @returns {Promise<Server>}
 */
async function describeServer(url, log) {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    const { rows } = await client.query(`SELECT current_setting('server_version_num')::int / 10000 AS major`);
    /** @type {number} */
    const major = rows[0].major;
    return { dialect: 'postgres', label: `PostgreSQL ${major}`, url, major, log };
  } finally {
    await client.end();
  }
}

/**
 * @template Value
 * @param {PromiseSettledResult<Value>} result
 */
function valueOf(result) {
  if (result.status === 'rejected') throw result.reason;
  return result.value;
}
