/**
 * Before all tests: one private PostgreSQL from npm, and an older second server where there is one. What was found
 * goes to the test files as `SAFE_SYNC_TEST_SERVERS`. Under CI=true a missing server is a failure, elsewhere a warning.
 */
import pg from 'pg';
import { findInstalledServers, startEmbeddedPostgres, startPostgres } from './start-postgres.js';
import { findDump } from './pg-dump.js';

/** @typedef {{ label: string, url: string, major: number, log?: string }} Server */

const LOCAL_URL = 'postgres://postgres@127.0.0.1:5432/postgres';

export default async function globalSetup() {
  const required = process.env['CI'] === 'true';
  const stops = [];
  globalThis.safeSyncStopServers = async () => void (await Promise.all(stops.map((stop) => stop())));
  try {
    const embedded = await startEmbeddedPostgres();
    stops.push(embedded.stop);
    const servers = [await describeServer(embedded.url, embedded.log)];
    const second = await findSecondServer(servers[0].major, stops);
    if (second) servers.push(second);

    const lacking = [];
    if (!second) lacking.push('a second, older PostgreSQL (set SAFE_SYNC_TEST_POSTGRES_URL, or install one)');
    else if (!findDump(second.major)) lacking.push(`a pg_dump for ${second.label}`);
    if (lacking.length > 0 && required) throw new Error(`CI needs ${lacking.join(' and ')}.`);
    for (const what of lacking) console.warn(`\nSKIPPING TESTS: there is no ${what.replace(/^a /, '')}.\n`);

    process.env['SAFE_SYNC_TEST_SERVERS'] = JSON.stringify(servers);
  } catch (error) {
    await globalThis.safeSyncStopServers();
    throw error;
  }
}

/**
 * @param {number} newest
 * @param {(() => Promise<void>)[]} stops
 * @returns {Promise<Server | undefined>}
 */
async function findSecondServer(newest, stops) {
  const given = process.env['SAFE_SYNC_TEST_POSTGRES_URL'];
  if (given) return describeServer(given);

  const running = await describeServer(LOCAL_URL).catch(() => undefined);
  if (running && running.major < newest) return running;

  for (const root of findInstalledServers()) {
    if (Number.parseInt(root.split('/').at(-1) ?? '', 10) >= newest) continue;
    const server = await startPostgres(root);
    stops.push(server.stop);
    return describeServer(server.url, server.log);
  }
  return undefined;
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
    return { label: `PostgreSQL ${major}`, url, major, log };
  } finally {
    await client.end();
  }
}
