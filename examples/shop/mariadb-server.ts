import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import {
  type Contents,
  type Expected,
  isWriting,
  type ServerAddress,
  type ShopServer,
  type Watched,
} from './shop-server.js';

/** MariaDB, spoken to by Sequelize through `mysql2` or through its own connector. */
export class MariadbServer implements ShopServer {
  readonly dialect: 'mysql' | 'mariadb';
  readonly label: string;
  readonly expected: Expected = {
    missingColumn: "Unknown column 'newsletter' in 'INSERT INTO'",
    syncDropsColumns: true,
    syncFails: false,
    said: ["'packed'", 'varchar(40) → varchar(120)'],
    columns: {
      'customers.newsletter': 'tinyint(1) NOT NULL',
      'orders.channel': 'varchar(20)',
      'products.discount_percent': 'decimal(5,2)',
      'products.name': 'varchar(120) NOT NULL',
    },
  };
  private readonly url: URL;
  private readonly prefix: string;

  constructor({ kind, url, prefix }: Extract<ServerAddress, { kind: 'mysql' | 'mariadb' }>) {
    this.dialect = kind;
    this.url = new URL(url);
    this.prefix = prefix;
    this.label = `MariaDB runs on ${this.url.host}, spoken to as ${kind}`;
  }

  urlOf(database: string): string {
    const url = new URL(this.url);
    url.pathname = `/${this.nameOf(database)}`;
    return url.href.replace(/^mysql:/, `${this.dialect}:`);
  }

  async create(database: string): Promise<void> {
    await this.query(null, `CREATE DATABASE ${quoted(this.nameOf(database))} CHARACTER SET utf8mb4`);
  }

  async copy(database: string, copy: string): Promise<void> {
    await this.create(copy);
    await this.connected(copy, async (connection) => {
      await connection.query('SET FOREIGN_KEY_CHECKS = 0');
      for (const table of await this.tables(database)) {
        const [rows] = await connection.query<RowDataPacket[]>(
          `SHOW CREATE TABLE ${quoted(this.nameOf(database))}.${quoted(table)}`,
        );
        await connection.query(String(rows[0]?.['Create Table']));
        await connection.query(
          `INSERT INTO ${quoted(table)} SELECT * FROM ${quoted(this.nameOf(database))}.${quoted(table)}`,
        );
      }
    });
  }

  /** By the server's general log, which says of each connection where it went. */
  async watch<Result>(database: string, work: () => Promise<Result>): Promise<Watched<Result>> {
    const [before] = await this.query<{ log: number; output: string; now: string }>(
      null,
      'SELECT @@general_log AS log, @@log_output AS output, CAST(NOW(6) AS CHAR) AS now',
    );
    await this.query(null, "SET GLOBAL log_output = 'TABLE'");
    await this.query(null, 'SET GLOBAL general_log = 1');
    try {
      const result = await work();
      const log = await this.query<{ thread: number; command: string; text: Buffer | string }>(
        null,
        `SELECT thread_id AS thread, command_type AS command, argument AS text FROM mysql.general_log WHERE event_time >= '${before?.now}' ORDER BY event_time`,
      );
      const threads = new Set(
        log
          .filter(
            ({ command, text }) => command === 'Connect' && String(text).includes(` on ${this.nameOf(database)} `),
          )
          .map(({ thread }) => thread),
      );
      const statements = log
        .filter(({ thread, command }) => threads.has(thread) && (command === 'Query' || command === 'Execute'))
        .map(({ text }) => String(text));
      const seen = `the server's log has ${statements.length} statements of this boot`;
      return { result, seen, writing: statements.filter(isWriting) };
    } finally {
      await this.query(null, `SET GLOBAL general_log = ${before?.log ?? 0}`);
      await this.query(null, `SET GLOBAL log_output = '${before?.output ?? 'FILE'}'`);
    }
  }

  async readContents(database: string): Promise<Contents> {
    const contents: Record<string, object[]> = {};
    for (const table of await this.tables(database)) {
      contents[table] = await this.query(database, `SELECT * FROM ${quoted(table)}`);
    }
    return JSON.parse(JSON.stringify(contents)) as Contents;
  }

  async photograph(database: string): Promise<string> {
    const catalog: string[] = [];
    for (const table of await this.tables(database)) {
      const [row] = await this.query<Record<string, string>>(database, `SHOW CREATE TABLE ${quoted(table)}`);
      catalog.push(row?.['Create Table'] ?? '');
    }
    return JSON.stringify({ catalog, contents: await this.readContents(database) }, null, 1);
  }

  async columnsOf(database: string, columns: readonly string[]): Promise<Readonly<Record<string, string>>> {
    const rows = await this.query<{ place: string; text: string }>(
      database,
      `SELECT CONCAT(table_name, '.', column_name) AS place,
         CONCAT(column_type, IF(is_nullable = 'NO', ' NOT NULL', '')) AS text
       FROM information_schema.columns WHERE table_schema = DATABASE()`,
    );
    return Object.fromEntries(
      rows.filter(({ place }) => columns.includes(place)).map(({ place, text }) => [place, text]),
    );
  }

  async orderStates(database: string): Promise<readonly string[]> {
    const [row] = await this.query<{ type: string }>(
      database,
      `SELECT column_type AS type FROM information_schema.columns
       WHERE table_schema = DATABASE() AND table_name = 'orders' AND column_name = 'status'`,
    );
    return [...(row?.type ?? '').matchAll(/'([^']*)'/g)].map(([, value]) => value ?? '');
  }

  async hasIndex(database: string, table: string, name: string): Promise<boolean> {
    const sql = `SHOW INDEX FROM ${quoted(table)} WHERE Key_name = '${name}'`;
    return (await this.query(database, sql)).length > 0;
  }

  /** InnoDB makes a table anew when it is truncated. */
  async tableIdentities(database: string): Promise<Readonly<Record<string, unknown>>> {
    return Object.fromEntries((await this.tables(database)).map((name) => [name, true]));
  }

  private nameOf(database: string): string {
    return `${this.prefix}${database}`;
  }

  private async tables(database: string): Promise<readonly string[]> {
    const rows = await this.query<{ name: string }>(
      database,
      // The mark of the library is no table of the shop.
      `SELECT table_name AS name FROM information_schema.tables
       WHERE table_schema = DATABASE() AND table_name <> 'safe_sync_meta' ORDER BY 1`,
    );
    return rows.map(({ name }) => name);
  }

  private async query<Row extends object>(database: string | null, sql: string): Promise<Row[]> {
    return this.connected(database, async (connection) => (await connection.query<RowDataPacket[]>(sql))[0] as Row[]);
  }

  private async connected<Result>(
    database: string | null,
    work: (connection: Connection) => Promise<Result>,
  ): Promise<Result> {
    const connection = await createConnection({
      host: this.url.hostname,
      port: Number(this.url.port || 3306),
      user: decodeURIComponent(this.url.username),
      password: decodeURIComponent(this.url.password),
      ...(database === null ? {} : { database: this.nameOf(database) }),
    });
    try {
      return await work(connection);
    } finally {
      await connection.end();
    }
  }
}

function quoted(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}
