import type { Drift } from '../plan/find-drift.js';
import type { Plan } from '../plan/plan.js';
import { driftJson, printDrift } from '../report/print-drift.js';
import { printDriftMarkdown, printPlanMarkdown } from '../report/print-markdown.js';
import { printPlanMermaid } from '../report/print-mermaid.js';
import { count, printPlan } from '../report/print-report.js';
import { printPlanSql } from '../report/print-sql.js';
import { printable, printableLines } from '../report/printable.js';
import { painted, type Terminal } from './terminal.js';

export type Format = 'text' | 'json' | 'sql' | 'markdown' | 'mermaid';

/** What the options of a command say about its output. */
export interface FormatOptions {
  readonly json?: boolean;
  readonly sql?: boolean;
  readonly markdown?: boolean;
  readonly mermaid?: boolean;
}

export function formatOf(options: FormatOptions): Format {
  const formats = ['json', 'sql', 'markdown', 'mermaid'] as const;
  return formats.find((format) => options[format]) ?? 'text';
}

export function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** Where a person looks, nothing that steers a terminal gets through; a file or a program gets it as it is. */
export function safely(text: string, terminal: Terminal): string {
  return terminal.isTerminal ? printableLines(text) : text;
}

export function planIn(format: Format, plan: Plan, connection: string, terminal: Terminal): string {
  switch (format) {
    case 'json':
      return json({ connection, ...(plan.toJSON() as object) });
    case 'sql':
      return safely(printPlanSql(plan), terminal);
    case 'markdown':
      return printPlanMarkdown(plan);
    case 'mermaid':
      return printPlanMermaid(plan);
    case 'text':
      return planText(plan, terminal);
  }
}

export function driftIn(format: Format, drift: Drift, plan: Plan, connection: string, terminal: Terminal): string {
  switch (format) {
    case 'json':
      return json({ connection, ...driftJson(drift) });
    case 'markdown':
      return printDriftMarkdown(drift, plan);
    case 'text':
      return painted(printDrift(drift), terminal);
    default:
      return planIn(format, plan, connection, terminal);
  }
}

/** The plan as a person reads it, with the rows that force would take. */
export function planText(plan: Plan, terminal: Terminal): string {
  const rows = plan.rowsToGo ?? [];
  const total = rows.reduce((sum, counted) => sum + counted.rows, 0);
  const width = Math.min(40, Math.max(0, ...rows.map(({ table }) => table.name.length)));
  return painted(
    [
      printPlan(plan),
      ...(plan.mode === 'force'
        ? [
            printable(`Rows that would be gone from ${plan.database}: ${total}`),
            ...rows.map((counted) =>
              printable(`  - ${counted.table.name.padEnd(width)}  ${count(counted.rows, 'row')}`),
            ),
          ]
        : []),
    ].join('\n'),
    terminal,
  );
}
