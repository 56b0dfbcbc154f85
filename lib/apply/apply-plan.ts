import { setTimeout as sleep } from 'node:timers/promises';
import { isRename, tableOf } from '../compare/change.js';
import type { Dialect, LockTimeouts, WritingSession } from '../dialects/dialect.js';
import type { Plan, Statement } from '../plan/plan.js';
import { keyOf } from '../schema/qualified-name.js';
import { valuesToCommitFirst } from '../plan/values-to-commit-first.js';
import { ApplyFailedError, NotConvergedError, PlanOutdatedError } from './apply.errors.js';
import { type Execution, executeOneByOne, executeTogether, stopIfAborted } from './execute.js';
import type { OnProgress } from './progress.js';

export interface ApplyInput {
  readonly dialect: Dialect;
  readonly timeouts: LockTimeouts;
  /** Reads, compares and plans again inside the lock. */
  readonly replan: (session: WritingSession) => Promise<Plan>;
  /** When given, only a plan with this fingerprint may run; an empty one may always. */
  readonly fingerprint?: string;
  /** Gives up: what runs is cancelled, and rolled back where that is possible. */
  readonly signal?: AbortSignal;
  /** Called under the lock, in the same transaction, when something ran: what it writes goes with the change. */
  readonly afterwards?: (session: WritingSession, ran: readonly Statement[]) => Promise<void>;
  /** Hears of what takes its time. */
  readonly onProgress?: OnProgress;
}

export interface Applied {
  readonly statements: readonly Statement[];
  /** The plan as it is afterwards: what is held, left over, unknown. */
  readonly remaining: Plan;
}

/** How often somebody else may come in between before that is an error. */
const MOST_ATTEMPTS = 8;
const MOST_WAIT_MS = 200;
/** How often a table is waited for: each time everything is let go of first, so that those who queue behind get through. */
const MOST_LOCK_ATTEMPTS = 3;

/**
 * The only place that writes: lock, plan again, run, verify. The plan that was shown before may be old by now; what runs is
 * the plan made under the lock, so that the losers of a race find an empty one. Where DDL can be rolled back, a failure and
 * a plan that does not converge leave nothing behind. Where nothing keeps instances apart, convergence is the guarantee: who
 * finds that somebody else did it looks again.
 */
export async function applyPlan(input: ApplyInput): Promise<Applied> {
  const done: Statement[] = [];
  let waits = 0;
  for (let attempt = 1; ; attempt += 1) {
    try {
      stopIfAborted(input, done);
      const remaining = await applyOnce(input, {
        done,
        attempt: waits + 1,
        isLastTry: waits + 1 === MOST_LOCK_ATTEMPTS,
      });
      if (isFollowed(remaining, input)) continue;
      if (done.some(makesTypes)) await input.dialect.refreshTypes();
      return { statements: done, remaining };
    } catch (error) {
      stopIfAborted(input, done, error);
      if (isLockTimeout(error, input.dialect)) {
        if (waits + 1 === MOST_LOCK_ATTEMPTS) throw lockFailure(error, input.dialect, done);
        waits += 1;
      } else if (attempt >= MOST_ATTEMPTS || !isConflict(error, input.dialect)) throw error;
      await sleep(Math.random() * MOST_WAIT_MS * attempt);
    }
  }
}

function isConflict(error: unknown, dialect: Dialect): boolean {
  const { code, isConflict: said } = error as { readonly code?: unknown; readonly isConflict?: boolean };
  // What has a code of ours was looked at when it was made.
  if (typeof code === 'string' && code.startsWith('SAFE_SYNC_')) return said === true;
  return dialect.failure(error).isConflict;
}

/** Also where the tables are read again. */
function isLockTimeout(error: unknown, dialect: Dialect): boolean {
  const { code, isLockTimeout: said } = error as { readonly code?: unknown; readonly isLockTimeout?: unknown };
  if (typeof code === 'string' && code.startsWith('SAFE_SYNC_')) return said === true;
  return dialect.failure(error).isLockTimeout === true;
}

function lockFailure(error: unknown, dialect: Dialect, done: readonly Statement[]): unknown {
  const { code } = error as { readonly code?: unknown };
  if (typeof code === 'string' && code.startsWith('SAFE_SYNC_')) return error;
  return new ApplyFailedError(null, dialect.failure(error), { cause: error, done, attempts: MOST_LOCK_ATTEMPTS });
}

interface Try {
  readonly done: Statement[];
  readonly attempt: number;
  readonly isLastTry: boolean;
}

async function applyOnce(input: ApplyInput, attempt: Try): Promise<Plan> {
  // The second time no value is left that would have to go first.
  return (await inLock(input, attempt, true)) ?? ((await inLock(input, attempt, false)) as Plan);
}

/**
 * Once under the lock. Null when a second time must follow: enum values that the rest of the plan uses have a transaction
 * of their own before it. What is committed goes into `done`.
 */
async function inLock(input: ApplyInput, attempt: Try, valuesFirst: boolean): Promise<Plan | null> {
  const { dialect, timeouts, replan, fingerprint, onProgress, signal } = input;
  const { done } = attempt;
  const { databaseLock, transactionalDdl, enumValuesNeedCommit } = dialect.traits;
  const ran: Statement[] = [];
  const remaining = await dialect.withLock({ ...timeouts, exclusive: databaseLock, signal }, async (session) => {
    const plan = await replan(session);
    const runnable = runnableOf(plan);
    checkFingerprint(plan, runnable, fingerprint);
    const execution = (statements: readonly Statement[]): Execution => ({
      ...attempt,
      dialect,
      session,
      statements,
      onProgress,
      signal,
    });
    stopIfAborted(input, done);
    const values = enumValuesNeedCommit && valuesFirst ? valuesToCommitFirst(runnable) : [];
    if (values.length > 0) {
      await executeTogether(execution(values));
      ran.push(...values);
      return null;
    }
    if (runnable.length === 0) return plan;
    const check = await dialect.watch(
      session,
      runnable.map(({ change }) => change),
    );
    if (transactionalDdl) {
      await executeTogether(execution(runnable));
      ran.push(...runnable);
    } else await executeOneByOne(execution(runnable), done);
    stopIfAborted(input, done);
    await check();
    // Rows that went leave the schema as it was read a moment ago, under this lock.
    const left = runnable.every(touchesRowsOnly) ? plan : await replan(session);
    verify(plan, waiting(plan, left), { isRolledBack: transactionalDdl, isShared: session.isShared === true });
    await input.afterwards?.(session, runnable);
    return left;
  });
  done.push(...ran);
  return remaining;
}

/** What could only be said once something was renamed is done by itself, unless a person consented to one plan alone. */
function isFollowed(remaining: Plan, { fingerprint }: ApplyInput): boolean {
  return fingerprint === undefined && runnableOf(remaining).some((statement) => !touchesRowsOnly(statement));
}

/** Without what was held while a rename of its plan was not done, and can run now. */
function waiting(plan: Plan, left: Plan): Plan {
  if (!runnableOf(plan).some(({ change }) => isRename(change))) return left;
  const held = new Set(plan.statements.filter((statement) => statement.held).map(tableKey));
  return { ...left, statements: left.statements.filter((statement) => !held.has(tableKey(statement))) };
}

function tableKey({ change }: Statement): string {
  const table = tableOf(change);
  return table === null ? '' : keyOf(table);
}

function runnableOf(plan: Plan): readonly Statement[] {
  return plan.statements.filter(({ held }) => !held);
}

function checkFingerprint(plan: Plan, runnable: readonly Statement[], fingerprint: string | undefined): void {
  if (fingerprint === undefined || runnable.length === 0 || plan.fingerprint === fingerprint) return;
  throw new PlanOutdatedError(plan.database, fingerprint, plan.fingerprint);
}

/** force clears the same tables again at every plan; what counts there is that nothing is to be built any more. */
function verify(
  plan: Plan,
  remaining: Plan,
  how: { readonly isRolledBack: boolean; readonly isShared: boolean },
): void {
  // What was held may run now, because somebody mended the rows meanwhile: the next start does it.
  const waited = new Set(plan.statements.filter(({ held }) => held).flatMap(({ parts }) => parts.map(placeOf)));
  const left = runnableOf(remaining).filter(
    (statement) => !touchesRowsOnly(statement) && !statement.parts.every((part) => waited.has(placeOf(part))),
  );
  if (left.length > 0) throw new NotConvergedError(plan, left, how);
}

function placeOf({ change }: Statement['parts'][number]): string {
  return change.kind === 'alter-column'
    ? JSON.stringify([change.table, change.column, change.aspect.name])
    : JSON.stringify(change);
}

function touchesRowsOnly({ change }: Statement): boolean {
  return change.kind === 'clear-tables' || change.kind === 'restart-sequences';
}

function makesTypes({ change }: Statement): boolean {
  return change.kind === 'create-enum' || change.kind === 'drop-enum' || change.kind === 'create-table';
}
