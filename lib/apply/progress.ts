import type { Change } from '../compare/change.js';

/** What runs, and how far the whole is: said only when it takes its time. */
export interface Progress {
  /** The statements that run, counted from 1; more than one where they travel together. */
  readonly first: number;
  readonly last: number;
  readonly of: number;
  readonly tables: readonly string[];
  /** Rows of these tables, as the server estimates them; null where it does not. */
  readonly rows: number | null;
  /** Null for more than one. */
  readonly change: Change | null;
  readonly elapsedMs: number;
}

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
