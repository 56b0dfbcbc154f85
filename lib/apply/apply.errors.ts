import type { Plan, Statement } from '../plan/plan.js';
import { SafeSyncError } from '../safe-sync.errors.js';

/** A statement failed. On a server that can roll DDL back nothing was changed. */
export class ApplyFailedError extends SafeSyncError {
  /** The SQL that failed; null when the failure could not be repeated. */
  readonly sql: string | null;

  /** @param done what was committed before, because the rest needs it to be */
  constructor(statement: Statement | null, cause: unknown, done: readonly Statement[] = []) {
    const what =
      statement === null ? 'The schema could not be changed' : `The schema could not be changed at: ${statement.sql}`;
    super(
      'SAFE_SYNC_APPLY_FAILED',
      `${what}\nThe server says: ${saidBy(cause)}. ${changedBefore(done)} ${adviceFor(cause)}`,
      { cause },
    );
    this.sql = statement?.sql ?? null;
  }
}

function changedBefore(done: readonly Statement[]): string {
  if (done.length === 0) return 'Nothing was changed.';
  return `Nothing was changed but for the new enum values, which had to be committed first: ${done.map(({ sql }) => sql).join('; ')}.`;
}

/** What depends on a table is in the detail; other details may show a row. */
function saidBy(cause: unknown): string {
  // Sequelize has messages of its own for some failures: "Validation error", "Unknown constraint error".
  const { code, detail, message = cause instanceof Error ? cause.message : String(cause) } = serverError(cause);
  return code === '2BP01' && detail !== undefined ? `${message} (${detail.replaceAll('\n', '; ')})` : message;
}

/** By SQLSTATE. */
const advice: Readonly<Record<string, string>> = {
  '55P03':
    'Another transaction holds a lock on the table: end it, or wait longer with safeSync: { timeouts: { tableLockMs: … } }.',
  '57014': 'It took longer than safeSync.timeouts.statementMs.',
  '40P01': 'Another transaction and this one waited for each other: start again.',
  '42501':
    "The database user may not do this: GRANT it the right (on a schema: GRANT CREATE ON SCHEMA …), or connect as the tables' owner.",
  '25006':
    "This server or session only reads (a standby, or default_transaction_read_only = on): connect to the primary, or set safeSync: { mode: 'none' }.",
  '2BP01': 'Something that no model makes depends on it: drop that by hand, or use a database of its own for this.',
};

function adviceFor(cause: unknown): string {
  const { code = '' } = serverError(cause);
  return advice[code] ?? 'Correct the model or the data and start again.';
}

function serverError(cause: unknown): { readonly code?: string; readonly detail?: string; readonly message?: string } {
  const original = cause instanceof Error && 'original' in cause ? cause.original : cause;
  return typeof original === 'object' && original !== null ? original : {};
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
