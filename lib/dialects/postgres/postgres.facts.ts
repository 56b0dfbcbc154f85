import type { Facts } from '../../schema/facts.js';
import { MARKER_TABLE } from '../../schema/mark.js';
import type { Session } from '../dialect.js';
import { postgresHostedSettings } from './postgres.hosted-settings.js';

/**
 * Tells one cluster from another, also behind a pooler or a tunnel. Some hosts keep it from ordinary users, and naming the
 * function would then fail the whole query: `query_to_xml` names it only when it may.
 */
const SYSTEM_IDENTIFIER = `CASE WHEN has_function_privilege(to_regprocedure('pg_catalog.pg_control_system()'), 'EXECUTE') THEN
         substring(query_to_xml('SELECT system_identifier FROM pg_catalog.pg_control_system()', false, false, '')::text
                   FROM '<system_identifier>([0-9]+)<') END`;

/** `current_setting(…, true)` is NULL for a setting that the server does not know, and readable by everyone. */
const FACTS = `
SELECT version() AS version,
       current_setting('server_version_num')::int AS number,
       current_database() AS database,
       current_schema() AS schema,
       current_user AS "user",
       host(inet_server_addr()) AS address,
       inet_server_port() AS port,
       ${SYSTEM_IDENTIFIER} AS identity,
       (SELECT oid::text FROM pg_catalog.pg_database WHERE datname = current_database()) AS oid,
       pg_is_in_recovery() OR current_setting('default_transaction_read_only') = 'on' AS "readOnly",
       current_setting('TimeZone') AS zone,
       ARRAY(SELECT extname::text FROM pg_catalog.pg_extension ORDER BY 1) AS extensions,
       (SELECT json_object_agg(name, value) FROM (
          SELECT name, current_setting(name, true) AS value FROM unnest($1::text[]) AS name
        ) AS asked WHERE value IS NOT NULL)::text AS settings,
       (SELECT json_object_agg(c.relname, has_table_privilege(c.oid, 'SELECT') AND (c.relname <> '${MARKER_TABLE}' OR 2 = (
          SELECT count(*) FROM pg_catalog.pg_attribute a
          WHERE a.attrelid = c.oid AND a.attname IN ('key', 'value') AND NOT a.attisdropped)))
        FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = current_schema() AND c.relname = ANY ($2::text[]::name[]) AND c.relkind IN ('r', 'p'))::text AS found`;

interface FactsRow {
  readonly version: string;
  readonly number: number;
  readonly database: string;
  readonly schema: string | null;
  readonly user: string;
  readonly address: string | null;
  readonly port: number | null;
  readonly identity: string | null;
  readonly oid: string;
  readonly readOnly: boolean;
  readonly zone: string;
  readonly extensions: readonly string[];
  readonly settings: string | null;
  readonly found: string | null;
}

const OLDEST_SUPPORTED = 120_000;

export async function gatherPostgresFacts(session: Session, lookFor: readonly string[]): Promise<Facts> {
  const [row] = await session.query<FactsRow>(FACTS, [postgresHostedSettings, lookFor]);
  if (row === undefined) throw new Error('The server said nothing about itself.');
  const product = productOf(row.version);
  const supported = product === 'PostgreSQL' && row.number >= OLDEST_SUPPORTED;
  return {
    product,
    version: row.version,
    supported,
    supportedText: supported ? '' : unsupportedText(product, row.version),
    database: row.database,
    schema: row.schema,
    user: row.user,
    address: row.address,
    port: row.port,
    identity: `${row.identity ?? 'unknown'}/${row.oid}`,
    place: { server: row.identity, database: row.oid },
    found: row.found === null ? {} : (JSON.parse(row.found) as Record<string, boolean>),
    readOnly: row.readOnly,
    settings: row.settings === null ? {} : (JSON.parse(row.settings) as Record<string, string>),
    extensions: row.extensions,
    ephemeral: false,
    own: { number: String(row.number) },
    utc: ['UTC', 'ETC/UTC', 'GMT', 'ETC/GMT', '<+00>-00', 'Z', 'ZULU'].includes(row.zone.toUpperCase()),
  };
}

function productOf(version: string): string {
  for (const product of ['CockroachDB', 'Redshift', 'YugabyteDB', 'Greenplum', 'Materialize', 'QuestDB']) {
    if (new RegExp(product === 'YugabyteDB' ? '-YB-' : product, 'i').test(version)) return product;
  }
  return 'PostgreSQL';
}

function unsupportedText(product: string, version: string): string {
  return product === 'PostgreSQL'
    ? `${version} is older than PostgreSQL 12: only mode none is possible here.`
    : `${product} speaks PostgreSQL's protocol and has other catalogs: only mode none is possible here.`;
}
