import type { ColumnType } from '../../schema/database-schema.js';
import type { StatedType } from '../../schema/spelling.js';
import { remember } from '../../schema/remember.js';
import { canonicalExpression } from './sqlite.expressions.js';
import { readConstraint } from './sqlite.definition.constraints.js';
import { type ConstraintText, endOfType } from './sqlite.definition.js';
import { closing, isSymbol, type Token, tokenize } from './sqlite.lexer.js';

/** What SQLite does with a declared type: the only thing that a type changes in the values. */
export type Affinity = 'integer' | 'text' | 'blob' | 'real' | 'numeric';

/** https://sqlite.org/datatype3.html#determination_of_column_affinity, in the order of its rules. */
export function affinityOf(type: string): Affinity {
  const text = type.toUpperCase();
  if (text.includes('INT')) return 'integer';
  if (/CHAR|CLOB|TEXT/.test(text)) return 'text';
  if (text === '' || text.includes('BLOB')) return 'blob';
  if (/REAL|FLOA|DOUB/.test(text)) return 'real';
  return 'numeric';
}

/**
 * A declared type in one spelling: upper case, single spaces, nothing but commas between its numbers. Any words are a type
 * to SQLite; what is none does not parse.
 */
export const canonicalType = remember((text: string): ColumnType => {
  const tokens = tokenize(text);
  const written = tokens && printType(text, tokens);
  if (written === null) return { text: text.trim(), dimensions: 0, recognised: false };
  const printed = written.toUpperCase();
  return { text: printed, dimensions: 0, recognised: true, ...(written === printed ? {} : { asWritten: written }) };
});

function printType(sql: string, tokens: readonly Token[]): string | null {
  const open = tokens.findIndex((token) => isSymbol(token, '('));
  const words = open === -1 ? tokens : tokens.slice(0, open);
  if (!words.every(({ kind }) => kind === 'word' || kind === 'quoted' || kind === 'string')) return null;
  // As text, quotes and all: to SQLite `INTEGER[]` is two names, of which one is empty.
  const printed = words
    .map(({ start, end }) => sql.slice(start, end))
    .reduce((all, word) => (all === '' || word.startsWith('[') ? all + word : `${all} ${word}`), '');
  if (open === -1) return printed;
  if (closing(tokens, open) !== tokens.length) return null;
  const inner = tokens.slice(open + 1, -1);
  // The grammar allows one or two signed numbers.
  if (!inner.every((token) => token.kind === 'number' || isSymbol(token, ',', '+', '-'))) return null;
  const numbers = inner.map(({ start, end }) => sql.slice(start, end)).join('');
  return /^[-+]?[^,]+(?:,[-+]?[^,]+)?$/.test(numbers) ? `${printed}(${numbers})` : null;
}

/** A type as a model states it, with what people write behind it: `TEXT COLLATE NOCASE`, `INTEGER CHECK (n > 0)`. */
export const statedType = remember((text: string): StatedType => {
  const tokens = tokenize(text);
  const afterType = tokens && endOfType(tokens, 0, tokens.length);
  if (!tokens || afterType === null) return passedThrough(text);
  const type = canonicalType(text.slice(0, tokens[afterType - 1]?.end ?? 0));
  const constraints: ConstraintText[] = [];
  for (let next = afterType; next < tokens.length;) {
    const read = readConstraint(text, tokens, next, 'column');
    if (read === null) return passedThrough(text);
    constraints.push(read.constraint);
    next = read.next;
  }
  return type.recognised ? { type, ...saidBy(text, constraints) } : passedThrough(text);
});

function passedThrough(text: string): StatedType {
  return { type: { text: text.trim(), dimensions: 0, recognised: false } };
}

type Draft = { -readonly [Key in keyof StatedType]?: StatedType[Key] };

function saidBy(text: string, constraints: readonly ConstraintText[]): Omit<StatedType, 'type'> {
  const said: Draft = {};
  for (const { kind, expression, collation, stored, start, end, autoIncrement } of constraints) {
    const inner = expression ? text.slice(expression.start, expression.end) : '';
    const whole = text.slice(start, end);
    switch (kind) {
      case 'not-null':
        said.notNull = true;
        break;
      case 'primary-key':
        said.primaryKey = true;
        if (autoIncrement) said.autoIncrement = 'serial';
        break;
      case 'unique':
        said.unique = true;
        break;
      case 'collate':
        said.collation = collation;
        break;
      case 'default':
        said.default = inner;
        break;
      case 'generated':
        said.generated = { expression: canonicalExpression(inner), stored: stored === true };
        break;
      case 'check':
        said.checks = [...(said.checks ?? []), whole];
        break;
      case 'references':
        said.unread = whole;
        break;
      case 'null':
        break;
    }
  }
  return said;
}
