import type { Plan, Statement } from '../plan/plan.js';
import { valuesToCommitFirst } from '../plan/values-to-commit-first.js';
import type { Script } from '../schema/script.js';
import { describeChange } from './describe-change.js';
import { count, leftoverPlace } from './print-report.js';
import { printable } from './printable.js';

export interface SqlInput {
  readonly database: string;
  /** The first lines: what this is. */
  readonly title: readonly string[];
  readonly runs: readonly Statement[];
  readonly held: readonly Statement[];
  readonly script: Script;
}

/**
 * A plan as a file for the server's own client: what runs, as it stands; what is held, commented out with its danger and its
 * remedy. Comments hold no control character; the SQL itself is as the server is to get it.
 */
export function printPlanSql(plan: Plan): string {
  const runs = plan.statements.filter(({ held }) => !held);
  const held = plan.statements.filter((statement) => statement.held);
  const rows = (plan.rowsToGo ?? []).filter((counted) => counted.rows > 0);
  return printSql({
    database: plan.database,
    title: [
      `${plan.mode} for ${plan.database} (fingerprint ${plan.fingerprint}): ` +
        (plan.statements.length === 0
          ? plan.mode === 'repair'
            ? 'nothing to take away'
            : 'nothing to do, the database is as the models want it'
          : `${count(runs.length, 'statement')} to run, ${held.length} held`),
      ...rows.map((counted) => `${count(counted.rows, 'row')} of ${counted.table.name} will be gone`),
      ...plan.leftovers.map((leftover) => `left over, not dropped: ${leftover.kind} ${leftoverPlace(leftover)}`),
    ],
    runs,
    held,
    script: plan.script,
  });
}

export function printSql({ database, title, runs, held, script }: SqlInput): string {
  // A value that the rest uses has to be committed before it.
  const first = valuesToCommitFirst(runs);
  const rest = runs.filter((statement) => !first.includes(statement));
  const blocks = [
    [
      ...title.flatMap(comment),
      ...(runs.length === 0 ? [] : comment(`Run it with: ${script.client.replace('<database>', shellWord(database))}`)),
    ],
    runs.length === 0 ? [] : script.session.map(ended),
    ...first.map(statementLines),
    rest.length === 0 ? [] : script.begin.map(ended),
    ...rest.map(statementLines),
    rest.length === 0 ? [] : script.commit.map(ended),
    ...held.map(heldLines),
  ];
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function statementLines({ change, hazards, steps }: Statement): readonly string[] {
  return [
    ...causes(change),
    ...hazards.flatMap(({ code, danger }) => comment(`  [${code}] ${danger}`)),
    ...steps.map(ended),
  ];
}

function heldLines({ change, hazards, steps }: Statement): readonly string[] {
  return [
    ...causes(change).map((line) => line.replace(/^-- ./, '-- HELD BACK:')),
    ...hazards.flatMap(({ code, danger, remedy }) => comment(`  [${code}] ${danger}\n${remedy}`)),
    ...steps.flatMap((step) => comment(ended(step))),
  ];
}

function causes(change: Statement['change']): readonly string[] {
  return describeChange(change).flatMap(({ sign, target, what }) => comment(`${sign} ${target}  ${what}`));
}

function comment(text: string): readonly string[] {
  return text.split('\n').map((line) => `-- ${printable(line)}`.trimEnd());
}

function ended(sql: string): string {
  return `${sql};`;
}

/** The command is to be pasted. */
function shellWord(text: string): string {
  return /^[\w./:@-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
