import type { Dialect, Session } from './dialects/dialect.js';
import type { ResolvedOptions } from './safe-sync.options.js';

/** The name of the migrations table when it has rows, else null. */
export async function readMigrationsTable(
  session: Session,
  dialect: Dialect,
  { migrations }: Pick<ResolvedOptions, 'migrations'>,
): Promise<string | null> {
  const facts = await dialect.gatherFacts(session);
  if (!facts.supported) return null;
  const table = { schema: facts.schema ?? '', name: migrations.table };
  const scope = { tables: [], enums: [], schemas: [], migrationsTable: table };
  const catalog = await dialect.readCatalog(session, scope, facts);
  const [probe] = catalog.migrationsTableExists ? await dialect.probeTables(session, [table]) : [];
  return probe?.filled ? table.name : null;
}
