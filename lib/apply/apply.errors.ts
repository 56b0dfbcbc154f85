import type { Plan, Statement } from '../plan/plan.js';
import { SafeSyncError } from '../safe-sync.errors.js';

/** A statement failed. On a server that can roll DDL back nothing was changed. */
export class ApplyFailedError extends SafeSyncError {
  /** The SQL that failed; null when the failure could not be repeated. */
  readonly sql: string | null;

  constructor(statement: Statement | null, cause: unknown) {
    const said = cause instanceof Error ? cause.message : String(cause);
    const what =
      statement === null ? 'The schema could not be changed' : `The schema could not be changed at: ${statement.sql}`;
    super('SAFE_SYNC_APPLY_FAILED', `${what}\nThe server says: ${said}. Nothing was changed. ${adviceFor(cause)}`, {
      cause,
    });
    this.sql = statement?.sql ?? null;
  }
}

function adviceFor(cause: unknown): string {
  const original = cause instanceof Error && 'original' in cause ? cause.original : cause;
  const code = typeof original === 'object' && original !== null && 'code' in original ? original.code : undefined;
  switch (code) {
    case '55P03':
      return 'Another transaction holds a lock on the table: end it, or wait longer with safeSync: { timeouts: { tableLockMs: … } }.';
    case '57014':
      return 'It took longer than safeSync.timeouts.statementMs.';
    case '42501':
      return "The database user may not do this: GRANT it the right (on a schema: GRANT CREATE ON SCHEMA …), or connect as the tables' owner.";
    default:
      return 'Correct the model or the data and start again.';
  }
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

/** After the plan ran, planning again still found something: an error of this library. It was rolled back. */
export class NotConvergedError extends SafeSyncError {
  constructor(
    plan: Plan,
    readonly left: readonly Statement[],
  ) {
    super(
      'SAFE_SYNC_NOT_CONVERGED',
      `After ${plan.statements.length} statements on ${plan.database} planning again still gives:\n${left
        .map(({ sql }) => `  ${sql}`)
        .join(
          '\n',
        )}\nThe change was rolled back. This is an error of nestjs-safe-sync: please report it with this text. ` +
        "Until it is mended, leave the table alone with safeSync: { ignore: ['<table>'] }.",
    );
  }
}
