import { findDrift } from '../plan/find-drift.js';
import { explanationJson, printExplanation } from '../report/explanation.js';
import { printable } from '../report/printable.js';
import type { OpenConnection } from './connection.js';
import { driftIn, formatOf, type FormatOptions, json, planIn } from './formats.js';
import type { Terminal } from './terminal.js';

/** Exit codes: 0 done or in step, 1 drift or not done, 2 an error. */
export type ExitCode = 0 | 1 | 2 | 130;

/** What alter, or force, would do. */
export async function showPlan(
  { name, safeSync }: OpenConnection,
  options: FormatOptions & { readonly force?: boolean },
  terminal: Terminal,
): Promise<ExitCode> {
  const mode = options.force ? 'force' : 'alter';
  const plan = await terminal.during('Reading the database and the models', () => safeSync.plan({ mode }));
  const format = formatOf(options);
  terminal.show(planIn(format, plan, name, terminal));
  const runs = plan.statements.filter(({ held }) => !held);
  if (format === 'text' && runs.length > 0) {
    const force = options.force ? ' --force' : '';
    terminal.show(
      printable(`Next: safe-sync apply${force} runs it; safe-sync plan${force} --sql shows the statements.`),
    );
  }
  return 0;
}

/** How models and database differ. */
export async function showDrift(
  { name, safeSync }: OpenConnection,
  options: FormatOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const plan = await terminal.during('Reading the database and the models', () => safeSync.plan());
  const drift = findDrift(plan);
  const format = formatOf(options);
  terminal.show(driftIn(format, drift, plan, name, terminal));
  if (format === 'text' && !drift.inStep) {
    terminal.show('Next: safe-sync plan shows what alter would do about it, and what it holds back.');
  }
  return 0;
}

/** The same for a machine: 0 in step, 1 not. */
export async function check(connection: OpenConnection, options: FormatOptions, terminal: Terminal): Promise<ExitCode> {
  const plan = await terminal.during('Reading the database and the models', () => connection.safeSync.plan());
  const drift = findDrift(plan);
  terminal.show(driftIn(formatOf(options), drift, plan, connection.name, terminal));
  return drift.inStep ? 0 : 1;
}

/** Mode, verdict and evidence. */
export async function showExplanation(
  { safeSync }: OpenConnection,
  options: FormatOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const explanation = await terminal.during('Reading the database and the models', () => safeSync.explain());
  terminal.show(options.json ? json(explanationJson(explanation)) : printExplanation(explanation));
  return 0;
}
