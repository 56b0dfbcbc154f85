import type { Rename } from '../../schema/renaming.js';
import type { Session } from '../dialect.js';

/** Texts of views, triggers and routines: the server keeps them as they were written, and only finds out when they run. */
const TEXTS = `
SELECT 'view' AS what, TABLE_NAME AS name, '' AS tab, VIEW_DEFINITION AS text
FROM information_schema.VIEWS WHERE TABLE_SCHEMA = DATABASE()
UNION ALL
SELECT 'trigger', TRIGGER_NAME, EVENT_OBJECT_TABLE, ACTION_STATEMENT
FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE()
UNION ALL
SELECT LOWER(ROUTINE_TYPE), ROUTINE_NAME, '', ROUTINE_DEFINITION
FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = DATABASE()`;

interface TextRow {
  readonly what: string;
  readonly name: string;
  /** The table of a trigger. */
  readonly tab: string;
  /** Null where the user may not see it. */
  readonly text: string | null;
}

export async function brokenByRenames(
  session: Session,
  renames: readonly Rename[],
): Promise<readonly (readonly string[])[]> {
  const rows = await session.query<TextRow>(TEXTS);
  const oldNames = new Map(
    renames.flatMap((rename) =>
      rename.kind === 'rename-table' ? [[rename.table.name, rename.from.name] as const] : [],
    ),
  );
  return renames.map((rename) =>
    rows
      .filter((row) => {
        if (rename.kind === 'rename-table') return mentions(row, rename.from.name);
        const table = oldNames.get(rename.table.name) ?? rename.table.name;
        return mentions(row, rename.from) && (row.tab.toLowerCase() === table.toLowerCase() || mentions(row, table));
      })
      .map(({ what, name }) => `${what} ${name}`)
      .sort(),
  );
}

function mentions({ text }: TextRow, name: string): boolean {
  const words = text?.toLowerCase().split(/[^\p{L}\p{N}_$]+/u) ?? [];
  return words.includes(name.toLowerCase()) || text?.includes(`\`${name}\``) === true;
}
