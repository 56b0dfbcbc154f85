/** Domains under which providers give out databases, compared as whole labels at the end of a host name. */
export interface ManagedHost {
  readonly domain: string;
  readonly provider: string;
  /** Only hosts that have this label somewhere before the domain. */
  readonly label?: string;
}

export const managedHosts: readonly ManagedHost[] = [
  // <instance>.<id>.<region>.rds.amazonaws.com; in China the region follows: <id>.rds.cn-north-1.amazonaws.com.cn
  { domain: 'rds.amazonaws.com', provider: 'Amazon RDS' },
  { domain: 'amazonaws.com.cn', label: 'rds', provider: 'Amazon RDS' },
  { domain: 'redshift.amazonaws.com', provider: 'Amazon Redshift' },
  { domain: 'on.aws', label: 'dsql', provider: 'Amazon Aurora DSQL' },
  // neon.com/docs/connect/connect-from-any-app
  { domain: 'neon.tech', provider: 'Neon' },
  // supabase.com/docs/guides/database/connecting-to-postgres: db.<ref>.supabase.co, <region>.pooler.supabase.com
  { domain: 'supabase.co', provider: 'Supabase' },
  { domain: 'supabase.com', provider: 'Supabase' },
  // <server>.postgres.database.azure.com; clusters: c-<name>.<id>.postgres.cosmos.azure.com
  { domain: 'database.azure.com', provider: 'Azure Database' },
  { domain: 'postgres.cosmos.azure.com', provider: 'Azure Cosmos DB for PostgreSQL' },
  { domain: 'database.windows.net', provider: 'Azure SQL' },
  { domain: 'database.chinacloudapi.cn', provider: 'Azure Database' },
  { domain: 'database.usgovcloudapi.net', provider: 'Azure Database' },
  // cloud.google.com/sql/docs/postgres/connect-instance-private-ip (DNS names of instances)
  { domain: 'sql.goog', provider: 'Google Cloud SQL' },
  { domain: 'psdb.cloud', provider: 'PlanetScale' },
  // render.com/docs/postgresql-creating-connecting: dpg-<id>-a.<region>-postgres.render.com
  { domain: 'render.com', provider: 'Render' },
  // docs.railway.com/networking: <service>.railway.internal, <name>.proxy.rlwy.net, once <name>.railway.app
  { domain: 'railway.internal', provider: 'Railway' },
  { domain: 'rlwy.net', provider: 'Railway' },
  { domain: 'railway.app', provider: 'Railway' },
  // fly.io/docs/networking: 6PN names and Flycast; Managed Postgres
  { domain: 'flycast', provider: 'Fly.io' },
  { domain: 'flympg.net', provider: 'Fly.io' },
  { domain: 'ondigitalocean.com', provider: 'DigitalOcean' },
  { domain: 'aivencloud.com', provider: 'Aiven' },
  { domain: 'cockroachlabs.cloud', provider: 'CockroachDB Cloud' },
  { domain: 'tidbcloud.com', provider: 'TiDB Cloud' },
  { domain: 'timescale.com', provider: 'Timescale Cloud' },
  { domain: 'postgresbridge.com', provider: 'Crunchy Bridge' },
  { domain: 'elephantsql.com', provider: 'ElephantSQL' },
  { domain: 'prisma.io', provider: 'Prisma Postgres' },
  { domain: 'xata.sh', provider: 'Xata' },
  { domain: 'koyeb.app', provider: 'Koyeb' },
  { domain: 'postgres.vercel-storage.com', provider: 'Vercel Postgres' },
  { domain: 'clever-cloud.com', provider: 'Clever Cloud' },
  { domain: 'database.cloud.ovh.net', provider: 'OVHcloud' },
  { domain: 'upclouddatabases.com', provider: 'UpCloud' },
  { domain: 'postgres.ubicloud.com', provider: 'Ubicloud' },
  { domain: 'databases.appdomain.cloud', provider: 'IBM Cloud Databases' },
  { domain: 'mdb.yandexcloud.net', provider: 'Yandex Managed PostgreSQL' },
  { domain: 'rds.aliyuncs.com', provider: 'Alibaba Cloud RDS' },
  { domain: 'tencentcdb.com', provider: 'TencentDB' },
];

/** The provider whose database a (normalized) host name is, if a row knows it. */
export function managedProvider(host: string): string | undefined {
  return managedHosts.find(({ domain, label }) => {
    if (!isUnder(host, domain)) return false;
    return label === undefined || host.slice(0, -domain.length).split('.').includes(label);
  })?.provider;
}

/** True for the domain itself and for whatever ends with it behind a dot. */
export function isUnder(host: string, domain: string): boolean {
  return host === domain || host.endsWith(`.${domain}`);
}
