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

/**
 * What was answered on a session: a plan that is made twice under one lock, before and after it ran, is to weigh the same
 * rows, whatever an application writes meanwhile.
 */
const known = new WeakMap<Session, Map<string, Offenders>>();

/** Asks the data all that the rules want to know of it, in one query where that works. An unchanged schema asks nothing. */
export async function weigh(
  session: Session,
  looked: Looked,
  dialect: Dialect,
  options: ResolvedOptions,
): Promise<Answers> {
  const answers = known.get(session) ?? new Map<string, Offenders>();
  known.set(session, answers);
  const open = new Map<string, DataQuestion>();
  for (const question of questionsOf(looked, dialect, options)) {
    if (!answers.has(questionKey(question))) open.set(questionKey(question), question);
  }
  if (open.size > 0) {
    const { renames } = looked.renaming;
    // A query is for a person to read, as it was written.
    const names = { ...renameNames(dialect, looked.spelling), canonical: (sql: string) => sql };
    const asked = [...open.values()].map((question) => askedBefore(question, renames, names));
    const found = await dialect.weigh(session, asked, BOUNDS, looked.facts);
    [...open.keys()].forEach((key, at) => {
      const answer = found[at];
      if (answer !== undefined) answers.set(key, answeredAfter(answer, renames, names));
    });
  }
  return answers;
}

/** A rule asks the same whatever the answers are: to hear its questions it is run without any. */
function questionsOf(looked: Looked, dialect: Dialect, options: ResolvedOptions): readonly DataQuestion[] {
  if (!looked.probes.some(({ filled }) => filled)) return [];
  const questions: DataQuestion[] = [];
  const around = surroundingsOf(looked, dialect, options, {
    ask: (question) => {
      questions.push(question);
      return answerTo(question, undefined);
    },
  });
  assessAll(looked.comparison, { ...around, whyNot: () => null }, { actual: looked.actual, traits: dialect.traits });
  return questions;
}
