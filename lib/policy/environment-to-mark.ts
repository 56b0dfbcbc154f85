import type { ModeChoice } from './verdict.js';
import { defaultModes } from '../safe-sync.options.js';

/** One word for each meaning, as the mark keeps it. */
export function canonicalEnvironment(word: string): string {
  const mode = Object.hasOwn(defaultModes, word) ? defaultModes[word] : undefined;
  if (mode !== undefined) return mode === 'force' ? 'test' : 'development';
  return ['prod', 'prd', 'live'].includes(word) ? 'production' : word;
}

/**
 * What a process marks a database by itself: its own environment. That a database may be emptied is marked only where
 * that was proven and done; without a word nothing is.
 */
export function environmentToMark({ environment, mode }: Pick<ModeChoice, 'environment' | 'mode'>): string | null {
  const word = canonicalEnvironment(environment);
  if (word === '' || (word === 'test' && mode !== 'force')) return null;
  return word;
}
