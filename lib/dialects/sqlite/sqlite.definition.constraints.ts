import type { Deferrability } from '../../schema/database-schema.js';
import type { ConstraintText } from './sqlite.definition.js';
import { closing, isName, isSymbol, isWord, nameIn, type Span, splitAtCommas, type Token } from './sqlite.lexer.js';

interface Read<Part> {
  readonly constraint: Part;
  readonly next: number;
}

type Content = Omit<ConstraintText, 'start' | 'end' | 'name'>;

/** One constraint, with its name if it has one. Null for anything else. */
export function readConstraint(
  sql: string,
  tokens: readonly Token[],
  start: number,
  place: 'column' | 'table',
): Read<ConstraintText> | null {
  const first = tokens[start];
  const named = isWord(first, 'constraint') ? tokens[start + 1] : undefined;
  if (isWord(first, 'constraint') && !isName(named)) return null;
  const reader = { sql, tokens };
  const from = named === undefined ? start : start + 2;
  const read = place === 'column' ? readOfColumn(reader, from) : readOfTable(reader, from);
  const last = read && tokens[read.next - 1];
  if (!read || !first || !last) return null;
  const name = named === undefined ? null : nameIn(sql, named);
  return { constraint: { ...read.constraint, name, start: first.start, end: last.end }, next: read.next };
}

interface Reader {
  readonly sql: string;
  readonly tokens: readonly Token[];
}

function readOfColumn(reader: Reader, at: number): Read<Content> | null {
  const { sql, tokens } = reader;
  const [token, following] = [tokens[at], tokens[at + 1]];
  if (token?.kind !== 'word') return null;
  switch (token.value) {
    case 'primary': {
      if (!isWord(following, 'key')) return null;
      const ordered = isWord(tokens[at + 2], 'asc', 'desc') ? at + 3 : at + 2;
      const next = afterConflict(tokens, ordered);
      const autoIncrement = isWord(tokens[next], 'autoincrement');
      return done({ kind: 'primary-key', columns: [], autoIncrement }, autoIncrement ? next + 1 : next);
    }
    case 'not':
      return isWord(following, 'null') ? done({ kind: 'not-null', columns: [] }, afterConflict(tokens, at + 2)) : null;
    case 'null':
      return done({ kind: 'null', columns: [] }, afterConflict(tokens, at + 1));
    case 'unique':
      return done({ kind: 'unique', columns: [] }, afterConflict(tokens, at + 1));
    case 'check':
      return readExpression('check', reader, at + 1);
    case 'default':
      return readDefault(reader, at + 1);
    case 'collate':
      return isName(following)
        ? done({ kind: 'collate', columns: [], collation: nameIn(sql, following) }, at + 2)
        : null;
    case 'references':
      return readReferences(reader, at, []);
    case 'generated':
      return isWord(following, 'always') && isWord(tokens[at + 2], 'as') ? readGenerated(reader, at + 3) : null;
    case 'as':
      return readGenerated(reader, at + 1);
    default:
      return null;
  }
}

function readOfTable(reader: Reader, at: number): Read<Content> | null {
  const { tokens } = reader;
  const keyed = isWord(tokens[at], 'primary', 'foreign') && isWord(tokens[at + 1], 'key');
  if (keyed || isWord(tokens[at], 'unique')) {
    const list = readColumns(reader, keyed ? at + 2 : at + 1);
    if (list === null) return null;
    if (isWord(tokens[at], 'foreign')) {
      return isWord(tokens[list.next], 'references') ? readReferences(reader, list.next, list.columns) : null;
    }
    const { columns, autoIncrement, next } = list;
    return keyed
      ? done({ kind: 'primary-key', columns, autoIncrement }, afterConflict(tokens, next))
      : done({ kind: 'unique', columns }, afterConflict(tokens, next));
  }
  if (!isWord(tokens[at], 'check')) return null;
  const check = readExpression('check', reader, at + 1);
  return check && done(check.constraint, afterConflict(tokens, check.next));
}

/** `(a, b COLLATE nocase DESC)`: the names. */
function readColumns(
  { sql, tokens }: Reader,
  open: number,
): { readonly columns: readonly string[]; readonly autoIncrement: boolean; readonly next: number } | null {
  const next = isSymbol(tokens[open], '(') ? closing(tokens, open) : null;
  if (next === null) return null;
  const parts = splitAtCommas(tokens.slice(open + 1, next - 1));
  const names = parts.map(([first]) => (isName(first) ? nameIn(sql, first) : null));
  const columns = names.filter((name) => name !== null);
  if (columns.length !== names.length) return null;
  return { columns, autoIncrement: isWord(parts.at(-1)?.at(-1), 'autoincrement'), next };
}

function readExpression(kind: 'check' | 'generated', { tokens }: Reader, open: number): Read<Content> | null {
  const next = isSymbol(tokens[open], '(') ? closing(tokens, open) : null;
  const expression = next === null ? null : between(tokens, open + 1, next - 1);
  return next === null || expression === null ? null : done({ kind, columns: [], expression }, next);
}

function readGenerated(reader: Reader, open: number): Read<Content> | null {
  const read = readExpression('generated', reader, open);
  if (read === null) return null;
  const stored = isWord(reader.tokens[read.next], 'stored');
  const said = stored || isWord(reader.tokens[read.next], 'virtual');
  return done({ ...read.constraint, stored }, said ? read.next + 1 : read.next);
}

/** An expression in brackets, else one term with a sign before it. */
function readDefault({ tokens }: Reader, at: number): Read<Content> | null {
  const inBrackets = isSymbol(tokens[at], '(');
  const next = inBrackets ? closing(tokens, at) : isSymbol(tokens[at], '+', '-') ? at + 2 : at + 1;
  if (next === null || next > tokens.length) return null;
  const expression = inBrackets ? between(tokens, at + 1, next - 1) : between(tokens, at, next);
  if (expression === null || (!inBrackets && tokens[next - 1]?.kind === 'symbol')) return null;
  return done({ kind: 'default', columns: [], expression }, next);
}

function readReferences(reader: Reader, at: number, columns: readonly string[]): Read<Content> | null {
  const { sql, tokens } = reader;
  const target = tokens[at + 1];
  if (!isName(target)) return null;
  const list = isSymbol(tokens[at + 2], '(') ? readColumns(reader, at + 2) : null;
  if (isSymbol(tokens[at + 2], '(') && list === null) return null;
  let next = list?.next ?? at + 2;
  let deferrable: Deferrability = 'not-deferrable';
  for (;;) {
    if (isWord(tokens[next], 'on') && isWord(tokens[next + 1], 'delete', 'update', 'insert')) {
      next += isWord(tokens[next + 2], 'set', 'no') ? 4 : 3;
    } else if (isWord(tokens[next], 'match')) next += 2;
    else if (isDeferrable(tokens, next)) {
      const not = isWord(tokens[next], 'not');
      next += not ? 2 : 1;
      const initially = isWord(tokens[next], 'initially') ? tokens[next + 1] : undefined;
      if (initially) next += 2;
      if (!not) deferrable = isWord(initially, 'deferred') ? 'initially-deferred' : 'initially-immediate';
    } else break;
  }
  return done({ kind: 'references', columns, target: nameIn(sql, target), deferrable }, next);
}

function isDeferrable(tokens: readonly Token[], at: number): boolean {
  return isWord(tokens[at], 'deferrable') || (isWord(tokens[at], 'not') && isWord(tokens[at + 1], 'deferrable'));
}

/** `ON CONFLICT REPLACE`. */
function afterConflict(tokens: readonly Token[], at: number): number {
  return isWord(tokens[at], 'on') && isWord(tokens[at + 1], 'conflict') ? at + 3 : at;
}

function between(tokens: readonly Token[], start: number, end: number): Span | null {
  const [first, last] = [tokens[start], tokens[end - 1]];
  return first && last && end > start ? { start: first.start, end: last.end } : null;
}

function done(constraint: Content, next: number): Read<Content> {
  return { constraint, next };
}
