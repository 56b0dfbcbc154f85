/**
 * Real PostgreSQL servers for the tests, a fresh database for each case, and the tests' own eyes on it: what the
 * catalog says, what pg_dump says, what the server was sent. Nothing in here uses the library.
 */
import { execFile } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { Sequelize } from 'sequelize';
import type { Options } from 'sequelize';
import { isChosen } from './chosen-dialects.js';
import type * as anyDialect from './database.js';
import { describeLeftOut, describeUnless } from './describe-unless.js';
import { readOracleCatalog } from './oracle-catalog.js';
import { findDump } from './pg-dump.js';
import { castOnPostgres, readPostgresValues } from './postgres-values.js';
import { LOG_MARK } from './start-postgres.js';
import { isMark, MARK_TABLE, valuesWithoutMark } from './without-mark.js';

export { readOracleCatalog };
export type { OracleCatalog } from './database.js';

export interface PostgresServer extends anyDialect.TestServer {
  readonly dialect: 'postgres';
  readonly major: number;
  /** The server's own log of statements; a server that we did not start has none that we can read. */
  readonly log?: string;
}

export interface TestDatabase extends anyDialect.TestDatabase {
  readonly server: PostgresServer;
}

/** The servers of this run, the newest first: PostgreSQL 18 from npm, then an older one where there is one. */
export const postgresServers: readonly PostgresServer[] = JSON.parse(process.env['SAFE_SYNC_TEST_SERVERS'] ?? '[]');

/**
 * Describes the same cases for each server. Without a second server its cases are shown as skipped; under CI=true the
 * run has failed before that.
 */
export function forEachPostgres(name: string, cases: (server: PostgresServer) => void): void {
  const missing = {
    dialect: 'postgres',
    label: 'an older PostgreSQL',
    url: 'postgres://nowhere.invalid/postgres',
    major: 15,
  } as const;
  if (!isChosen('postgres')) {
    describeLeftOut(name, () => cases(missing));
    return;
  }
  for (const server of postgresServers) describeUnless(null, `${name} (${server.label})`, () => cases(server));
  if (postgresServers.length < 2) {
    describeUnless('there is no older PostgreSQL', name, () => cases(missing));
  }
}

/**
 * Makes an empty database. Its name starts with `name` and ends in `_` and digits, so that runs never meet; read it from
 * the result. Names of databases are evidence for the library: the default one says nothing.
 */
export async function createDatabase(
  server: PostgresServer,
  { name = 'safe_sync' }: { readonly name?: string } = {},
): Promise<TestDatabase> {
  const fullName = `${name}_${randomInt(1e9, 1e10)}`;
  const quoted = pg.escapeIdentifier(fullName);
  // Copying files is twice as fast as writing each page to the log, which servers before 15 do not do anyway.
  const copying = server.major >= 15 ? 'STRATEGY FILE_COPY' : '';
  await asSuperuser(server, `CREATE DATABASE ${quoted} TEMPLATE template0 ENCODING 'UTF8' ${copying}`);

  const address = new URL(server.url);
  address.pathname = `/${encodeURIComponent(fullName)}`;
  const url = address.href;
  const opened: Sequelize[] = [];
  let client: Promise<pg.Client> | undefined;

  const options: Options = { dialect: 'postgres', logging: false };
  const database: TestDatabase = {
    server,
    url,
    name: fullName,
    options: { ...options, ...optionsOf(url) },
    async query<Row extends object>(sql: string, bind?: readonly unknown[]): Promise<Row[]> {
      client ??= connect(url);
      const answer = await (await client).query<Row>(sql, bind ? [...bind] : undefined);
      const last: pg.QueryResult<Row> | undefined = Array.isArray(answer) ? answer.at(-1) : answer;
      return last?.rows ?? [];
    },
    sequelize(more = {}) {
      const sequelize = new Sequelize(url, { ...options, ...more });
      opened.push(sequelize);
      return sequelize;
    },
    clear: async () => void (await database.query(CLEAR)),
    readCatalog: () => readOracleCatalog(database, null),
    readNames: async () =>
      (await database.query<{ name: string }>(NAMES)).map(({ name }) => name).filter((name) => !isMark(name)),
    readValues: async () => valuesWithoutMark(await readPostgresValues(database.query)),
    cast: (values, from, to) => castOnPostgres(database.query, values, from, to),
    readState: () => database.query(STATE),
    dumpSchema: () => dumpSchema(database),
    recordStatements: (work) => recordStatements(database, work),
    async drop() {
      // A test may have closed its own Sequelize already; closing twice rejects.
      await Promise.allSettled(opened.splice(0).map((sequelize) => sequelize.close()));
      await client?.then(
        (open) => open.end(),
        () => undefined,
      );
      client = undefined;
      await asSuperuser(server, `DROP DATABASE IF EXISTS ${quoted} WITH (FORCE)`);
    },
  };
  return database;
}

/** The same address in parts, for those who make a Sequelize of options alone. */
function optionsOf(url: string): Options {
  const { hostname, port, pathname, username, password } = new URL(url);
  return {
    host: hostname,
    port: Number(port),
    database: decodeURIComponent(pathname.slice(1)),
    username: decodeURIComponent(username),
    password: decodeURIComponent(password),
  };
}

const CLEAR = `
  DO $$ DECLARE name text; BEGIN
    FOR name IN SELECT nspname FROM pg_namespace WHERE nspname !~ '^(pg_|information_schema$)' LOOP
      EXECUTE format('DROP SCHEMA %I CASCADE', name);
    END LOOP;
  END $$;
  CREATE SCHEMA public; SET client_min_messages = warning; SET TIME ZONE 'UTC'`;

const NAMES = `
SELECT n.nspname || '.' || c.relname AS name
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'S') AND n.nspname !~ '^(pg_|information_schema)'
UNION
SELECT n.nspname || '.' || t.typname FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE t.typtype = 'e'`;

/** Every row of the catalogs that describes a schema. */
const STATE = `
SELECT md5(string_agg(state, ',' ORDER BY state)) AS state FROM (
  ${['class', 'attribute', 'attrdef', 'constraint', 'index', 'type', 'enum', 'description', 'depend', 'sequence']
    .map(
      (name) =>
        `SELECT md5(string_agg(ctid::text || xmin::text, ',' ORDER BY ctid)) AS state FROM pg_catalog.pg_${name}`,
    )
    .join(' UNION ALL ')}
) AS states`;

/**
 * The text of `pg_dump --schema-only` without comments, settings and random tokens; null where no pg_dump fits.
 */
export async function dumpSchema(database: TestDatabase): Promise<string | null> {
  const program = findDump(database.server.major);
  if (!program) return null;
  const args = [
    '--schema-only',
    '--no-owner',
    '--no-privileges',
    `--exclude-table=*.${MARK_TABLE}`,
    `--dbname=${database.url}`,
  ];
  const { stdout } = await promisify(execFile)(program, args, { maxBuffer: 64 * 1024 * 1024 });
  return stdout
    .split('\n')
    .filter((line) => !/^(--|SET |SELECT pg_catalog\.set_config|\\(un)?restrict )/.test(line))
    .join('\n')
    .replace(/\n{2,}/g, '\n\n')
    .trim();
}

/**
 * Every statement that reached this database meanwhile, in the order of arrival, from the server's own log; BEGIN and
 * COMMIT too, prepared statements with their placeholders.
 *
 * @throws Error when the server is not one that the tests started: its log cannot be read. Ask `database.server.log`.
 */
export async function recordStatements(database: TestDatabase, work: () => Promise<unknown>): Promise<string[]> {
  const { log, label } = database.server;
  if (!log) throw new Error(`${label} was not started by the tests, so its log cannot be read.`);
  const { size } = await stat(log);
  await work();
  const text = (await readFile(log)).subarray(size).toString('utf8');
  return readStatements(text, database.name);
}

/** Each message is led by the mark, the database and the mark; the lines that continue it begin with a tab. */
function readStatements(text: string, database: string): string[] {
  const statements: string[] = [];
  const parts = text.split(LOG_MARK);
  for (let index = 1; index + 1 < parts.length; index += 2) {
    if (parts[index] !== database) continue;
    const found = /^LOG: {2}(?:statement|execute [^\n]*?): ([\s\S]*)$/.exec(parts[index + 1] ?? '');
    if (found?.[1] !== undefined) statements.push(found[1].replace(/\n\t/g, '\n').trim());
  }
  return statements;
}

async function asSuperuser(server: PostgresServer, sql: string): Promise<void> {
  const client = await connect(server.url);
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  // The server may end the connection (DROP DATABASE ... FORCE); that is no failure of the test.
  client.on('error', () => {});
  await client.connect();
  return client;
}
