import type { Dialect, WritingSession } from '../dialects/dialect.js';
import type { QualifiedName } from '../schema/database-schema.js';
import type { MarkRow } from '../schema/mark.js';

export interface MarkToWrite {
  readonly table: QualifiedName;
  /** It is there already. */
  readonly exists: boolean;
  readonly rows: readonly MarkRow[];
}

/** Writes the mark beside a change, in its transaction where there is one. Returns why it could not be written, or null. */
export async function writeMark(
  session: WritingSession,
  dialect: Dialect,
  { table, exists, rows }: MarkToWrite,
): Promise<string | null> {
  const { marker } = dialect;
  if (marker === null || rows.length === 0) return null;
  try {
    await session.attempt(async () => {
      if (!exists) await session.execute([marker.create(table)]);
      await session.execute(marker.write(table, rows));
    });
    return null;
  } catch (error) {
    return dialect.failure(error).message;
  }
}
