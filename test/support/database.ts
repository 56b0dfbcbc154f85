/** What the tests ask of every server, whatever its dialect: a database for each case, and eyes of their own on it. */
import type { Options, Sequelize } from 'sequelize';

/** Sequelize's names. `mysql` is MariaDB by mysql2, `mariadb` the same server by its own connector. */
export type DialectName = 'postgres' | 'mysql' | 'mariadb' | 'sqlite';

export interface TestServer {
  readonly dialect: DialectName;
  /** `PostgreSQL 18`, `MariaDB 10.11 by mysql2`, `SQLite 3.52`. */
  readonly label: string;
  /** An administrator's address; for SQLite the directory of its files. */
  readonly url: string;
}

export interface TestDatabase {
  readonly server: TestServer;
  readonly url: string;
  readonly name: string;
  /** How Sequelize gets there; silent. */
  readonly options: Options;
  /** Runs SQL on the one connection that belongs to the test; of several statements, the last one's rows. */
  query<Row extends object = Record<string, unknown>>(sql: string, bind?: readonly unknown[]): Promise<Row[]>;
  /** A plain Sequelize on this database, silent, closed by `drop()`. */
  sequelize(options?: Options): Sequelize;
  /** Takes everything out again; faster than a new database. Open connections stay. */
  clear(): Promise<void>;
  /** Closes what `query` and `sequelize` opened, ends all other connections, and removes the database. */
  drop(): Promise<void>;
  /** The schema by names, read with SQL of the tests' own. */
  readCatalog(): Promise<OracleCatalog>;
  /** The keys of all that stands in the catalog; fast. */
  readNames(): Promise<readonly string[]>;
  /** All that the tables hold. */
  readValues(): Promise<TableValues>;
  /** What these values become when a column of type `from` is made one of type `to`, by the server's own doing. */
  cast(values: readonly (string | null)[], from: string, to: string): Promise<readonly (string | null)[]>;
  /** What changes with every change of the schema, also with one that leaves it as it was. */
  readState(): Promise<unknown>;
  /** What the server's own dump program says of the schema; null where there is none. */
  dumpSchema(): Promise<string | null>;
  /**
   * Every statement that reached this database meanwhile, in the order of arrival; not those of `query`.
   *
   * @throws Error where the server cannot tell.
   */
  recordStatements(work: () => Promise<unknown>): Promise<string[]>;
}

/**
 * A whole schema by names, in plain objects that do not depend on the order in which things were made, so that two
 * databases can be compared with `toEqual` and left-overs deleted from it by key.
 */
export interface OracleCatalog {
  /** By `schema.table`; by `table` where there are no schemas in a database. */
  readonly tables: Record<string, OracleTable>;
  /** Labels in order, by `schema.type`. */
  readonly enums: Record<string, string[]>;
  /** Type, start, increment and owning column, by `schema.sequence`. */
  readonly sequences: Record<string, string>;
}

export interface OracleTable {
  /** `table`, `partitioned table`, `view`, `materialized view` or `foreign table`. */
  readonly kind: string;
  readonly comment: string | null;
  readonly columns: Record<string, OracleColumn>;
  /** As the server writes them, by name; NOT NULL stands with the columns. */
  readonly constraints: Record<string, string>;
  /** As the server writes them, by name, those of constraints too. */
  readonly indexes: Record<string, string>;
  /** As the server writes them, by name. */
  readonly triggers: Record<string, string>;
  /** What else the server tells: engine and character set, STRICT, the text of a view. */
  readonly options?: readonly string[];
}

export interface OracleColumn {
  readonly type: string;
  readonly nullable: boolean;
  readonly default: string | null;
  /** `always`, `by default`, `auto_increment` or null. */
  readonly identity: string | null;
  /** `stored`, `virtual` or null; the expression stands in `default`. */
  readonly generated: string | null;
  /** Null when it is the type's, or the table's, own. */
  readonly collation: string | null;
  readonly comment: string | null;
  /** The server's own line for it, where it prints one. */
  readonly definition?: string;
}

/** By table, of each column its type and its values as text, in the order of the rows. */
export type TableValues = Record<string, Record<string, { readonly type: string; readonly values: (string | null)[] }>>;

/** Names as PostgreSQL prints them: in quotes where they need them. The oracles write all keys in this way. */
export function listNames(names: readonly string[]): string {
  return names.map((name) => (/^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name}"`)).join(', ');
}
