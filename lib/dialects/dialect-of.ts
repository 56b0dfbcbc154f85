import type { Sequelize } from 'sequelize';
import { SafeSyncError } from '../safe-sync.errors.js';
import type { Dialect } from './dialect.js';
import { mysqlDialect } from './mysql/mysql.dialect.js';
import { pgMemOr } from './pg-mem/pg-mem.dialect.js';
import { postgresDialect } from './postgres/postgres.dialect.js';
import { sqliteDialect } from './sqlite/sqlite.dialect.js';

/** By Sequelize's names. */
const dialects: Readonly<Record<string, (sequelize: Sequelize) => Dialect>> = {
  postgres: postgresDialect,
  mysql: mysqlDialect,
  mariadb: mysqlDialect,
  sqlite: sqliteDialect,
};

/** What may stand in for one of these: it is given that one, and looks who answers. */
const standIns: Readonly<Record<string, (dialect: Dialect, sequelize: Sequelize) => Promise<Dialect>>> = {
  postgres: pgMemOr,
};

/**
 * The only place that asks a connection for its dialect's name. Null where there is none for it: then only mode none runs.
 */
export function dialectOf(sequelize: Sequelize): Dialect | null {
  return dialects[sequelize.getDialect()]?.(sequelize) ?? null;
}

/** The dialect that answers. The server itself is asked only where the connection's driver leaves it open what it is. */
export async function answeringDialect(sequelize: Sequelize): Promise<Dialect | null> {
  const dialect = dialectOf(sequelize);
  if (dialect === null) return null;
  return (await standIns[sequelize.getDialect()]?.(dialect, sequelize)) ?? dialect;
}

/** The error for a connection without a dialect of ours. */
export function unsupportedDialectOf(sequelize: Sequelize): UnsupportedDialectError {
  return new UnsupportedDialectError(sequelize.getDialect());
}

/** alter, force, plan or drift was asked on a dialect that the library does not know. */
export class UnsupportedDialectError extends SafeSyncError {
  constructor(readonly dialect: string) {
    super(
      'SAFE_SYNC_UNSUPPORTED_DIALECT',
      `nestjs-safe-sync does not know the dialect ${JSON.stringify(dialect)}: here only mode none is possible, which leaves the schema alone. ` +
        `Supported: ${Object.keys(dialects).join(', ')}. Set safeSync: { mode: 'none' }, or remove sync and synchronize from the options.`,
    );
  }
}
