import type { DialectName } from './database.js';

/** `SAFE_SYNC_TEST_DIALECT=sqlite,mysql` runs only the cases of these; all of them by default. */
const chosen = (process.env['SAFE_SYNC_TEST_DIALECT'] ?? '')
  .split(',')
  .map((word) => word.trim())
  .filter(Boolean);

export function isChosen(dialect: DialectName): boolean {
  return chosen.length === 0 || chosen.includes(dialect);
}
