import type { Evidence } from '../environment/evidence.js';
import type { ModeChoice, Verdict } from '../policy/verdict.js';
import { count } from './print-report.js';
import { printable } from './printable.js';

/** What speaks for and against a change of this database, and what comes of it. Never holds a password. */
export interface Explanation {
  /** The connection's name; `default` where there is only one. */
  readonly connection: string;
  readonly target: ExplainedTarget;
  readonly environment: string;
  /** The environment that the database is marked for; null where nobody marked it, or it cannot be read. */
  readonly mark: string | null;
  readonly mode: ModeChoice['mode'];
  /** Why this mode: "mode alter, because NODE_ENV is development". */
  readonly because: string;
  readonly verdict: Verdict;
  readonly evidence: readonly WeighedEvidence[];
  /** What would run and what is held; null where the schema could not be read. */
  readonly planned: { readonly runs: number; readonly held: number } | null;
  /** Why the schema could not be read, or null. */
  readonly unread: string | null;
}

/** The database as the server sees it. */
export interface ExplainedTarget {
  readonly database: string;
  readonly schema: string | null;
  readonly user: string;
  readonly address: string | null;
  readonly port: number | null;
  readonly host: string | null;
}

/** A piece of evidence, and what it does to a request for alter and for force. */
export interface WeighedEvidence extends Evidence {
  readonly effects: Readonly<Record<'alter' | 'force', 'refuses' | 'warns' | 'nothing'>>;
}

/** The shape of an explanation as JSON; `version` goes up when a field changes its meaning or goes away. */
export type ExplanationJson = Omit<Explanation, 'verdict'> & {
  readonly version: 1;
  readonly verdict: {
    readonly kind: Verdict['kind'];
    readonly because: readonly string[];
    readonly warnings: readonly string[];
    readonly waysOn: readonly string[];
  };
};

export function explanationJson(explanation: Explanation): ExplanationJson {
  const { verdict } = explanation;
  return {
    version: 1,
    ...explanation,
    verdict: {
      kind: verdict.kind,
      because: reasonsOf(verdict),
      warnings: 'warnings' in verdict ? verdict.warnings : verdict.notes,
      waysOn: verdict.kind === 'refuse' ? verdict.waysOn : [],
    },
  };
}

/** The whole explanation as text. */
export function printExplanation(explanation: Explanation): string {
  const { connection, target, because, evidence, verdict, mark } = explanation;
  const sources = evidence.map(({ source }) => source || 'process');
  const width = Math.min(32, Math.max(0, ...sources.map((source) => source.length)));
  const lines = [
    `Connection: ${connection}`,
    `Target:     ${targetText(target)}`,
    `Mark:       ${mark ?? 'none'}`,
    `Mode:       ${because.replace(/^mode /, '')}`,
    `Verdict:    ${verdictText(explanation)}`,
    ...('warnings' in verdict ? verdict.warnings : verdict.notes).map((line) => `Note:       ${line}`),
    evidence.length === 0 ? 'Evidence:   none' : 'Evidence:',
    ...evidence.map((one, at) => `  ${(sources[at] ?? '').padEnd(width)}  ${one.sentence} (${effectText(one)})`),
    ...(verdict.kind === 'refuse' ? ['Ways on:', ...verdict.waysOn.map((way) => `  - ${way}`)] : []),
  ];
  return lines.map(printable).join('\n');
}

function reasonsOf(verdict: Verdict): readonly string[] {
  if (verdict.kind === 'refuse') return verdict.because.map(({ sentence }) => sentence);
  return verdict.kind === 'report-only' ? [verdict.because] : [];
}

function verdictText({ verdict, mode, planned, unread }: Explanation): string {
  const work = planned === null ? '' : `${count(planned.runs, 'statement')} to run, ${planned.held} held`;
  switch (verdict.kind) {
    case 'nothing-to-do':
      return unread === null
        ? `${mode} may run and has nothing to do${planned === null || planned.held === 0 ? '' : ` (${planned.held} held)`}`
        : `the schema cannot be read: ${unread}`;
    case 'apply':
      return `${verdict.confirmed ? 'runs, because a person consented to this plan' : `${mode} may run`} (${work})`;
    case 'report-only':
      return `nothing is written; what differs is reported (alter would have ${work || `no plan: ${unread}`})`;
    case 'refuse':
      return `refused: ${verdict.headline}`;
  }
}

function effectText({ effects, lifted, kind }: WeighedEvidence): string {
  if (kind === 'proof-of-throw-away') return 'opens force';
  const { alter, force } = effects;
  const said = [
    ...(alter === force ? [] : alter === 'nothing' ? [] : [`${alter} alter`]),
    ...(alter === force && alter !== 'nothing' ? [`${alter} alter and force`] : []),
    ...(alter !== force && force !== 'nothing' ? [`${force} force`] : []),
  ].join(', ');
  return [said || 'counts for nothing', ...(lifted ? ['allowed by the options'] : [])].join(', ');
}

export function targetText({ database, schema, user, address, port, host }: ExplainedTarget): string {
  const where =
    address === null ? (host ?? 'a local socket') : `${address.includes(':') ? `[${address}]` : address}:${port ?? ''}`;
  return [
    `database "${database}"`,
    ...(schema === null ? [] : [`schema "${schema}"`]),
    ...(user === '' ? [] : [`user "${user}"`]),
    `at ${where}`,
  ].join(', ');
}
