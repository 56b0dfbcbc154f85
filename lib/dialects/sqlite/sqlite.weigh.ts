import type { DataQuestion, Offenders, Unseen, WeighingBounds } from '../../schema/answers.js';
import type { Session } from '../dialect.js';
import type { RowsSql } from '../rows-sql.js';
import { weighRows } from '../weigh-rows.js';
import { codeOf, isBusy } from './sqlite.busy.js';
import { sqliteMisfit } from './sqlite.misfits.js';
import { literal, name, tableName } from './sqlite.quote.js';

const MOST_CHARACTERS = 60;

const rowsSql: RowsSql = {
  quote: name,
  table: tableName,
  text: (own) => `substr(CASE typeof(${own}) WHEN 'blob' THEN hex(${own}) ELSE ${own} END, 1, ${MOST_CHARACTERS})`,
  joined: (texts) => texts.join(" || ', ' || "),
  misfit: sqliteMisfit,
  converted: (own) => own,
  uses: (own, _column, value) => `${own} = ${literal(value)}`,
  pairs: (query) => `(SELECT json_group_array(json_array(k, v)) FROM (${query}))`,
  whyUnseen,
};

export function weighSqliteRows(
  session: Session,
  questions: readonly DataQuestion[],
  bounds: WeighingBounds,
): Promise<readonly Offenders[]> {
  return weighRows(session, questions, rowsSql, bounds);
}

function whyUnseen(error: unknown): Unseen {
  if (codeOf(error) === 'SQLITE_INTERRUPT' || isBusy(error)) return { because: 'too-slow', said: '' };
  return { because: 'no-answer', said: error instanceof Error ? error.message : String(error) };
}
