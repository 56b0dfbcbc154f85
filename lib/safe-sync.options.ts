import type { HazardCode } from './hazards/hazard.js';

export type SafeSyncMode = 'alter' | 'force' | 'none';

/** The default of `safeSync.modes`. Every other word, and none, is mode none. */
export const defaultModes: Readonly<Record<string, SafeSyncMode>> = {
  development: 'alter',
  dev: 'alter',
  local: 'alter',
  test: 'force',
  testing: 'force',
};

/** What a drift that remains does: nothing, one warning, or stop the boot (only what breaks queries can). */
export type OnDrift = 'ignore' | 'warn' | 'fail';

/** A model class, a model or table name, or a pattern over either. */
export type IgnoreRule = string | RegExp | (abstract new (...args: never[]) => unknown);

/**
 * The options of the key `safeSync`. All are optional; every default is safe.
 *
 * @example
 * SafeSyncModule.forRoot({ dialect: 'postgres', uri, autoLoadModels: true, safeSync: { onDrift: 'fail' } })
 */
export interface SafeSyncOptions {
  /** Asks for a mode by hand. A function gets the environment's word (trimmed, lower-cased; `''` when unset). */
  readonly mode?: SafeSyncMode | ((environment: string) => SafeSyncMode);
  /** Environment word to mode, merged over `development|dev|local` alter, `test|testing` force. */
  readonly modes?: Readonly<Record<string, SafeSyncMode>>;
  /** The environment's word. @default process.env.NODE_ENV, read when it runs */
  readonly environment?: string;
  /** @default 'warn' */
  readonly onDrift?: OnDrift | ((environment: string) => OnDrift);
  /** Lifts one piece of evidence, or lets one hazard pass. Exact names: no suffix, no pattern, no boolean. */
  readonly allow?: SafeSyncAllow;
  readonly timeouts?: SafeSyncTimeouts;
  /** Models or tables that are left alone. */
  readonly ignore?: readonly IgnoreRule[];
  /** Create missing schemas. @default true under force, else false */
  readonly createSchemas?: boolean;
  /**
   * Keep the environment mark, the table `safe_sync_meta`. `false`: never write it, and believe only what it says against
   * a change, so that force needs a name that says test or tmp. `'always'`: none may write the environment too, once.
   *
   * @default true
   */
  readonly marker?: boolean | 'always';
  /** Whose fingerprint the marker keeps: tells two applications on one database apart. @default the name in package.json */
  readonly application?: string;
  /** The table of Sequelize-CLI or Umzug; where it has rows, the environment alone no longer chooses alter or force. */
  readonly migrations?: { /** @default 'SequelizeMeta' */ readonly table?: string };
}

export interface SafeSyncAllow {
  /** Exact host names, as written in the connection options. */
  readonly hosts?: readonly string[];
  /** Exact database names. */
  readonly databases?: readonly string[];
  /** Exact platform variables or names: `KUBERNETES_SERVICE_HOST`, `Kubernetes`. */
  readonly platforms?: readonly string[];
  /** A hazard's code, or `code:table.column` for one place. */
  readonly hazards?: readonly (HazardCode | `${HazardCode}:${string}`)[];
}

export interface SafeSyncTimeouts {
  /** Waiting for another instance that synchronises this database. @default 60000 */
  readonly bootLockMs?: number;
  /** Waiting for a lock on a table. @default 5000 */
  readonly tableLockMs?: number;
  /** One statement; 0 = no limit. @default 0 */
  readonly statementMs?: number;
}

/** The options of the key `safeSync` with every default filled in. */
export interface ResolvedOptions extends Omit<
  SafeSyncOptions,
  'allow' | 'timeouts' | 'migrations' | 'ignore' | 'modes' | 'marker' | 'application'
> {
  readonly modes: Readonly<Record<string, SafeSyncMode>>;
  readonly onDrift: OnDrift | ((environment: string) => OnDrift);
  readonly allow: Required<SafeSyncAllow>;
  readonly timeouts: Required<SafeSyncTimeouts>;
  readonly ignore: readonly IgnoreRule[];
  readonly marker: boolean | 'always';
  readonly application: string;
  readonly migrations: { readonly table: string };
}
