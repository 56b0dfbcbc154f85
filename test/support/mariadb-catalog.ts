import { listNames, type OracleCatalog, type OracleColumn, type OracleTable, type TestDatabase } from './database.js';
import { quoteName } from './quote-name.js';

interface TableRow {
  readonly name: string;
  readonly type: string;
  readonly collation: string | null;
  readonly comment: string;
}

interface ColumnRow {
  readonly owner: string;
  readonly name: string;
  readonly type: string;
  readonly nullable: string;
  readonly default_text: string | null;
  readonly extra: string;
  readonly expression: string | null;
  readonly collation: string | null;
  readonly comment: string;
}

interface IndexRow {
  readonly TABLE_NAME: string;
  readonly INDEX_NAME: string;
  readonly NON_UNIQUE: number;
  readonly COLUMN_NAME: string | null;
  readonly EXPRESSION?: string | null;
  readonly COLLATION: string | null;
  readonly SUB_PART: number | null;
  readonly INDEX_TYPE: string;
  readonly INDEX_COMMENT: string;
  readonly IGNORED?: string;
  readonly IS_VISIBLE?: string;
}

interface KeyRow {
  readonly owner: string;
  readonly name: string;
  readonly column_name: string;
  readonly target: string;
  readonly target_column: string;
  readonly on_update: string;
  readonly on_delete: string;
}

interface NamedRow {
  readonly owner: string;
  readonly name: string;
  readonly text: string;
}

const TABLES = `
SELECT table_name AS name, table_type AS type, table_collation AS collation, table_comment AS comment
FROM information_schema.tables WHERE table_schema = ?`;

const COLUMNS = `
SELECT table_name AS owner, column_name AS name, column_type AS type, is_nullable AS nullable,
  column_default AS default_text, extra AS extra, generation_expression AS expression, collation_name AS collation,
  column_comment AS comment
FROM information_schema.columns WHERE table_schema = ? ORDER BY table_name, column_name`;

const INDEXES = `
SELECT * FROM information_schema.statistics WHERE table_schema = ? ORDER BY table_name, index_name, seq_in_index`;

const KEYS = `
SELECT k.table_name AS owner, k.constraint_name AS name, k.column_name AS column_name, k.referenced_table_name AS target,
  k.referenced_column_name AS target_column, r.update_rule AS on_update, r.delete_rule AS on_delete
FROM information_schema.key_column_usage k
JOIN information_schema.referential_constraints r ON r.constraint_schema = DATABASE()
  AND r.table_name = k.table_name AND r.constraint_name = k.constraint_name
WHERE k.table_schema = ? AND k.referenced_table_name IS NOT NULL
ORDER BY k.table_name, k.constraint_name, k.ordinal_position`;

const CHECKS = `
SELECT t.table_name AS owner, t.constraint_name AS name, c.check_clause AS text
FROM information_schema.table_constraints t
JOIN information_schema.check_constraints c ON c.constraint_schema = DATABASE()
  AND c.constraint_name = t.constraint_name /*M! AND c.table_name = t.table_name */
WHERE t.table_schema = ? AND t.constraint_type = 'CHECK'`;

const TRIGGERS = `
SELECT event_object_table AS owner, trigger_name AS name,
  CONCAT(action_timing, ' ', event_manipulation, ' ', action_statement) AS text
FROM information_schema.triggers WHERE event_object_schema = ?`;

/** Reads the database with SQL of the tests' own, and with what SHOW CREATE TABLE prints. */
export async function readMariadbCatalog({ query, name }: TestDatabase): Promise<OracleCatalog> {
  const read = <Row extends object>(sql: string): Promise<Row[]> => query<Row>(sql, [name]);
  const columns = await read<ColumnRow>(COLUMNS);
  const indexes = await read<IndexRow>(INDEXES);
  const keys = await read<KeyRow>(KEYS);
  const checks = await read<NamedRow>(CHECKS);
  const triggers = await read<NamedRow>(TRIGGERS);
  const tables: Record<string, OracleTable> = {};
  for (const table of await read<TableRow>(TABLES)) {
    const own = <Row extends { readonly owner: string }>(rows: readonly Row[]): Row[] =>
      rows.filter(({ owner }) => owner === table.name);
    const text = await showCreate(query, table);
    tables[table.name] = {
      kind: table.type === 'BASE TABLE' ? 'table' : table.type.toLowerCase(),
      comment: table.comment === '' || table.type === 'VIEW' ? null : table.comment,
      columns: Object.fromEntries(
        own(columns).map((column) => [column.name, columnOf(column, table.collation, text.lines)]),
      ),
      constraints: {
        ...keysOf(own(keys)),
        ...Object.fromEntries(own(checks).map((check) => [`check ${check.name}`, `CHECK (${check.text})`])),
      },
      indexes: indexesOf(indexes.filter(({ TABLE_NAME }) => TABLE_NAME === table.name)),
      triggers: Object.fromEntries(own(triggers).map((trigger) => [trigger.name, trigger.text])),
      options: [text.options],
    };
  }
  return { tables, enums: {}, sequences: {} };
}

/** The lines of the columns by name, and what stands behind the last bracket: but for where the counter is. */
async function showCreate(
  query: TestDatabase['query'],
  { name, type }: TableRow,
): Promise<{ readonly lines: ReadonlyMap<string, string>; readonly options: string }> {
  const [row] = await query<Record<string, string>>(`SHOW CREATE TABLE ${quoteName('mariadb', name)}`);
  const text = row?.['Create Table'] ?? row?.['Create View'] ?? '';
  if (type !== 'BASE TABLE') return { lines: new Map(), options: text };
  const lines = new Map<string, string>();
  for (const line of text.split('\n')) {
    const column = /^ {2}`((?:[^`]|``)+)` (.*?),?$/.exec(line);
    if (column) lines.set((column[1] ?? '').replaceAll('``', '`'), column[2] ?? '');
  }
  const options = text.slice(text.lastIndexOf('\n) ') + 3).replace(/ AUTO_INCREMENT=\d+/, '');
  return { lines, options };
}

function columnOf(row: ColumnRow, tableCollation: string | null, lines: ReadonlyMap<string, string>): OracleColumn {
  const generated = /(STORED|PERSISTENT|VIRTUAL) GENERATED/i.exec(row.extra)?.[1]?.toLowerCase() ?? null;
  const definition = lines.get(row.name);
  return {
    type: row.type,
    nullable: row.nullable === 'YES',
    default: generated === null ? row.default_text : row.expression,
    identity: /auto_increment/i.test(row.extra) ? 'auto_increment' : null,
    generated,
    collation: row.collation === tableCollation ? null : row.collation,
    comment: row.comment === '' ? null : row.comment,
    ...(definition === undefined ? {} : { definition }),
  };
}

function keysOf(rows: readonly KeyRow[]): Record<string, string> {
  const names = [...new Set(rows.map(({ name }) => name))];
  return Object.fromEntries(
    names.map((name) => {
      const parts = rows.filter((row) => row.name === name);
      const [{ target, on_update, on_delete }] = parts as [KeyRow];
      const from = listNames(parts.map(({ column_name }) => column_name));
      const to = listNames(parts.map(({ target_column }) => target_column));
      return [
        name,
        `FOREIGN KEY (${from}) REFERENCES ${listNames([target])}(${to}) ON UPDATE ${on_update} ON DELETE ${on_delete}`,
      ];
    }),
  );
}

function indexesOf(rows: readonly IndexRow[]): Record<string, string> {
  const names = [...new Set(rows.map(({ INDEX_NAME }) => INDEX_NAME))];
  return Object.fromEntries(
    names.map((name) => {
      const parts = rows.filter(({ INDEX_NAME }) => INDEX_NAME === name);
      const [first] = parts as [IndexRow];
      const list = parts.map(
        ({ COLUMN_NAME, EXPRESSION, SUB_PART, COLLATION }) =>
          `${COLUMN_NAME === null ? `(${EXPRESSION})` : listNames([COLUMN_NAME])}` +
          `${SUB_PART === null ? '' : `(${SUB_PART})`}${COLLATION === 'D' ? ' DESC' : ''}`,
      );
      const kind = name === 'PRIMARY' ? 'PRIMARY KEY' : Number(first.NON_UNIQUE) === 0 ? 'UNIQUE' : 'INDEX';
      const hidden = first.IGNORED === 'YES' || first.IS_VISIBLE === 'NO' ? ' IGNORED' : '';
      const comment = first.INDEX_COMMENT === '' ? '' : ` COMMENT ${JSON.stringify(first.INDEX_COMMENT)}`;
      const method = first.INDEX_TYPE === 'BTREE' ? '' : ` USING ${first.INDEX_TYPE}`;
      return [name, `${kind} (${list.join(', ')})${method}${hidden}${comment}`];
    }),
  );
}
