import type { Plan } from '../plan/plan.js';
import type { SafeSync } from '../safe-sync.js';
import { applyPlan, type ApplyCommand } from './apply.js';
import { commandError } from './cli.errors.js';
import type { ExitCode } from './commands.js';
import type { OpenConnection } from './connection.js';
import type { Terminal } from './terminal.js';

type Repairs = SafeSync & { repairPlan?(): Promise<Plan> };

/** Like `apply`, with a plan of its own. */
export async function repair(
  connection: OpenConnection,
  options: ApplyCommand,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<ExitCode> {
  const safeSync: Repairs = connection.safeSync;
  if (safeSync.repairPlan === undefined) throw commandError('This version of nestjs-safe-sync has no repair.');
  const plan = await terminal.during('Reading the database and the models', async () => safeSync.repairPlan?.());
  return applyPlan(connection, plan as Plan, { ...options, command: 'repair' }, terminal, signal);
}
