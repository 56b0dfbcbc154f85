import type { ServerFailure } from '../dialects/dialect.js';
import type { Plan, Statement } from '../plan/plan.js';
import { SafeSyncError } from '../safe-sync.errors.js';

/** A statement failed. On a server that can roll DDL back nothing was changed. */
export class ApplyFailedError extends SafeSyncError {
  /** The SQL that failed; null when the failure could not be repeated. */
  readonly sql: string | null;
  /** Somebody else may have done it in the meantime. */
  readonly isConflict: boolean;
  /** It waited for a table, and not for long enough. */
  readonly isLockTimeout: boolean;
  /** Who has the table, as far as the server tells; null where it does not, or where nobody waited. */
  readonly holder: string | null;

  /** `done`: what is there for good all the same. */
  constructor(
    statement: Statement | null,
    { message, advice, isConflict, isLockTimeout = false }: ServerFailure,
    { cause, done, holder = null, attempts = 1 }: FailureDetails,
  ) {
    const what =
      statement === null ? 'The schema could not be changed' : `The schema could not be changed at: ${statement.sql}`;
    super(
      'SAFE_SYNC_APPLY_FAILED',
      `${what}\nThe server says: ${message}. ${isLockTimeout ? heldBy(holder, attempts) : ''}${doneBefore(done)} ${advice ?? 'Correct the model or the data and start again.'}`,
      { cause },
    );
    this.sql = statement?.sql ?? null;
    this.isConflict = isConflict;
    this.isLockTimeout = isLockTimeout;
    this.holder = holder;
  }
}

interface FailureDetails {
  readonly cause: unknown;
  readonly done: readonly Statement[];
  readonly holder?: string | null;
  readonly attempts?: number;
}

function heldBy(holder: string | null, attempts: number): string {
  const who = holder === null ? 'The server does not say who holds it' : `It is held by ${holder}`;
  return `${who}; tried ${attempts === 1 ? 'once' : `${attempts} times`}. `;
}

/** A person, or the system, asked to stop. What could be taken back is, and the lock is free. */
export class InterruptedError extends SafeSyncError {
  constructor(done: readonly Statement[], cause?: unknown) {
    super('SAFE_SYNC_INTERRUPTED', `Interrupted. ${doneBefore(done)}`, { cause });
  }
}

function doneBefore(done: readonly Statement[]): string {
  if (done.length === 0) return 'Nothing was changed.';
  const sql = done.map((statement) => statement.sql).join('; ');
  return done.every(({ change }) => change.kind === 'add-enum-value')
    ? `Nothing was changed but for the new enum values, which had to be committed first: ${sql}.`
    : `The server cannot take back what ran before: ${sql}. The next start goes on from there.`;
}

/** A confirmed plan is not the plan any more: somebody changed the database or the models in between. */
export class PlanOutdatedError extends SafeSyncError {
  constructor(
    readonly database: string,
    readonly expected: string,
    readonly found: string,
  ) {
    super(
      'SAFE_SYNC_PLAN_OUTDATED',
      `The plan ${database}:${expected} was made for another schema; as things are now the plan is ${database}:${found}. ` +
        'Nothing was changed. Look at the new plan, then confirm or apply that one.',
    );
  }
}

/** After the plan ran, planning again still found something: an error of this library. Rolled back where that is possible. */
export class NotConvergedError extends SafeSyncError {
  /** Nothing kept others away: somebody else may have come in between. */
  readonly isConflict: boolean;

  constructor(
    plan: Plan,
    readonly left: readonly Statement[],
    { isRolledBack, isShared }: { readonly isRolledBack: boolean; readonly isShared: boolean },
  ) {
    super(
      'SAFE_SYNC_NOT_CONVERGED',
      `After ${plan.statements.length} statements on ${plan.database} planning again still gives:\n${left
        .map(({ sql }) => `  ${sql}`)
        .join(
          '\n',
        )}\nThe change was ${isRolledBack ? '' : 'not '}rolled back. This is an error of nestjs-safe-sync: please report it with this text. ` +
        "Until it is mended, leave the table alone with safeSync: { ignore: ['<table>'] }.",
    );
    this.isConflict = isShared;
  }
}
