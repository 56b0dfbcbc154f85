/** MariaDB for the tests: a fresh database for each case, by mysql2 or by MariaDB's own connector. */
import { execFile } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { promisify } from 'node:util';
import { type Connection, createConnection, type FieldPacket } from 'mysql2/promise';
import { type Options, Sequelize } from 'sequelize';
import type { TestDatabase, TestServer } from './database.js';
import { readMariadbCatalog } from './mariadb-catalog.js';
import { findMariadbDump } from './mariadb-programs.js';
import { castOnMariadb, readMariadbValues } from './mariadb-values.js';
import { quoteName } from './quote-name.js';
import { openRecordingProxy, type RecordingProxy } from './recording-proxy.js';
import { catalogWithoutMark, isMark, MARK_TABLE, valuesWithoutMark } from './without-mark.js';

export interface MariadbServer extends TestServer {
  readonly dialect: 'mysql' | 'mariadb';
}

interface Found {
  /** `MariaDB 10.11`. */
  readonly label: string;
  readonly url: string;
}

const found = JSON.parse(process.env['SAFE_SYNC_TEST_MARIADB'] ?? 'null') as Found | null;

/** The server of this run, by either driver; empty where there is none. */
export const mariadbServers: readonly MariadbServer[] =
  found === null
    ? []
    : [
        { dialect: 'mysql', label: `${found.label} by mysql2`, url: found.url },
        { dialect: 'mariadb', label: `${found.label} by its connector`, url: found.url },
      ];

export async function createMariadbDatabase(
  server: MariadbServer,
  { name = 'safe_sync' }: { readonly name?: string } = {},
): Promise<TestDatabase> {
  const fullName = `${name}_${randomInt(1e9, 1e10)}`;
  await asAdministrator(server, `CREATE DATABASE ${quoteName('mariadb', fullName)}`);

  const { hostname, port, username, password } = new URL(server.url);
  let proxy: RecordingProxy | undefined = await openRecordingProxy(hostname, Number(port || 3306));
  const address = new URL(`${server.dialect}://127.0.0.1:${proxy.port}/${encodeURIComponent(fullName)}`);
  [address.username, address.password] = [username, password];
  const options: Options = {
    dialect: server.dialect,
    host: '127.0.0.1',
    port: proxy.port,
    username: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: fullName,
    logging: false,
  };
  const opened: Sequelize[] = [];
  let own: Promise<Connection> | undefined;

  const database: TestDatabase = {
    server,
    url: address.href,
    name: fullName,
    options,
    async query<Row extends object>(sql: string, bind?: readonly unknown[]): Promise<Row[]> {
      own ??= connect(server.url, fullName);
      return lastRows(await (await own).query(sql, bind ? [...bind] : undefined)) as Row[];
    },
    sequelize(more = {}) {
      const sequelize = new Sequelize({ ...options, ...more });
      opened.push(sequelize);
      return sequelize;
    },
    clear: () => clear(database),
    async drop() {
      // A test may have closed its own Sequelize already; closing twice rejects.
      await Promise.allSettled(opened.splice(0).map((sequelize) => sequelize.close()));
      await proxy?.close();
      proxy = undefined;
      await own?.then(
        (connection) => connection.end(),
        () => undefined,
      );
      own = undefined;
      await asAdministrator(server, `DROP DATABASE IF EXISTS ${quoteName('mariadb', fullName)}`);
    },
    readCatalog: async () => catalogWithoutMark(await readMariadbCatalog(database)),
    readNames: async () => {
      const rows = await database.query<{ name: string }>(
        'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = ?',
        [fullName],
      );
      return rows.map(({ name: table }) => table).filter((table) => !isMark(table));
    },
    readValues: async () => valuesWithoutMark(await readMariadbValues(database.query)),
    cast: (values, from, to) => castOnMariadb(database.query, values, from, to),
    readState: () => readState(database),
    dumpSchema: () => dumpSchema(database),
    recordStatements(work) {
      if (!proxy) throw new Error('The database is gone.');
      return proxy.record(work);
    },
  };
  return database;
}

async function asAdministrator(server: MariadbServer, sql: string): Promise<void> {
  const connection = await connect(server.url);
  try {
    await connection.query(sql);
  } finally {
    await connection.end();
  }
}

async function connect(url: string, database?: string): Promise<Connection> {
  const { hostname, port, username, password } = new URL(url);
  const connection = await createConnection({
    host: hostname,
    port: Number(port || 3306),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database,
    charset: 'utf8mb4',
    timezone: 'Z',
    dateStrings: true,
    supportBigNumbers: true,
    multipleStatements: true,
  });
  // A forgotten transaction of a test would hold its tables for a day.
  await connection.query('SET lock_wait_timeout = 10');
  return connection;
}

/** Of several statements there are as many lists of fields as statements; one that gave no rows has none. */
function lastRows([rows, fields]: [unknown, FieldPacket[] | FieldPacket[][]]): unknown[] {
  const ofMany = Array.isArray(fields) && fields.some((item) => item === undefined || Array.isArray(item));
  const last: unknown = ofMany ? (rows as unknown[]).at(-1) : rows;
  return Array.isArray(last) ? last : [];
}

async function clear({ query, name }: TestDatabase): Promise<void> {
  const objects = await query<{ kind: string; name: string }>(
    `SELECT table_type AS kind, table_name AS name FROM information_schema.tables WHERE table_schema = ?
     UNION ALL SELECT routine_type, routine_name FROM information_schema.routines WHERE routine_schema = ?`,
    [name, name],
  );
  const drops = objects.map(({ kind, name: object }) => {
    const word = kind === 'BASE TABLE' || kind === 'SYSTEM VERSIONED' ? 'TABLE' : kind;
    return `DROP ${word} ${quoteName('mariadb', object)}`;
  });
  await query(['SET foreign_key_checks = 0', ...drops, 'SET foreign_key_checks = 1'].join('; '));
}

/** Each rebuild gives a table and its indexes new numbers; a change without one shows in the columns or in the time. */
async function readState({ query, name, server }: TestDatabase): Promise<unknown> {
  const prefix = server.label.startsWith('MySQL') ? 'innodb_' : 'innodb_sys_';
  const tables = await query<{ name: string; made: string }>(
    `SELECT table_name AS name, create_time AS made FROM information_schema.tables
     WHERE table_schema = ? AND table_type = 'BASE TABLE' ORDER BY 1`,
    [name],
  );
  const numbers = await query(
    `SELECT t.name, t.table_id, i.name AS own, i.index_id FROM information_schema.${prefix}tables t
     LEFT JOIN information_schema.${prefix}indexes i ON i.table_id = t.table_id
     WHERE t.name LIKE ? ORDER BY 1, 2, 3, 4`,
    [`${name}/%`],
  );
  const columns = await query(
    `SELECT table_name, column_name, column_type, is_nullable, column_default, extra, collation_name, column_comment
     FROM information_schema.columns WHERE table_schema = ? ORDER BY 1, 2`,
    [name],
  );
  return { tables, numbers, columns };
}

async function dumpSchema({ server, name }: TestDatabase): Promise<string | null> {
  const program = findMariadbDump();
  if (!program) return null;
  const { hostname, port, username, password } = new URL(server.url);
  const { stdout } = await promisify(execFile)(
    program,
    [
      '--no-defaults',
      '--no-data',
      '--skip-comments',
      '--skip-dump-date',
      '--routines',
      '--triggers',
      `--ignore-table=${name}.${MARK_TABLE}`,
      '--protocol=tcp',
      `--host=${hostname}`,
      `--port=${port || '3306'}`,
      `--user=${decodeURIComponent(username)}`,
      `--password=${decodeURIComponent(password)}`,
      name,
    ],
    { maxBuffer: 64 * 1024 * 1024 },
  );
  return (
    stdout
      .replace(/ AUTO_INCREMENT=\d+/g, '')
      // The numbers and the places of keys say in what order they came.
      .replace(/(?:^ {2}(?:CONSTRAINT|(?:UNIQUE |FULLTEXT |SPATIAL )?KEY) .*\n)+/gm, (lines) =>
        lines
          .replace(/`[^`]*_ibfk_\d+` /g, '')
          .replace(/,$/gm, '')
          .trimEnd()
          .split('\n')
          .sort()
          .map((line) => `${line}\n`)
          .join(''),
      )
      // InnoDB makes a b-tree whatever is asked for, and remembers that it was asked.
      .replace(/(^ {2}(?:UNIQUE )?KEY .*\)) USING (?:BTREE|HASH)(,?)$/gm, '$1$2')
      .split('\n')
      .filter((line) => !/^(\/\*|--|SET )/.test(line))
      .join('\n')
      .replace(/\n{2,}/g, '\n\n')
      .trim()
  );
}
