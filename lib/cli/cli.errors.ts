import { SafeSyncError } from '../safe-sync.errors.js';

/** The command itself cannot be what was meant: an option, a connection's name. */
export function commandError(message: string): SafeSyncError {
  return new SafeSyncError('SAFE_SYNC_COMMAND', message);
}

/** The application's module or the config file could not be loaded. */
export function notLoadedError(message: string, cause?: unknown): SafeSyncError {
  return new SafeSyncError('SAFE_SYNC_NOT_LOADED', message, { cause });
}

/** Nobody said yes, and nothing was changed. */
export function notConfirmedError(message: string): SafeSyncError {
  return new SafeSyncError('SAFE_SYNC_NOT_CONFIRMED', message);
}
