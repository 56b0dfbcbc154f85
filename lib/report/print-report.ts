import type { DriftFinding } from '../plan/find-drift.js';
import type { Plan, Statement } from '../plan/plan.js';
import { type Leftover, leftoverText } from '../compare/comparison.js';
import { describeChange } from './describe-change.js';
import { printable } from './printable.js';
import type { Report } from './report.js';

type Printed = Omit<Report, 'toJSON' | 'toString' | 'toSql' | 'toMarkdown'>;

const MOST_LINES = 20;
const MOST_HELD = 5;

/** The whole report as text, in full length. */
export function printReport(report: Printed): string {
  const lines = [
    headline(report),
    ...report.evidence.map(({ source, sentence }) => `  evidence: ${printable(sentence)} (${printable(source)})`),
    ...statementLines(report.applied, Infinity),
    ...report.held.flatMap((statement) => heldLines(statement)),
    ...report.leftovers.map((leftover) =>
      printable(`  left over: ${leftover.kind} ${leftoverPlace(leftover)}: ${leftoverText(leftover)}`),
    ),
    ...(report.drift?.findings ?? []).map((finding) => `  ${findingText(finding)}`),
    ...[...report.warnings, ...report.notes].map((note) => `  note: ${printable(note)}`),
  ];
  return lines.join('\n');
}

/** A plan as a person reads it: what runs, what is held and why, what is left over. */
export function printPlan(plan: Plan): string {
  const runs = plan.statements.filter(({ held }) => !held);
  const held = plan.statements.filter((statement) => statement.held);
  const title = printable(`Plan for ${plan.database} (${plan.mode}, fingerprint ${plan.fingerprint})`);
  if (plan.statements.length === 0) {
    const clear =
      plan.mode === 'repair' ? 'nothing to take away' : 'nothing to do, the database is as the models want it';
    return [`${title}: ${clear}.`, ...leftoverLines(plan)].join('\n');
  }
  return [
    `${title}: ${count(runs.length, 'statement')} to run, ${held.length} held`,
    ...statementLines(runs, Infinity),
    ...held.flatMap((statement) => heldLines(statement)),
    ...leftoverLines(plan),
    ...plan.unknowns.map(({ table, name, found, expected, because }) =>
      printable(`  unknown: ${table.name}.${name}: found ${found}, expected ${expected} (${because})`),
    ),
    ...plan.notes.map((note) => `  note: ${printable(note)}`),
  ].join('\n');
}

function leftoverLines(plan: Plan): readonly string[] {
  return plan.leftovers.map((leftover) =>
    printable(`  left over, not dropped: ${leftover.kind} ${leftoverPlace(leftover)} (${leftoverText(leftover)})`),
  );
}

/** A table that is left over has no other name. */
export function leftoverPlace({ table, name }: Leftover): string {
  return [table.name, name].filter(Boolean).join('.');
}

/** One line: what came out, which mode and why, and what it cost. */
export function headline(report: Printed): string {
  const cost = `${count(report.tables, 'table')}, ${count(report.queries, 'query', 'queries')}, ${Math.round(report.milliseconds)} ms`;
  const hint = report.markHint === null ? '' : `; ${report.markHint}`;
  return printable(`${report.database}: ${outcomeOf(report)} (${report.because}; ${cost})${hint}`);
}

function outcomeOf({ applied, held, drift, mode }: Printed): string {
  if (applied.length > 0) return `${count(applied.length, 'statement')} applied`;
  if (drift === null) return 'the schema was not looked at';
  if (drift.inStep) return 'nothing to do, the database is as the models want it';
  if (mode !== 'none' && held.length > 0) return `nothing to run, ${count(held.length, 'statement')} held back`;
  const differences = drift.findings.filter(({ severity }) => severity === 'breaks' || severity === 'differs');
  return count(differences.length, 'difference');
}

/** A short aligned block; never a wall. */
export function statementLines(statements: readonly Statement[], most = MOST_LINES): readonly string[] {
  const described = statements.flatMap(({ change, hazards }) =>
    describeChange(change).map((description) => ({ ...description, hazards })),
  );
  const shown = described.slice(0, most);
  const width = Math.min(40, Math.max(0, ...shown.map(({ target }) => target.length)));
  const lines = shown.map(({ sign, target, what, hazards }) =>
    printable(`  ${sign} ${target.padEnd(width)}  ${what}${hazards.map(({ code }) => `  [${code}]`).join('')}`),
  );
  return described.length > shown.length ? [...lines, `  … and ${described.length - shown.length} more`] : lines;
}

/** Up to five, one line each, then a count. */
export function heldSummary(held: readonly Statement[]): readonly string[] {
  const shown = held.slice(0, MOST_HELD).map(({ change, hazards }) => {
    const what = describeChange(change).map((described) => `${described.target} ${described.what}`);
    const cause = hazards.find(({ effect }) => effect === 'holds');
    return printable(
      `held back: ${what.join(', ')} [${cause?.code ?? ''}]: ${cause?.danger ?? ''} ${cause?.remedy ?? ''}`,
    );
  });
  return held.length > shown.length
    ? [...shown, `held back: ${held.length - shown.length} more; service.plan() lists them`]
    : shown;
}

/** What consent runs besides, and what it costs: up to five, one line each, then a count. */
export function consentLines(held: readonly Statement[]): readonly string[] {
  const shown = held.slice(0, MOST_HELD).map(({ change, hazards }) => {
    const what = describeChange(change).map((described) => `${described.target} ${described.what}`);
    const cause = hazards.find(({ effect }) => effect === 'holds');
    return printable(`consent also runs: ${what.join(', ')} [${cause?.code ?? ''}]: ${cause?.danger ?? ''}`);
  });
  return held.length > shown.length ? [...shown, `consent also runs: ${held.length - shown.length} more`] : shown;
}

function heldLines(statement: Statement): readonly string[] {
  return [
    ...describeChange(statement.change).map(({ target, what }) => printable(`  ! ${target}  ${what}: held back`)),
    ...statement.hazards.flatMap(({ code, danger, remedy, evidence }) => [
      printable(`      [${code}] ${danger}`),
      printable(`      ${remedy}`),
      ...(typeof evidence === 'object' && !remedy.includes(evidence.query)
        ? [printable(`      The rows: ${evidence.query};`)]
        : []),
    ]),
  ];
}

/** Found and expected side by side. */
export function findingText({ severity, table, name, found, expected }: DriftFinding): string {
  const place = [table, name].filter(Boolean).join(' ');
  return printable(`${severity.padEnd(7)}  ${place}: found ${found}, expected ${expected}`);
}

export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}
