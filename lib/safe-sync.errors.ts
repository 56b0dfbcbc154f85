/**
 * All errors of the library. They are recognised by `code`, never by `instanceof`: two copies of the package may meet.
 */
export type SafeSyncErrorCode =
  | 'SAFE_SYNC_INVALID_OPTIONS'
  | 'SAFE_SYNC_INVALID_MODELS'
  | 'SAFE_SYNC_PRODUCTION_REFUSED'
  | 'SAFE_SYNC_UNSUPPORTED_DIALECT'
  | 'SAFE_SYNC_UNSUPPORTED_SERVER'
  | 'SAFE_SYNC_MISSING_EXTENSION'
  | 'SAFE_SYNC_MISSING_SCHEMA'
  | 'SAFE_SYNC_LOCK_TIMEOUT'
  | 'SAFE_SYNC_LOCK_LOST'
  | 'SAFE_SYNC_APPLY_FAILED'
  | 'SAFE_SYNC_PLAN_OUTDATED'
  | 'SAFE_SYNC_NOT_CONVERGED'
  | 'SAFE_SYNC_ROWS_CHANGED'
  | 'SAFE_SYNC_STALE_BACKUP'
  | 'SAFE_SYNC_DRIFT'
  | 'SAFE_SYNC_FORCE_BLOCKED'
  | 'SAFE_SYNC_NOT_MARKED'
  | 'SAFE_SYNC_NOT_READY'
  | 'SAFE_SYNC_UNSUPPORTED_NEST'
  | 'SAFE_SYNC_INTERRUPTED'
  | 'SAFE_SYNC_COMMAND'
  | 'SAFE_SYNC_NOT_LOADED'
  | 'SAFE_SYNC_NOT_CONFIRMED';

/** What happened, then what to do. Fields are readonly data; no message, field or JSON ever holds a password. */
export class SafeSyncError extends Error {
  constructor(
    readonly code: SafeSyncErrorCode,
    message: string,
    options?: { readonly cause?: unknown },
  ) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** The options cannot be what was meant. All faults are listed; nothing was connected to or changed. */
export class InvalidOptionsError extends SafeSyncError {
  constructor(readonly faults: readonly string[]) {
    const count = faults.length === 1 ? 'is one fault' : `are ${faults.length} faults`;
    super(
      'SAFE_SYNC_INVALID_OPTIONS',
      `There ${count} in the options:\n${faults.map((fault) => `  - ${fault}`).join('\n')}\nCorrect them and start again.`,
    );
    this.name = 'InvalidOptionsError';
  }
}

/** True for every error of this library, also one made by another copy of it. */
export function isSafeSyncError(error: unknown): error is SafeSyncError {
  return (
    error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('SAFE_SYNC_')
  );
}
