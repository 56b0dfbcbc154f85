import type { DataQuestion, Operand, TypeStep, Unseen } from '../schema/answers.js';
import type { Column, QualifiedName } from '../schema/database-schema.js';

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

/** One row for each that stands in the way: its key `k`, a value `v`, and what it is sorted by. Null: only an attempt tells. */
export function selection(question: DataQuestion, sql: RowsSql): string | null {
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
export function listing(question: DataQuestion, sql: RowsSql): string {
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
