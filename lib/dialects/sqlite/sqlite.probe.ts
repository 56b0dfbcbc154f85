import type { TableProbe } from '../../schema/answers.js';
import type { QualifiedName } from '../../schema/database-schema.js';
import type { Session } from '../dialect.js';
import { MAIN, type ObjectRow } from './sqlite.catalog.sql.js';
import { parseDefinition } from './sqlite.definition.js';
import { isWord, tokenize } from './sqlite.lexer.js';
import { literal, tableName } from './sqlite.quote.js';

interface ProbeRow {
  readonly name: string;
  readonly filled: number;
  /** JSON: the table's own text, and those of its triggers. */
  readonly texts: string;
}

/** One query for all tables: rows of VALUES, because a UNION of many is too much for SQLite. */
export async function probeSqliteTables(
  session: Session,
  tables: readonly QualifiedName[],
): Promise<readonly TableProbe[]> {
  if (tables.length === 0) return [];
  const rows = await session.query<ProbeRow>(
    `WITH probed (name, filled) AS (VALUES ${tables.map(probeOf).join(', ')})
     SELECT name, filled, (SELECT json_group_array(json_object('type', m.type, 'sql', m.sql)) FROM sqlite_master AS m
       WHERE m.tbl_name = probed.name COLLATE NOCASE AND m.type IN ('table', 'trigger')) AS texts FROM probed`,
  );
  return rows.map(({ name, filled, texts }) => {
    const objects = JSON.parse(texts) as readonly Pick<ObjectRow, 'type' | 'sql'>[];
    return {
      schema: MAIN,
      name,
      filled: filled === 1,
      bytes: 0,
      deleteTriggers: false,
      children: [],
      checks: objects.reduce((count, object) => count + unstated(object), 0),
    };
  });
}

function probeOf(table: QualifiedName): string {
  return `(${literal(table.name)}, EXISTS (SELECT 1 FROM ${tableName(table)}))`;
}

/** What no model can state: CHECKs, and triggers that clearing the table would fire, for want of a TRUNCATE. */
function unstated({ type, sql }: Pick<ObjectRow, 'type' | 'sql'>): number {
  if (type === 'trigger') return firesOnDelete(sql ?? '') ? 1 : 0;
  const definition = parseDefinition(sql ?? '');
  if (definition === null) return 0;
  const all = [...definition.constraints, ...definition.columns.flatMap(({ constraints }) => constraints)];
  return all.filter(({ kind }) => kind === 'check').length;
}

/** `CREATE TRIGGER name [BEFORE | AFTER] DELETE ON …`: the event stands before ON. */
function firesOnDelete(sql: string): boolean {
  const tokens = tokenize(sql) ?? [];
  const on = tokens.findIndex((token) => isWord(token, 'on'));
  return isWord(tokens[on - 1], 'delete');
}
