import type { ServerFailure } from '../dialect.js';
import { codeOf, isBusy } from './sqlite.busy.js';

const advice: Readonly<Record<string, string>> = {
  SQLITE_BUSY:
    'Another connection is reading or writing this file: end its transaction, or wait longer with safeSync: { timeouts: { tableLockMs: … } }.',
  SQLITE_LOCKED: 'Another statement of this connection is still reading: end it and start again.',
  SQLITE_READONLY:
    "This file, its directory or the connection is read-only: make it writable, or set safeSync: { mode: 'none' }.",
  SQLITE_FULL: 'The disk is full: a rebuild needs as much room as its table.',
  SQLITE_CONSTRAINT: 'Rows that are there do not fit: correct them or the model, and start again.',
};

/** SQLite tells most of its errors apart by their texts alone. */
const DONE_MEANWHILE = /already exists|duplicate column name|no such (?:table|index|column)|schema has changed/;

/** What SQLite says of a failed statement. */
export function sqliteFailure(error: unknown): ServerFailure {
  const message = messageOf(error);
  const code = codeOf(error);
  const known = advice[code];
  return {
    message,
    ...(known === undefined ? {} : { advice: known }),
    isConflict: isBusy(error) || code === 'SQLITE_SCHEMA' || DONE_MEANWHILE.test(message),
  };
}

/** Errors of the driver may come from another realm than ours. */
function messageOf(error: unknown): string {
  const original = typeof error === 'object' && error !== null && 'original' in error ? error.original : error;
  const isTold = typeof original === 'object' && original !== null && 'message' in original;
  return isTold ? String(original.message) : String(original);
}
