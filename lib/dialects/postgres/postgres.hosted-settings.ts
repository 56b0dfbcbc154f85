/**
 * Settings that only a provider's own PostgreSQL has. Ask for them by name in `pg_settings`, or with
 * `current_setting(name, true)`; all of them are readable by every role. A setting that is there counts even when it is
 * empty: `azure.extensions` is empty until somebody allows one.
 */
export const postgresHostedSettings: readonly string[] = [
  // docs.aws.amazon.com/AmazonRDS/latest/UserGuide/PostgreSQL.Concepts.General.FeatureSupport.Extensions.html
  'rds.extensions',
  'rds.allowed_extensions',
  'rds.logical_replication',
  'aurora_version',
  // neon.com/docs/reference/compatibility
  'neon.project_id',
  'neon.branch_id',
  'neon.tenant_id',
  'neon.timeline_id',
  // cloud.google.com/sql/docs/postgres/flags
  'cloudsql.iam_authentication',
  'cloudsql.logical_decoding',
  'cloudsql.enable_pglogical',
  'alloydb.iam_authentication',
  'alloydb.logical_decoding',
  // learn.microsoft.com/azure/postgresql/extensions/how-to-allow-extensions
  'azure.extensions',
  'azure.server_tier',
  // github.com/supabase/supautils
  'supautils.reserved_roles',
  'supautils.privileged_extensions',
  'supautils.policy_grants',
];
