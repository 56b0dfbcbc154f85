import type { DataQuestion, Offenders, Operand, TypeStep, Unseen, WeighingBounds } from '../schema/answers.js';
import type { Column, QualifiedName } from '../schema/database-schema.js';
import type { Session } from './dialect.js';

/** How one server says what the questions about its rows are made of. Pure. */
export interface RowsSql {
  quote(name: string): string;
  table(name: QualifiedName): string;
  /** A value as text, cut where it is long. */
  text(own: string, column: Column | undefined): string;
  /** Texts as one, with commas between them. */
  joined(texts: readonly string[]): string;
  /** True for a row whose value does not survive; null where only an attempt tells. NULLs were sorted out before. */
  misfit(own: string, step: TypeStep): string | null;
  /** The value as it becomes. */
  converted(own: string, step: TypeStep): string;
  uses(own: string, column: Column, value: string): string;
  /** JSON of `[[k, v], …]` from a query that gives columns `k` and `v`. */
  pairs(query: string): string;
  /** SQL that is true where the server may keep rows of this table from us. */
  hides?(table: QualifiedName): string;
  /** Where only an attempt tells: a query that fails when one value does not survive. */
  attempt?(table: QualifiedName, own: string, step: TypeStep): string;
  /** Of such a failure: the value that the server names; null where it failed for another reason. */
  rejected?(error: unknown): readonly string[] | null;
  /** A time limit that is part of the query, behind its first SELECT. */
  hint?(timeMs: number): string;
  whyUnseen(error: unknown): Unseen;
}

/** What one try may take at least: less would find nothing out. */
const LEAST_MS = 50;

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
  const asked = questions.filter((question) => selection(question, sql) !== null);
  const answers = new Map<DataQuestion, Offenders>();
  if (asked.length > 0) {
    try {
      // Half of the time, so that the others still have some when one takes too long.
      const found = await ask(session, asked, sql, bounds, bounds.timeMs / (asked.length > 1 ? 2 : 1));
      found.forEach((answer, at) => answers.set(asked[at] as DataQuestion, answer));
    } catch (error) {
      if (asked.length === 1) answers.set(asked[0] as DataQuestion, unseen(asked[0] as DataQuestion, sql, error));
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
    return unseen(question, sql, error);
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
    const row = byQuestion.get(at);
    if (row === undefined) return nobody(question, sql);
    const none = nobody(question, sql);
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

function unseen(question: DataQuestion, sql: RowsSql, error: unknown): Offenders {
  return { ...nobody(question, sql), unseen: sql.whyUnseen(error) };
}

/** One row for each that stands in the way: its key `k`, a value `v`, and what it is sorted by. Null: only an attempt tells. */
function selection(question: DataQuestion, sql: RowsSql): string | null {
  const from = `FROM ${sql.table(question.table)}`;
  if (question.kind === 'duplicates') {
    const [key] = [keySql(question, sql, '')];
    const low = key === null ? 'NULL' : `min(${key})`;
    const high = key === null ? 'NULL' : `max(${key})`;
    return `SELECT ${low} AS k, ${high} AS v, ${low} AS o ${from}${grouping(question, sql)}`;
  }
  const alias = question.kind === 'orphans' ? 'child.' : '';
  const where = condition(question, sql);
  if (where === null) return null;
  const [first] = question.key;
  const value = question.kind === 'misfits' ? sql.text(sql.quote(question.column), question.step.from) : 'NULL';
  const order = first === undefined ? 'NULL' : `${alias}${sql.quote(first.name)}`;
  const child = question.kind === 'orphans' ? ' AS child' : '';
  return `SELECT ${keySql(question, sql, alias) ?? 'NULL'} AS k, ${value} AS v, ${order} AS o ${from}${child}${where}`;
}

/** The primary key of a row as one text. */
function keySql({ key }: DataQuestion, sql: RowsSql, alias: string): string | null {
  const [first, ...more] = key.map((column) => sql.text(`${alias}${sql.quote(column.name)}`, column));
  if (first === undefined) return null;
  return more.length === 0 ? first : sql.joined([first, ...more]);
}

/** The query that a person can paste. */
function listing(question: DataQuestion, sql: RowsSql): string {
  const from = `FROM ${sql.table(question.table)}`;
  switch (question.kind) {
    case 'duplicates':
      return `SELECT ${question.parts.map((part) => operand(part, sql, '')).join(', ')}, count(*) ${from}${grouping(question, sql)}`;
    case 'orphans':
      return `SELECT child.* ${from} AS child${condition(question, sql) ?? ''}`;
    case 'misfits': {
      const columns = [...new Set([...question.key.map(({ name }) => name), question.column])].map((own) =>
        sql.quote(own),
      );
      const where = condition(question, sql) ?? ` WHERE ${sql.quote(question.column)} IS NOT NULL`;
      return `SELECT ${columns.join(', ')} ${from}${where}`;
    }
    default:
      return `SELECT * ${from}${condition(question, sql) ?? ''}`;
  }
}

function condition(question: Exclude<DataQuestion, { kind: 'duplicates' }>, sql: RowsSql): string | null {
  switch (question.kind) {
    case 'rows':
      return '';
    case 'nulls':
      return ` WHERE ${question.columns.map((column) => `${sql.quote(column)} IS NULL`).join(' OR ')}`;
    case 'values':
      return ` WHERE ${sql.quote(question.column)} IS NOT NULL`;
    case 'uses':
      return ` WHERE ${sql.uses(sql.quote(question.column.name), question.column, question.value)}`;
    case 'misfits': {
      const own = sql.quote(question.column);
      const misfit = sql.misfit(own, question.step);
      return misfit === null ? null : ` WHERE ${own} IS NOT NULL${misfit === TRUE ? '' : ` AND (${misfit})`}`;
    }
    case 'orphans': {
      const own = question.columns.map((column) => operand(column, sql, 'child.'));
      const filled = own.map((column) => `${column} IS NOT NULL`).join(' AND ');
      if (!question.targetExists) return ` WHERE ${filled}`;
      const pairs = question.targetColumns.map((column, at) => `${operand(column, sql, 'parent.')} = ${own[at] ?? ''}`);
      return ` WHERE ${filled} AND NOT EXISTS (SELECT 1 FROM ${sql.table(question.target)} AS parent WHERE ${pairs.join(' AND ')})`;
    }
  }
}

/** What {@link RowsSql.misfit} says where no value survives. */
export const TRUE = '1 = 1';
/** … and where every value does. */
export const FALSE = '1 = 0';

function grouping({ parts, where }: Extract<DataQuestion, { kind: 'duplicates' }>, sql: RowsSql): string {
  const own = parts.map((part) => operand(part, sql, ''));
  const among = [...own.map((part) => `${part} IS NOT NULL`), ...(where === null ? [] : [`(${where})`])];
  return ` WHERE ${among.join(' AND ')} GROUP BY ${own.join(', ')} HAVING count(*) > 1`;
}

function operand({ name, sql: expression, becomes }: Operand, sql: RowsSql, alias: string): string {
  if (expression !== undefined) return `(${expression})`;
  const own = `${alias}${sql.quote(name)}`;
  return becomes === undefined ? own : sql.converted(own, becomes);
}
