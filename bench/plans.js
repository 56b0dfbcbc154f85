/**
 * The plan of an unchanged schema beside its floor on MariaDB, by either driver, and on SQLite. What counts are the ratios.
 * MariaDB as the tests find it; without one it is left out, loudly.
 * Usage: node bench/plans.js [tables]
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Sequelize } from 'sequelize';
import { createSafeSync } from 'nestjs-safe-sync';
import { findMariadb } from '../test/support/find-mariadb.js';
import { defineTables } from './tables.js';

const TABLES = Number(process.argv[2] ?? 100);
const ROUNDS = 15;
const WARM_UPS = 8;
/** A promise, at any number of tables. */
const MOST_QUERIES = { mysql: 9, mariadb: 9, sqlite: 6 };
const STEERING = /^(START TRANSACTION|BEGIN|SET |COMMIT|ROLLBACK|SAVEPOINT|RELEASE|PRAGMA)/i;
const silent = { log() {}, warn() {}, error() {}, debug() {} };

process.env.NODE_ENV = 'development';
const missed = [];
const server = await findMariadb();
if (server === undefined) console.warn('MariaDB is left out: there is none.\n');
else {
  for (const dialect of ['mysql', 'mariadb']) await measureMariadb(dialect, server.url);
  await server.stop?.();
}
await measureSqlite();
for (const line of missed) console.error(`FAIL: ${line}`);
if (missed.length > 0) process.exitCode = 1;

async function measureMariadb(dialect, url) {
  const { hostname: host, port, username, password } = new URL(url);
  const database = `bench_plan_${process.pid}`;
  const options = { dialect, host, port: Number(port || 3306), username: decodeURIComponent(username), logging: false };
  const admin = new Sequelize({ ...options, password: decodeURIComponent(password) });
  await admin.query(`CREATE DATABASE ${database}`, { type: 'UPDATE' });
  const pool = { max: 1 };
  const sequelize = new Sequelize({ ...options, password: decodeURIComponent(password), database, pool });
  try {
    await measure(`MariaDB, dialect ${dialect}`, sequelize, 'floor.mariadb.sql');
  } finally {
    await sequelize.close();
    await admin.query(`DROP DATABASE ${database}`, { type: 'UPDATE' });
    await admin.close();
  }
}

async function measureSqlite() {
  const directory = mkdtempSync(join(tmpdir(), 'safe-sync-bench-'));
  const sequelize = new Sequelize({ dialect: 'sqlite', storage: join(directory, 'bench.sqlite'), logging: false });
  try {
    await measure('SQLite', sequelize, 'floor.sqlite.sql');
  } finally {
    await sequelize.close();
    rmSync(directory, { recursive: true });
  }
}

async function measure(label, sequelize, floorFile) {
  const floor = readFileSync(new URL(floorFile, import.meta.url), 'utf8')
    // Sequelize sends nothing of what begins with a comment to SQLite.
    .replace(/^--.*$/gm, '')
    .trim()
    .replace(/;$/, '');
  defineTables(sequelize, TABLES);
  const safeSync = createSafeSync(sequelize, { logger: silent });
  await safeSync.sync();
  const { statements } = await safeSync.plan();
  if (statements.length > 0) missed.push(`${label}: planning again gives ${statements.length} statements`);
  const queries = await countQueries(sequelize, safeSync);
  const most = MOST_QUERIES[sequelize.getDialect()];
  if (queries > most) missed.push(`${label}: plan() sends ${queries} queries of its own; promised are ${most}`);

  const rows = [
    ['floor: one catalog query', () => sequelize.query(floor, { type: 'SELECT' })],
    ['ours: plan()', () => safeSync.plan()],
    ['Sequelize sync()', () => sequelize.sync()],
  ];
  for (let round = 0; round < WARM_UPS; round += 1) for (const [, work] of rows) await work();
  await series(label, queries, rows);
}

/** In turn, so that a slow moment of the machine hits everybody. */
async function series(label, queries, rows) {
  const times = rows.map(() => []);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [position, [, work]] of rows.entries()) {
      const start = performance.now();
      await work();
      times[position].push(performance.now() - start);
    }
  }
  const medians = times.map((list) => list.sort((a, b) => a - b)[Math.floor(list.length / 2)]);
  console.log(`${label}: plan of ${TABLES} unchanged tables (${queries} queries of its own)`);
  for (const [position, [name]] of rows.entries()) {
    const ratio = (medians[position] / medians[0]).toFixed(2);
    console.log(`  ${name.padEnd(36)} ${medians[position].toFixed(1).padStart(8)} ms   ${ratio.padStart(6)} x`);
  }
  console.log('');
}

/** By Sequelize, and where the library asks the driver itself, by what the library says. */
async function countQueries(sequelize, safeSync) {
  let count = 0;
  sequelize.addHook('afterQuery', 'bench', (_, query) => {
    if (!STEERING.test(query.sql.trim())) count += 1;
  });
  const { queries } = await safeSync.sync();
  sequelize.removeHook('afterQuery', 'bench');
  return Math.max(count, queries);
}
