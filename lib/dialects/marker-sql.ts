import type { QualifiedName } from '../schema/database-schema.js';
import { MARKER_TABLE, type MarkRow } from '../schema/mark.js';
import type { Session } from './dialect.js';

/** How a server spells what the marker needs. */
export interface MarkerSpelling {
  readonly quote: (name: string | QualifiedName) => string;
  readonly literal: (text: string) => string;
  /** The columns, in the server's own types: `key`, `value`, `updated_at`. */
  readonly columns: string;
  /** What follows the columns. */
  readonly options?: string;
}

export interface RecordsAsked {
  /** Where the marker is; absent where there is none. */
  readonly marker?: QualifiedName | undefined;
  /** The table of the migrations; absent where there is none. */
  readonly migrations?: QualifiedName | undefined;
}

export interface Records {
  readonly mark: readonly MarkRow[];
  readonly migrationsHasRows: boolean;
}

export interface MarkerSql {
  /** What the marker and the table of the migrations say, in one query. */
  read(session: Session, asked: RecordsAsked): Promise<Records>;
  /** Makes the table. Pure. */
  create(table: QualifiedName): string;
  /** Writes rows over those that have the same keys. Pure. */
  write(table: QualifiedName, rows: readonly MarkRow[]): readonly string[];
}

/** The marker is so plain a table that all servers speak of it in the same way. */
export function markerSql({ quote, literal, columns, options = '' }: MarkerSpelling): MarkerSql {
  const [key, value, updated] = ['key', 'value', 'updated_at'].map((name) => quote(name));
  return {
    read: async (session, { marker, migrations }) => {
      const parts = [
        ...(marker ? [`SELECT 'mark' AS what, ${key} AS name, ${value} AS text FROM ${quote(marker)}`] : []),
        ...(migrations
          ? [
              `SELECT 'migrations' AS what, '' AS name, '' AS text FROM (SELECT 1 AS one FROM ${quote(migrations)} LIMIT 1) AS filled`,
            ]
          : []),
      ];
      if (parts.length === 0) return { mark: [], migrationsHasRows: false };
      const rows = await session.query<{ readonly what: string; readonly name: string; readonly text: string | null }>(
        parts.join('\nUNION ALL\n'),
      );
      return {
        mark: rows.filter(({ what }) => what === 'mark').map((row) => ({ key: row.name, value: row.text ?? '' })),
        migrationsHasRows: rows.some(({ what }) => what === 'migrations'),
      };
    },
    create: (table) => `CREATE TABLE IF NOT EXISTS ${quote(table)} (${columns})${options}`,
    write: (table, rows) => [
      `DELETE FROM ${quote(table)} WHERE ${key} IN (${rows.map((row) => literal(row.key)).join(', ')})`,
      `INSERT INTO ${quote(table)} (${key}, ${value}, ${updated}) VALUES ${rows
        .map((row) => `(${literal(row.key)}, ${literal(row.value)}, CURRENT_TIMESTAMP)`)
        .join(', ')}`,
    ],
  };
}

/** The marker stands where models without a schema live. */
export function markerTable(schema: string | null): QualifiedName {
  return { schema: schema ?? '', name: MARKER_TABLE };
}
