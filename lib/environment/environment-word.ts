import { defaultModes } from '../safe-sync.options.js';

/** Environment variables, as `process.env` holds them. */
export type Environment = Readonly<Record<string, string | undefined>>;

// The name is put together, and the object is reached through globalThis, so that a bundler cannot write the value of
// its own build environment into the code.
const nodeEnv = ['NODE', 'ENV'].join('_');

/** The variables of this process as they are now: `.env` files are often loaded after this module. */
export function currentEnvironment(): Environment {
  return globalThis.process.env;
}

/** The environment's word, trimmed and lower-cased; `''` when unset. An option that is given, even empty, beats NODE_ENV. */
export function environmentWord(options: { readonly environment?: string }, env: Environment): string {
  return normalizeWord(options.environment ?? env[nodeEnv] ?? '');
}

/** Where the word comes from, for messages. */
export function environmentSource(options: { readonly environment?: string }): string {
  return options.environment === undefined ? nodeEnv : 'safeSync.environment';
}

export function normalizeWord(word: string): string {
  return word.trim().toLowerCase();
}

/** True for `SAFE_SYNC=off`: boot as `SequelizeModule` with `synchronize: false`. */
export function isSwitchedOff(env: Environment): boolean {
  return normalizeWord(env['SAFE_SYNC'] ?? '') === 'off';
}

/** `SAFE_SYNC_CONFIRM`, trimmed; undefined when it is unset or blank. */
export function confirmationIn(env: Environment): string | undefined {
  return env['SAFE_SYNC_CONFIRM']?.trim() || undefined;
}

/** True for a variable that is set and does not say no. */
export function isSet(env: Environment, name: string): boolean {
  return !['', 'false', '0'].includes(normalizeWord(env[name] ?? ''));
}

/** True for a word that means a developer's own machine or a test run. Whole words only. */
export function isDevelopmentOrTest(word: string): boolean {
  return Object.hasOwn(defaultModes, word);
}

export function isTest(word: string): boolean {
  return isDevelopmentOrTest(word) && defaultModes[word] === 'force';
}
