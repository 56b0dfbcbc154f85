import type { ExpressionAnswer, ExpressionQuestion } from '../../schema/answers.js';
import type { Session } from '../dialect.js';
import { tableName } from './mysql.quote.js';

/**
 * Asks the server whether two expressions are the same: after an EXPLAIN it tells, as a note, how it read the query, with
 * names resolved and everything in its own spelling. Nothing is executed. All questions travel in one query; where one of
 * them cannot be read, each is asked alone, so that one bad expression does not hide the others. The tree that newer MySQL
 * versions print by themselves brings no note.
 */
export async function judgeExpressions(
  session: Session,
  questions: readonly ExpressionQuestion[],
): Promise<readonly ExpressionAnswer[]> {
  if (questions.length === 0) return [];
  try {
    return await ask(session, questions);
  } catch {
    const answers: ExpressionAnswer[] = [];
    for (const question of questions) {
      answers.push(await askAlone(session, question));
    }
    return answers;
  }
}

async function askAlone(session: Session, question: ExpressionQuestion): Promise<ExpressionAnswer> {
  try {
    const [answer] = await ask(session, [question]);
    return answer ?? 'unknown';
  } catch {
    return 'unknown';
  }
}

/** The note that holds the query as it was read. */
const REWRITTEN = 1003;

async function ask(session: Session, questions: readonly ExpressionQuestion[]): Promise<readonly ExpressionAnswer[]> {
  if (questions.some(({ kind }) => kind === 'type')) {
    const rest = questions.filter(({ kind }) => kind !== 'type');
    const answers = rest.length === 0 ? [] : [...(await ask(session, rest))];
    return questions.map(({ kind }) => (kind === 'type' ? 'unknown' : (answers.shift() ?? 'unknown')));
  }
  const selects = questions.map(
    ({ kind, table, actual, wanted }, at) =>
      `SELECT (${actual}) AS safe_sync_a${at}, (${wanted}) AS safe_sync_w${at}` +
      (kind === 'default' ? '' : ` FROM ${tableName(table)}`),
  );
  await session.attemptQuery(
    `EXPLAIN /*M! EXTENDED */ /*!50700 FORMAT = TRADITIONAL */ ${selects.join(' UNION ALL ')}`,
  );
  const notes = await session.attemptQuery<Record<string, unknown>>('SHOW WARNINGS');
  const [text] = notes.filter((note) => Number(note['Code']) === REWRITTEN).map((note) => String(note['Message']));
  if (text === undefined) return questions.map(() => 'unknown');
  return questions.map((_question, at) => {
    // In a UNION only the first SELECT keeps the aliases that it was given.
    const actual = before(text, `a${at}`);
    const wanted = before(text, `w${at}`);
    if (actual === null || wanted === null) return 'unknown';
    return actual === wanted ? 'same' : 'different';
  });
}

/** What is printed before an alias, from the one before it or from the beginning of its SELECT. */
function before(text: string, alias: string): string | null {
  const end = text.indexOf(` AS \`safe_sync_${alias}\``);
  if (end < 0) return null;
  const head = text.slice(0, end);
  const previous = head.lastIndexOf(' AS `safe_sync_');
  const select = head.lastIndexOf('select ');
  const start = alias.startsWith('w') ? head.indexOf(',', previous) + 1 : select + 'select '.length;
  return head.slice(start).trim();
}
