import { commandError } from './cli.errors.js';
import { isDefaultConnection, DEFAULT_CONNECTION_NAME } from '../safe-sync.constants.js';

/**
 * The one that is named; or else the default one; or else the only one.
 *
 * @throws SafeSyncError SAFE_SYNC_COMMAND
 */
export function chooseConnection(names: readonly string[], wanted: string | undefined, where: string): string {
  const list = names.map((name) => JSON.stringify(name)).join(', ');
  if (wanted !== undefined) {
    const asked = isDefaultConnection(wanted) ? DEFAULT_CONNECTION_NAME : wanted;
    if (names.includes(asked)) return asked;
    throw commandError(`${where} has no connection ${JSON.stringify(wanted)}. There is: ${list || 'none'}.`);
  }
  if (names.includes(DEFAULT_CONNECTION_NAME)) return DEFAULT_CONNECTION_NAME;
  const [only, ...others] = names;
  if (only === undefined) {
    throw commandError(`${where} opens no connection by SafeSyncModule, so that there is nothing to look at.`);
  }
  if (others.length === 0) return only;
  throw commandError(
    `${where} has several connections. Name one: --connection ${JSON.stringify(only)} (there is: ${list}).`,
  );
}
