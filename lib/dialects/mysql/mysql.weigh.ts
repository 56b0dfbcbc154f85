import type { DataQuestion, Offenders, Unseen, WeighingBounds } from '../../schema/answers.js';
import type { Column } from '../../schema/database-schema.js';
import type { Facts } from '../../schema/facts.js';
import type { Session } from '../dialect.js';
import type { RowsSql } from '../rows-sql.js';
import { weighRows } from '../weigh-rows.js';
import { errnoOf, mysqlFailure } from './mysql.failure.js';
import { mysqlMisfit } from './mysql.misfits.js';
import { literal, name, tableName } from './mysql.quote.js';
import { familyOf } from './mysql.values.js';

const MOST_CHARACTERS = 60;

export async function weighMysqlRows(
  session: Session,
  questions: readonly DataQuestion[],
  bounds: WeighingBounds,
  { utc }: Facts,
): Promise<readonly Offenders[]> {
  const sql: RowsSql = {
    quote: name,
    table: tableName,
    text: (own, column) => textOf(own, column),
    joined: (texts) => `CONCAT(${texts.join(", ', ', ")})`,
    misfit: (own, step) => mysqlMisfit(own, step, utc),
    converted: (own) => own,
    uses: (own, { type }, value) =>
      type.text.startsWith('set(') ? `FIND_IN_SET(${literal(value)}, ${own}) > 0` : `${own} = ${literal(value)}`,
    pairs: (query) => `(SELECT JSON_ARRAYAGG(JSON_ARRAY(k, v)) FROM (${query}) AS found)`,
    hint: (timeMs) => `/*+ MAX_EXECUTION_TIME(${Math.max(1, Math.round(timeMs))}) */ `,
    whyUnseen,
  };
  return weighRows(session, questions, sql, bounds);
}

/** Bytes would be no text. */
function textOf(own: string, column: Column | undefined): string {
  const family = column === undefined ? 'text' : familyOf(column.type);
  const text =
    family === 'binary' || family === 'bit' || family === 'geometry' ? `HEX(${own})` : `CAST(${own} AS CHAR)`;
  return `LEFT(${text}, ${MOST_CHARACTERS})`;
}

/** Of a statement that took too long, by MariaDB and by MySQL; a lock that was not had in time. */
const TOO_SLOW: readonly (number | null)[] = [1969, 3024, 1317, 1205];
/** ER_DBACCESS_DENIED_ERROR, ER_TABLEACCESS_DENIED_ERROR, ER_COLUMNACCESS_DENIED_ERROR, ER_VIEW_INVALID. */
const DENIED: readonly (number | null)[] = [1044, 1142, 1143, 1356];

function whyUnseen(error: unknown): Unseen {
  const number = errnoOf(error);
  if (TOO_SLOW.includes(number)) return { because: 'too-slow', said: '' };
  if (DENIED.includes(number)) return { because: 'not-permitted', said: '' };
  return { because: 'no-answer', said: mysqlFailure(error).message };
}
