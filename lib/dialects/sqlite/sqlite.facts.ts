import { accessSync, constants } from 'node:fs';
import { basename } from 'node:path';
import type { Facts } from '../../schema/facts.js';
import type { Session } from '../dialect.js';
import { MAIN } from './sqlite.catalog.sql.js';
import { literal } from './sqlite.quote.js';

const factsWith = (lookFor: readonly string[]): string => `
SELECT sqlite_version() AS version,
       (SELECT file FROM pragma_database_list WHERE name = 'main') AS file${lookFor
         .map((table, at) => `,\n       ${isThere(table)} AS found${at}`)
         .join('')}`;

const isThere = (table: string): string =>
  `EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ${literal(table)} COLLATE NOCASE)`;

interface FactsRow {
  readonly version: string;
  /** Empty in memory, and for a file that goes with its connection. */
  readonly file: string | null;
  readonly [found: `found${number}`]: number;
}

/** The first with table-valued pragmas for all that is read here, and with ALTER TABLE DROP COLUMN. */
const OLDEST_SUPPORTED = [3, 35] as const;

export async function gatherSqliteFacts(
  session: Session,
  lookFor: readonly string[],
  { opensReadOnly }: { readonly opensReadOnly: boolean },
): Promise<Facts> {
  const [row] = await session.query<FactsRow>(factsWith(lookFor));
  if (row === undefined) throw new Error('The database said nothing about itself.');
  const [major = 0, minor = 0] = row.version.split('.').map(Number);
  const supported = major > OLDEST_SUPPORTED[0] || (major === OLDEST_SUPPORTED[0] && minor >= OLDEST_SUPPORTED[1]);
  const file = row.file ?? '';
  return {
    product: 'SQLite',
    version: `SQLite ${row.version}`,
    supported,
    supportedText: supported ? '' : `SQLite ${row.version} is older than 3.35: only mode none is possible here.`,
    database: file === '' ? ':memory:' : basename(file),
    schema: MAIN,
    user: '',
    address: null,
    port: null,
    identity: file === '' ? ':memory:' : file,
    place: null,
    found: Object.fromEntries(lookFor.filter((_, at) => row[`found${at}`] === 1).map((name) => [name, true])),
    readOnly: opensReadOnly || (file !== '' && !isWritable(file)),
    settings: {},
    extensions: [],
    utc: true,
    own: {},
    ephemeral: file === '',
  };
}

function isWritable(file: string): boolean {
  try {
    accessSync(file, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
