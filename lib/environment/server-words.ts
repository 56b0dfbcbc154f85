import type { Facts } from '../schema/facts.js';

/** What the server itself says about who runs it; it says so behind a tunnel too. */
export interface ServerWord {
  readonly provider: string;
  /** The setting's name, or `version`. */
  readonly found: string;
}

const settingRows: readonly { readonly prefix: string; readonly provider: string; readonly runsLocally?: true }[] = [
  { prefix: 'aurora', provider: 'Amazon Aurora' },
  { prefix: 'rds.', provider: 'Amazon RDS' },
  { prefix: 'rds_', provider: 'Amazon RDS' },
  { prefix: 'neon.', provider: 'Neon' },
  // `supabase start` runs the image of the hosted service, so that on loopback its words say nothing.
  { prefix: 'supautils.', provider: 'Supabase', runsLocally: true },
  { prefix: 'supabase', provider: 'Supabase', runsLocally: true },
  { prefix: 'cloudsql.', provider: 'Google Cloud SQL' },
  { prefix: 'cloudsql_', provider: 'Google Cloud SQL' },
  { prefix: 'alloydb.', provider: 'Google AlloyDB' },
  { prefix: 'azure.', provider: 'Azure Database' },
  { prefix: 'azure_', provider: 'Azure Database' },
  { prefix: 'aad_auth', provider: 'Azure Database' },
];

/** Settings that every server has, and whose text names who runs it. */
const textRows: readonly { readonly name: string; readonly pattern: RegExp; readonly provider: string }[] = [
  { name: 'basedir', pattern: /^\/rdsdbbin\b/i, provider: 'Amazon RDS' },
  { name: 'datadir', pattern: /^\/rdsdbdata\b/i, provider: 'Amazon RDS' },
  { name: 'version_comment', pattern: /\bgoogle\b/i, provider: 'Google Cloud SQL' },
  { name: 'version_comment', pattern: /\bazure\b/i, provider: 'Azure Database' },
  { name: 'version_comment', pattern: /\bplanetscale\b/i, provider: 'PlanetScale' },
  { name: 'version_comment', pattern: /\bskysql\b/i, provider: 'SkySQL' },
];

const versionRows: readonly { readonly pattern: RegExp; readonly provider: string; readonly runsLocally?: true }[] = [
  { pattern: /\baurora\b/i, provider: 'Amazon Aurora' },
  { pattern: /\brds\b/i, provider: 'Amazon RDS' },
  { pattern: /\bneon\b/i, provider: 'Neon' },
  { pattern: /\bsupabase\b/i, provider: 'Supabase', runsLocally: true },
  { pattern: /-google\b/i, provider: 'Google Cloud SQL' },
  { pattern: /\bazure\b/i, provider: 'Azure Database' },
];

/** The providers that the server's settings and version text name, each once, in the order of the tables. */
export function serverWords(
  facts: Pick<Facts, 'settings' | 'version'>,
  connection: { readonly onLoopback: boolean },
): readonly ServerWord[] {
  const settings = Object.keys(facts.settings).sort();
  const words: ServerWord[] = [];
  for (const { prefix, provider, runsLocally } of settingRows) {
    const found = settings.find((name) => name.toLowerCase().startsWith(prefix));
    if (found !== undefined && !(runsLocally && connection.onLoopback)) words.push({ provider, found });
  }
  for (const { name, pattern, provider } of textRows) {
    if (pattern.test(facts.settings[name] ?? '')) words.push({ provider, found: name });
  }
  for (const { pattern, provider, runsLocally } of versionRows) {
    if (pattern.test(facts.version) && !(runsLocally && connection.onLoopback))
      words.push({ provider, found: 'version' });
  }
  return words.filter(({ provider }, at) => words.findIndex((other) => other.provider === provider) === at);
}
