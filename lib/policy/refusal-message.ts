import { heldUntilConsent } from '../plan/consented.js';
import type { Plan } from '../plan/plan.js';
import type { RefusedTarget } from './production-refused.error.js';
import type { Refusal } from './verdict.js';

/** What was planned and not run. */
export interface PlanSummary {
  readonly statements: number;
  readonly held: number;
  /** Of these, what runs too with consent to the plan. */
  readonly heldUntilConsent: number;
  /** The first few, each on one line and cut where it is long. */
  readonly first: readonly string[];
}

const shown = 5;
const width = 160;

export function plannedIn(plan: Plan, redact: (text: string) => string): PlanSummary {
  const ready = plan.statements.filter(({ held }) => !held);
  return {
    statements: ready.length,
    held: plan.statements.length - ready.length,
    heldUntilConsent: heldUntilConsent(plan).length,
    first: ready.slice(0, shown).map(({ sql }) => onOneLine(redact(sql))),
  };
}

/** The text of a refusal: what happened, where, why, what was planned, and the safe ways on. */
export function refusalMessage(input: {
  readonly refusal: Refusal;
  readonly target: RefusedTarget;
  readonly planned: PlanSummary | null;
}): string {
  const { refusal, target, planned } = input;
  const inForce = refusal.evidence.filter((evidence) => !refusal.because.includes(evidence));
  const others = inForce.filter(({ kind }) => kind !== 'not-a-throw-away' && kind !== 'proof-of-throw-away');
  return [
    `${refusal.headline}.`,
    `${refusal.subject ?? refusal.mode} was refused and nothing was written.`,
    '',
    `Target: ${describeTarget(target)}`,
    '',
    ...section(
      'Evidence:',
      refusal.because.map(({ source, sentence }) => `${source}: ${sentence}`),
    ),
    ...section(
      'Also seen, and not counted:',
      others.map(({ source, sentence, lifted }) => `${source}: ${sentence}${lifted ? ' (allowed)' : ''}`),
    ),
    ...section('Note:', refusal.notes),
    ...describePlan(planned),
    ...section('Ways on:', refusal.waysOn),
  ]
    .join('\n')
    .trimEnd();
}

function describeTarget({ database, schema, user, address, port, host }: RefusedTarget): string {
  const where =
    address === null ? (host ?? 'a local socket') : `${address.includes(':') ? `[${address}]` : address}:${port ?? ''}`;
  return [
    `database "${database}"`,
    ...(schema === null ? [] : [`schema "${schema}"`]),
    ...(user === '' ? [] : [`user "${user}"`]),
    `at ${where}${address !== null && host !== null && host !== address ? ` (asked for as ${host})` : ''}`,
  ].join(', ');
}

function describePlan(planned: PlanSummary | null): readonly string[] {
  if (planned === null) return [];
  const count = `${planned.statements} ${planned.statements === 1 ? 'statement' : 'statements'}`;
  const { held: more, heldUntilConsent: consented } = planned;
  const consent =
    consented === 0 ? '' : `; with consent ${consented === more ? 'they run' : `${consented} of them run`} too`;
  const held = more === 0 ? '' : ` (${more} more held${consent})`;
  if (planned.statements === 0) return [`Planned: nothing to run${held}.`, ''];
  const rest = planned.statements - planned.first.length;
  return section(`Planned: ${count}${held}:`, [...planned.first, ...(rest > 0 ? [`… and ${rest} more`] : [])]);
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [title, ...lines.map((line) => `  - ${line}`), ''];
}

function onOneLine(sql: string): string {
  const line = sql.replace(/\s+/g, ' ').trim();
  return line.length <= width ? line : `${line.slice(0, width - 1)}…`;
}
