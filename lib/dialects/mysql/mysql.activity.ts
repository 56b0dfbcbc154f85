import type { QualifiedName } from '../../schema/database-schema.js';
import type { Session, TableSize } from '../dialect.js';
import type { Numeric } from './mysql.catalog.rows.js';
import { literal } from './mysql.quote.js';

interface SizeRow {
  readonly tab: string;
  readonly rows: Numeric | null;
  readonly bytes: Numeric | null;
}

/** InnoDB's own estimate. */
export async function mysqlTableSizes(
  session: Session,
  tables: readonly QualifiedName[],
): Promise<readonly TableSize[]> {
  const rows = await session.query<SizeRow>(
    `SELECT TABLE_NAME AS tab, TABLE_ROWS AS \`rows\`, DATA_LENGTH AS bytes
     FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME IN (${listOf(tables)})`,
  );
  const [schema = ''] = tables.map((table) => table.schema);
  return rows.map(({ tab, rows: estimate, bytes }) => ({
    schema,
    name: tables.find(({ name }) => name.toLowerCase() === tab.toLowerCase())?.name ?? tab,
    rows: estimate === null ? null : Number(estimate),
    bytes: Number(bytes ?? 0),
  }));
}

interface HolderRow {
  readonly id: Numeric;
  readonly user: string | null;
  readonly host: string | null;
  readonly seconds: Numeric | null;
}

/**
 * MySQL lists locks on tables in one place, MariaDB in another, if the plugin is there. Where nobody lists them: whose
 * transaction is open in this database, which is why they would be held.
 */
const SOURCES: readonly ((tables: string) => { readonly sql: string; readonly says: string })[] = [
  (tables) => ({
    says: '',
    sql: `SELECT DISTINCT t.PROCESSLIST_ID AS id, t.PROCESSLIST_USER AS user, t.PROCESSLIST_HOST AS host, t.PROCESSLIST_TIME AS seconds
          FROM performance_schema.metadata_locks m JOIN performance_schema.threads t ON t.THREAD_ID = m.OWNER_THREAD_ID
          WHERE m.OBJECT_TYPE = 'TABLE' AND m.OBJECT_SCHEMA = DATABASE() AND m.OBJECT_NAME IN (${tables})
            AND m.LOCK_STATUS = 'GRANTED' AND t.PROCESSLIST_ID <> CONNECTION_ID() LIMIT 3`,
  }),
  (tables) => ({
    says: '',
    sql: `SELECT DISTINCT p.ID AS id, p.USER AS user, p.HOST AS host, p.TIME AS seconds
          FROM information_schema.METADATA_LOCK_INFO m JOIN information_schema.PROCESSLIST p ON p.ID = m.THREAD_ID
          WHERE m.TABLE_SCHEMA = DATABASE() AND m.TABLE_NAME IN (${tables}) AND p.ID <> CONNECTION_ID() LIMIT 3`,
  }),
  () => ({
    says: 'perhaps ',
    sql: `SELECT p.ID AS id, p.USER AS user, p.HOST AS host, TIMESTAMPDIFF(SECOND, t.trx_started, NOW()) AS seconds
          FROM information_schema.INNODB_TRX t JOIN information_schema.PROCESSLIST p ON p.ID = t.trx_mysql_thread_id
          WHERE p.DB = DATABASE() AND p.ID <> CONNECTION_ID() ORDER BY t.trx_started LIMIT 3`,
  }),
];

export async function mysqlHoldersOf(session: Session, tables: readonly QualifiedName[]): Promise<string | null> {
  for (const source of SOURCES) {
    const { sql, says } = source(listOf(tables));
    // Not every server has it, and not everybody may read it.
    const rows = await session.query<HolderRow>(sql).catch((): readonly HolderRow[] => []);
    if (rows.length > 0) return `${says}${rows.map(holderText).join(', and by ')}`;
  }
  return null;
}

function holderText({ id, user, host, seconds }: HolderRow): string {
  const details = [
    user ? `user ${user}` : null,
    host ? `from ${host}` : null,
    seconds === null ? null : `for ${Number(seconds)} s`,
  ].filter((detail) => detail !== null);
  return `server process ${Number(id)}${details.length === 0 ? '' : ` (${details.join(', ')})`}`;
}

function listOf(tables: readonly QualifiedName[]): string {
  return tables.length === 0 ? "''" : tables.map(({ name }) => literal(name)).join(', ');
}
