import type { ExpressionAnswer, ExpressionQuestion } from '../schema/answers.js';

/**
 * What the server said about expressions whose texts differ. Comparing is pure and runs twice: the first time it collects
 * the questions, the second time it has the answers.
 */
export class Judgements {
  private readonly questions = new Map<string, ExpressionQuestion>();

  constructor(private readonly answers: ReadonlyMap<string, ExpressionAnswer> = new Map()) {}

  /** Puts answers, in the order of the questions, into a form that can be asked. */
  static from(questions: readonly ExpressionQuestion[], answers: readonly ExpressionAnswer[]): Judgements {
    return new Judgements(
      new Map(questions.map((question, position) => [keyOf(question), answers[position] ?? 'unknown'])),
    );
  }

  /** `open` when only the server knows; equal texts need no question. */
  ask(question: ExpressionQuestion): ExpressionAnswer | 'open' {
    if (question.actual === question.wanted) return 'same';
    const key = keyOf(question);
    const answer = this.answers.get(key);
    if (answer !== undefined) return answer;
    this.questions.set(key, question);
    return 'open';
  }

  get open(): readonly ExpressionQuestion[] {
    return [...this.questions.values()];
  }
}

function keyOf({ kind, table, type, actual, wanted }: ExpressionQuestion): string {
  return JSON.stringify([kind, table.schema, table.name, type ?? null, actual, wanted]);
}
