import type { Change } from '../../compare/change.js';
import { SafeSyncError } from '../../safe-sync.errors.js';
import type { Session } from '../dialect.js';
import { foldCase } from './sqlite.lexer.js';
import { literal, name } from './sqlite.quote.js';
import { alterTable } from './sqlite.rebuild.js';

/** Rows of each table, and rows of it that point at nothing, by the table that they point at. */
interface Look {
  readonly rows: ReadonlyMap<string, number>;
  readonly orphans: ReadonlyMap<string, number>;
}

/**
 * Foreign keys rest while a table is rebuilt, so that what they would refuse is checked by hand: every rebuilt table, and
 * every table that points at one, must have as many rows as before, and no row more that points at nothing.
 */
export async function watchRows(session: Session, changes: readonly Change[]): Promise<() => Promise<void>> {
  const rebuilt = changes.flatMap((change) =>
    change.kind === 'alter-table' && alterTable(change).rebuilds ? [change.table.name] : [],
  );
  if (rebuilt.length === 0) return () => Promise.resolve();
  const renames = new Map(
    changes.flatMap((change) =>
      change.kind === 'rename-table' ? [[change.table.name, change.from.name] as const] : [],
    ),
  );
  // Until then the tables have their old names.
  const before = withNewNames(
    await look(
      session,
      await withChildren(
        session,
        rebuilt.map((own) => renames.get(own) ?? own),
      ),
    ),
    renames,
  );
  return async () => {
    const after = await look(session, [...before.rows.keys()]);
    const wrong = [
      ...[...before.rows].flatMap(([table, rows]) =>
        after.rows.get(table) === rows
          ? []
          : [`${table} had ${rows} rows and would have ${after.rows.get(table) ?? 0}`],
      ),
      ...[...after.orphans].flatMap(([key, count]) =>
        count > (before.orphans.get(key) ?? 0) ? [`${count} rows of ${key} would point at nothing`] : [],
      ),
    ];
    if (wrong.length > 0) throw new RowsChangedError(wrong);
  };
}

function withNewNames({ rows, orphans }: Look, renames: ReadonlyMap<string, string>): Look {
  const to = new Map([...renames].map(([own, from]) => [foldCase(from), own]));
  const called = (table: string): string => to.get(foldCase(table)) ?? table;
  return {
    rows: new Map([...rows].map(([table, count]) => [called(table), count])),
    orphans: new Map([...orphans].map(([key, count]) => [key.split(' to ').map(called).join(' to '), count])),
  };
}

async function withChildren(session: Session, tables: readonly string[]): Promise<readonly string[]> {
  const children = await session.query<{ readonly name: string }>(
    `SELECT DISTINCT m.name FROM (SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%') AS m
     JOIN pragma_foreign_key_list(m.name, 'main') AS f WHERE f."table" COLLATE NOCASE IN (${tables.map(literal).join(', ')})`,
  );
  const known = new Map([...tables, ...children.map((child) => child.name)].map((own) => [foldCase(own), own]));
  return [...known.values()];
}

async function look(session: Session, tables: readonly string[]): Promise<Look> {
  const counts = await session.query<{ readonly name: string; readonly rows: number }>(
    `WITH counted (name, rows) AS (VALUES ${tables
      .map((table) => `(${literal(table)}, (SELECT count(*) FROM ${name(table)}))`)
      .join(', ')}) SELECT name, rows FROM counted`,
  );
  const orphans = new Map<string, number>();
  for (const table of tables) {
    for (const { parent, count } of await orphansOf(session, table)) orphans.set(`${table} to ${parent}`, count);
  }
  return { rows: new Map(counts.map((row) => [row.name, row.rows])), orphans };
}

interface Orphans {
  readonly parent: string;
  readonly count: number;
}

/** A key whose target is no key, or not there, cannot be checked: it is as broken after as before. */
async function orphansOf(session: Session, table: string): Promise<readonly Orphans[]> {
  try {
    return await session.query<Orphans>(
      `SELECT parent, count(*) AS count FROM pragma_foreign_key_check(${literal(table)}) GROUP BY parent`,
    );
  } catch (error) {
    return [{ parent: `(${error instanceof Error ? error.message : String(error)})`, count: 1 }];
  }
}

/** A rebuild would have changed rows. It was rolled back. */
export class RowsChangedError extends SafeSyncError {
  constructor(readonly differences: readonly string[]) {
    super(
      'SAFE_SYNC_ROWS_CHANGED',
      `The change was rolled back, because it would not have kept every row: ${differences.join('; ')}. Nothing was changed. ` +
        'Look for the rows that point at nothing with PRAGMA foreign_key_check, correct them, and start again.',
    );
  }
}
