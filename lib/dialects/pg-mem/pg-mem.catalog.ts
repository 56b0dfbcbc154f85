import type {
  Column,
  DatabaseSchema,
  EnumType,
  ForeignKey,
  Index,
  QualifiedName,
  Table,
} from '../../schema/database-schema.js';
import { byName, compareText, keyOf } from '../../schema/qualified-name.js';
import type { TableProbe } from '../../schema/answers.js';
import type { Catalog, CatalogScope, Session } from '../dialect.js';
import { literal } from './pg-mem.quote.js';
import { READ_RECORDS, type RecordRow, RECORDS } from './pg-mem.records.js';

type Quote = (name: QualifiedName) => string;

/** What was made here, as it was recorded; of other tables, that they are there. */
export async function readPgMemCatalog(session: Session, scope: CatalogScope, quote: Quote): Promise<Catalog> {
  // Lists the tables of all schemas as if they were in `public`.
  const listed = await session.query<{ readonly table_name: string }>(
    'SELECT "table_name" FROM "information_schema"."tables"',
  );
  const names = new Set(listed.map((row) => row.table_name));
  const recorded = readRecords(names.has(RECORDS.name) ? await session.query<RecordRow>(READ_RECORDS) : []);
  const made = recorded.tables.filter(({ name }) => names.has(name));
  const isMade = new Set(made.map(keyOf));
  const isThere = async (table: QualifiedName): Promise<boolean> =>
    names.has(table.name) && (isMade.has(keyOf(table)) || (await answers(session, table, quote)));

  const scoped = new Set(scope.tables.map(keyOf));
  const strangers: Table[] = [];
  for (const table of scope.tables) {
    if (!isMade.has(keyOf(table)) && (await isThere(table))) strangers.push(await readStranger(session, table));
  }
  const outside = made.filter((table) => !scoped.has(keyOf(table)));
  return {
    schema: {
      schemas: [...new Set(['public', ...recorded.schemas])].sort(compareText),
      tables: [...made.filter((table) => scoped.has(keyOf(table))), ...strangers].sort(byName),
      enums: [...recorded.enums].sort(byName),
    },
    incoming: outside.flatMap((from) =>
      from.foreignKeys
        .filter(({ target }) => scoped.has(keyOf(target)))
        .map(({ name, columns, target, targetColumns }) => ({
          name: name ?? '',
          from: { schema: from.schema, name: from.name },
          columns,
          target,
          targetColumns,
        })),
    ),
    remains: [],
    enumsUsedElsewhere: outside.flatMap(({ columns }) => columns.flatMap(({ type }) => type.enum ?? [])),
  };
}

/** Which of these tables are in `public`; nobody but their owner is asked for a right here. */
export async function findPgMemTables(
  session: Session,
  names: readonly string[],
  quote: Quote,
): Promise<Readonly<Record<string, boolean>>> {
  const listed = await session.query<{ readonly table_name: string }>(
    'SELECT "table_name" FROM "information_schema"."tables"',
  );
  const found: Record<string, boolean> = {};
  for (const name of names) {
    const isListed = listed.some((row) => row.table_name === name);
    if (isListed && (await answers(session, { schema: 'public', name }, quote))) found[name] = true;
  }
  return found;
}

/** In one query; there is nothing else that force would have to know here. */
export async function probePgMemTables(
  session: Session,
  tables: readonly QualifiedName[],
  quote: Quote,
): Promise<readonly TableProbe[]> {
  if (tables.length === 0) return [];
  const questions = tables.map((table, at) => `EXISTS (SELECT 1 FROM ${quote(table)}) AS "${at}"`);
  const [row] = await session.query<Record<string, boolean>>(`SELECT ${questions.join(', ')}`);
  return tables.map(({ schema, name }, at) => ({
    schema,
    name,
    filled: row?.[String(at)] !== false,
    bytes: 0,
    deleteTriggers: false,
    children: [],
    checks: 0,
  }));
}

function readRecords(rows: readonly RecordRow[]): Pick<DatabaseSchema, 'schemas' | 'tables' | 'enums'> {
  const parts = <Part>(owner: Table, part: RecordRow['part']): readonly Part[] =>
    rows
      .filter((row) => row.part === part && keyOf(row) === keyOf(owner))
      .map((row) => JSON.parse(row.definition) as Part);
  const all = <Noun>(part: RecordRow['part']): readonly Noun[] =>
    rows.filter((row) => row.part === part).map((row) => JSON.parse(row.definition) as Noun);
  return {
    schemas: rows.filter((row) => row.part === 'schema').map(({ schema }) => schema),
    tables: all<Table>('table').map((table) => ({
      ...table,
      indexes: parts<Index>(table, 'index'),
      foreignKeys: parts<ForeignKey>(table, 'foreign-key'),
    })),
    enums: all<EnumType>('enum'),
  };
}

async function answers(session: Session, table: QualifiedName, quote: Quote): Promise<boolean> {
  try {
    await session.query(`SELECT ${literal(quote(table))}::regclass`);
    return true;
  } catch {
    return false;
  }
}

/**
 * A table that somebody else made. That it has something which no model can want is the only safe thing to say of it: as a
 * model's table it is made anew.
 */
async function readStranger(session: Session, { schema, name }: QualifiedName): Promise<Table> {
  const rows = await session.query<{ readonly column_name: string; readonly data_type: string }>(
    `SELECT "column_name", "data_type" FROM "information_schema"."columns" WHERE "table_name" = ${literal(name)}`,
  );
  const columns = rows.map((row): Column => ({
    name: row.column_name,
    type: { text: row.data_type, dimensions: 0, recognised: false },
    nullable: true,
  }));
  const untold = { name: null, columns: [] };
  return { schema, name, kind: 'table', columns, primaryKey: null, uniques: [untold], indexes: [], foreignKeys: [] };
}
