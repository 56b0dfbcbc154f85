/** A row by column, as plain JSON. */
export type Row = Readonly<Record<string, unknown>>;

/** All rows of all tables, by table. */
export type Contents = Readonly<Record<string, readonly Row[]>>;

/** What reached a database while something was done, by a witness that is not the library. */
export interface Watched<Result> {
  readonly result: Result;
  /** "the server's log has 12 statements". */
  readonly seen: string;
  /** What of it writes. */
  readonly writing: readonly string[];
}

/** The story's own eyes: they ask the server, never the library, what is in a database and what was sent to it. */
export interface ShopServer {
  /** What `npm run demo` prints: "PostgreSQL 18 runs on 127.0.0.1:5433". */
  readonly label: string;
  /** Sequelize's name of it. */
  readonly dialect: string;
  readonly expected: Expected;
  urlOf(database: string): string;
  create(database: string): Promise<void>;
  /** A copy with all rows. */
  copy(database: string, copy: string): Promise<void>;
  watch<Result>(database: string, work: () => Promise<Result>): Promise<Watched<Result>>;
  readContents(database: string): Promise<Contents>;
  /** The schema and all rows in one text: two equal texts mean that nothing was written in between. */
  photograph(database: string): Promise<string>;
  /** Type and NOT NULL of each column that version 2 is about, by `table.column`. */
  columnsOf(database: string, columns: readonly string[]): Promise<Readonly<Record<string, string>>>;
  /** The values that the server takes for the status of an order; null where it knows none. */
  orderStates(database: string): Promise<readonly string[] | null>;
  hasIndex(database: string, table: string, name: string): Promise<boolean>;
  /** What tells a table from another one of the same name, for each; where emptying it makes it anew, only that it is there. */
  tableIdentities(database: string): Promise<Readonly<Record<string, unknown>>>;
}

/** What differs between servers in what is to be seen. */
export interface Expected {
  /** The error that plain Sequelize ends in when a column is missing. */
  readonly missingColumn: string;
  /** Two models that refer to each other make plain `sync()` drop what they do not have. */
  readonly syncDropsColumns: boolean;
  /** Such a `sync()` ends in an error, in the middle. */
  readonly syncFails: boolean;
  /** Pieces of what the library says of version 2. */
  readonly said: readonly string[];
  readonly columns: Readonly<Record<string, string>>;
}

/** Where a server is, as `run.js` found or started it. */
export type ServerAddress =
  | {
      readonly kind: 'postgres';
      /** The superuser's address of the database `postgres`. */
      readonly url: string;
      /** The server's own log, which has every statement. */
      readonly log: string;
      /** Leads each message there, and stands once more behind the database's name. */
      readonly mark: string;
    }
  | { readonly kind: 'mysql' | 'mariadb'; readonly url: string; readonly prefix: string }
  | { readonly kind: 'sqlite'; readonly directory: string };

/** Anything but a plain look, so that a statement nobody thought of counts as writing. */
export function isWriting(statement: string): boolean {
  const words = statement.replace(/^(--[^\n]*\n|\/\*[\s\S]*?\*\/|\s)+/, '');
  if (/^WITH\b/i.test(words)) return /\b(INSERT|UPDATE|DELETE|MERGE)\b/i.test(words);
  return !/^(SELECT|SHOW|EXPLAIN|SET|BEGIN|START TRANSACTION|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|DEALLOCATE|RESET|USE)\b/i.test(
    words,
  );
}
