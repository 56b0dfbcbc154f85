/** SQLite for the tests: a file, or a memory, of its own for each case. */
import { randomInt } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Options, Sequelize } from 'sequelize';
import sqlite3 from 'sqlite3';
import type { TestDatabase, TestServer } from './database.js';
import { quoteName } from './quote-name.js';
import { readSqliteCatalog } from './sqlite-catalog.js';
import { traceStatements } from './sqlite-trace.js';
import { castOnSqlite, readSqliteValues } from './sqlite-values.js';
import { catalogWithoutMark, isMark, MARK_TABLE, valuesWithoutMark } from './without-mark.js';

export interface SqliteServer extends TestServer {
  readonly dialect: 'sqlite';
}

export const sqliteServer: SqliteServer = {
  dialect: 'sqlite',
  label: `SQLite ${sqlite3.VERSION.replace(/\.\d+$/, '')}`,
  url: tmpdir(),
};

export async function createSqliteDatabase(
  server: SqliteServer,
  { name = 'safe_sync', inMemory = false }: { readonly name?: string; readonly inMemory?: boolean } = {},
): Promise<TestDatabase> {
  const fullName = `${name}_${randomInt(1e9, 1e10)}`;
  const directory = inMemory ? undefined : mkdtempSync(join(server.url, 'safe-sync-sqlite-'));
  const storage = directory === undefined ? ':memory:' : join(directory, `${fullName}.sqlite`);
  const options: Options = { dialect: 'sqlite', storage, logging: false };
  const opened: Sequelize[] = [];
  let own: Promise<sqlite3.Database> | undefined;

  /** A memory has one connection: the one of the Sequelize that was made first. */
  const connection = (): Promise<sqlite3.Database> =>
    (own ??= inMemory ? connectionOf(opened[0] ?? database.sequelize()) : open(storage));

  const database: TestDatabase = {
    server,
    url: `sqlite:${storage}`,
    name: fullName,
    options,
    async query<Row extends object>(sql: string, bind: readonly unknown[] = []): Promise<Row[]> {
      const db = await connection();
      const text = sql.trim().replace(/;$/, '');
      if (bind.length === 0 && !GIVES_ROWS.test(text)) {
        await new Promise<void>((done, fail) => db.exec(text, (error) => (error ? fail(error) : done())));
        return [];
      }
      return new Promise<Row[]>((done, fail) =>
        db.all<Row>(text, [...bind], (error, rows) => (error ? fail(error) : done(rows))),
      );
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
      if (!inMemory) await own?.then(close, () => undefined);
      own = undefined;
      if (directory !== undefined) rmSync(directory, { recursive: true, force: true });
    },
    readCatalog: async () => catalogWithoutMark(await readSqliteCatalog(database.query)),
    readNames: async () => {
      const rows = await database.query<{ name: string }>(
        `SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'`,
      );
      return rows.map(({ name: table }) => table).filter((table) => !isMark(table));
    },
    readValues: async () => valuesWithoutMark(await readSqliteValues(database.query)),
    cast: (values, from, to) => castOnSqlite(database.query, values, from, to),
    readState: async () => [
      // Without a file there is nothing to look into, and nothing has changed in it.
      ...(inMemory || existsSync(storage) ? await database.query('PRAGMA schema_version') : []),
    ],
    dumpSchema: async () => {
      const rows = await database.query<{ sql: string }>(
        `SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND tbl_name <> '${MARK_TABLE}' ORDER BY type DESC, name`,
      );
      return rows.map(({ sql }) => `${sql};`).join('\n');
    },
    recordStatements: async (work) => {
      const mine = inMemory ? undefined : await connection();
      return traceStatements((one, filename) => one !== mine && filename === storage, work);
    },
  };
  return database;
}

const GIVES_ROWS = /^(select|pragma\s+\w+(\s*\([^)]*\))?$|with|explain|values)\b|\breturning\b/i;

function open(storage: string): Promise<sqlite3.Database> {
  return new Promise((done, fail) => {
    const db: sqlite3.Database = new sqlite3.Database(storage, (error) => {
      if (error) fail(error);
      else
        db.exec('PRAGMA synchronous = OFF; PRAGMA busy_timeout = 5000', (failure) =>
          failure ? fail(failure) : done(db),
        );
    });
  });
}

function close(db: sqlite3.Database): Promise<void> {
  return new Promise((done, fail) => db.close((error) => (error ? fail(error) : done())));
}

function connectionOf(sequelize: Sequelize): Promise<sqlite3.Database> {
  const { connectionManager } = sequelize as unknown as {
    readonly connectionManager: { getConnection(options: object): Promise<sqlite3.Database> };
  };
  return connectionManager.getConnection({});
}

async function clear({ query }: TestDatabase): Promise<void> {
  const objects = await query<{ type: string; name: string }>(
    `SELECT type, name FROM sqlite_master WHERE type IN ('view', 'trigger', 'table') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
     ORDER BY type DESC`,
  );
  const [{ foreign_keys: keys } = { foreign_keys: 0 }] = await query<{ foreign_keys: number }>('PRAGMA foreign_keys');
  const drops = objects.map(({ type, name }) => `DROP ${type} IF EXISTS ${quoteName('sqlite', name)}`);
  // Without keys a drop deletes no rows of others first.
  await query(
    [
      'PRAGMA foreign_keys = 0',
      'BEGIN',
      ...drops,
      'COMMIT',
      'PRAGMA user_version = 0',
      `PRAGMA foreign_keys = ${keys}`,
    ].join('; '),
  );
  const [counters] = await query(`SELECT 1 FROM sqlite_master WHERE name = 'sqlite_sequence'`);
  if (counters !== undefined) await query('DELETE FROM sqlite_sequence');
}
