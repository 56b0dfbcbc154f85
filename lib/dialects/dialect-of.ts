import type { Sequelize } from 'sequelize';
import { SafeSyncError } from '../safe-sync.errors.js';
import type { Dialect } from './dialect.js';
import { postgresDialect } from './postgres/postgres.dialect.js';
import { sqliteDialect } from './sqlite/sqlite.dialect.js';

const dialects: Readonly<Record<string, (sequelize: Sequelize) => Dialect>> = {
  postgres: postgresDialect,
  sqlite: sqliteDialect,
};

/**
 * The only place that asks a connection for its dialect's name. Null where there is none for it: then only mode none runs.
 */
export function dialectOf(sequelize: Sequelize): Dialect | null {
  return dialects[sequelize.getDialect()]?.(sequelize) ?? null;
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
