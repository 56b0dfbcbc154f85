import type { SafeSyncMode } from '../safe-sync.options.js';
import type { Facts } from '../schema/facts.js';
import { type FoundMark, isOtherPlace, isThisPlace, type Mark, MARKER_TABLE, type Place } from '../schema/mark.js';
import { isDevelopmentOrTest, isTest, normalizeWord } from './environment-word.js';
import type { Evidence } from './evidence.js';

export interface MarkInput {
  /** Null, or left out, when nobody looked. */
  readonly mark?: FoundMark | null;
  /** False: what opens a door is not believed. */
  readonly trustsMark?: boolean;
  readonly word: string;
  readonly modes?: Readonly<Record<string, SafeSyncMode>>;
  readonly facts: Facts | null;
}

/** What the mark says against alter or force: positive proof opens, doubt closes. */
export function markAgainst(input: MarkInput): readonly Evidence[] {
  const { mark: found, facts, word } = input;
  // What lives in this process was marked by it.
  if (!found || found.kind === 'absent' || facts?.ephemeral) return [];
  if (found.kind === 'unreadable') {
    const sentence = `the mark of this database (${MARKER_TABLE}) cannot be read: ${found.because}`;
    return [{ kind: 'says-production', source: MARKER_TABLE, value: '', sentence }];
  }
  const { environment } = found.mark;
  if (environment === null) return [];
  const said = { source: MARKER_TABLE, value: environment, ...markOf(found.mark, facts) };
  if (!isDevelopmentOrTest(environment)) {
    if (environment === word && mappedMode(input) !== 'none' && !said.mark.isElsewhere) return [];
    const sentence = `the database is marked "${environment}"${elsewhere(found.mark, facts)}`;
    return [{ kind: 'says-production', ...said, sentence }];
  }
  if (isTest(environment) || !forcesByItself(input)) return [];
  const sentence = `the database is marked "${environment}", and this process is "${word}"${elsewhere(found.mark, facts)}`;
  return [{ kind: 'mismatch', ...said, sentence }];
}

/** That this very database is marked a throw-away, or null. */
export function throwAwayMark(input: MarkInput): string | null {
  const mark = trusted(input);
  const environment = mark?.environment ?? null;
  if (environment === null) return null;
  const isOwnWord = environment === input.word && mappedMode(input) === 'force';
  return isTest(environment) || isOwnWord ? environment : null;
}

/** True where a person said that this very database is for development or for tests. */
export function isMarkedByPerson(input: MarkInput): boolean {
  const mark = trusted(input);
  return mark?.by === 'person' && mark.environment !== null && isDevelopmentOrTest(mark.environment);
}

function trusted({ mark: found, facts, trustsMark = true }: MarkInput): Mark | null {
  if (!trustsMark || found?.kind !== 'read' || facts === null) return null;
  const here = facts.place;
  const isProven = here === null || (here.server !== null && isThisPlace(found.mark.place, here));
  return isProven ? found.mark : null;
}

function mappedMode({ word, modes = {} }: MarkInput): SafeSyncMode {
  return Object.entries(modes).find(([key]) => word !== '' && normalizeWord(key) === word)?.[1] ?? 'none';
}

function forcesByItself(input: MarkInput): boolean {
  return isTest(input.word) || mappedMode(input) === 'force';
}

function markOf({ environment, place }: Mark, facts: Facts | null): { readonly mark: NonNullable<Evidence['mark']> } {
  return { mark: { environment: environment ?? '', isElsewhere: isOtherPlace(place, facts?.place ?? null) } };
}

/** Both facts, so that a person can tell a copy from a database that moved. */
function elsewhere({ place }: Mark, facts: Facts | null): string {
  const here = facts?.place ?? null;
  if (place === null || here === null || !isOtherPlace(place, here)) return '';
  return `; the mark was made on ${nameOf(place)}, and this is ${nameOf(here)}: a copy, or a database that moved`;
}

function nameOf({ server, database }: Place): string {
  return `server ${server ?? 'unknown'}, database ${database}`;
}
