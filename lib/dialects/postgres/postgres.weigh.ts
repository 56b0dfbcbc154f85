import type { DataQuestion, Offenders, Unseen, WeighingBounds } from '../../schema/answers.js';
import type { Facts } from '../../schema/facts.js';
import type { Session } from '../dialect.js';
import type { RowsSql } from '../rows-sql.js';
import { weighRows } from '../weigh-rows.js';
import { postgresFailure } from './postgres.failure.js';
import { postgresMisfit } from './postgres.misfits.js';
import { literal, name, qualified } from './postgres.quote.js';
import { conversion } from './postgres.render-type.js';

/** The first version that says of a text whether it is a value of a type. */
const JUDGES_INPUT = 160_000;

const MOST_CHARACTERS = 60;

export async function weighPostgresRows(
  session: Session,
  questions: readonly DataQuestion[],
  bounds: WeighingBounds,
  { utc, own }: Facts,
): Promise<readonly Offenders[]> {
  const knows = { utc, judgesInput: Number(own['number'] ?? 0) >= JUDGES_INPUT };
  const sql: RowsSql = {
    quote: name,
    table: qualified,
    text: (value) => `left(${value}::text, ${MOST_CHARACTERS})`,
    joined: (texts) => texts.join(" || ', ' || "),
    misfit: (value, step) => postgresMisfit(value, step, knows),
    converted: (value, { from, to }) => conversion(value, from.type, to.type),
    uses: (value, { type }, used) =>
      type.dimensions > 0 ? `${literal(used)} = ANY (${value}::text[])` : `${value}::text = ${literal(used)}`,
    pairs: (query) => `(SELECT json_agg(json_build_array(k, v)) FROM (${query}) AS found)::text`,
    hides: (table) => `row_security_active(${literal(qualified(table))}::regclass::oid)`,
    attempt: (table, value, { from, to }) =>
      `SELECT count(${conversion(value, from.type, to.type)}) FROM ${qualified(table)}`,
    rejected,
    whyUnseen,
  };
  return weighRows(session, questions, sql, bounds);
}

interface PostgresError {
  readonly code?: string;
  readonly message?: string;
}

function original(error: unknown): PostgresError {
  const inner = error instanceof Error && 'original' in error ? error.original : error;
  return typeof inner === 'object' && inner !== null ? inner : {};
}

/** Class 22: a value that the type does not take. The message ends with it: `invalid input syntax for type date: "x"`. */
function rejected(error: unknown): readonly string[] | null {
  const { code = '', message = '' } = original(error);
  if (!code.startsWith('22')) return null;
  const value = /: "(.*)"$/s.exec(message)?.[1];
  return value === undefined ? [] : [value.slice(0, MOST_CHARACTERS)];
}

/** Query cancelled, by its time limit; a lock that was not had in time. */
const TOO_SLOW: readonly string[] = ['57014', '55P03'];

function whyUnseen(error: unknown): Unseen {
  const { code = '' } = original(error);
  if (TOO_SLOW.includes(code)) return { because: 'too-slow', said: '' };
  if (code === '42501') return { because: 'not-permitted', said: '' };
  // A message about a value shows it.
  return { because: 'no-answer', said: code.startsWith('22') ? '' : postgresFailure(error).message };
}
