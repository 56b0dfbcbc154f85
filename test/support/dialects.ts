/** The same cases on every server, and a database of its own for each case. */
import { isChosen } from './chosen-dialects.js';
import type { DialectName, TestDatabase, TestServer } from './database.js';
import { describeLeftOut, describeUnless } from './describe-unless.js';
import { createMariadbDatabase, mariadbServers } from './mariadb.js';
import { createDatabase as createPostgresDatabase, postgresServers } from './postgres.js';

const sqliteIsMissing = process.env['SAFE_SYNC_TEST_SQLITE'] ?? 'the driver was not prepared';
// Without its native part the driver cannot even be imported.
const sqlite = sqliteIsMissing === '' ? await import('./sqlite.js') : null;

/** The servers of this run: PostgreSQL, the newest first, MariaDB by either driver, SQLite. */
export const testServers: readonly TestServer[] = [
  ...postgresServers,
  ...mariadbServers,
  ...(sqlite === null ? [] : [sqlite.sqliteServer]),
];

interface Place {
  readonly dialect: DialectName;
  readonly label: string;
  readonly missing: string;
  /** Which of the servers of this dialect. */
  readonly position: number;
}

const PLACES: readonly Place[] = [
  { dialect: 'postgres', label: 'PostgreSQL', missing: 'there is no PostgreSQL', position: 0 },
  { dialect: 'postgres', label: 'an older PostgreSQL', missing: 'there is no older PostgreSQL', position: 1 },
  { dialect: 'mysql', label: 'MariaDB by mysql2', missing: 'there is no MariaDB', position: 0 },
  { dialect: 'mariadb', label: 'MariaDB by its connector', missing: 'there is no MariaDB', position: 0 },
  { dialect: 'sqlite', label: 'SQLite', missing: sqliteIsMissing, position: 0 },
];

/**
 * Describes the same cases for each server, `SAFE_SYNC_TEST_DIALECT=sqlite,mysql` for these alone. Cases of a server that
 * is not there are shown as skipped; under CI=true the run has failed before that.
 *
 * @param only The dialects that the cases speak of; all by default.
 */
export function forEachDialect(
  name: string,
  cases: (server: TestServer) => void,
  only: readonly DialectName[] = ['postgres', 'mysql', 'mariadb', 'sqlite'],
  among: (place: Place) => boolean = () => true,
): void {
  const places = PLACES.filter((place) => only.includes(place.dialect) && among(place));
  const chosen = places.filter(({ dialect }) => isChosen(dialect));
  for (const { dialect, label, missing, position } of chosen) {
    const server = testServers.filter((one) => one.dialect === dialect)[position];
    if (server !== undefined) describeUnless(null, `${name} (${server.label})`, () => cases(server));
    else describeUnless(missing, `${name} (${label})`, () => cases({ dialect, label, url: '' }));
  }
  const [first] = places;
  if (chosen.length === 0 && first !== undefined) {
    describeLeftOut(name, () => cases({ ...first, url: '' }));
  }
}

/**
 * Describes cases in which neither the version nor the driver matters: the newest PostgreSQL, MariaDB by mysql2, SQLite.
 *
 * @param only The dialects that the cases speak of; all three by default.
 */
export function forEachServer(
  name: string,
  cases: (server: TestServer) => void,
  only: readonly DialectName[] = ['postgres', 'mysql', 'sqlite'],
): void {
  forEachDialect(name, cases, only, ({ position }) => position === 0);
}

export interface DatabaseOptions {
  /** What its name starts with. */
  readonly name?: string;
  /** SQLite without a file: it lives as long as the first Sequelize on it. */
  readonly inMemory?: boolean;
}

/**
 * Makes an empty database. Its name starts with `name` and ends in `_` and digits, so that runs never meet; read it from
 * the result. Names of databases are evidence for the library: the default one says nothing.
 */
export async function createDatabase(server: TestServer, options: DatabaseOptions = {}): Promise<TestDatabase> {
  const { dialect } = server;
  if (dialect === 'mysql' || dialect === 'mariadb') return createMariadbDatabase({ ...server, dialect }, options);
  if (dialect === 'postgres') {
    const own = postgresServers.find(({ url }) => url === server.url);
    if (own !== undefined) return createPostgresDatabase(own, options);
  } else if (sqlite !== null) return sqlite.createSqliteDatabase({ ...server, dialect }, options);
  throw new Error(`${server.label} is not there.`);
}
