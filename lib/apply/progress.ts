import type { Progress } from '../plan/progress.js';

export type OnProgress = (progress: Progress) => void;

/** A boot that takes less says nothing of it. */
const FIRST_MS = 2_000;
const EVERY_MS = 10_000;

/** Does the work, and says from time to time that it still goes on. */
export async function whileSaying<Result>(
  what: Omit<Progress, 'elapsedMs'>,
  onProgress: OnProgress | undefined,
  work: () => Promise<Result>,
): Promise<Result> {
  if (onProgress === undefined) return work();
  const started = performance.now();
  const say = (): void => onProgress({ ...what, elapsedMs: performance.now() - started });
  let every: NodeJS.Timeout | undefined;
  const first = setTimeout(() => {
    say();
    every = setInterval(say, EVERY_MS);
    every.unref();
  }, FIRST_MS);
  first.unref();
  try {
    return await work();
  } finally {
    clearTimeout(first);
    clearInterval(every);
  }
}
