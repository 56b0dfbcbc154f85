import type { Sequelize } from 'sequelize';

/** What the npm package sqlite3, and those that stand in for it, give as a connection. */
export interface SqliteConnection {
  readonly filename?: string;
  uuid?: string;
  /** Ends what runs with an error. */
  interrupt?(): unknown;
  all(sql: string, parameters: readonly unknown[], done: (error: Error | null, rows?: object[]) => void): unknown;
}

interface ConnectionManager {
  getConnection(options: { uuid?: string }): Promise<SqliteConnection>;
  releaseConnection(connection: SqliteConnection): unknown;
}

/** A connection for a while, and what must happen afterwards. */
export interface Lease {
  readonly connection: SqliteConnection;
  /** Queries of the application run on it, too. */
  readonly shared: boolean;
  release(): void;
}

let leases = 0;

/**
 * A connection of our own, made by Sequelize's connection manager as it makes those of its transactions: with the user's
 * driver, key and mode. A database in memory has one connection, which everybody shares; so has an unnamed file, which is
 * another one for each connection.
 */
export async function leaseConnection(sequelize: Sequelize): Promise<Lease> {
  const { connectionManager } = sequelize as unknown as { readonly connectionManager: ConnectionManager };
  if (hasOneConnection(sequelize)) {
    const connection = await connectionManager.getConnection({});
    const free = await enter(connection);
    return { connection, shared: true, release: free };
  }
  leases += 1;
  const uuid = `safe-sync-${process.pid}-${leases}`;
  const connection = await connectionManager.getConnection({ uuid });
  connection.uuid = uuid;
  return { connection, shared: false, release: () => void connectionManager.releaseConnection(connection) };
}

/** Where Sequelize's connection manager looks. */
export function fileOf(sequelize: Sequelize): string {
  const { options } = sequelize as unknown as {
    readonly options: { readonly storage?: string; readonly host?: string };
  };
  return options.storage ?? (options.host || ':memory:');
}

/** SQLITE_OPEN_READWRITE. */
const READ_AND_WRITE = 2;

/** The user's options open the file for reading only. */
export function opensReadOnly(sequelize: Sequelize): boolean {
  const { options } = sequelize as unknown as {
    readonly options: { readonly dialectOptions?: { readonly mode?: number } };
  };
  const mode = options.dialectOptions?.mode ?? 0;
  return mode > 0 && (mode & READ_AND_WRITE) === 0;
}

function hasOneConnection(sequelize: Sequelize): boolean {
  return [':memory:', ''].includes(fileOf(sequelize));
}

/** Who is on a shared connection: one transaction at a time. */
const queues = new WeakMap<SqliteConnection, Promise<void>>();

async function enter(connection: SqliteConnection): Promise<() => void> {
  const before = queues.get(connection) ?? Promise.resolve();
  let leave = (): void => undefined;
  const done = new Promise<void>((resolve) => (leave = resolve));
  queues.set(
    connection,
    before.then(() => done),
  );
  await before;
  return leave;
}

/** Sends one statement and waits for its end. */
export function send<Row extends object>(
  connection: SqliteConnection,
  sql: string,
  parameters: readonly unknown[] = [],
): Promise<readonly Row[]> {
  return new Promise((resolve, reject) => {
    connection.all(sql, parameters, (error, rows) => {
      if (error === null) resolve((rows ?? []) as Row[]);
      else reject(error);
    });
  });
}
