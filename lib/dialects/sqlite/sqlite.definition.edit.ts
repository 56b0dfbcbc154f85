import { type ColumnText, type ConstraintText, type Definition, parseDefinition } from './sqlite.definition.js';
import { foldCase, isSymbol, type Span, tokenize } from './sqlite.lexer.js';

/** Text that takes the place of a span; an empty span is a place to insert. */
export interface Edit extends Span {
  readonly text: string;
}

/**
 * The definition with parts of its text replaced, read again: whatever an edit does not touch stays letter by letter as it
 * was written. Null when the result cannot be read.
 */
export function edited(definition: Definition, edits: readonly Edit[]): Definition | null {
  // From the end to the start; of two inserts at one place the later one stands behind.
  const ordered = [...edits].reverse().sort((left, right) => right.start - left.start || right.end - left.end);
  return parseDefinition(
    ordered.reduce((sql, { start, end, text }) => sql.slice(0, start) + text + sql.slice(end), definition.sql),
  );
}

export function columnNamed(definition: Definition, name: string): ColumnText | undefined {
  return definition.columns.find((column) => foldCase(column.name) === foldCase(name));
}

export function constraintOf(column: ColumnText, kind: ConstraintText['kind']): ConstraintText | undefined {
  return column.constraints.find((constraint) => constraint.kind === kind);
}

/** A column goes behind the others, as ALTER TABLE ADD COLUMN puts it. */
export function appendColumn(definition: Definition, text: string): Edit {
  const { end } = definition.columns.at(-1) ?? definition.open;
  return { start: end, end, text: `, ${text}` };
}

export function appendConstraint(definition: Definition, text: string): Edit {
  const { end } = definition.constraints.at(-1) ?? definition.columns.at(-1) ?? definition.open;
  return { start: end, end, text: `, ${text}` };
}

/** Behind the name and type of a column, before its constraints: there a NOT NULL or a DEFAULT belongs to it alone. */
export function afterType(column: ColumnText, text: string): Edit {
  const { end } = column.type ?? column.named;
  return { start: end, end, text: ` ${text}` };
}

export function atEnd(column: ColumnText, text: string): Edit {
  return { start: column.end, end: column.end, text: ` ${text}` };
}

export function replaceType(column: ColumnText, text: string): Edit {
  return column.type ? { ...column.type, text } : afterType(column, text);
}

export function replaceConstraint({ start, end }: Span, text: string): Edit {
  return { start, end, text };
}

/** A constraint of a column, with the space before it; the end of a line may end a comment. */
export function removeFromColumn({ sql }: Definition, { start, end }: Span): Edit {
  return { start: sql.slice(0, start).replace(/[ \t]+$/, '').length, end, text: '' };
}

/** A column, or a constraint of the table, with one of the commas around it. */
export function removeItem({ sql, open }: Definition, { start, end }: Span): Edit {
  const tokens = tokenize(sql) ?? [];
  const at = tokens.findIndex((token) => token.start === start);
  const previous = tokens[at - 1];
  if (isSymbol(previous, ',')) return { start: previous?.start ?? start, end, text: '' };
  if (previous?.start !== open.start) return { start, end, text: '' };
  const next = tokens.find((token) => token.start >= end);
  return { start, end: isSymbol(next, ',') ? (next?.end ?? end) : end, text: '' };
}
