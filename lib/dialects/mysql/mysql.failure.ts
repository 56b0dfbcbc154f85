import type { ServerFailure } from '../dialect.js';

/** By the server's own number. */
const ADVICE: Readonly<Record<number, string>> = {
  1205: 'Another transaction holds a lock on the table: end it, or wait longer with safeSync: { timeouts: { tableLockMs: … } }.',
  1213: 'Another transaction and this one waited for each other: start again.',
  1969: 'It took longer than safeSync.timeouts.statementMs.',
  3024: 'It took longer than safeSync.timeouts.statementMs.',
  1044: 'The database user may not do this: GRANT it the right on the database.',
  1142: 'The database user may not do this: GRANT it the right on the table.',
  1227: 'The database user may not do this: GRANT it the right.',
  1290: "This server only reads (--read-only): connect to the primary, or set safeSync: { mode: 'none' }.",
  1836: "This server only reads: connect to the primary, or set safeSync: { mode: 'none' }.",
  1071: 'A key is too long: shorten the column, or index a prefix with { name, length }.',
  1118: 'A row would be too long: make long texts TEXT.',
  1069: 'The table has 64 keys, which is the most. Drop those that repeat each other: older Sequelize versions made one at every alter.',
};

/**
 * What is there already, or not any more: table, column, key, foreign key; a table that somebody replaced, or points at
 * again; a deadlock.
 * 1005 and 121 are how InnoDB says that a foreign key's name is taken.
 */
const CONFLICTS: ReadonlySet<number> = new Set([
  1050, 1051, 1060, 1061, 1068, 1091, 1146, 1213, 1412, 1826, 1022, 1684, 1451, 3730, 1824,
]);

export function mysqlFailure(error: unknown): ServerFailure {
  const { errno = 0, sqlMessage, message = error instanceof Error ? error.message : String(error) } = original(error);
  const text = sqlMessage ?? withoutFrame(message);
  const advice = ADVICE[errno];
  return {
    // A value of a row stands in the text of some.
    message: SHOWS_A_ROW[errno] ?? text,
    ...(advice === undefined ? {} : { advice }),
    ...(errno === LOCK_WAIT_TIMEOUT ? { isLockTimeout: true } : {}),
    isConflict: CONFLICTS.has(errno) || (errno === 1005 && text.includes('errno: 121')),
  };
}

/** ER_LOCK_WAIT_TIMEOUT. */
export const LOCK_WAIT_TIMEOUT = 1205;

const SHOWS_A_ROW: Readonly<Record<number, string>> = {
  1062: 'Duplicate entry for a key that is to be unique',
  1366: 'Incorrect value for a column: a row does not fit',
  1292: 'Incorrect value: a row does not fit',
};

/** The number of the server's error; null for what is none of the server. */
export function errnoOf(error: unknown): number | null {
  return original(error).errno ?? null;
}

interface MysqlError {
  readonly errno?: number;
  readonly sqlMessage?: string;
  readonly message?: string;
}

function original(error: unknown): MysqlError {
  const inner = error instanceof Error && 'original' in error ? error.original : error;
  return typeof inner === 'object' && inner !== null ? inner : {};
}

/** One of the drivers puts the connection's number before the text, and the SQL behind it. */
function withoutFrame(message: string): string {
  return message
    .replace(/^\(conn(?:=|:)[^)]*\)\s*/, '')
    .replace(/\n?sql: [\s\S]*$/i, '')
    .trim();
}
