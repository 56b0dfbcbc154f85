import type { QualifiedName } from './database-schema.js';

/**
 * The mark: what a database remembers of itself, in a small table beside the models' own. It is no part of a schema, so
 * that it is never compared, cleared or dropped.
 */
export const MARKER_TABLE = 'safe_sync_meta';

/** Tells one server, and one database on it, from all others. Null: it does not say. */
export interface Place {
  readonly server: string | null;
  readonly database: string;
}

export interface Mark {
  /** `production`, `development`, `test`, or any other word; null where nobody said it. */
  readonly environment: string | null;
  /** `person`: by `mark(environment)`; `process`: by the first boot that changed the database. */
  readonly by: 'person' | 'process';
  /** Where it was made; null where the mark does not say. */
  readonly place: Place | null;
  /** By application: what it applied. */
  readonly applications: ReadonlyMap<string, Applied>;
  /** Tables that were made by us, and the application that made them. */
  readonly tables: readonly { readonly table: QualifiedName; readonly application: string }[];
}

/** Fingerprints of an application's models. */
export interface Applied {
  /** Of those that changed the database last. */
  readonly last: string;
  /** Of those before, the newest first. */
  readonly earlier: readonly string[];
}

export interface MarkRow {
  readonly key: string;
  readonly value: string;
}

/** What was found of the mark: none at all, one that this user may not read, or what it says. */
export type FoundMark =
  | { readonly kind: 'absent' }
  | { readonly kind: 'unreadable'; readonly because: string }
  | { readonly kind: 'read'; readonly mark: Mark };

const APPLICATION = 'application:';
const EARLIER = 'earlier:';
const TABLE = 'table:';
/** As wide as the column. */
const MOST_CHARACTERS = 255;

export function readMark(rows: readonly MarkRow[]): Mark {
  const values = new Map(rows.map(({ key, value }) => [key, value]));
  return {
    environment: values.get('environment')?.trim().toLowerCase() || null,
    by: values.get('environment.by') === 'person' ? 'person' : 'process',
    place: parsePlace(values.get('server')),
    applications: new Map(
      rows.flatMap(({ key, value }) =>
        key.startsWith(APPLICATION) ? [appliedBy(key.slice(APPLICATION.length), value, values)] : [],
      ),
    ),
    tables: rows.flatMap(({ key, value }) => {
      const table = key.startsWith(TABLE) ? parseTable(key.slice(TABLE.length)) : null;
      return table === null ? [] : [{ table, application: value }];
    }),
  };
}

/** Only what is stated. */
export function markRows(mark: Partial<Mark>): readonly MarkRow[] {
  const { environment, by, place, applications, tables } = mark;
  return [
    ...(environment ? [{ key: 'environment', value: environment }] : []),
    ...(by ? [{ key: 'environment.by', value: by }] : []),
    ...(place ? [{ key: 'server', value: JSON.stringify([place.server, place.database]) }] : []),
    ...[...(applications ?? [])].flatMap(([application, { last, earlier }]) => [
      { key: `${APPLICATION}${application}`, value: last },
      ...(earlier.length === 0 ? [] : [{ key: `${EARLIER}${application}`, value: JSON.stringify(earlier) }]),
    ]),
    ...(tables ?? []).map(({ table, application }) => ({
      key: `${TABLE}${JSON.stringify([table.schema, table.name])}`,
      value: application,
    })),
  ].filter(({ key }) => key.length <= MOST_CHARACTERS);
}

/** True where both say where they are, and it is not the same. */
export function isOtherPlace(marked: Place | null, here: Place | null): boolean {
  if (marked === null || here === null) return false;
  const isOtherServer = marked.server !== null && here.server !== null && marked.server !== here.server;
  return isOtherServer || marked.database !== here.database;
}

/** A server without an identity has one place only; else the mark has to name this very one. */
export function isThisPlace(marked: Place | null, here: Place | null): boolean {
  if (here === null) return true;
  return marked !== null && marked.server === here.server && marked.database === here.database;
}

function appliedBy(
  application: string,
  last: string,
  values: ReadonlyMap<string, string>,
): readonly [application: string, applied: Applied] {
  const earlier = parseList(values.get(`${EARLIER}${application}`)).filter((one) => typeof one === 'string');
  return [application, { last, earlier }];
}

function parsePlace(text: string | undefined): Place | null {
  const [server, database] = parseList(text);
  return typeof database === 'string' ? { server: typeof server === 'string' ? server : null, database } : null;
}

function parseTable(text: string): QualifiedName | null {
  const [schema, name] = parseList(text);
  return typeof schema === 'string' && typeof name === 'string' ? { schema, name } : null;
}

function parseList(text: string | undefined): readonly unknown[] {
  try {
    const list: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(list) ? list : [];
  } catch {
    return [];
  }
}
