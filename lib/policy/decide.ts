import type { Evidence } from '../environment/evidence.js';
import { heldUntilConsent } from '../plan/consented.js';
import type { Plan } from '../plan/plan.js';
import { confirmationFor, hasWork, readConfirmation, type Confirmation } from './confirmation.js';
import { effectOf } from './evidence-effects.js';
import type { ModeChoice, Refusal, Verdict } from './verdict.js';
import { waysOn } from './ways-on.js';

export interface DecideInput {
  readonly choice: ModeChoice;
  /** What would run; in mode none, what alter would run. Null when it was not planned. */
  readonly plan: Plan | null;
  readonly evidence: readonly Evidence[];
  /** `SAFE_SYNC_CONFIRM` as set. */
  readonly confirm?: string | undefined;
  /** A person consented to exactly this plan in front of the command line. It stands for the proof that force wants, and for nothing else. */
  readonly consented?: boolean;
}

/** May it? Refused on any sign of production; mode none is never refused; force is never consented to by a variable. */
export function decide(input: DecideInput): Verdict {
  if (input.choice.mode === 'none') return decideNone(input);
  return input.choice.mode === 'alter' ? decideAlter(input) : decideForce(input);
}

function decideNone({ choice, plan, confirm }: DecideInput): Verdict {
  const confirmation = choice.by === 'off' ? 'absent' : readConfirmation(confirm, plan);
  if (confirmation === 'given') return { kind: 'apply', warnings: [], confirmed: true };
  const warnings = [choice.warning, confirmationLine(confirmation)].filter((line) => line !== undefined);
  return { kind: 'report-only', because: choice.because, warnings };
}

function decideAlter(input: DecideInput): Verdict {
  const { choice, plan, evidence, confirm } = input;
  const confirmation = readConfirmation(confirm, plan);
  const line = confirmationLine(confirmation);
  if (refusing(evidence, 'alter').length > 0) {
    if (confirmation === 'given') return { kind: 'apply', warnings: [], confirmed: true };
    if (confirmation === 'done' && line !== undefined) return { kind: 'nothing-to-do', warnings: [line] };
    return refuse(input, 'alter', line === undefined ? [] : [line]);
  }
  const warnings = [choice.warning, confirmation === 'given' ? undefined : line].filter((text) => text !== undefined);
  // Where nothing speaks against alter, consent is needed only for what is held.
  const confirmed = confirmation === 'given' && plan !== null && heldUntilConsent(plan).length > 0;
  if (!confirmed && !hasWork(plan)) return { kind: 'nothing-to-do', warnings };
  const doubts = evidence.filter((one) => effectOf(one, 'alter') === 'warns');
  return { kind: 'apply', warnings: [...warnings, ...doubts.map(warningFor)], confirmed };
}

function decideForce(input: DecideInput): Verdict {
  const { choice, plan, evidence, confirm, consented = false } = input;
  // That nothing proves a throw-away is evidence too; without any word about it, it is not proven.
  const proven = consented || evidence.some(({ kind }) => kind === 'proof-of-throw-away');
  if (!proven || refusing(evidence, 'force').some(({ kind }) => !(consented && kind === 'not-a-throw-away'))) {
    return refuse(
      input,
      'force',
      confirm?.trim() ? ['SAFE_SYNC_CONFIRM is for alter: force is never consented to by a variable.'] : [],
    );
  }
  const warnings = choice.warning === undefined ? [] : [choice.warning];
  return hasWork(plan) ? { kind: 'apply', warnings, confirmed: false } : { kind: 'nothing-to-do', warnings };
}

function refuse({ choice, plan, evidence }: DecideInput, mode: 'alter' | 'force', notes: readonly string[]): Refusal {
  const because = refusing(evidence, mode);
  return {
    kind: 'refuse',
    mode,
    headline: headlineFor(choice, mode, because),
    because,
    evidence,
    notes,
    waysOn: waysOn({
      mode,
      because,
      database: plan?.database ?? '',
      confirmation: confirmationFor(plan),
      byHand: choice.byHand,
    }),
  };
}

function headlineFor(choice: ModeChoice, mode: 'alter' | 'force', because: readonly Evidence[]): string {
  const word = because.find(({ kind }) => kind === 'environment-word');
  if (word !== undefined && choice.environment === '') {
    return `Cannot tell that this is not production: ${word.sentence}`;
  }
  if (because.every(({ kind }) => kind === 'not-a-throw-away')) {
    return 'force empties tables, and nothing proves that this database is a throw-away';
  }
  const signs = because.filter(({ kind }) => kind !== 'not-a-throw-away').length;
  return `${mode} is refused: ${signs === 1 ? 'one sign' : `${signs} signs`} of production`;
}

function refusing(evidence: readonly Evidence[], mode: 'alter' | 'force'): readonly Evidence[] {
  return evidence.filter((one) => effectOf(one, mode) === 'refuses');
}

function warningFor({ sentence, lift }: Evidence): string {
  const quiet =
    lift === undefined ? '' : ` If it is yours to change: allow: { ${lift.list}: ['${lift.names.join("', '")}'] }.`;
  return `alter runs although ${sentence}.${quiet}`;
}

function confirmationLine(confirmation: Confirmation): string | undefined {
  return confirmationLines[confirmation];
}

// The value itself is not repeated: people paste URIs into variables.
const confirmationLines: Readonly<Record<Confirmation, string | undefined>> = {
  absent: undefined,
  given: undefined,
  malformed: 'SAFE_SYNC_CONFIRM is not <database>:<fingerprint>, so that it consents to nothing.',
  'other-database': 'SAFE_SYNC_CONFIRM names another database than this one: it does not count here.',
  'other-plan': 'SAFE_SYNC_CONFIRM names another plan than the one for this database as it is now: it does not count.',
  done: 'Nothing is left to run of what SAFE_SYNC_CONFIRM consented to: the variable can go.',
};
