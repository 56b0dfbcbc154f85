import { applyPlan, type ApplyCommand } from './apply.js';
import type { ExitCode } from './commands.js';
import type { OpenConnection } from './connection.js';
import type { Terminal } from './terminal.js';

/** Like `apply`, with a plan of its own: copies that earlier alters made. */
export async function repair(
  connection: OpenConnection,
  options: ApplyCommand,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<ExitCode> {
  const reading = 'Reading the database and the models';
  const plan = await terminal.during(reading, () => connection.safeSync.repairPlan());
  return applyPlan(connection, plan, { ...options, command: 'repair' }, terminal, signal);
}
