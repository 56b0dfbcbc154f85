import { applicationName } from './environment/application-name.js';
import type { ResolvedOptions, SafeSyncOptions } from './safe-sync.options.js';

/** The options with every default filled in. They have passed `checkOptions`. */
export function resolveOptions(options: SafeSyncOptions = {}): ResolvedOptions {
  const { allow = {}, timeouts = {}, migrations = {} } = options;
  return {
    ...options,
    modes: options.modes ?? {},
    onDrift: options.onDrift ?? 'warn',
    allow: {
      hosts: allow.hosts ?? [],
      databases: allow.databases ?? [],
      platforms: allow.platforms ?? [],
      hazards: allow.hazards ?? [],
    },
    timeouts: {
      bootLockMs: timeouts.bootLockMs ?? 60_000,
      tableLockMs: timeouts.tableLockMs ?? 5_000,
      statementMs: timeouts.statementMs ?? 0,
    },
    ignore: options.ignore ?? [],
    marker: options.marker ?? true,
    application: options.application?.trim() || applicationName(),
    migrations: { table: migrations.table ?? 'SequelizeMeta' },
  };
}
