import { InvalidOptionsError } from '../safe-sync.errors.js';
import { defaultModes } from '../safe-sync.options.js';
import type { SafeSyncMode, SafeSyncOptions } from '../safe-sync.options.js';
import type { ModeChoice } from './verdict.js';

export interface ModeInput {
  readonly options: Pick<SafeSyncOptions, 'mode' | 'modes'>;
  /** What the options that people already have ask for. */
  readonly wishes: {
    readonly synchronize?: boolean | undefined;
    readonly sync?: { readonly force?: unknown; readonly alter?: unknown } | null | undefined;
  };
  /** The environment's word: trimmed and lower-cased; `''` when unset. */
  readonly word: string;
  /** Where the word comes from: `NODE_ENV` or `safeSync.environment`. */
  readonly wordSource: string;
  /** `SAFE_SYNC=off`. */
  readonly off: boolean;
  /** The name of the migrations table when it has rows, else null. */
  readonly migrationsTableHasRows: string | null;
}

const everyMode: readonly SafeSyncMode[] = ['alter', 'force', 'none'];

/**
 * The first that speaks: `SAFE_SYNC=off`, `safeSync.mode`, `synchronize: false`, `sync.force`, `sync.alter`,
 * `safeSync.modes`, the environment's word. Every other word, and none, is mode none.
 *
 * @throws InvalidOptionsError when a `mode` function answers with something that is no mode.
 */
export function chooseMode(input: ModeInput): ModeChoice {
  return askedByHand(input) ?? askedByEnvironment(input);
}

function askedByHand({ options, wishes, word, wordSource, off }: ModeInput): ModeChoice | undefined {
  const choose = (mode: SafeSyncMode, by: ModeChoice['by'], reason: string): ModeChoice => ({
    mode,
    by,
    byHand: true,
    environment: word,
    because: `mode ${mode}, because ${reason}`,
  });
  if (off) {
    const warning = 'SAFE_SYNC=off: the schema is neither read nor changed (mode none).';
    return { ...choose('none', 'off', 'SAFE_SYNC is off'), warning };
  }
  if (typeof options.mode === 'function') {
    const mode = answerOf(options.mode, word);
    return choose(mode, 'mode', `the safeSync.mode function answers ${mode}`);
  }
  if (options.mode !== undefined) return choose(options.mode, 'mode', `safeSync.mode is ${options.mode}`);
  if (wishes.synchronize === false) return choose('none', 'synchronize', 'synchronize is false');
  if (wishes.sync?.force === true) return choose('force', 'sync.force', 'sync asks for it: { force: true }');
  const alter = wishes.sync?.alter;
  if (alter === true || (typeof alter === 'object' && alter !== null)) {
    return choose('alter', 'sync.alter', 'sync asks for it: { alter: … }');
  }
  const mapped = Object.entries(options.modes ?? {}).find(([key]) => word !== '' && key.trim().toLowerCase() === word);
  if (mapped === undefined) return undefined;
  return choose(mapped[1], 'modes', `safeSync.modes maps ${wordSource} "${word}" to it`);
}

function answerOf(mode: (environment: string) => SafeSyncMode, word: string): SafeSyncMode {
  const answer = mode(word);
  if (everyMode.includes(answer)) return answer;
  const given = typeof answer === 'string' ? `'${String(answer)}'` : typeof answer;
  throw new InvalidOptionsError([
    `safeSync.mode: the function answered ${given} for the environment '${word}'; it has to answer 'alter', 'force' or 'none'`,
  ]);
}

function askedByEnvironment({ word, wordSource: source, migrationsTableHasRows: table }: ModeInput): ModeChoice {
  const mode = Object.hasOwn(defaultModes, word) ? (defaultModes[word] ?? 'none') : 'none';
  const choice: ModeChoice = {
    mode,
    by: 'environment',
    byHand: false,
    environment: word,
    because: `mode ${mode}, because ${source} is ${word === '' ? 'not set' : word}`,
  };
  if (mode !== 'none') {
    if (table === null) return choice;
    const because = `mode none, because the table "${table}" has rows`;
    const warning =
      `The table "${table}" has rows: this database is left to its migrations, although ${source} is ${word} (mode none). ` +
      `To run ${mode} all the same, ask for it: safeSync: { mode: '${mode}' }.`;
    return { ...choice, mode: 'none', by: 'migrations', because, warning };
  }
  const warning = word === '' ? warningWhenUnset(source) : warningWhenMisspelt(source, word);
  return warning === undefined ? choice : { ...choice, warning };
}

function warningWhenUnset(source: string): string {
  const where =
    source === 'NODE_ENV' ? 'put NODE_ENV=development into .env or into start:dev' : `set it to 'development'`;
  return `${source} is not set: the schema is left alone (mode none). On your own machine ${where}.`;
}

function warningWhenMisspelt(source: string, word: string): string | undefined {
  const near = nearestKnownWord(word);
  if (near === undefined) return undefined;
  return `${source} is "${word}", which is no known word: the schema is left alone (mode none). Is "${near}" meant?`;
}

/** The long word of development or test that a misspelt one is close to. */
export function nearestKnownWord(word: string): string | undefined {
  if (Object.hasOwn(defaultModes, word)) return undefined;
  return Object.keys(defaultModes).find((known) => known.length > 5 && isNear(known, word));
}

/** The two words differ in one run of at most three letters. */
function isNear(known: string, word: string): boolean {
  let start = 0;
  while (start < known.length && known[start] === word[start]) start += 1;
  let end = 0;
  const shorter = Math.min(known.length, word.length);
  while (end < shorter - start && known.at(-1 - end) === word.at(-1 - end)) end += 1;
  return start > 0 && Math.max(known.length, word.length) - start - end <= 3;
}
