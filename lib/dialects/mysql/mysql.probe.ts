import type { TableProbe } from '../../schema/answers.js';
import type { QualifiedName } from '../../schema/database-schema.js';
import type { Session } from '../dialect.js';
import { errnoOf } from './mysql.failure.js';
import { literal, tableName } from './mysql.quote.js';

/** ER_TABLEACCESS_DENIED_ERROR, ER_COLUMNACCESS_DENIED_ERROR, ER_VIEW_INVALID. */
const DENIED: readonly (number | null)[] = [1142, 1143, 1356];

/** One query for all tables. One that may not be looked into counts as filled. */
export async function probeMysqlTables(
  session: Session,
  tables: readonly QualifiedName[],
): Promise<readonly TableProbe[]> {
  if (tables.length === 0) return [];
  try {
    return await probe(session, tables);
  } catch (error) {
    if (!DENIED.includes(errnoOf(error))) throw error;
    const probes: TableProbe[] = [];
    for (const table of tables) probes.push(await probeAlone(session, table));
    return probes;
  }
}

async function probeAlone(session: Session, table: QualifiedName): Promise<TableProbe> {
  try {
    const [found] = await probe(session, [table]);
    if (found !== undefined) return found;
  } catch (error) {
    if (!DENIED.includes(errnoOf(error))) throw error;
  }
  const { schema, name } = table;
  return { schema, name, filled: true, bytes: 0, deleteTriggers: true, checks: 0, children: [] };
}

interface ProbeRow {
  readonly what: 'filled' | 'trigger' | 'check' | 'bytes' | 'counter';
  readonly tab: string;
  readonly number: number | string | bigint | null;
}

/** The first `EXISTS` stops at the first row. A check that makes JSON of a text is the server's own. */
const SURROUNDINGS = `
UNION ALL SELECT 'trigger', EVENT_OBJECT_TABLE, 1 FROM information_schema.TRIGGERS
  WHERE EVENT_OBJECT_SCHEMA = DATABASE() AND EVENT_MANIPULATION = 'DELETE'
UNION ALL SELECT 'check', TABLE_NAME, 1
  /*M! FROM information_schema.CHECK_CONSTRAINTS WHERE CONSTRAINT_SCHEMA = DATABASE() AND CHECK_CLAUSE NOT LIKE 'json_valid(%' */
  /*!50700 FROM information_schema.TABLE_CONSTRAINTS WHERE CONSTRAINT_SCHEMA = DATABASE() AND CONSTRAINT_TYPE = 'CHECK' */
UNION ALL SELECT 'bytes', TABLE_NAME, DATA_LENGTH FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()
UNION ALL SELECT 'counter', TABLE_NAME, AUTO_INCREMENT FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()`;

async function probe(session: Session, tables: readonly QualifiedName[]): Promise<readonly TableProbe[]> {
  const looks = tables.map(
    (table) =>
      `SELECT 'filled' AS what, ${literal(table.name)} AS tab, EXISTS (SELECT 1 FROM ${tableName(table)}) AS number`,
  );
  const rows = await session.query<ProbeRow>(`${looks.join(' UNION ALL ')}${SURROUNDINGS}`);
  const numbers = new Map<string, number>();
  for (const { what, tab, number } of rows) {
    const key = `${what} ${tab}`;
    numbers.set(key, (numbers.get(key) ?? 0) + Number(number ?? 0));
  }
  return tables.map(({ schema, name }): TableProbe => {
    const numberOf = (what: ProbeRow['what']): number => numbers.get(`${what} ${name}`) ?? 0;
    return {
      schema,
      name,
      filled: numberOf('filled') > 0,
      bytes: numberOf('bytes'),
      deleteTriggers: numberOf('trigger') > 0,
      checks: numberOf('check'),
      children: [],
      counts: numberOf('counter') > 1,
    };
  });
}
