import type { Environment } from './environment-word.js';
import { normalizeHost } from './judge-host.js';

/** One place that the connection options lead to, and the option that says so. */
export interface ConnectionTarget {
  /** `file`: where SQLite keeps its data. */
  readonly kind: 'host' | 'database' | 'file';
  readonly value: string;
  readonly source: string;
}

/** The two parts of a Sequelize instance that say where it connects to. */
export interface ConnectionSettings {
  readonly options: object;
  readonly config: object;
  /** The file that it opens, or `:memory:`; absent where it goes to a server. */
  readonly file?: string | null;
}

/**
 * Every host, socket path, database and file that a connection may use. Without a host the driver looks at `PGHOST` and
 * then at this machine, and without a database at `PGDATABASE` and then at the user's name; so do we.
 */
export function connectionTargets(
  { options, config, file }: ConnectionSettings,
  env: Environment,
): readonly ConnectionTarget[] {
  // A file has no host, and no name but its own.
  if (file != null) return [{ kind: 'file', value: file, source: 'storage' }];
  const replicas = replicationOf(options);
  const dialectOptions = record(field(options, 'dialectOptions'));
  const byUri = cameFromUri(options, config, dialectOptions);
  const base = {
    host: text(field(config, 'host')) || text(field(options, 'host')),
    database: text(field(config, 'database')) || text(field(options, 'database')),
  };
  const found: ConnectionTarget[] = [];
  // The base settings fill in whatever a replica leaves out.
  if (replicas.length === 0 || replicas.some(({ settings }) => text(field(settings, 'host')) === '')) {
    const source = !base.host && env['PGHOST'] ? 'PGHOST' : byUri ? 'uri' : 'host';
    found.push(...hosts(base.host || env['PGHOST'] || 'localhost', source));
  }
  for (const { source, settings } of replicas) found.push(...hosts(text(field(settings, 'host')), `${source}.host`));
  found.push(...hosts(text(field(dialectOptions, 'host')), 'dialectOptions.host'));
  found.push(...hosts(text(field(dialectOptions, 'socketPath')), 'dialectOptions.socketPath'));

  if (replicas.length === 0 || replicas.some(({ settings }) => text(field(settings, 'database')) === '')) {
    const fallback = env['PGDATABASE'] || text(field(config, 'username')) || env['PGUSER'] || '';
    const source = !base.database && env['PGDATABASE'] ? 'PGDATABASE' : byUri ? 'uri' : 'database';
    found.push(...database(base.database || fallback, source));
  }
  for (const { source, settings } of replicas) {
    found.push(...database(text(field(settings, 'database')), `${source}.database`));
  }
  return withoutRepetition(found);
}

function replicationOf(options: object): readonly { readonly source: string; readonly settings: object }[] {
  const replication = record(field(options, 'replication'));
  if (replication === undefined) return [];
  const read = field(replication, 'read');
  const readers = Array.isArray(read) ? read : read === undefined ? [] : [read];
  return [
    { source: 'replication.write', settings: record(field(replication, 'write')) ?? {} },
    ...readers.map((reader: unknown, at) => ({ source: `replication.read[${at}]`, settings: record(reader) ?? {} })),
  ];
}

/** Sequelize keeps no URI, but spreads all that it says over `dialectOptions`; Nest's options keep it. */
function cameFromUri(options: object, config: object, dialectOptions: object | undefined): boolean {
  if (text(field(options, 'uri')) !== '') return true;
  return (
    text(field(dialectOptions, 'database')) !== '' && field(dialectOptions, 'database') === field(config, 'database')
  );
}

function hosts(list: string, source: string): readonly ConnectionTarget[] {
  return list
    .split(',')
    .map((host) => host.trim())
    .filter((host) => host !== '')
    .map((value) => ({ kind: 'host', value, source }) as const);
}

function database(name: string, source: string): readonly ConnectionTarget[] {
  return name === '' ? [] : [{ kind: 'database', value: name, source }];
}

function withoutRepetition(targets: readonly ConnectionTarget[]): readonly ConnectionTarget[] {
  const keys = targets.map(({ kind, value }) => `${kind} ${kind === 'host' ? normalizeHost(value) : value}`);
  return targets.filter((_, at) => keys.indexOf(keys[at] ?? '') === at);
}

function record(value: unknown): object | undefined {
  return typeof value === 'object' && value !== null ? value : undefined;
}

function field(container: object | undefined, name: string): unknown {
  return container === undefined ? undefined : Reflect.get(container, name);
}

function text(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}
