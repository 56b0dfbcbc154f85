import type { Sequelize } from 'sequelize';
import { SafeSyncError } from '../safe-sync.errors.js';
import type { Dialect } from './dialect.js';
import { pgMemOr } from './pg-mem/pg-mem.dialect.js';
import { postgresDialect } from './postgres/postgres.dialect.js';

type Recognise = (sequelize: Sequelize) => Dialect | Promise<Dialect>;

/** What may stand behind each of Sequelize's names. One that stands in for another is given that one, and asks the server. */
const dialects: Readonly<Record<string, Recognise>> = {
  postgres: (sequelize) => pgMemOr(postgresDialect(sequelize), sequelize),
};

/**
 * The only place that asks a connection for its dialect's name. Null where there is none for it: then only mode none runs.
 * The server itself is asked only where the connection's driver leaves it open what it is.
 */
export async function dialectOf(sequelize: Sequelize): Promise<Dialect | null> {
  return (await dialects[sequelize.getDialect()]?.(sequelize)) ?? null;
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
