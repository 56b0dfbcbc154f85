import type { ExpressionAnswer, ExpressionQuestion } from '../../schema/answers.js';
import type { Session } from '../dialect.js';
import { qualified } from './postgres.quote.js';

/**
 * Asks the server whether two expressions are the same: `EXPLAIN (VERBOSE)` prints both in its own spelling, with constants
 * folded and names resolved (`status IN ('a','b')` is stored as `= ANY (ARRAY[…])`). Nothing is executed.
 *
 * All questions travel in one message. Where one of them does not parse, the whole message fails; then each is asked alone,
 * so that one bad expression does not hide the others.
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

interface ExplainRow {
  readonly 'QUERY PLAN': string | readonly ExplainedPlan[];
}

interface ExplainedPlan {
  readonly Plan: { readonly Output?: readonly string[] };
}

async function ask(session: Session, questions: readonly ExpressionQuestion[]): Promise<readonly ExpressionAnswer[]> {
  const rows = await session.attemptQuery<ExplainRow>(questions.map(explain).join('; '));
  return rows.map((row) => {
    const printed = row['QUERY PLAN'];
    const [explained] = (typeof printed === 'string' ? JSON.parse(printed) : printed) as readonly ExplainedPlan[];
    const [actual, wanted] = explained?.Plan.Output ?? [];
    if (actual === undefined || wanted === undefined) return 'unknown';
    return actual === wanted ? 'same' : 'different';
  });
}

function explain(question: ExpressionQuestion): string {
  const [actual, wanted] = [question.actual, question.wanted].map((expression) => asColumn(question, expression));
  const from = question.kind === 'default' || question.kind === 'type' ? '' : ` FROM ${qualified(question.table)}`;
  return `EXPLAIN (VERBOSE, COSTS OFF, FORMAT JSON) SELECT ${actual} AS a, ${wanted} AS b${from}`;
}

function asColumn({ kind, type }: ExpressionQuestion, expression: string): string {
  if (kind === 'type') return `NULL::${expression}`;
  return type === undefined ? `(${expression})` : `CAST((${expression}) AS ${type})`;
}
