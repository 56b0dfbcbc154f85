import type { ServerFailure } from '../dialect.js';

/** By SQLSTATE. */
const ADVICE: Readonly<Record<string, string>> = {
  '55P03':
    'Another transaction holds a lock on the table: end it, or wait longer with safeSync: { timeouts: { tableLockMs: … } }.',
  '57014': 'It took longer than safeSync.timeouts.statementMs.',
  '40P01': 'Another transaction and this one waited for each other: start again.',
  '42501':
    "The database user may not do this: GRANT it the right (on a schema: GRANT CREATE ON SCHEMA …), or connect as the tables' owner.",
  '25006':
    "This server or session only reads (a standby, or default_transaction_read_only = on): connect to the primary, or set safeSync: { mode: 'none' }.",
  '2BP01': 'Something that no model makes depends on it: drop that by hand, or use a database of its own for this.',
};

/** What is there already, or not any more: schema, table, type, column, object; serialisation failure, deadlock. */
const CONFLICTS: ReadonlySet<string> = new Set(['42P06', '42P07', '42710', '42701', '40001', '40P01']);

/** What depends on a table is in the detail; other details may show a row. */
export function postgresFailure(error: unknown): ServerFailure {
  // Sequelize has messages of its own for some failures: "Validation error", "Unknown constraint error".
  const {
    code = '',
    detail,
    schema,
    message = error instanceof Error ? error.message : String(error),
  } = original(error);
  const advice = ADVICE[code];
  return {
    message: code === '2BP01' && detail !== undefined ? `${message} (${detail.replaceAll('\n', '; ')})` : message,
    ...(advice === undefined ? {} : { advice }),
    ...(code === '55P03' ? { isLockTimeout: true } : {}),
    isConflict:
      CONFLICTS.has(code) ||
      // Two that create one name at the same moment meet in a unique index of the catalog.
      (code === '23505' && schema === 'pg_catalog') ||
      (code === 'XX000' && message.includes('concurrently')),
  };
}

interface PostgresError {
  readonly code?: string;
  readonly detail?: string;
  readonly schema?: string;
  readonly message?: string;
}

function original(error: unknown): PostgresError {
  const inner = error instanceof Error && 'original' in error ? error.original : error;
  return typeof inner === 'object' && inner !== null ? inner : {};
}
