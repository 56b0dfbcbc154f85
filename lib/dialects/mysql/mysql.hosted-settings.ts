/** Variables that tell the server, what it may do, and who runs it. */
export const FACT_VARIABLES: readonly string[] = [
  'server_uid',
  'server_uuid',
  'hostname',
  'port',
  'read_only',
  'super_read_only',
  'innodb_read_only',
  'lower_case_table_names',
];

/** Variables whose text can name a provider. */
export const WORD_VARIABLES: readonly string[] = [
  'version_comment',
  // docs.aws.amazon.com/AmazonRDS/latest/UserGuide: /rdsdbbin/mysql-8.0.35.R1/, /rdsdbdata/db/
  'basedir',
  'datadir',
  // docs.singlestore.com/cloud/reference/sql-reference/information-functions
  'memsql_version',
];

/** Variables that only a provider's own server has: what they begin with. */
export const PROVIDER_PREFIXES: readonly string[] = ['aurora', 'rds', 'cloudsql', 'alloydb', 'azure', 'aad_auth'];
