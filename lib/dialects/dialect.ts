import type { Change } from '../compare/change.js';
import type { ExpressionAnswer, ExpressionQuestion, TableProbe, TypeChange } from '../schema/answers.js';
import type { Column, DatabaseSchema, QualifiedName } from '../schema/database-schema.js';
import type { Facts } from '../schema/facts.js';
import type { Spelling } from '../schema/spelling.js';

/**
 * All that differs between servers, as answers to small questions. Outside a dialect's own folder nobody knows which
 * dialect it is: the difference is an answer or a trait.
 */
export interface Dialect {
  readonly traits: Traits;
  /** How this server spells what models state: canonical types, names as it stores them. Pure. */
  readonly spelling: Spelling;
  /** Server facts, in one query. */
  gatherFacts(session: Session): Promise<Facts>;
  /** Everything about these tables, in a constant number of queries. */
  readCatalog(session: Session, scope: CatalogScope): Promise<Catalog>;
  /** Says of a change of type whether every value survives it, and what it costs. Pure. */
  typeChange(from: Column, to: Column, facts: Facts): TypeChange;
  /** Puts expressions whose texts differ to the server. The answers are in the order of the questions. */
  judge(session: Session, questions: readonly ExpressionQuestion[]): Promise<readonly ExpressionAnswer[]>;
  /** Which of these tables hold at least one row (and what force needs to know of them), in one query. */
  probeTables(session: Session, tables: readonly QualifiedName[]): Promise<readonly TableProbe[]>;
  /** A name as it stands in this server's SQL. Pure. */
  quote(name: string | QualifiedName): string;
  /** Renders a change as SQL statements, without semicolons. Pure. */
  render(change: Change): readonly string[];
  /**
   * Runs `work` in a transaction that reads only, on a connection to the primary.
   *
   * @throws SafeSyncError `SAFE_SYNC_LOCK_TIMEOUT` when a table cannot be read within `lockMs`.
   */
  read<Result>(work: (session: Session) => Promise<Result>, options?: ReadOptions): Promise<Result>;
  /**
   * Runs `work` in one READ COMMITTED transaction whose first statement takes the lock of this database, and commits.
   *
   * @throws SafeSyncError `SAFE_SYNC_LOCK_TIMEOUT` naming the holder when the lock is not had in time.
   */
  withLock<Result>(timeouts: LockTimeouts, work: (session: WritingSession) => Promise<Result>): Promise<Result>;
  /** Lets the driver learn about types that were just created. */
  refreshTypes(): Promise<void>;
}

export interface Traits {
  /** DDL can be rolled back: the whole plan is one transaction, verified before it commits. */
  readonly transactionalDdl: boolean;
  /** Enums are types of their own. */
  readonly enumTypes: boolean;
  /** A value just added to an enum type cannot be used before a commit. */
  readonly enumValuesNeedCommit: boolean;
  readonly schemas: boolean;
}

export interface Session {
  /** Sends one reading query; it is not logged. `$1` placeholders take `bind`. Counted in `queries`. */
  query<Row extends object = Record<string, unknown>>(sql: string, bind?: readonly unknown[]): Promise<readonly Row[]>;
  /** Sends reading queries, separated by semicolons, in one message; an error leaves the transaction usable. */
  attemptQuery<Row extends object = Record<string, unknown>>(sql: string): Promise<readonly Row[]>;
  /** How many queries of ours were sent so far. */
  readonly queries: number;
}

export interface WritingSession extends Session {
  /** Runs `work` so that an error in it leaves the transaction usable. */
  attempt<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Sends writing SQL (several statements are fine), through the user's `logging`. */
  execute(sql: string): Promise<void>;
}

export interface ReadOptions {
  /** Give up after this long, close the connection and reject. 0 = no limit. @default 0 */
  readonly timeoutMs?: number;
  /** Waiting for a table that somebody else changes. @default no limit */
  readonly lockMs?: number;
}

export interface LockTimeouts {
  readonly bootLockMs: number;
  readonly tableLockMs: number;
  readonly statementMs: number;
}

export interface CatalogScope {
  readonly tables: readonly QualifiedName[];
  /** Enum types that the models want: they may exist without a column using them. */
  readonly enums: readonly QualifiedName[];
  readonly schemas: readonly string[];
  /** Looked up by name only, to learn whether it is there. */
  readonly migrationsTable?: QualifiedName;
}

export interface Catalog {
  readonly schema: DatabaseSchema;
  /** Foreign keys of tables outside the scope that point at tables inside it. */
  readonly incoming: readonly IncomingForeignKey[];
  /** Enum types of the scope that columns outside the scope use. */
  readonly enumsUsedElsewhere: readonly QualifiedName[];
  readonly migrationsTableExists: boolean;
}

export interface IncomingForeignKey {
  readonly name: string;
  readonly from: QualifiedName;
  readonly columns: readonly string[];
  readonly target: QualifiedName;
  readonly targetColumns: readonly string[];
}
