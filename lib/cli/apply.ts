import type { Plan } from '../plan/plan.js';
import { count, printReport } from '../report/print-report.js';
import { printable } from '../report/printable.js';
import { consentTo, nameOfPlan } from '../safe-sync.command.js';
import type { ApplyOptions } from '../safe-sync.js';
import { notConfirmedError } from './cli.errors.js';
import type { ExitCode } from './commands.js';
import type { OpenConnection } from './connection.js';
import { json, planIn } from './formats.js';
import { shellWord } from './shell-word.js';
import { painted, type Terminal } from './terminal.js';

export interface ApplyCommand {
  readonly force?: boolean;
  readonly confirm?: string;
  readonly json?: boolean;
}

/** Shows the plan, asks, and runs it under the guard. */
export async function apply(
  connection: OpenConnection,
  options: ApplyCommand,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<ExitCode> {
  const mode = options.force ? 'force' : 'alter';
  const plan = await terminal.during('Reading the database and the models', () => connection.safeSync.plan({ mode }));
  return applyPlan(
    connection,
    plan,
    { ...options, command: `apply${options.force ? ' --force' : ''}` },
    terminal,
    signal,
  );
}

export interface Applying extends ApplyCommand {
  /** As it is typed, for what is said next. */
  readonly command: string;
}

export async function applyPlan(
  { name, safeSync }: OpenConnection,
  plan: Plan,
  options: Applying,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<ExitCode> {
  const runs = plan.statements.filter(({ held }) => !held);
  if (!options.json || runs.length === 0) terminal.show(planIn(options.json ? 'json' : 'text', plan, name, terminal));
  if (runs.length === 0) return 0;
  // What is refused is not asked for.
  const { verdict } = await safeSync.explain({ mode: plan.mode });
  const onlyUnproven =
    verdict.kind === 'refuse' &&
    plan.mode === 'force' &&
    verdict.because.every(({ kind }) => kind === 'not-a-throw-away');
  const isOpen = verdict.kind !== 'refuse' || onlyUnproven;
  if (isOpen && !(await isConfirmed(plan, runs.length, options, terminal))) {
    terminal.say('Nothing was changed.');
    return 1;
  }
  const consent: ApplyOptions = { ...(isOpen && plan.mode === 'force' ? consentTo(plan) : {}), signal };
  terminal.isApplying = true;
  const report = await terminal.during(`Applying to ${printable(plan.database)}`, () => safeSync.apply(plan, consent));
  terminal.isApplying = false;
  terminal.show(options.json ? json(report) : painted(printReport(report), terminal));
  return 0;
}

/**
 * A person consents by name to this one plan, or answers the question.
 *
 * @throws SafeSyncError SAFE_SYNC_NOT_CONFIRMED
 */
async function isConfirmed(plan: Plan, runs: number, options: Applying, terminal: Terminal): Promise<boolean> {
  const wanted = nameOfPlan(plan);
  if (options.confirm !== undefined) {
    if (options.confirm.trim() === wanted) return true;
    throw notConfirmedError(
      `--confirm names another plan or another database than this one, which is ${printable(wanted)}. Nothing was changed. ` +
        'Look at the plan above, then confirm that one.',
    );
  }
  if (!terminal.canAsk) {
    throw notConfirmedError(
      `There is no terminal to ask on. To run exactly this plan on exactly this database: ` +
        `safe-sync ${options.command} --confirm ${shellWord(printable(wanted))}. Nothing was changed.`,
    );
  }
  const rows = (plan.rowsToGo ?? []).reduce((sum, counted) => sum + counted.rows, 0);
  return terminal.ask(
    plan.mode === 'force'
      ? `Take ${count(rows, 'row')} away from ${plan.database} for good, and run ${count(runs, 'statement')}?`
      : `Run ${count(runs, 'statement')} on ${plan.database}?`,
  );
}
