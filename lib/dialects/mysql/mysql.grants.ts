import type { QualifiedName } from '../../schema/database-schema.js';
import type { Facts } from '../../schema/facts.js';
import type { Session } from '../dialect.js';
import { name } from './mysql.quote.js';

/** What the database user's rights let it see. */
export interface Sight {
  /** Tables that are not listed are not there. */
  readonly ofMissingTables: boolean;
  /** Every column of this table is listed. */
  readonly ofAllColumns: (table: QualifiedName) => boolean;
}

const EVERYTHING: Sight = { ofMissingTables: true, ofAllColumns: () => true };

/** The server lists what the user has any right on, and keeps silent about the rest: asked only where something is missing. */
export async function readSight(
  session: Session,
  { database, schema }: Pick<Facts, 'database' | 'schema'>,
): Promise<Sight> {
  if (schema === null) return EVERYTHING;
  const rows = await session.query<Record<string, string>>('SHOW GRANTS');
  return sightFrom(
    rows.map((row) => Object.values(row)[0] ?? ''),
    database,
  );
}

/** Pure, so that what other servers print can be tested. */
export function sightFrom(grants: readonly string[], database: string): Sight {
  const read = grants.flatMap((grant) => readGrant(grant) ?? []);
  const isOf = ({ on }: Grant): boolean => on === '*' || likeDatabase(on, database);
  const wide = read.some((grant) => isOf(grant) && grant.table === '*' && !grant.ofColumns);
  const tables = new Set(read.filter((grant) => isOf(grant) && !grant.ofColumns).map((grant) => grant.table));
  return { ofMissingTables: wide, ofAllColumns: (table) => wide || tables.has(table.name) };
}

interface Grant {
  readonly on: string;
  readonly table: string;
  /** Only of columns named one by one. */
  readonly ofColumns: boolean;
}

const NAME = '(`(?:[^`]|``)*`|\\*)';
const GRANT = new RegExp(`^GRANT ([\\s\\S]+?) ON (?:TABLE )?${NAME}\\.${NAME} TO `, 'i');

/** Null for what says nothing about tables: USAGE, PROXY, a role. */
function readGrant(text: string): Grant | null {
  const match = GRANT.exec(text);
  if (!match) return null;
  const [, privileges = '', on = '', table = ''] = match;
  const list = privileges
    .replace(/\([^)]*\)/g, '()')
    .split(',')
    .map((each) => each.trim().toUpperCase());
  const telling = list.filter((each) => each !== 'USAGE' && each !== '');
  if (telling.length === 0) return null;
  return { on: plain(on), table: plain(table), ofColumns: telling.every((each) => each.endsWith('()')) };
}

function plain(quoted: string): string {
  return quoted === '*' ? '*' : quoted.slice(1, -1).replaceAll('``', '`');
}

/** In a grant `_` and `%` stand for other characters, unless a backslash is before them. */
function likeDatabase(pattern: string, database: string): boolean {
  const source = pattern.replace(/\\([\s\S])|([\s\S])/g, (_all, escaped?: string, one?: string) => {
    if (escaped !== undefined) return quoteForPattern(escaped);
    if (one === '%') return '[\\s\\S]*';
    return one === '_' ? '[\\s\\S]' : quoteForPattern(one ?? '');
  });
  return new RegExp(`^${source}$`).test(database);
}

function quoteForPattern(character: string): string {
  return character.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

/** The right that shows everything and allows nothing but foreign keys. */
export function missingGrant({ database, user }: Pick<Facts, 'database' | 'user'>): string {
  const at = user.lastIndexOf('@');
  const account = at < 0 ? name(user) : `${name(user.slice(0, at))}@${name(user.slice(at + 1))}`;
  return `GRANT SELECT, REFERENCES ON ${name(database)}.* TO ${account};`;
}
