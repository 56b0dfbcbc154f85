import type { DataQuestion, Offenders } from './answers.js';

/** What the data said, by question. */
export type Answers = ReadonlyMap<string, Offenders>;

export function questionKey(question: DataQuestion): string {
  return JSON.stringify(question);
}

/** Nobody asked, or nobody answered: then nothing is known, and the table counts as filled. */
export function answerTo(question: DataQuestion, answers: Answers | undefined): Offenders {
  return (
    answers?.get(questionKey(question)) ?? {
      count: null,
      isAtLeast: false,
      key: question.key.map(({ name }) => name),
      keys: [],
      values: [],
      query: '',
      unseen: { because: 'no-answer', said: '' },
    }
  );
}
