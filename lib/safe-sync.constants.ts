/** The name that Nest gives to the connection without a name. */
export const DEFAULT_CONNECTION_NAME = 'default';

/**
 * The token of a connection's `SafeSyncService`. A string, because two copies of this package (ESM and CJS) may meet
 * in one application.
 */
export function getSafeSyncToken(connection?: string): string {
  return isDefaultConnection(connection) ? 'SafeSync' : `${connection}SafeSync`;
}

/** The token of the options as the user's factory gave them, `safeSync` included. */
export function getSafeSyncOptionsToken(connection?: string): string {
  return isDefaultConnection(connection) ? 'SafeSyncOptions' : `${connection}SafeSyncOptions`;
}

export function isDefaultConnection(connection: string | undefined): boolean {
  return !connection || connection === DEFAULT_CONNECTION_NAME;
}
