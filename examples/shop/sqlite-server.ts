import { createHash } from 'node:crypto';
import { copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sqlite3 from 'sqlite3';
import type { Contents, Expected, ShopServer, Watched } from './shop-server.js';

/** Files in a directory. There is no server that keeps a log: the witness is the file, byte for byte. */
export class SqliteServer implements ShopServer {
  readonly dialect = 'sqlite';
  readonly label = 'SQLite works in the process, on files of its own';
  readonly expected: Expected = {
    missingColumn: 'SQLITE_ERROR: table customers has no column named newsletter',
    syncDropsColumns: false,
    syncFails: false,
    said: ['VARCHAR(40) → VARCHAR(120)'],
    columns: {
      'customers.newsletter': 'TINYINT(1) NOT NULL',
      'orders.channel': 'VARCHAR(20)',
      'products.discount_percent': 'DECIMAL(5,2)',
      'products.name': 'VARCHAR(120) NOT NULL',
    },
  };

  constructor(private readonly directory: string) {}

  urlOf(database: string): string {
    return `sqlite:${this.fileOf(database)}`;
  }

  async create(database: string): Promise<void> {
    await this.query(database, 'PRAGMA user_version');
  }

  async copy(database: string, copy: string): Promise<void> {
    await copyFile(this.fileOf(database), this.fileOf(copy));
  }

  async watch<Result>(database: string, work: () => Promise<Result>): Promise<Watched<Result>> {
    const before = await this.hashOf(database);
    const result = await work();
    const isSame = (await this.hashOf(database)) === before;
    const seen = `the file ${isSame ? 'is byte for byte what it was' : 'is another one'} after this boot`;
    return { result, seen, writing: isSame ? [] : [`something wrote into ${database}`] };
  }

  async readContents(database: string): Promise<Contents> {
    const contents: Record<string, object[]> = {};
    for (const table of await this.tables(database)) {
      contents[table] = await this.query(database, `SELECT * FROM "${table}"`);
    }
    return JSON.parse(JSON.stringify(contents)) as Contents;
  }

  async photograph(database: string): Promise<string> {
    const catalog = await this.query(database, 'SELECT type, name, sql FROM sqlite_master ORDER BY 1, 2');
    return JSON.stringify({ catalog, contents: await this.readContents(database) }, null, 1);
  }

  async columnsOf(database: string, columns: readonly string[]): Promise<Readonly<Record<string, string>>> {
    const rows = await this.query<{ place: string; text: string }>(
      database,
      `SELECT m.name || '.' || c.name AS place, c.type || CASE WHEN c."notnull" THEN ' NOT NULL' ELSE '' END AS text
       FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'`,
    );
    return Object.fromEntries(
      rows.filter(({ place }) => columns.includes(place)).map(({ place, text }) => [place, text]),
    );
  }

  async orderStates(): Promise<null> {
    return null;
  }

  async hasIndex(database: string, table: string, name: string): Promise<boolean> {
    const sql = `SELECT 1 FROM sqlite_master WHERE type = 'index' AND tbl_name = '${table}' AND name = '${name}'`;
    return (await this.query(database, sql)).length === 1;
  }

  async tableIdentities(database: string): Promise<Readonly<Record<string, unknown>>> {
    const rows = await this.query<{ name: string; page: number }>(
      database,
      `SELECT name, rootpage AS page FROM sqlite_master WHERE ${SHOP_TABLES}`,
    );
    return Object.fromEntries(rows.map(({ name, page }) => [name, page]));
  }

  private fileOf(database: string): string {
    return join(this.directory, `${database}.sqlite`);
  }

  private async hashOf(database: string): Promise<string> {
    return createHash('sha256')
      .update(await readFile(this.fileOf(database)))
      .digest('hex');
  }

  private async tables(database: string): Promise<readonly string[]> {
    const sql = `SELECT name FROM sqlite_master WHERE ${SHOP_TABLES} ORDER BY 1`;
    return (await this.query<{ name: string }>(database, sql)).map(({ name }) => name);
  }

  private async query<Row extends object>(database: string, sql: string): Promise<Row[]> {
    const opened = await new Promise<sqlite3.Database>((done, fail) => {
      const file = new sqlite3.Database(this.fileOf(database), (error) => (error ? fail(error) : done(file)));
    });
    try {
      return await new Promise<Row[]>((done, fail) => {
        opened.all<Row>(sql, (error, rows) => (error ? fail(error) : done(rows)));
      });
    } finally {
      await new Promise((done) => opened.close(done));
    }
  }
}

/** The mark of the library is no table of the shop. */
const SHOP_TABLES = `type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name <> 'safe_sync_meta'`;
