import type { Change } from '../../compare/change.js';
import type { QualifiedName } from '../../schema/database-schema.js';
import { SafeSyncError } from '../../safe-sync.errors.js';
import type { Session } from '../dialect.js';

interface StrangerRow {
  readonly db: string;
  readonly tab: string;
  readonly name: string;
  readonly target: string;
}

/** Looked for only where tables are emptied or dropped: it reads about every database of the server. */
const STRANGERS = `
SELECT TABLE_SCHEMA AS db, TABLE_NAME AS tab, CONSTRAINT_NAME AS name, REFERENCED_TABLE_NAME AS target
FROM information_schema.KEY_COLUMN_USAGE
WHERE REFERENCED_TABLE_SCHEMA = DATABASE() AND TABLE_SCHEMA <> DATABASE()`;

/**
 * Tables of other databases can point at ours, and keys are not checked while ours are emptied.
 *
 * @throws SafeSyncError SAFE_SYNC_FORCE_BLOCKED before anything runs
 */
export async function watchOtherDatabases(session: Session, changes: readonly Change[]): Promise<() => Promise<void>> {
  const gone = new Set(changes.flatMap(tablesThatLoseRows).map(({ name }) => name.toLowerCase()));
  if (gone.size > 0) {
    const found = (await session.query<StrangerRow>(STRANGERS)).filter(({ target }) => gone.has(target.toLowerCase()));
    if (found.length > 0) {
      throw new SafeSyncError(
        'SAFE_SYNC_FORCE_BLOCKED',
        `force would touch what tables of other databases refer to; nothing was changed.\n${found
          .map(({ db, tab, name, target }) => `  - ${db}.${tab} references ${target} (constraint ${name})`)
          .join('\n')}\nDrop those keys by hand, or use a server of its own for this.`,
      );
    }
  }
  return () => Promise.resolve();
}

function tablesThatLoseRows(change: Change): readonly QualifiedName[] {
  if (change.kind === 'clear-tables') return change.tables;
  return change.kind === 'drop-table' ? [change.table] : [];
}
