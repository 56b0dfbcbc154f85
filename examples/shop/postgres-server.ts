import { readFile, stat } from 'node:fs/promises';
import pg from 'pg';
import {
  type Contents,
  type Expected,
  isWriting,
  type ServerAddress,
  type ShopServer,
  type Watched,
} from './shop-server.js';

export class PostgresServer implements ShopServer {
  readonly dialect = 'postgres';
  readonly label: string;
  readonly expected: Expected = {
    missingColumn: 'column "newsletter" of relation "customers" does not exist',
    syncDropsColumns: true,
    syncFails: true,
    said: ['packed after paid', 'character varying(40) → character varying(120)'],
    columns: {
      'customers.newsletter': 'boolean NOT NULL',
      'orders.channel': 'character varying(20)',
      'products.discount_percent': 'numeric(5,2)',
      'products.name': 'character varying(120) NOT NULL',
    },
  };

  constructor(private readonly address: Extract<ServerAddress, { kind: 'postgres' }>) {
    this.label = `PostgreSQL 18 runs on 127.0.0.1:${new URL(address.url).port}`;
  }

  urlOf(database: string): string {
    const url = new URL(this.address.url);
    url.pathname = `/${database}`;
    return url.href;
  }

  async create(database: string): Promise<void> {
    await this.query('postgres', `CREATE DATABASE ${pg.escapeIdentifier(database)}`);
  }

  async copy(database: string, copy: string): Promise<void> {
    const [name, template] = [copy, database].map((part) => pg.escapeIdentifier(part));
    await this.query('postgres', `CREATE DATABASE ${name} TEMPLATE ${template}`);
  }

  async watch<Result>(database: string, work: () => Promise<Result>): Promise<Watched<Result>> {
    const { size } = await stat(this.address.log);
    const result = await work();
    const text = (await readFile(this.address.log)).subarray(size).toString('utf8');
    const parts = text.split(this.address.mark).slice(1);
    const statements = parts.flatMap((name, index) => {
      if (index % 2 === 1 || name !== database) return [];
      const found = /^LOG: {2}(?:statement|execute [^\n]*?): ([\s\S]*)$/.exec(parts[index + 1] ?? '');
      return found?.[1] === undefined ? [] : [found[1].replaceAll('\n\t', '\n').trim()];
    });
    const seen = `the server's log has ${statements.length} statements of this boot`;
    return { result, seen, writing: statements.filter(isWriting) };
  }

  async readContents(database: string): Promise<Contents> {
    const tables = await this.query<{ name: string }>(database, TABLES);
    if (tables.length === 0) return {};
    const lists = tables.map(({ name }) => `'${name}', (SELECT coalesce(json_agg(t), '[]') FROM "${name}" t)`);
    const [answer] = await this.query<{ contents: Contents }>(
      database,
      `SELECT json_build_object(${lists.join(', ')}) AS contents`,
    );
    return answer?.contents ?? {};
  }

  /** Columns, constraints, indexes, enum values, where the sequences stand, and the rows. */
  async photograph(database: string): Promise<string> {
    const catalog = await this.query<{ line: string }>(database, CATALOG);
    const contents = await this.readContents(database);
    return JSON.stringify({ catalog: catalog.map(({ line }) => line), contents }, null, 1);
  }

  async columnsOf(database: string, columns: readonly string[]): Promise<Readonly<Record<string, string>>> {
    const [row] = await this.query<{ found: Record<string, string> }>(
      database,
      `SELECT json_object_agg(format('%s.%s', attrelid::regclass, attname),
         format_type(atttypid, atttypmod) || CASE WHEN attnotnull THEN ' NOT NULL' ELSE '' END) AS found
       FROM pg_attribute
       WHERE format('%s.%s', attrelid::regclass, attname) IN (${columns.map((column) => `'${column}'`).join(', ')})`,
    );
    return row?.found ?? {};
  }

  async orderStates(database: string): Promise<readonly string[]> {
    const rows = await this.query<{ value: string }>(
      database,
      `SELECT unnest(enum_range(NULL::enum_orders_status))::text AS value`,
    );
    return rows.map(({ value }) => value);
  }

  async hasIndex(database: string, table: string, name: string): Promise<boolean> {
    const sql = `SELECT FROM pg_indexes WHERE tablename = '${table}' AND indexname = '${name}'`;
    return (await this.query(database, sql)).length === 1;
  }

  async tableIdentities(database: string): Promise<Readonly<Record<string, unknown>>> {
    const [answer] = await this.query<{ tables: Record<string, number> }>(
      database,
      `SELECT coalesce(json_object_agg(relname, oid::int), '{}') AS tables
       FROM pg_class WHERE ${SHOP_TABLES}`,
    );
    return answer?.tables ?? {};
  }

  private async query<Row extends object>(database: string, sql: string): Promise<Row[]> {
    const client = new pg.Client({ connectionString: this.urlOf(database) });
    await client.connect();
    try {
      return (await client.query<Row>(sql)).rows;
    } finally {
      await client.end();
    }
  }
}

/** The mark of the library is no table of the shop. */
const SHOP_TABLES = `relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> 'safe_sync_meta'`;

const TABLES = `SELECT relname AS name FROM pg_class WHERE ${SHOP_TABLES} ORDER BY 1`;

const CATALOG = `
  SELECT format('%s.%s %s %s %s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
                pg_get_expr(d.adbin, d.adrelid)) AS line
  FROM pg_class c
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'v', 'm', 'p')
  UNION ALL SELECT format('%s: %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
  FROM pg_constraint WHERE connamespace = 'public'::regnamespace
  UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
  UNION ALL SELECT format('%s: %s %s', enumtypid::regtype, enumsortorder, enumlabel) FROM pg_enum
  UNION ALL SELECT format('%s stands at %s', sequencename, last_value) FROM pg_sequences WHERE schemaname = 'public'
  ORDER BY 1`;
