import { type Leftover, leftoverText } from '../compare/comparison.js';
import type { Drift } from '../plan/find-drift.js';
import type { Plan, Statement } from '../plan/plan.js';
import { describeChange } from './describe-change.js';
import { driftHeadline } from './print-drift.js';
import { printPlanSql } from './print-sql.js';
import { count, leftoverPlace } from './print-report.js';
import { printable } from './printable.js';

/** A plan as a comment on a pull request: a table that fits a screen, and the SQL folded away. */
export function printPlanMarkdown(plan: Plan): string {
  const runs = plan.statements.filter(({ held }) => !held);
  const held = plan.statements.filter((statement) => statement.held);
  const total =
    plan.statements.length === 0
      ? plan.mode === 'repair'
        ? 'Nothing to take away.'
        : 'Nothing to do: the database is as the models want it.'
      : `**${count(runs.length, 'statement')} to run, ${held.length} held back.** Fingerprint ${code(plan.fingerprint)}`;
  return blocks(
    `### safe-sync: ${plan.mode} for ${code(plan.database)}`,
    total,
    ...rowsTable(plan),
    ...changesTable(runs),
    ...heldList(held),
    ...list('Left over in the database, not dropped', plan.leftovers.map(leftoverLine)),
    ...list(
      'Left alone, because it cannot be judged',
      plan.unknowns.map(
        ({ table, name, found, expected }) =>
          `${code(`${table.name}.${name}`)}: found ${code(found)}, expected ${code(expected)}`,
      ),
    ),
    ...list('Notes', plan.notes.map(plain)),
    ...folded('SQL', plan.statements.length === 0 ? '' : printPlanSql(plan)),
  );
}

/** What differs, found and expected side by side. */
export function printDriftMarkdown(drift: Drift, plan: Plan): string {
  const rows = drift.findings.map(({ severity, table, name, found, expected }) => [
    severity,
    code([table, name].filter(Boolean).join(' ')),
    plain(found),
    plain(expected),
  ]);
  return blocks(
    `### safe-sync: drift of ${code(drift.database)}`,
    `**${plain(driftHeadline(drift))}**`,
    ...(rows.length === 0 ? [] : [tableOf(['', 'where', 'found', 'expected'], rows)]),
    ...folded('SQL that brings it in step', plan.statements.length === 0 ? '' : printPlanSql(plan)),
  );
}

/** Statements that ran, are held, or are left: for a report. */
export function changesTable(statements: readonly Statement[]): readonly string[] {
  const rows = statements.flatMap(({ change, hazards }) =>
    describeChange(change).map(({ sign, target, what }) => [
      sign,
      code(target),
      plain(what),
      hazards.map((hazard) => code(hazard.code)).join(' '),
    ]),
  );
  return rows.length === 0 ? [] : [tableOf(['', 'target', 'change', 'hazards'], rows)];
}

export function heldList(held: readonly Statement[]): readonly string[] {
  return list(
    'Held back',
    held.map(({ change, hazards }) => {
      const what = describeChange(change).map(({ target, what: done }) => `${code(target)} ${plain(done)}`);
      const causes = hazards.map(
        ({ code: own, danger, remedy }) => `\n  - ${code(own)}: ${plain(danger)} ${plain(remedy)}`,
      );
      return `${what.join(', ')}${causes.join('')}`;
    }),
  );
}

export function leftoverLine(leftover: Leftover): string {
  return `${leftover.kind} ${code(leftoverPlace(leftover))}: ${plain(leftoverText(leftover))}`;
}

function rowsTable({ rowsToGo = [] }: Plan): readonly string[] {
  if (rowsToGo.length === 0) return [];
  const rows = rowsToGo.map((counted) => [code(counted.table.name), String(counted.rows)]);
  return [tableOf(['table', 'rows that will be gone'], rows)];
}

export function list(title: string, entries: readonly string[]): readonly string[] {
  return entries.length === 0 ? [] : [`**${title}**\n\n${entries.map((entry) => `- ${entry}`).join('\n')}`];
}

export function folded(title: string, sql: string): readonly string[] {
  if (sql === '') return [];
  const fence = '`'.repeat(Math.max(3, longestRun(sql) + 1));
  return [`<details><summary>${title}</summary>\n\n${fence}sql\n${sql}${fence}\n\n</details>`];
}

export function blocks(...parts: readonly string[]): string {
  return `${parts.join('\n\n')}\n`;
}

function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** A name as it is, whatever stands in it: nobody is mentioned, nothing is rendered. */
export function code(text: string): string {
  if (text === '') return '';
  const shown = printable(text).replaceAll('|', '\\|');
  const fence = '`'.repeat(longestRun(shown) + 1);
  const edge = shown.startsWith('`') || shown.endsWith('`') ? ' ' : '';
  return `${fence}${edge}${shown}${edge}${fence}`;
}

export function plain(text: string): string {
  return printable(text.replaceAll('\n', ' '))
    .replace(/[\\`*_[\]|~#]/g, '\\$&')
    .replace(/[&<>@]/g, (character) => `&#${character.charCodeAt(0)};`);
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}
