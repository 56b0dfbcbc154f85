import { blocks, changesTable, code, folded, heldList, leftoverLine, list, plain } from './print-markdown.js';
import { headline } from './print-report.js';
import { printSql } from './print-sql.js';
import type { ReportData } from './report.js';

/** What ran, or would; nothing to send where nobody looked. */
export function printReportSql(report: ReportData): string {
  const { applied, pending, held, script, database } = report;
  const isDone = applied.length > 0;
  const runs = isDone ? applied : pending;
  const about = isDone ? 'What ran:' : runs.length > 0 ? 'What alter would run:' : 'Nothing to run.';
  const empty = { client: '', session: [], begin: [], commit: [] };
  return printSql({ database, title: [headline(report), about], runs, held, script: script ?? empty });
}

/** A report as a comment on a pull request. */
export function printReportMarkdown(report: ReportData): string {
  const { applied, pending, held, leftovers, drift, evidence, warnings, notes, database } = report;
  const isDone = applied.length > 0;
  const findings = report.mode === 'none' ? (drift?.findings ?? []) : [];
  return blocks(
    `### safe-sync: ${code(database)}`,
    `**${plain(headline(report))}**`,
    ...changesTable(isDone ? applied : []),
    ...heldList(report.mode === 'none' ? [] : held),
    ...list(
      'Differences',
      findings.map(
        ({ severity, table, name, found, expected }) =>
          `${severity} ${code([table, name].filter(Boolean).join(' '))}: found ${plain(found)}, expected ${plain(expected)}`,
      ),
    ),
    ...list('Left over in the database, not dropped', leftovers.map(leftoverLine)),
    ...list(
      'Evidence',
      evidence.map(({ source, sentence }) => `${plain(sentence)} (${plain(source)})`),
    ),
    ...list('Notes', [...warnings, ...notes].map(plain)),
    ...folded(isDone ? 'What ran' : 'What alter would run', isDone || pending.length > 0 ? printReportSql(report) : ''),
  );
}
