import type { ExpressionAnswer, ExpressionQuestion } from '../../schema/answers.js';
import { canonicalDefault } from './sqlite.defaults.js';
import { withoutBrackets } from './sqlite.expressions.js';
import { type Token, tokenize } from './sqlite.lexer.js';
import { affinityOf, canonicalType } from './sqlite.types.js';

/**
 * SQLite keeps every text as it was written and has no spelling of its own to ask for: texts that differ only in case and
 * quotes are the same, those that differ only in their constants and names are not, and of the rest nobody knows.
 */
export function judgeExpressions(questions: readonly ExpressionQuestion[]): readonly ExpressionAnswer[] {
  return questions.map(judge);
}

function judge({ kind, type, actual, wanted }: ExpressionQuestion): ExpressionAnswer {
  if (kind === 'type') return affinityOf(actual) === affinityOf(wanted) ? 'same' : 'different';
  if (kind === 'default') {
    const column = canonicalType(type ?? '');
    const kinds = [actual, wanted].map((sql) => canonicalDefault(sql, column)?.kind);
    if (kinds.includes('value')) return 'different';
  }
  return compareTokens(tokensOf(actual), tokensOf(wanted));
}

function tokensOf(sql: string): readonly Token[] | null {
  const tokens = tokenize(sql);
  return tokens && withoutBrackets(tokens);
}

const SYNONYMS: Readonly<Record<string, string>> = { '==': '=', '<>': '!=' };

function compareTokens(actual: readonly Token[] | null, wanted: readonly Token[] | null): ExpressionAnswer {
  if (!actual || !wanted || actual.length !== wanted.length) return 'unknown';
  let answer: ExpressionAnswer = 'same';
  for (const [at, token] of actual.entries()) {
    const other = wanted[at];
    if (other === undefined || !areAlike(token, other)) return 'unknown';
    if (meaningOf(token) === meaningOf(other)) continue;
    if (token.kind === 'symbol') return 'unknown';
    answer = 'different';
  }
  return answer;
}

function areAlike(left: Token, right: Token): boolean {
  const kind = ({ kind: own }: Token): string => (own === 'quoted' ? 'word' : own);
  return kind(left) === kind(right);
}

function meaningOf({ kind, value }: Token): string {
  if (kind === 'quoted') return value.toLowerCase();
  return kind === 'symbol' ? (SYNONYMS[value] ?? value) : value;
}
