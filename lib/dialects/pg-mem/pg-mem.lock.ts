import { SafeSyncError } from '../../safe-sync.errors.js';

let last: Promise<unknown> = Promise.resolve();

/**
 * A database that lives in this process is locked by a queue in this process. One for all of them: which database a driver
 * leads to cannot be told.
 *
 * @throws SafeSyncError SAFE_SYNC_LOCK_TIMEOUT
 */
export async function withProcessLock<Result>(timeoutMs: number, work: () => Promise<Result>): Promise<Result> {
  const turn = last;
  let finish: () => void = () => undefined;
  const finished = new Promise<void>((resolve) => (finish = resolve));
  last = turn.then(() => finished);
  try {
    await within(timeoutMs, turn);
    return await work();
  } finally {
    finish();
  }
}

async function within(timeoutMs: number, turn: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(timeout(timeoutMs)), timeoutMs);
  });
  try {
    await Promise.race([turn, over]);
  } finally {
    clearTimeout(timer);
  }
}

function timeout(waitedMs: number): SafeSyncError {
  return new SafeSyncError(
    'SAFE_SYNC_LOCK_TIMEOUT',
    `Another module of this process is making its tables in pg-mem; waited ${waitedMs} ms for it to finish. ` +
      'Nothing was changed. Start one after the other, or wait longer: safeSync: { timeouts: { bootLockMs: … } }.',
  );
}
