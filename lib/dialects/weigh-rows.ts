import type { DataQuestion, Offenders, WeighingBounds } from '../schema/answers.js';
import type { Session } from './dialect.js';
import { listing, type RowsSql, selection } from './rows-sql.js';

/** What one try may take at least: less would find nothing out. */
const LEAST_MS = 50;

/** So many questions make one query: usually that is all of them. */
const MOST_TOGETHER = 50;

/**
 * All questions in one query, which stops counting at a bound and is given up after a while. Where it fails, each question
 * is asked alone in the time that is left, so that one table that is too big, or not ours to read, does not hide the others.
 */
export async function weighRows(
  session: Session,
  questions: readonly DataQuestion[],
  sql: RowsSql,
  bounds: WeighingBounds,
): Promise<readonly Offenders[]> {
  const deadline = performance.now() + bounds.timeMs;
  const answers = new Map<DataQuestion, Offenders>();
  const together = questions.filter((question) => selection(question, sql) !== null);
  for (let from = 0; from < together.length; from += MOST_TOGETHER) {
    const asked = together.slice(from, from + MOST_TOGETHER);
    const left = deadline - performance.now();
    if (left < LEAST_MS) break;
    try {
      // Half of the time, so that the others still have some when one takes too long.
      const found = await ask(session, asked, sql, bounds, together.length > 1 ? left / 2 : left);
      asked.forEach((question, at) => answers.set(question, found[at] ?? nobody(question, sql)));
    } catch (error) {
      const [only] = asked;
      if (asked.length === 1 && only !== undefined)
        answers.set(only, { ...nobody(only, sql), unseen: sql.whyUnseen(error) });
    }
  }
  const result: Offenders[] = [];
  for (const question of questions) {
    result.push(answers.get(question) ?? (await askAlone(session, question, sql, bounds, deadline)));
  }
  return result;
}

async function askAlone(
  session: Session,
  question: DataQuestion,
  sql: RowsSql,
  bounds: WeighingBounds,
  deadline: number,
): Promise<Offenders> {
  const left = deadline - performance.now();
  if (left < LEAST_MS) return { ...nobody(question, sql), unseen: { because: 'too-slow', said: '' } };
  try {
    if (selection(question, sql) === null) return await attempt(session, question, sql, left);
    const [answer] = await ask(session, [question], sql, bounds, Math.max(left / 2, LEAST_MS));
    return answer ?? nobody(question, sql);
  } catch (error) {
    return { ...nobody(question, sql), unseen: sql.whyUnseen(error) };
  }
}

/** Where nobody can say which values fail, the server converts all of them and throws the result away. */
async function attempt(session: Session, question: DataQuestion, sql: RowsSql, timeMs: number): Promise<Offenders> {
  const none = { ...nobody(question, sql), count: 0, unseen: null };
  if (question.kind !== 'misfits' || sql.attempt === undefined) return nobody(question, sql);
  try {
    await session.attemptQuery(sql.attempt(question.table, sql.quote(question.column), question.step), timeMs);
    return none;
  } catch (error) {
    const values = sql.rejected?.(error) ?? null;
    if (values === null) throw error;
    return { ...none, count: 1, isAtLeast: true, values };
  }
}

interface AnswerRow {
  readonly question: number | string;
  readonly number: number | string | bigint;
  readonly pairs: unknown;
  readonly hidden: unknown;
}

async function ask(
  session: Session,
  questions: readonly DataQuestion[],
  sql: RowsSql,
  { most, samples }: WeighingBounds,
  timeMs: number,
): Promise<readonly Offenders[]> {
  const found = questions.map((question, at) => `o${at} AS (${selection(question, sql) ?? ''} LIMIT ${most + 1})`);
  const told = questions.map(
    ({ table }, at) =>
      `SELECT ${at === 0 ? (sql.hint?.(timeMs) ?? '') : ''}${at} AS question, (SELECT count(*) FROM o${at}) AS number, ` +
      `${sql.pairs(`SELECT k, v FROM o${at} ORDER BY o LIMIT ${samples}`)} AS pairs, ${sql.hides?.(table) ?? '0'} AS hidden`,
  );
  const rows = await session.attemptQuery<AnswerRow>(`WITH ${found.join(', ')} ${told.join(' UNION ALL ')}`, timeMs);
  const byQuestion = new Map(rows.map((row) => [Number(row.question), row]));
  return questions.map((question, at): Offenders => {
    const none = nobody(question, sql);
    const row = byQuestion.get(at);
    if (row === undefined) return none;
    if (row.hidden === true || Number(row.hidden) === 1)
      return { ...none, unseen: { because: 'not-permitted', said: 'row level security may hide rows' } };
    const number = Number(row.number);
    const pairs = pairsIn(row.pairs);
    return {
      ...none,
      count: Math.min(number, most),
      isAtLeast: number > most,
      keys: question.key.length === 0 ? [] : pairs.map(([key, value]) => keyText(question, key, value)),
      values: question.kind === 'misfits' ? [...new Set(pairs.map(([, value]) => value ?? ''))] : [],
      unseen: null,
    };
  });
}

function keyText({ kind }: DataQuestion, key: string | null, other: string | null): string {
  return kind === 'duplicates' ? `${key ?? ''} and ${other ?? ''}` : (key ?? '');
}

function pairsIn(json: unknown): readonly (readonly [string | null, string | null])[] {
  const pairs: unknown = typeof json === 'string' ? JSON.parse(json) : json;
  return (pairs ?? []) as readonly (readonly [string | null, string | null])[];
}

function nobody(question: DataQuestion, sql: RowsSql): Offenders {
  return {
    count: null,
    isAtLeast: false,
    key: question.key.map(({ name }) => name),
    keys: [],
    values: [],
    query: listing(question, sql),
    unseen: { because: 'no-answer', said: '' },
  };
}
