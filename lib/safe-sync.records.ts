import type { Dialect, Session } from './dialects/dialect.js';
import { markerTable } from './dialects/marker-sql.js';
import type { ResolvedOptions } from './safe-sync.options.js';
import type { QualifiedName } from './schema/database-schema.js';
import type { Facts } from './schema/facts.js';
import { type FoundMark, MARKER_TABLE, readMark } from './schema/mark.js';

/** What a database remembers of itself, beside its schema. */
export interface Remembered {
  readonly mark: FoundMark;
  /** The name of the migrations table when it has rows, else null. */
  readonly migrationsTableHasRows: string | null;
}

type RecordOptions = Pick<ResolvedOptions, 'migrations'>;

/** The tables that the facts tell of. */
export function tablesToLookFor({ migrations }: RecordOptions): readonly string[] {
  return [MARKER_TABLE, migrations.table];
}

/** The mark and the migrations table, in one query, and in none where neither is there. */
export async function readRecords(
  session: Session,
  dialect: Dialect,
  { migrations }: RecordOptions,
  { schema, found }: Facts,
): Promise<Remembered> {
  const table = { schema: schema ?? '', name: migrations.table };
  const isMarked = dialect.marker !== null && MARKER_TABLE in found;
  const mayReadMark = isMarked && found[MARKER_TABLE] === true;
  const answer = (mark: FoundMark, isFilled: boolean): Remembered => ({
    mark,
    migrationsTableHasRows: isFilled ? migrations.table : null,
  });
  const unread: FoundMark = isMarked
    ? { kind: 'unreadable', because: 'this user may not read it, or it is another table by that name' }
    : { kind: 'absent' };
  if (dialect.marker !== null && found[migrations.table] !== false) {
    const asked = {
      marker: mayReadMark ? markerTable(schema) : undefined,
      migrations: migrations.table in found ? table : undefined,
    };
    try {
      const { mark, migrationsHasRows } = await dialect.marker.read(session, asked);
      return answer(mayReadMark ? { kind: 'read', mark: readMark(mark) } : unread, migrationsHasRows);
    } catch (error) {
      if (!mayReadMark) throw error;
      const because = dialect.failure(error).message;
      return answer({ kind: 'unreadable', because }, await isFilled(session, dialect, table, found));
    }
  }
  return answer(unread, await isFilled(session, dialect, table, found));
}

/** The name of the migrations table when it has rows, else null: without a look at the models. */
export async function readMigrationsTable(
  session: Session,
  dialect: Dialect,
  options: RecordOptions,
): Promise<string | null> {
  const facts = await dialect.gatherFacts(session, tablesToLookFor(options));
  return facts.supported ? (await readRecords(session, dialect, options, facts)).migrationsTableHasRows : null;
}

async function isFilled(
  session: Session,
  dialect: Dialect,
  table: QualifiedName,
  found: Facts['found'],
): Promise<boolean> {
  const [probe] = table.name in found ? await dialect.probeTables(session, [table]) : [];
  return probe?.filled === true;
}
