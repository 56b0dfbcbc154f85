import { commandError } from './cli.errors.js';
import type { OpenConnection, Source } from './connection.js';
import { findConfig, openConfig } from './open-config.js';
import { openModule } from './open-module.js';

/** Opens the connection that a command is about. It synchronises nothing. */
export async function openConnection(source: Source): Promise<OpenConnection> {
  if (source.module !== undefined && source.config !== undefined) {
    throw commandError('Give --module or --config, not both.');
  }
  if (source.module !== undefined) return openModule(source.module, source);
  const config = source.config ?? findConfig();
  if (config !== undefined) return openConfig(config, source);
  throw commandError(
    'Where is the application? Give --module dist/app.module.js#AppModule, or write a safe-sync.config.js here.',
  );
}
