import type { GeneratedColumn } from '../../schema/database-schema.js';
import type { StatedType } from '../../schema/spelling.js';
import { canonicalExpression, printTokens } from './mysql.expressions.js';
import { closing, isSymbol, isWord, type Token } from './mysql.lexer.js';

type Draft = { -readonly [Key in keyof StatedType]?: StatedType[Key] };

const CONSTRAINT_WORDS = [
  'collate',
  'not',
  'null',
  'default',
  'generated',
  'as',
  'primary',
  'unique',
  'check',
  'references',
  'constraint',
  'comment',
  'auto_increment',
];

/** What people write after a type: NOT NULL, a default, a generated expression, keys. Null for anything else. */
export function readConstraints(tokens: readonly Token[], start: number): Omit<StatedType, 'type'> | null {
  const stated: Draft = {};
  let next = start;
  while (next < tokens.length) {
    const token = tokens[next];
    const following = tokens[next + 1];
    if (isWord(token, 'collate')) {
      stated.collation = following?.value.toLowerCase() ?? '';
      next += 2;
    } else if (isWord(token, 'not') && isWord(following, 'null')) {
      stated.notNull = true;
      next += 2;
    } else if (isWord(token, 'null', 'visible')) {
      next++;
    } else if (isWord(token, 'primary') && isWord(following, 'key')) {
      stated.primaryKey = true;
      next += 2;
    } else if (isWord(token, 'unique')) {
      stated.unique = true;
      next += isWord(following, 'key') ? 2 : 1;
    } else if (isWord(token, 'auto_increment')) {
      stated.autoIncrement = 'identity-by-default';
      next++;
    } else if (isWord(token, 'default')) {
      const end = endOfExpression(tokens, next + 1);
      stated.default = printTokens(tokens.slice(next + 1, end));
      next = end;
    } else if (isWord(token, 'generated') || isWord(token, 'as')) {
      const generated = readGenerated(tokens, next);
      if (!generated) return null;
      stated.generated = generated.column;
      next = generated.next;
    } else if (isWord(token, 'check') || (isWord(token, 'constraint') && isWord(tokens[next + 2], 'check'))) {
      const end = closing(tokens, isWord(token, 'check') ? next + 1 : next + 3);
      if (end === null) return null;
      stated.checks = [...(stated.checks ?? []), printTokens(tokens.slice(next, end))];
      next = end;
    } else if (isWord(token, 'on') && isWord(following, 'update')) {
      const end = endOfExpression(tokens, next + 2);
      stated.extras = [`ON UPDATE ${printTokens(tokens.slice(next + 2, end))}`];
      next = end;
    } else if (isWord(token, 'references', 'constraint', 'comment', 'invisible', 'srid', 'on')) {
      stated.unread = printTokens(tokens.slice(next));
      next = tokens.length;
    } else return null;
  }
  return stated;
}

/** `ON UPDATE …` stands after the default and goes with it. */
function endOfExpression(tokens: readonly Token[], start: number): number {
  let next = start;
  while (next < tokens.length) {
    const token = tokens[next];
    if (next > start && isWord(token, ...CONSTRAINT_WORDS)) return next;
    next = isSymbol(token, '(') ? (closing(tokens, next) ?? tokens.length) : next + 1;
  }
  return next;
}

function readGenerated(
  tokens: readonly Token[],
  start: number,
): { readonly next: number; readonly column: GeneratedColumn } | null {
  const as = isWord(tokens[start], 'as') ? start : start + 2;
  const end = isWord(tokens[as], 'as') && isSymbol(tokens[as + 1], '(') ? closing(tokens, as + 1) : null;
  if (end === null) return null;
  const stored = isWord(tokens[end], 'stored', 'persistent');
  const expression = canonicalExpression(printTokens(tokens.slice(as + 1, end)));
  return { next: stored || isWord(tokens[end], 'virtual') ? end + 1 : end, column: { expression, stored } };
}
