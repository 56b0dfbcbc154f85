import type { Facts } from '../../schema/facts.js';
import type { Session } from '../dialect.js';
import { errnoOf } from './mysql.failure.js';
import { FACT_VARIABLES, PROVIDER_PREFIXES, WORD_VARIABLES } from './mysql.hosted-settings.js';
import { literal } from './mysql.quote.js';

/**
 * One row for each variable, with the same few facts beside it. Each server reads only its own comment: `M!` is MariaDB's,
 * and MariaDB skips the versions from 50700 on, which are MySQL's.
 */
const factsWith = (lookFor: readonly string[]): string => `
SELECT VERSION() AS version, DATABASE() AS db, CURRENT_USER() AS account, @@SESSION.sql_mode AS mode,
       @@SESSION.time_zone AS zone, @@system_time_zone AS machine,
       (SELECT COUNT(*) FROM information_schema.COLUMN_PRIVILEGES WHERE TABLE_SCHEMA = DATABASE())
         + (SELECT COUNT(*) FROM information_schema.TABLE_PRIVILEGES WHERE TABLE_SCHEMA = DATABASE()) AS grants,
       ${lookFor.map((table, at) => `${tableNamed(table)} AS found${at},`).join('\n       ')}
       v.VARIABLE_NAME AS name, v.VARIABLE_VALUE AS value
FROM (SELECT 1) AS one
LEFT JOIN /*M! information_schema. */ /*!50700 performance_schema. */ global_variables AS v
  ON v.VARIABLE_NAME IN (${[...FACT_VARIABLES, ...WORD_VARIABLES].map(literal).join(', ')})
  ${PROVIDER_PREFIXES.map((prefix) => `OR v.VARIABLE_NAME LIKE ${literal(`${prefix}\\_%`)}`).join(' ')}`;

const tableNamed = (table: string): string =>
  `(SELECT MIN(TABLE_NAME) FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ${literal(table)} AND TABLE_TYPE = 'BASE TABLE')`;

interface FactsRow {
  readonly version: string;
  readonly db: string | null;
  readonly account: string;
  readonly mode: string;
  readonly zone: string;
  readonly machine: string;
  readonly grants: unknown;
  readonly name: string | null;
  readonly value: string | null;
  readonly [found: `found${number}`]: string | null | undefined;
}

export async function gatherMysqlFacts(session: Session, lookFor: readonly string[]): Promise<Facts> {
  let rows: readonly FactsRow[];
  try {
    rows = await session.query<FactsRow>(factsWith(lookFor));
  } catch (error) {
    if (errnoOf(error) === null) throw error;
    const [row] = await session.query<{ readonly version: string }>('SELECT VERSION() AS version');
    const product = row === undefined ? null : judgeProduct(row.version, {});
    if (row === undefined || product === null || product.supported) throw error;
    rows = [{ ...EMPTY, version: row.version }];
  }
  return factsFrom(rows, lookFor);
}

const EMPTY = { db: null, account: '', mode: '', zone: '', machine: '', grants: 0, name: null, value: null };

/** Pure, so that what other servers say can be tested. */
export function factsFrom(rows: readonly FactsRow[], lookFor: readonly string[] = []): Facts {
  const [row = { ...EMPTY, version: '' }] = rows;
  const variables = new Map(rows.map(({ name, value }) => [(name ?? '').toLowerCase(), value ?? '']));
  const settings = Object.fromEntries(
    [...variables].filter(
      ([name]) => WORD_VARIABLES.includes(name) || PROVIDER_PREFIXES.some((prefix) => name.startsWith(`${prefix}_`)),
    ),
  );
  const product = judgeProduct(row.version, settings);
  const isOn = (name: string): boolean => /^(1|on)$/i.test(variables.get(name) ?? '');
  const server = variables.get('server_uid') ?? variables.get('server_uuid') ?? null;
  const foldsNames = (variables.get('lower_case_table_names') ?? '0') !== '0';
  const isSameTable = (found: string | null | undefined, name: string): boolean =>
    found != null && (found === name || (foldsNames && found.toLowerCase() === name.toLowerCase()));
  const zone = row.zone.toUpperCase() === 'SYSTEM' ? row.machine : row.zone;
  return {
    product: product.name,
    version: row.version,
    supported: product.supported,
    supportedText: product.text,
    database: row.db ?? '',
    schema: row.db,
    user: row.account,
    address: variables.get('hostname') || null,
    port: variables.has('port') ? Number(variables.get('port')) : null,
    identity: `${server ?? 'unknown'}/${row.db ?? ''}`,
    place: { server, database: row.db ?? '' },
    found: Object.fromEntries(
      lookFor.filter((name, at) => isSameTable(row[`found${at}`], name)).map((name) => [name, true] as const),
    ),
    readOnly: isOn('read_only') || isOn('super_read_only') || isOn('innodb_read_only'),
    settings,
    extensions: [],
    utc: ['UTC', '+00:00', '-00:00', 'ETC/UTC', 'GMT'].includes(zone.toUpperCase()),
    ephemeral: false,
    own: {
      flavour: product.name === 'MariaDB' ? 'mariadb' : 'mysql',
      sqlMode: row.mode,
      lowerCaseTableNames: variables.get('lower_case_table_names') ?? '0',
      partialGrants: String(Number(row.grants)),
    },
  };
}

interface Product {
  readonly name: string;
  readonly supported: boolean;
  readonly text: string;
}

/** What speaks the protocol and has other catalogs, other DDL or no foreign keys. */
const STRANGERS: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['TiDB', /\btidb\b/i],
  ['Vitess', /\bvitess\b|\bplanetscale\b/i],
  ['SingleStore', /\bsinglestore\b|\bmemsql\b/i],
  ['OceanBase', /\boceanbase\b/i],
  ['Dolt', /\bdolt\b/i],
  ['StarRocks', /\bstarrocks\b/i],
  ['Apache Doris', /\bdoris\b/i],
  ['ClickHouse', /\bclickhouse\b/i],
];

const OLDEST = { MariaDB: [10, 6], MySQL: [8, 0] } as const;

export function judgeProduct(version: string, settings: Readonly<Record<string, string>>): Product {
  const words = [version, settings['version_comment'] ?? '', 'memsql_version' in settings ? 'memsql' : ''].join(' ');
  const stranger = STRANGERS.find(([, pattern]) => pattern.test(words));
  if (stranger !== undefined) {
    const [name] = stranger;
    return {
      name,
      supported: false,
      text: `${name} speaks MySQL's protocol and has other catalogs: only mode none is possible here.`,
    };
  }
  const name = /mariadb/i.test(words) ? 'MariaDB' : 'MySQL';
  const [major = 0, minor = 0] = version
    .replace(/^5\.5\.5-/, '')
    .split('.')
    .map((part) => Number.parseInt(part, 10) || 0);
  const [oldestMajor, oldestMinor] = OLDEST[name];
  const supported = major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
  return {
    name,
    supported,
    text: supported
      ? ''
      : `${name} ${version} is older than ${oldestMajor}.${oldestMinor}: only mode none is possible here.`,
  };
}
