import type { Drift, DriftFinding, DriftSeverity } from '../plan/find-drift.js';
import { count } from './print-report.js';
import { printable } from './printable.js';

const said: Readonly<Record<DriftSeverity, (number: number) => string>> = {
  breaks: (number) => `${count(number, 'difference')} that ${number === 1 ? 'breaks' : 'break'} queries`,
  differs: (number) => `${number} that ${number === 1 ? 'differs' : 'differ'}`,
  unknown: (number) => `${number} that cannot be judged`,
  extra: (number) => `${number} only in the database`,
};

/** One line: in step or not, and the totals. */
export function driftHeadline({ database, findings, inStep }: Drift): string {
  const totals = (Object.keys(said) as DriftSeverity[]).flatMap((severity) => {
    const number = findings.filter((finding) => finding.severity === severity).length;
    return number === 0 ? [] : [said[severity](number)];
  });
  const rest = totals.length === 0 ? '' : ` (${totals.join(', ')})`;
  return inStep
    ? `${database} is in step with the models: nothing to do${rest}`
    : `${database} is not in step with the models${rest}`;
}

/** All that differs, found and expected side by side. */
export function printDrift(drift: Drift): string {
  const { findings } = drift;
  const width = widthOf(findings.map(placeOf), 44);
  const found = widthOf(
    findings.map((finding) => finding.found),
    40,
  );
  return [
    printable(driftHeadline(drift)),
    ...findings.map((finding) =>
      printable(
        `  ${finding.severity.padEnd(7)}  ${placeOf(finding).padEnd(width)}  ` +
          `found ${finding.found.padEnd(found)}  expected ${finding.expected}`,
      ),
    ),
  ].join('\n');
}

/** The documented shape of a drift as JSON; `version` goes up when a field changes its meaning or goes away. */
export interface DriftJson extends Drift {
  readonly version: 1;
}

export function driftJson({ database, findings, inStep }: Drift): DriftJson {
  return { version: 1, database, inStep, findings };
}

function placeOf({ table, name }: DriftFinding): string {
  return [table, name].filter(Boolean).join(' ');
}

function widthOf(texts: readonly string[], most: number): number {
  // One that is longer stands out of the column, and does not stretch it.
  return Math.max(0, ...texts.map((text) => text.length).filter((length) => length <= most));
}
