import { listNames, type OracleCatalog, type OracleColumn, type OracleTable, type TestDatabase } from './database.js';
import { quoteName } from './quote-name.js';
import { bodiesAfter, maskQuoted, withSingleBlanks } from './sqlite-sql.js';

type Query = TestDatabase['query'];

interface ObjectRow {
  readonly type: string;
  readonly name: string;
  readonly tbl_name: string;
  readonly sql: string | null;
}

interface TableRow {
  readonly name: string;
  readonly type: string;
  readonly wr: number;
  readonly strict: number;
}

interface ColumnRow {
  readonly name: string;
  readonly type: string;
  readonly notnull: number;
  readonly dflt_value: string | null;
  readonly pk: number;
  readonly hidden: number;
}

interface IndexRow {
  readonly name: string;
  readonly unique: number;
  readonly origin: 'c' | 'u' | 'pk';
}

interface IndexPartRow {
  readonly cid: number;
  readonly name: string | null;
  readonly desc: number;
  readonly coll: string;
  readonly key: number;
}

interface KeyRow {
  readonly id: number;
  readonly table: string;
  readonly from: string;
  readonly to: string | null;
  readonly on_update: string;
  readonly on_delete: string;
}

/** Reads the file by its pragmas; of the text of a table only what no pragma tells. */
export async function readSqliteCatalog(query: Query): Promise<OracleCatalog> {
  const objects = await query<ObjectRow>(
    `SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' OR type = 'index'`,
  );
  const tables: Record<string, OracleTable> = {};
  for (const table of await query<TableRow>('PRAGMA table_list')) {
    const object = objects.find(({ type, name }) => name === table.name && (type === 'table' || type === 'view'));
    if (object === undefined) continue;
    tables[table.name] = await readTable(query, table, object.sql ?? '', objects);
  }
  return { tables, enums: {}, sequences: {} };
}

async function readTable(
  query: Query,
  table: TableRow,
  sql: string,
  objects: readonly ObjectRow[],
): Promise<OracleTable> {
  const name = table.name.replaceAll("'", "''");
  const columns = await query<ColumnRow>(`SELECT * FROM pragma_table_xinfo('${name}')`);
  const collations = table.type === 'table' ? await readCollations(query, table.name, columns) : [];
  const { constraints, indexes } = await readIndexes(query, name, objects);
  const key = columns.filter(({ pk }) => pk > 0).sort((a, b) => a.pk - b.pk);
  return {
    kind: table.type,
    comment: null,
    columns: Object.fromEntries(
      columns.map((column, position) => [column.name, columnOf(column, collations[position] ?? 'BINARY')]),
    ),
    constraints: {
      ...(key.length === 0 ? {} : { 'primary key': `PRIMARY KEY (${listNames(key.map((column) => column.name))})` }),
      ...constraints,
      ...(await readKeys(query, name)),
    },
    indexes,
    triggers: Object.fromEntries(
      objects
        .filter((object) => object.type === 'trigger' && object.tbl_name === table.name)
        .map((object) => [object.name, object.sql ?? '']),
    ),
    options: table.type === 'view' ? [sql] : optionsOf(table, sql),
  };
}

function columnOf(row: ColumnRow, collation: string): OracleColumn {
  return {
    type: row.type,
    nullable: row.notnull === 0,
    default: row.dflt_value,
    identity: null,
    generated: row.hidden === 2 ? 'virtual' : row.hidden === 3 ? 'stored' : null,
    collation: collation === 'BINARY' ? null : collation,
    comment: null,
  };
}

/** No pragma tells the collation of a column; the plan for sorting by it does: `k(2,B,NOCASE)`. */
async function readCollations(query: Query, table: string, columns: readonly ColumnRow[]): Promise<readonly string[]> {
  const collations: string[] = [];
  for (const { name } of columns) {
    const program = await query<{ opcode: string; p4: string | null }>(
      `EXPLAIN SELECT 1 FROM ${quoteName('sqlite', table)} ORDER BY +${quoteName('sqlite', name)}, random()`,
    );
    const sorter = program.find(({ opcode }) => opcode === 'SorterOpen' || opcode === 'OpenEphemeral');
    const collation = /^k\(\d+,-?([^,)]+)/.exec(sorter?.p4 ?? '')?.[1] ?? 'B';
    collations.push(collation === 'B' ? 'BINARY' : collation);
  }
  return collations;
}

function optionsOf({ wr, strict }: TableRow, sql: string): readonly string[] {
  const masked = maskQuoted(sql);
  const deferrable = masked.match(/DEFERRABLE\s+INITIALLY\s+DEFERRED/gi)?.length ?? 0;
  return [
    ...(wr === 1 ? ['WITHOUT ROWID'] : []),
    ...(strict === 1 ? ['STRICT'] : []),
    ...(/\bAUTOINCREMENT\b/i.test(masked) ? ['AUTOINCREMENT'] : []),
    ...(deferrable > 0 ? [`INITIALLY DEFERRED ${deferrable}`] : []),
    ...bodiesAfter(sql, /\bCHECK\s*\(/gi).map((body) => `CHECK (${body})`),
    ...bodiesAfter(sql, /\bAS\s*\(/gi).map((body) => `AS (${body})`),
    ...(masked.match(/\bON\s+CONFLICT\s+\w+/gi) ?? []).map((text) => text.toUpperCase().replace(/\s+/g, ' ')),
  ].sort();
}

async function readIndexes(
  query: Query,
  table: string,
  objects: readonly ObjectRow[],
): Promise<Pick<OracleTable, 'constraints' | 'indexes'>> {
  const constraints: Record<string, string> = {};
  const indexes: Record<string, string> = {};
  for (const { name, unique, origin } of await query<IndexRow>(`SELECT * FROM pragma_index_list('${table}')`)) {
    if (origin === 'pk') continue;
    const parts = await query<IndexPartRow>(`SELECT * FROM pragma_index_xinfo('${name.replaceAll("'", "''")}')`);
    const sql = objects.find((object) => object.type === 'index' && object.name === name)?.sql ?? null;
    const list = parts
      .filter(({ key }) => key === 1)
      .map(
        (part) =>
          `${part.name === null ? '(expression)' : listNames([part.name])}` +
          `${part.coll === 'BINARY' ? '' : ` COLLATE ${part.coll}`}${part.desc === 1 ? ' DESC' : ''}`,
      );
    const definition = `${unique === 1 ? 'UNIQUE' : 'INDEX'} (${list.join(', ')})${ownWords(sql, parts)}`;
    if (origin === 'u') constraints[definition] = definition;
    else indexes[name] = definition;
  }
  return { constraints, indexes };
}

/** Expressions and the predicate stand in the text of the index only. */
function ownWords(sql: string | null, parts: readonly IndexPartRow[]): string {
  if (sql === null) return '';
  const masked = maskQuoted(sql);
  const where = /\bWHERE\b/i.exec(masked);
  const [body = ''] = parts.some(({ cid }) => cid === -2) ? bodiesAfter(sql, /\bON\s+\w+\s*\(/gi) : [];
  return `${body === '' ? '' : ` AS ${body}`}${where === null ? '' : ` ${withSingleBlanks(sql.slice(where.index))}`}`;
}

async function readKeys(query: Query, table: string): Promise<Record<string, string>> {
  const rows = await query<KeyRow>(`SELECT * FROM pragma_foreign_key_list('${table}') ORDER BY id, seq`);
  const keys: Record<string, string> = {};
  for (const id of new Set(rows.map((row) => row.id))) {
    const parts = rows.filter((row) => row.id === id);
    const [{ table: target, on_update, on_delete }] = parts as [KeyRow];
    const to = parts.flatMap((part) => part.to ?? []);
    const definition =
      `FOREIGN KEY (${listNames(parts.map(({ from }) => from))}) REFERENCES ${listNames([target])}` +
      `${to.length === 0 ? '' : `(${listNames(to)})`} ON UPDATE ${on_update} ON DELETE ${on_delete}`;
    // Raw Sequelize may write the same key twice; both are told.
    const twins = Object.keys(keys).filter((key) => key.startsWith(definition)).length;
    keys[twins === 0 ? definition : `${definition} (${twins + 1})`] = definition;
  }
  return keys;
}
