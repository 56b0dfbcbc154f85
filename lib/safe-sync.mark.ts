import { writeMark } from './apply/write-mark.js';
import { markerTable } from './dialects/marker-sql.js';
import { normalizeWord } from './environment/environment-word.js';
import { canonicalEnvironment, environmentToMark } from './policy/environment-to-mark.js';
import { nearestKnownWord } from './policy/choose-mode.js';
import type { Context } from './safe-sync.context.js';
import { InvalidOptionsError, SafeSyncError } from './safe-sync.errors.js';
import type { MarkResult } from './safe-sync.interface.js';
import { MOST_READ_MS, type Look } from './safe-sync.reading.js';
import type { Run } from './safe-sync.run.js';
import { type MarkRow, markRows } from './schema/mark.js';

/**
 * A person says which environment a database is for. It changes no schema, so that it may run anywhere.
 *
 * @throws SafeSyncError SAFE_SYNC_INVALID_OPTIONS for a word that is none, or with `marker: false`; SAFE_SYNC_NOT_MARKED
 *   where the table cannot be made or written
 */
export async function markDatabase(context: Context, environment: string): Promise<MarkResult> {
  const after = wordToMark(environment, context.options.marker);
  let before: string | null = null;
  const { facts } = await write(context, context.options.timeouts, ({ facts: { place }, mark }) => {
    before = mark.kind === 'read' ? mark.mark.environment : null;
    return markRows({ environment: after, by: 'person', place });
  });
  context.lastLook = null;
  const result: MarkResult = { database: facts.database, before, after };
  context.log.marked(result);
  return result;
}

/** none marks only where it was asked to, and only once: one row. A failure is one warning. */
export async function markOnce(context: Context, run: Run, look: Look | null): Promise<void> {
  const environment = environmentToMark(run.choice);
  if (context.options.marker !== 'always' || environment === null) return;
  try {
    const reading = await context.reading();
    if (reading.dialect.marker === null) return;
    const { mark, facts } = look ?? (await reading.look(MOST_READ_MS));
    if (!facts.supported || mark.kind === 'unreadable' || (mark.kind === 'read' && mark.mark.environment)) return;
    const timeouts = { bootLockMs: MOST_READ_MS, tableLockMs: MOST_READ_MS, statementMs: MOST_READ_MS };
    await write(context, timeouts, ({ mark: now }) =>
      now.kind === 'read' && now.mark.environment ? [] : markRows({ environment }),
    );
    run.isMarked = true;
  } catch (error) {
    context.log.notMarked(run, context.policy.clean(error instanceof Error ? error.message : String(error)));
  }
}

/** Under the lock of the database, with the mark as it is then. */
async function write(
  context: Context,
  timeouts: Context['options']['timeouts'],
  rowsFor: (look: Look) => readonly MarkRow[],
): Promise<Look> {
  const reading = await context.reading();
  const { dialect } = reading;
  const { marker } = dialect;
  if (marker === null) {
    const because = reading.forceOnlyBecause ?? 'This database goes with its process.';
    throw new SafeSyncError('SAFE_SYNC_UNSUPPORTED_SERVER', `There is nothing to mark here. ${because}`);
  }
  return dialect.withLock({ ...timeouts, exclusive: dialect.traits.databaseLock }, async (session) => {
    const look = await reading.lookIn(session);
    const { facts, mark } = look;
    if (!facts.supported) throw new SafeSyncError('SAFE_SYNC_UNSUPPORTED_SERVER', facts.supportedText);
    const table = markerTable(facts.schema);
    const because = await writeMark(session, dialect, { table, exists: mark.kind !== 'absent', rows: rowsFor(look) });
    if (because === null) return look;
    throw new SafeSyncError(
      'SAFE_SYNC_NOT_MARKED',
      `${facts.database} could not be marked: ${because}. Whoever may create tables there can run: ${marker.create(table)}; ` +
        'then grant SELECT, INSERT and DELETE on it, and try again.',
    );
  });
}

function wordToMark(environment: unknown, marker: boolean | 'always'): string {
  const fault = (text: string): InvalidOptionsError => new InvalidOptionsError([text]);
  if (marker === false) throw fault('safeSync.marker: is false, so that this application keeps no mark');
  if (typeof environment !== 'string' || environment.trim() === '') {
    throw fault("mark: needs the environment's word: production, staging, development or test, for instance");
  }
  const word = normalizeWord(environment);
  if (!/^[a-z][a-z0-9._-]{0,63}$/.test(word)) {
    throw fault(
      'mark: an environment is one word of letters, digits, dots, dashes and underscores, such as production',
    );
  }
  const meant = nearestKnownWord(word);
  if (meant !== undefined) throw fault(`mark: "${word}" is no known word; is "${meant}" meant?`);
  return canonicalEnvironment(word);
}
