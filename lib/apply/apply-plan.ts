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

/**
 * The only place that writes: lock, plan again, run, verify. The plan that was shown before may be old by now; what runs is
 * the plan made under the lock, so that the losers of a race find an empty one. Where DDL can be rolled back, a failure and
 * a plan that does not converge leave nothing behind.
 */
export async function applyPlan(input: ApplyInput): Promise<Applied> {
  const first = await inLock(input, []);
  const last = first.remaining === null ? await inLock(input, first.statements) : first;
  // The second time no value is left that would have to go first.
  const applied = { statements: last.statements, remaining: last.remaining as Plan };
  if (applied.statements.some(makesTypes)) await input.dialect.refreshTypes();
  return applied;
}

interface Step {
  readonly statements: readonly Statement[];
  /** Null when a second transaction must follow. */
  readonly remaining: Plan | null;
}

/** One transaction. Enum values that the rest of the plan uses have one of their own before it. */
async function inLock(input: ApplyInput, done: readonly Statement[]): Promise<Step> {
  const { dialect, timeouts, replan, fingerprint } = input;
  return dialect.withLock(timeouts, async (session) => {
    const plan = await replan(session);
    const runnable = runnableOf(plan);
    checkFingerprint(plan, runnable, fingerprint);
    const values = dialect.traits.enumValuesNeedCommit && done.length === 0 ? valuesToCommitFirst(runnable) : [];
    if (values.length > 0) {
      await execute(session, values, done);
      return { statements: values, remaining: null };
    }
    if (runnable.length === 0) return { statements: done, remaining: plan };
    await execute(session, runnable, done);
    // Rows that went leave the schema as it was read a moment ago, under this lock.
    const remaining = runnable.every(touchesRowsOnly) ? plan : await replan(session);
    verify(plan, remaining);
    return { statements: [...done, ...runnable], remaining };
  });
}

function runnableOf(plan: Plan): readonly Statement[] {
  return plan.statements.filter(({ held }) => !held);
}

function checkFingerprint(plan: Plan, runnable: readonly Statement[], fingerprint: string | undefined): void {
  if (fingerprint === undefined || runnable.length === 0 || plan.fingerprint === fingerprint) return;
  throw new PlanOutdatedError(plan.database, fingerprint, plan.fingerprint);
}

/** In one message: a hundred round trips cost more than a hundred tables. */
async function execute(
  session: WritingSession,
  statements: readonly Statement[],
  done: readonly Statement[],
): Promise<void> {
  try {
    await session.attempt(() => session.execute(statements.map(({ sql }) => sql).join(';\n')));
  } catch (error) {
    throw await explain(session, statements, done, error);
  }
}

/** Everything is rolled back anyway: running the statements one by one finds the one that fails. */
async function explain(
  session: WritingSession,
  statements: readonly Statement[],
  done: readonly Statement[],
  error: unknown,
): Promise<Error> {
  for (const statement of statements) {
    try {
      await session.execute(statement.sql);
    } catch (cause) {
      return new ApplyFailedError(statement, cause, done);
    }
  }
  return new ApplyFailedError(null, error, done);
}

/** force clears the same tables again at every plan; what counts there is that nothing is to be built any more. */
function verify(plan: Plan, remaining: Plan): void {
  const left = runnableOf(remaining).filter((statement) => !touchesRowsOnly(statement));
  if (left.length > 0) throw new NotConvergedError(plan, left);
}

function touchesRowsOnly({ change }: Statement): boolean {
  return change.kind === 'clear-tables' || change.kind === 'restart-sequences';
}

function makesTypes({ change }: Statement): boolean {
  return change.kind === 'create-enum' || change.kind === 'drop-enum' || change.kind === 'create-table';
}
