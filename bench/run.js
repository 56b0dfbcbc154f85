/**
 * Side by side on one machine: what counts are the ratios. `npm run build` first (`npm run bench` does).
 * Usage: node bench/run.js [tables]
 */
import { readFile } from 'node:fs/promises';
import { Sequelize } from 'sequelize';
import { createSafeSync } from 'nestjs-safe-sync';
import { startEmbeddedPostgres } from '../test/support/start-postgres.js';
import { defineTables } from './tables.js';

const TABLES = Number(process.argv[2] ?? 100);
const ROUNDS = 7;
/** The engine compiles what runs often: the floor is the server's alone, and would look better than it is in a cold process. */
const WARM_UPS = 30;
/**
 * A promise: `plan()` of an unchanged schema, and what a boot in production adds, cost at most this many times one query that
 * reads the whole catalog.
 */
const MOST_FOR_A_PLAN = 2;
/** At any number of tables. */
const MOST_QUERIES_OF_A_PLAN = 4;
/** On a busy machine one series may be unlucky: the best of so many counts. */
const SERIES = 3;
/** What steers a transaction is no query. */
const STEERING = /^(START TRANSACTION|BEGIN|SET |COMMIT|ROLLBACK|SAVEPOINT|RELEASE)/i;
const silent = { log() {}, warn() {}, error() {}, debug() {} };

const missed = [];
const server = await startEmbeddedPostgres({ settings: { log_statement: 'none' } });
try {
  await measure(server.url);
} finally {
  await server.stop();
}
for (const line of missed) console.error(`FAIL: ${line}`);
if (missed.length > 0) process.exitCode = 1;

async function measure(url) {
  const floor = await readFile(new URL('floor.postgres.sql', import.meta.url), 'utf8');
  const admin = new Sequelize(url, { logging: false });
  const fresh = async (name) => {
    await admin.query(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`);
    await admin.query(`CREATE DATABASE "${name}"`);
    const target = new URL(url);
    target.pathname = `/${name}`;
    const sequelize = new Sequelize(target.href, { logging: false, pool: { max: 1 } });
    defineTables(sequelize, TABLES);
    return sequelize;
  };
  const ours = (sequelize, mode) => {
    process.env.NODE_ENV = mode === 'force' ? 'test' : 'development';
    return createSafeSync(sequelize, { logger: silent });
  };

  console.log(`${TABLES} tables of 13 columns, median of ${ROUNDS} rounds side by side\n`);

  const unchanged = await fresh('bench_plan_test');
  await unchanged.sync();
  const plan = ours(unchanged, 'alter');
  const queries = await countQueries(unchanged, () => plan.plan());
  if (queries > MOST_QUERIES_OF_A_PLAN) {
    missed.push(
      `plan() of an unchanged schema sends ${queries} queries of its own; promised are ${MOST_QUERIES_OF_A_PLAN}`,
    );
  }
  const none = createSafeSync(unchanged, { logger: silent, environment: 'production' });
  await none.mark('production');
  for (let round = 0; round < WARM_UPS; round += 1) {
    await plan.plan();
    await none.sync();
  }
  const ratios = [];
  while (ratios.length < SERIES && !ratios.some((ratio) => ratio <= MOST_FOR_A_PLAN)) {
    const [, ofPlan = Infinity, ofNone = Infinity] = await table(
      `plan of an unchanged schema (${queries} queries of its own)`,
      [
        ['floor: one catalog query', () => unchanged.query(floor)],
        ['ours: plan()', () => plan.plan()],
        ['ours: boot in none (production)', () => none.sync()],
        ['Sequelize sync()', () => unchanged.sync()],
      ],
    );
    ratios.push(Math.max(ofPlan, ofNone));
  }
  if (Math.min(...ratios) > MOST_FOR_A_PLAN) {
    const figures = ratios.map((ratio) => ratio.toFixed(2)).join(', ');
    missed.push(
      `plan() of an unchanged schema, or a boot in none, took ${figures} x one catalog query; promised are ${MOST_FOR_A_PLAN} x`,
    );
  }
  await table('Sequelize sync({ alter: true }), once', [['Sequelize', () => unchanged.sync({ alter: true })]], 1);
  await unchanged.close();

  const batch = (await dumpStatements(await fresh('bench_dump_test'))).join(';\n');
  const creating = {};
  await table(
    'create',
    [
      ['floor: one SQL batch', () => creating.floor.query(batch)],
      ['ours: force on an empty database', () => ours(creating.ours, 'force').sync()],
      ['Sequelize sync()', () => creating.sequelize.sync()],
    ],
    ROUNDS,
    async () => {
      for (const who of ['floor', 'ours', 'sequelize']) {
        await creating[who]?.close();
        creating[who] = await fresh(`bench_create_${who}_test`);
        await creating[who].authenticate();
      }
    },
  );

  const reset = await fresh('bench_reset_test');
  await reset.sync();
  const names = Array.from({ length: TABLES }, (_, number) => `bench_${number}`);
  const insert = names
    .map(
      (name, number) =>
        `INSERT INTO ${name} (id, email, "previousId", "createdAt", "updatedAt") VALUES (1, 'a', ${number ? 1 : 'NULL'}, now(), now())`,
    )
    .join(';');
  const deletes = `BEGIN; ${[...names]
    .reverse()
    .map((name) => `DELETE FROM ${name}`)
    .join('; ')}; COMMIT`;
  const forced = ours(reset, 'force');
  await table(
    'reset of unchanged tables with a row each',
    [
      ['floor: one DELETE batch', () => reset.query(deletes)],
      ['ours: force', () => forced.sync()],
      ['TRUNCATE of all', () => reset.query(`TRUNCATE ${names.join(', ')}`)],
    ],
    ROUNDS,
    () => reset.query(insert),
    () => reset.query(deletes),
  );
  await table('Sequelize sync({ force: true })', [['Sequelize', () => reset.sync({ force: true })]], 3);
  for (const sequelize of [reset, ...Object.values(creating), admin]) await sequelize.close();
}

async function countQueries(sequelize, work) {
  let count = 0;
  sequelize.addHook('afterQuery', 'bench', (_, query) => {
    if (!STEERING.test(query.sql.trim())) count += 1;
  });
  await work();
  sequelize.removeHook('afterQuery', 'bench');
  return count;
}

/** Rounds go in turn, so that a slow moment of the machine hits everybody. Gives the ratios to the first row. */
async function table(title, rows, rounds = ROUNDS, before = async () => {}, after = async () => {}) {
  const times = rows.map(() => []);
  for (let round = 0; round < rounds + (rounds > 1 ? 1 : 0); round += 1) {
    let prepared = false;
    for (const [position, [, work]] of rows.entries()) {
      if (!prepared || rows.length > 1) await before(position);
      prepared = true;
      const start = performance.now();
      await work();
      const milliseconds = performance.now() - start;
      // The first round warms up.
      if (rounds === 1 || round > 0) times[position].push(milliseconds);
      await after(position);
    }
  }
  const medians = times.map((list) => list.sort((a, b) => a - b)[Math.floor(list.length / 2)]);
  const ratios = medians.map((median) => median / medians[0]);
  console.log(title);
  for (const [position, [label]] of rows.entries()) {
    const ratio = ratios[position].toFixed(2);
    console.log(`  ${label.padEnd(36)} ${medians[position].toFixed(1).padStart(8)} ms   ${ratio.padStart(6)} x`);
  }
  console.log('');
  return ratios;
}

async function dumpStatements(sequelize) {
  const statements = [];
  const logged = (sql) => {
    const text = sql.replace(/^Executing \([^)]*\): /, '');
    if (/^(CREATE|DO|ALTER)/.test(text)) statements.push(text.replace(/;\s*$/, ''));
  };
  await sequelize.sync({ logging: logged });
  await sequelize.close();
  return statements;
}
