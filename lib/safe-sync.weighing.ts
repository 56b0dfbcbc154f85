import type { Dialect, Session } from './dialects/dialect.js';
import { answeredAfter, askedBefore } from './plan/ask-before-renames.js';
import { assessAll } from './plan/make-plan.js';
import type { ResolvedOptions } from './safe-sync.options.js';
import { renameNames } from './safe-sync.renaming.js';
import { type Looked, surroundingsOf } from './safe-sync.surroundings.js';
import type { DataQuestion, Offenders, WeighingBounds } from './schema/answers.js';
import { answerTo, type Answers, questionKey } from './schema/data-answers.js';

/**
 * A boot must not take long because a table is big, and in mode none the whole reading is given up after five seconds; a
 * person needs to know of a few rows, and whether they are few.
 */
const BOUNDS: WeighingBounds = { timeMs: 2_000, most: 1_000, samples: 3 };

/** A plan of very many changes may look a little longer. */
const MS_FOR_EACH = 2;

/**
 * What was answered on a session: a plan that is made twice under one lock, before and after it ran, is to weigh the same
 * rows, whatever an application writes meanwhile.
 */
const known = new WeakMap<Session, Map<string, Offenders>>();

/** A rule may ask once more when it has heard the first answer. */
const MOST_ROUNDS = 3;

/** Asks the data all that the rules want to know of it, in one query where that works. An unchanged schema asks nothing. */
export async function weigh(
  session: Session,
  looked: Looked,
  dialect: Dialect,
  options: ResolvedOptions,
): Promise<Answers> {
  const answers = known.get(session) ?? new Map<string, Offenders>();
  known.set(session, answers);
  const started = performance.now();
  for (let round = 1; round <= MOST_ROUNDS; round += 1) {
    const open = openQuestions({ ...looked, answers }, dialect, options);
    if (open.size === 0) break;
    const timeMs = BOUNDS.timeMs + open.size * MS_FOR_EACH - (performance.now() - started);
    const found = await askRows(session, [...open.values()], { ...BOUNDS, timeMs }, { looked, dialect });
    [...open.keys()].forEach((key, at) => {
      const answer = found[at];
      if (answer !== undefined) answers.set(key, answer);
    });
  }
  return answers;
}

/** To hear what the rules ask, they are run with the answers that are there. */
function openQuestions(
  looked: Looked & { readonly answers: Answers },
  dialect: Dialect,
  options: ResolvedOptions,
): ReadonlyMap<string, DataQuestion> {
  const open = new Map<string, DataQuestion>();
  if (!looked.probes.some(({ filled }) => filled)) return open;
  const around = surroundingsOf(looked, dialect, options, {
    ask: (question) => {
      const key = questionKey(question);
      if (!looked.answers.has(key)) open.set(key, question);
      return answerTo(question, looked.answers);
    },
  });
  assessAll(looked.comparison, { ...around, whyNot: () => null }, { actual: looked.actual, traits: dialect.traits });
  return open;
}

/** In the names that are there now; what is answered is said in those that will be there. */
export async function askRows(
  session: Session,
  questions: readonly DataQuestion[],
  bounds: WeighingBounds,
  { looked, dialect }: { readonly looked: Looked; readonly dialect: Dialect },
): Promise<readonly Offenders[]> {
  const { renames } = looked.renaming;
  // A query is for a person to read, as it was written.
  const names = { ...renameNames(dialect, looked.spelling), canonical: (sql: string) => sql };
  const asked = questions.map((question) => askedBefore(question, renames, names));
  const found = await dialect.weigh(session, asked, bounds, looked.facts);
  return found.map((answer) => answeredAfter(answer, renames, names));
}
