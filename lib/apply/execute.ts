import { tableOf } from '../compare/change.js';
import type { Dialect, TableSize, WritingSession } from '../dialects/dialect.js';
import type { Statement } from '../plan/plan.js';
import type { QualifiedName } from '../schema/database-schema.js';
import { keyOf } from '../schema/qualified-name.js';
import { ApplyFailedError, InterruptedError } from './apply.errors.js';
import { type OnProgress, whileSaying } from './progress.js';

export interface Execution {
  readonly dialect: Dialect;
  readonly session: WritingSession;
  readonly statements: readonly Statement[];
  /** What is there for good, whatever happens. */
  readonly done: readonly Statement[];
  /** Nobody tries again after this: the error has to say all that can be known. */
  readonly isLastTry: boolean;
  readonly attempt: number;
  readonly onProgress: OnProgress | undefined;
  readonly signal: AbortSignal | undefined;
}

/** @throws InterruptedError when somebody said so: whatever else went wrong follows from that. */
export function stopIfAborted(
  { signal }: { readonly signal?: AbortSignal | undefined },
  done: readonly Statement[],
  cause?: unknown,
): void {
  if (signal?.aborted) throw new InterruptedError(done, cause);
}

/** All or nothing: in one message, but for tables on which a statement takes its time. */
export async function executeTogether(execution: Execution): Promise<void> {
  const { session, statements, dialect } = execution;
  const sizes = await sizesOf(execution);
  const batches = batchesOf(statements, sizes);
  let running: readonly Statement[] = [];
  try {
    await session.attempt(async () => {
      for (const batch of batches) {
        running = batch;
        await run(execution, batch, sizes);
      }
    });
  } catch (error) {
    stopIfAborted(execution, execution.done, error);
    const [only, ...more] = running;
    const isClear = only !== undefined && more.length === 0;
    if (isClear || (dialect.failure(error).isLockTimeout === true && !execution.isLastTry)) {
      throw await failed(execution, isClear ? only : null, error);
    }
    // Everything is rolled back anyway: running the statements one by one finds the one that fails.
    for (const statement of statements) {
      try {
        await session.attempt(() => session.execute(statement.steps));
      } catch (cause) {
        throw await failed(execution, statement, cause);
      }
    }
    throw await failed(execution, null, error);
  }
}

/** Each is there for good once it ran: what fails says what did, and the next start goes on from there. */
export async function executeOneByOne(execution: Execution, done: Statement[]): Promise<void> {
  const sizes = await sizesOf(execution);
  for (const statement of execution.statements) {
    stopIfAborted(execution, done);
    try {
      await run(execution, [statement], sizes);
    } catch (cause) {
      stopIfAborted(execution, done, cause);
      throw await failed({ ...execution, done: [...done] }, statement, cause);
    }
    done.push(statement);
  }
}

type Sizes = ReadonlyMap<string, TableSize>;

/** Asked for only where a table is there already: what is created takes no time. */
async function sizesOf({ dialect, session, statements }: Execution): Promise<Sizes> {
  const made = new Set(statements.flatMap(({ change }) => (isMade(change.kind) ? [tableKey(change)] : [])));
  const tables = statements.flatMap(({ change }) => {
    const table = made.has(tableKey(change)) ? null : tableOf(change);
    return table === null ? [] : [table];
  });
  if (tables.length === 0) return new Map();
  const names = new Map(tables.map((table) => [keyOf(table), table]));
  const sizes = await dialect.tableSizes(session, [...names.values()]);
  return new Map(sizes.map((size) => [keyOf(size), size]));
}

/** Not there yet, not under this name, or not for long. */
function isMade(kind: Statement['change']['kind']): boolean {
  return kind === 'create-table' || kind === 'drop-table' || kind === 'rename-table';
}

function tableKey(change: Statement['change']): string {
  const table = tableOf(change);
  return table === null ? '' : keyOf(table);
}

/** From here on a statement may take long enough that somebody wants to know how far it is. */
const LARGE_BYTES = 8 * 1024 * 1024;

function batchesOf(statements: readonly Statement[], sizes: Sizes): readonly (readonly Statement[])[] {
  const batches: Statement[][] = [];
  let isOpen = false;
  for (const statement of statements) {
    const table = tableOf(statement.change);
    const isLarge = table !== null && (sizes.get(keyOf(table))?.bytes ?? 0) >= LARGE_BYTES;
    const last = batches.at(-1);
    if (isLarge || !isOpen || last === undefined) batches.push([statement]);
    else last.push(statement);
    isOpen = !isLarge;
  }
  return batches;
}

async function run(execution: Execution, batch: readonly Statement[], sizes: Sizes): Promise<void> {
  const { session, statements, onProgress } = execution;
  const [first] = batch;
  const tables = [...new Map(batch.flatMap(tableNamed)).values()];
  const rows = tables.map((table) => sizes.get(keyOf(table))?.rows ?? null);
  await whileSaying(
    {
      first: first === undefined ? 0 : statements.indexOf(first) + 1,
      last: first === undefined ? 0 : statements.indexOf(first) + batch.length,
      of: statements.length,
      tables: tables.map(({ name }) => name),
      rows: rows.includes(null) || rows.length === 0 ? null : rows.reduce<number>((sum, one) => sum + (one ?? 0), 0),
      change: batch.length === 1 ? (first?.change ?? null) : null,
    },
    onProgress,
    () => session.execute(batch.flatMap(({ steps }) => steps)),
  );
}

function tableNamed({ change }: Statement): readonly (readonly [string, QualifiedName])[] {
  const table = tableOf(change);
  return table === null ? [] : [[keyOf(table), table]];
}

/** Who waited for a table in vain is told for whom, as far as the server tells. */
async function failed(
  { dialect, session, statements, done, isLastTry, attempt }: Execution,
  statement: Statement | null,
  cause: unknown,
): Promise<ApplyFailedError> {
  const failure = dialect.failure(cause);
  const asks = failure.isLockTimeout === true && isLastTry;
  const about = statement === null ? statements : [statement];
  const holder = asks ? await dialect.holdersOf(session, about.flatMap(lockedBy)).catch(() => null) : null;
  return new ApplyFailedError(statement, failure, { cause, done, holder, attempts: attempt });
}

/** A foreign key locks what it points at, too. */
function lockedBy({ parts }: Statement): readonly QualifiedName[] {
  return parts.flatMap(({ change }) => {
    const own = change.kind === 'rename-table' ? change.from : tableOf(change);
    const targets =
      change.kind === 'add-foreign-key' || change.kind === 'drop-foreign-key'
        ? [change.foreignKey.target]
        : change.kind === 'replace-foreign-key'
          ? [change.to.target, change.from.target]
          : [];
    return [...(own === null ? [] : [own]), ...targets];
  });
}
