import { setTimeout as sleep } from 'node:timers/promises';
import { SafeSyncError } from '../../safe-sync.errors.js';

/** The driver waits on a thread of the process, of which there are few: we wait between short tries instead. */
const TRY_EVERY_MS = 40;

/** @throws FileLockTimeoutError when somebody else has the file for longer */
export async function untilFree<Result>(
  waitMs: number,
  attempt: () => Promise<Result>,
  signal?: AbortSignal,
): Promise<Result> {
  const deadline = performance.now() + waitMs;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!isBusy(error) || signal?.aborted) throw error;
      if (performance.now() >= deadline) throw new FileLockTimeoutError(waitMs, error);
      await sleep(TRY_EVERY_MS);
    }
  }
}

export function isBusy(error: unknown): boolean {
  const code = codeOf(error);
  return code === 'SQLITE_BUSY' || code === 'SQLITE_LOCKED';
}

export function codeOf(error: unknown): string {
  const original = typeof error === 'object' && error !== null && 'original' in error ? error.original : error;
  return typeof original === 'object' && original !== null && 'code' in original ? String(original.code) : '';
}

export class FileLockTimeoutError extends SafeSyncError {
  constructor(
    readonly waitedMs: number,
    cause: unknown,
  ) {
    super(
      'SAFE_SYNC_LOCK_TIMEOUT',
      `Another process, or another connection of this one, is writing to this database file; waited ${waitedMs} ms for it to finish. ` +
        'SQLite does not say who it is. Nothing was changed. Start again when that is done, end it (an open transaction of a ' +
        'database browser is a usual cause), or wait longer: safeSync: { timeouts: { bootLockMs: … } }.',
      { cause },
    );
  }
}
