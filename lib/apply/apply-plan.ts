import type { Dialect, LockTimeouts, WritingSession } from '../dialects/dialect.js';
import type { Plan, Statement } from '../plan/plan.js';
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
  const { dialect, timeouts } = input;
  const early = await dialect.withLock(timeouts, (session) => runOnce(session, input));
  const final = early.remaining
    ? { statements: early.statements, remaining: early.remaining }
    : await dialect.withLock(timeouts, (session) => runAfterEnumValues(session, input, early.statements));
  if (final.statements.some(makesTypes)) await dialect.refreshTypes();
  return final;
}

interface Step {
  readonly statements: readonly Statement[];
  /** Null when a second transaction must follow. */
  readonly remaining: Plan | null;
}

/**
 * New enum values that the plan itself uses must be committed before they can be used: they go in a transaction of their
 * own, and the next one locks and plans again.
 */
async function runOnce(session: WritingSession, input: ApplyInput): Promise<Step> {
  const plan = await input.replan(session);
  const runnable = runnableOf(plan);
  checkFingerprint(plan, runnable, input.fingerprint);
  const values = input.dialect.traits.enumValuesNeedCommit
    ? runnable.filter((statement) => isUsedByOthers(statement, runnable))
    : [];
  if (values.length === 0) return runPlan(session, input, plan);
  await execute(session, values);
  return { statements: values, remaining: null };
}

async function runAfterEnumValues(
  session: WritingSession,
  input: ApplyInput,
  early: readonly Statement[],
): Promise<Applied> {
  const applied = await runPlan(session, input, await input.replan(session));
  return { ...applied, statements: [...early, ...applied.statements] };
}

async function runPlan(session: WritingSession, input: ApplyInput, plan: Plan): Promise<Applied> {
  const runnable = runnableOf(plan);
  if (runnable.length === 0) return { statements: [], remaining: plan };
  await execute(session, runnable);
  const remaining = await input.replan(session);
  verify(plan, remaining);
  return { statements: runnable, remaining };
}

function isUsedByOthers(statement: Statement, others: readonly Statement[]): boolean {
  if (statement.change.kind !== 'add-enum-value') return false;
  const literal = `'${statement.change.value.replaceAll("'", "''")}'`;
  return others.some(({ change, sql }) => change.kind !== 'add-enum-value' && sql.includes(literal));
}

function runnableOf(plan: Plan): readonly Statement[] {
  return plan.statements.filter(({ held }) => !held);
}

function checkFingerprint(plan: Plan, runnable: readonly Statement[], fingerprint: string | undefined): void {
  if (fingerprint === undefined || runnable.length === 0 || plan.fingerprint === fingerprint) return;
  throw new PlanOutdatedError(plan.database, fingerprint, plan.fingerprint);
}

/** In one message: a hundred round trips cost more than a hundred tables. */
async function execute(session: WritingSession, statements: readonly Statement[]): Promise<void> {
  try {
    await session.attempt(() => session.execute(statements.map(({ sql }) => sql).join(';\n')));
  } catch (error) {
    throw await explain(session, statements, error);
  }
}

/** Everything is rolled back anyway: running the statements one by one finds the one that fails. */
async function explain(session: WritingSession, statements: readonly Statement[], error: unknown): Promise<Error> {
  for (const statement of statements) {
    try {
      await session.execute(statement.sql);
    } catch (cause) {
      return new ApplyFailedError(statement, cause);
    }
  }
  return new ApplyFailedError(null, error);
}

/** force clears the same tables again at every plan; what counts there is that nothing is to be built any more. */
function verify(plan: Plan, remaining: Plan): void {
  const left = runnableOf(remaining).filter(({ change }) => change.kind !== 'clear-tables');
  if (left.length > 0) throw new NotConvergedError(plan, left);
}

function makesTypes({ change }: Statement): boolean {
  return change.kind === 'create-enum' || change.kind === 'drop-enum' || change.kind === 'create-table';
}
