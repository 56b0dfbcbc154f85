import { setTimeout as sleep } from 'node:timers/promises';
import type { Dialect, LockTimeouts, WritingSession } from '../dialects/dialect.js';
import type { Plan, Statement } from '../plan/plan.js';
import { valuesToCommitFirst } from '../plan/values-to-commit-first.js';
import { ApplyFailedError, NotConvergedError, PlanOutdatedError } from './apply.errors.js';

export interface ApplyInput {
  readonly dialect: Dialect;
  readonly timeouts: LockTimeouts;
  /** Reads, compares and plans again inside the lock. */
  readonly replan: (session: WritingSession) => Promise<Plan>;
  /** When given, only a plan with this fingerprint may run; an empty one may always. */
  readonly fingerprint?: string;
}

export interface Applied {
  readonly statements: readonly Statement[];
  /** The plan as it is afterwards: what is held, left over, unknown. */
  readonly remaining: Plan;
}

/** How often somebody else may come in between before that is an error. */
const MOST_ATTEMPTS = 8;
const MOST_WAIT_MS = 200;

/**
 * The only place that writes: lock, plan again, run, verify. The plan that was shown before may be old by now; what runs is
 * the plan made under the lock, so that the losers of a race find an empty one. Where DDL can be rolled back, a failure and
 * a plan that does not converge leave nothing behind. Where nothing keeps instances apart, convergence is the guarantee: who
 * finds that somebody else did it looks again.
 */
export async function applyPlan(input: ApplyInput): Promise<Applied> {
  const done: Statement[] = [];
  for (let attempt = 1; ; attempt += 1) {
    try {
      const remaining = await applyOnce(input, done);
      if (done.some(makesTypes)) await input.dialect.refreshTypes();
      return { statements: done, remaining };
    } catch (error) {
      if (attempt === MOST_ATTEMPTS || !isConflict(error, input.dialect)) throw error;
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

async function applyOnce(input: ApplyInput, done: Statement[]): Promise<Plan> {
  // The second time no value is left that would have to go first.
  return (await inLock(input, done, true)) ?? ((await inLock(input, done, false)) as Plan);
}

/**
 * Once under the lock. Null when a second time must follow: enum values that the rest of the plan uses have a transaction
 * of their own before it. What is committed goes into `done`.
 */
async function inLock(input: ApplyInput, done: Statement[], valuesFirst: boolean): Promise<Plan | null> {
  const { dialect, timeouts, replan, fingerprint } = input;
  const { databaseLock, transactionalDdl, enumValuesNeedCommit } = dialect.traits;
  const ran: Statement[] = [];
  const remaining = await dialect.withLock({ ...timeouts, exclusive: databaseLock }, async (session) => {
    const plan = await replan(session);
    const runnable = runnableOf(plan);
    checkFingerprint(plan, runnable, fingerprint);
    const values = enumValuesNeedCommit && valuesFirst ? valuesToCommitFirst(runnable) : [];
    if (values.length > 0) {
      await executeTogether(input, session, values, done);
      ran.push(...values);
      return null;
    }
    if (runnable.length === 0) return plan;
    const check = await dialect.watch(
      session,
      runnable.map(({ change }) => change),
    );
    if (transactionalDdl) {
      await executeTogether(input, session, runnable, done);
      ran.push(...runnable);
    } else await executeOneByOne(input, session, runnable, done);
    await check();
    // Rows that went leave the schema as it was read a moment ago, under this lock.
    const left = runnable.every(touchesRowsOnly) ? plan : await replan(session);
    verify(plan, left, { isRolledBack: transactionalDdl, isShared: session.isShared === true });
    return left;
  });
  done.push(...ran);
  return remaining;
}

function runnableOf(plan: Plan): readonly Statement[] {
  return plan.statements.filter(({ held }) => !held);
}

function checkFingerprint(plan: Plan, runnable: readonly Statement[], fingerprint: string | undefined): void {
  if (fingerprint === undefined || runnable.length === 0 || plan.fingerprint === fingerprint) return;
  throw new PlanOutdatedError(plan.database, fingerprint, plan.fingerprint);
}

async function executeTogether(
  { dialect }: ApplyInput,
  session: WritingSession,
  statements: readonly Statement[],
  done: readonly Statement[],
): Promise<void> {
  try {
    await session.attempt(() => session.execute(statements.flatMap(({ steps }) => steps)));
  } catch (error) {
    // Everything is rolled back anyway: running the statements one by one finds the one that fails.
    for (const statement of statements) {
      try {
        await session.execute(statement.steps);
      } catch (cause) {
        throw new ApplyFailedError(statement, dialect.failure(cause), { cause, done });
      }
    }
    throw new ApplyFailedError(null, dialect.failure(error), { cause: error, done });
  }
}

/** Each is there for good once it ran: what fails says what did, and the next start goes on from there. */
async function executeOneByOne(
  { dialect }: ApplyInput,
  session: WritingSession,
  statements: readonly Statement[],
  done: Statement[],
): Promise<void> {
  for (const statement of statements) {
    try {
      await session.execute(statement.steps);
    } catch (cause) {
      throw new ApplyFailedError(statement, dialect.failure(cause), { cause, done: [...done] });
    }
    done.push(statement);
  }
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
