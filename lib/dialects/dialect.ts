import type { AlterTable, Change } from '../compare/change.js';
import type {
  DataQuestion,
  ExpressionAnswer,
  ExpressionQuestion,
  Offenders,
  TableProbe,
  TypeChange,
  WeighingBounds,
} from '../schema/answers.js';
import type { Column, DatabaseSchema, QualifiedName } from '../schema/database-schema.js';
import type { Facts } from '../schema/facts.js';
import type { Rename } from '../schema/renaming.js';
import type { Script } from '../schema/script.js';
import type { Spelling } from '../schema/spelling.js';
import type { MarkerSql } from './marker-sql.js';

/**
 * All that differs between servers, as answers to small questions. Outside a dialect's own folder nobody knows which
 * dialect it is: the difference is an answer or a trait.
 */
export interface Dialect {
  readonly traits: Traits;
  /** The file that a connection opens, or `:memory:`; null where it goes to a server. */
  readonly file: string | null;
  /** Where tables can be made and emptied, and not compared with models: why only force and none are possible, and the ways on. */
  readonly forceOnlyBecause?: string;
  /** What goes around the statements of a plan in a file that this server's own client runs. */
  readonly script: Script;
  /** How this server spells what models state: canonical types, names as it stores them. Pure, and the same for the same facts. */
  spelling(facts: Facts): Spelling;
  /** How this server keeps the mark of a database; null where a mark would go with the process. */
  readonly marker: MarkerSql | null;
  /** Server facts, and which of these tables are in the current schema, in one query. */
  gatherFacts(session: Session, lookFor: readonly string[]): Promise<Facts>;
  /** Everything about these tables, in a constant number of queries. */
  readCatalog(session: Session, scope: CatalogScope, facts: Facts): Promise<Catalog>;
  /** Says of a change of type whether every value survives it, and what it costs. Pure. */
  typeChange(from: Column, to: Column, facts: Facts): TypeChange;
  /** Puts expressions whose texts differ to the server. The answers are in the order of the questions. */
  judge(session: Session, questions: readonly ExpressionQuestion[]): Promise<readonly ExpressionAnswer[]>;
  /** Which of these tables hold at least one row (and what force needs to know of them), in one query. */
  probeTables(session: Session, tables: readonly QualifiedName[]): Promise<readonly TableProbe[]>;
  /**
   * Counts the rows that stand in the way of changes, up to the bounds. The answers are in the order of the questions; what
   * could not be looked at says so.
   */
  weigh(
    session: Session,
    questions: readonly DataQuestion[],
    bounds: WeighingBounds,
    facts: Facts,
  ): Promise<readonly Offenders[]>;
  /** SQL of a fresh value like the one that Sequelize makes by itself (`UUIDV4`, `NOW`); null where there is none. Pure. */
  freshValue(clientDefault: string, column: Column, facts: Facts): string | null;
  /**
   * What of a table (`writes`, `reads and writes`) waits for as long as this change reads or writes every row, and how to
   * make it without; null where nobody waits. A change of type is not meant. Pure.
   */
  blocks(change: Change, facts: Facts): { readonly what: string; readonly instead: string } | null;
  /** What the server puts where a NOT NULL column has no value, instead of failing; null where it fails. Pure. */
  fillsSilently(facts: Facts): string | null;
  /**
   * Views, triggers and routines that name the old one in their text, for each of these renames. Undefined where the server
   * rewrites them.
   */
  brokenBy?(session: Session, renames: readonly Rename[]): Promise<readonly (readonly string[])[]>;
  /** A name as it stands in this server's SQL. Pure. */
  quote(name: string | QualifiedName): string;
  /** Why this server cannot change this table so; null where it can. Pure. */
  whyNot(change: AlterTable): string | null;
  /** Renders a change as SQL statements, one each, without semicolons. Pure. */
  render(change: Change, facts: Facts): readonly string[];
  /**
   * Runs `work` in a transaction that reads only, on a connection to the primary.
   *
   * @throws SafeSyncError `SAFE_SYNC_LOCK_TIMEOUT` when a table cannot be read within `lockMs`.
   */
  read<Result>(work: (session: Session) => Promise<Result>, options?: ReadOptions): Promise<Result>;
  /**
   * Takes the lock of this database and runs `work` under it. Where DDL can be rolled back that is one transaction, which
   * is committed when `work` is done; PostgreSQL: READ COMMITTED, the lock its first statement.
   *
   * @throws SafeSyncError `SAFE_SYNC_LOCK_TIMEOUT` naming the holder when the lock is not had in time.
   */
  withLock<Result>(options: LockOptions, work: (session: WritingSession) => Promise<Result>): Promise<Result>;
  /**
   * Notes, before these changes run, what they have to leave as it is; the answer looks again when they are done, before
   * the commit, and throws where something was lost. Where the server itself could not say later what was made, it is
   * written down there.
   */
  watch(session: WritingSession, changes: readonly Change[]): Promise<() => Promise<void>>;
  /** How large these tables are, by what the server knows without counting, in one query. */
  tableSizes(session: Session, tables: readonly QualifiedName[]): Promise<readonly TableSize[]>;
  /** Who else holds locks on these tables; null where the server does not tell. */
  holdersOf(session: Session, tables: readonly QualifiedName[]): Promise<string | null>;
  /** What the server says of a statement that failed. Pure. */
  failure(error: unknown): ServerFailure;
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
  /** There is a lock that keeps instances apart. Without one, convergence is the guarantee. */
  readonly databaseLock: boolean;
  /** Changes of one existing table are one statement, or one making-anew: `alter-table`. */
  readonly combinesAlterations: boolean;
  /**
   * Foreign keys exist only as part of their table, and rest while the schema changes: cycles need no second step, and no
   * key is in the way.
   */
  readonly keysBelongToTables: boolean;
}

export interface ServerFailure {
  /** In the server's words, without a value of a row. */
  readonly message: string;
  /** What to do about it, where that is known. */
  readonly advice?: string;
  /** Somebody else did the same, or something that excludes it, in the meantime: looking again may find it done. */
  readonly isConflict: boolean;
  /** Somebody else held a table for longer than `tableLockMs`: that may pass. */
  readonly isLockTimeout?: boolean;
}

export interface TableSize extends QualifiedName {
  /** An estimate; null where there is none. */
  readonly rows: number | null;
  readonly bytes: number;
}

export interface Session {
  /** Sends one reading query; it is not logged. `$1` placeholders take `bind`. Counted in `queries`. */
  query<Row extends object = Record<string, unknown>>(sql: string, bind?: readonly unknown[]): Promise<readonly Row[]>;
  /**
   * Sends reading queries, separated by semicolons, in one message; an error leaves the transaction usable. With a time
   * limit the server gives up after it; the limit is no part of the SQL.
   */
  attemptQuery<Row extends object = Record<string, unknown>>(sql: string, timeMs?: number): Promise<readonly Row[]>;
  /** How many queries of ours were sent so far. */
  readonly queries: number;
}

export interface WritingSession extends Session {
  /** Nothing keeps other instances away meanwhile: no lock was asked for, or the server has none to give. */
  readonly isShared?: boolean;
  /** Runs `work` so that an error in it leaves the transaction usable. */
  attempt<Result>(work: () => Promise<Result>): Promise<Result>;
  /**
   * Sends writing statements, in one message where the server takes them so, through the user's `logging`; what is no change
   * of the schema goes quietly.
   */
  execute(statements: readonly string[], options?: { readonly quietly?: boolean }): Promise<void>;
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

export interface LockOptions extends LockTimeouts {
  /** False: without the lock of the database. */
  readonly exclusive: boolean;
  /** Cancels on the server what runs there, so that nobody has to wait for its end. */
  readonly signal?: AbortSignal;
}

export interface CatalogScope {
  readonly tables: readonly QualifiedName[];
  /** Enum types that the models want: they may exist without a column using them. */
  readonly enums: readonly QualifiedName[];
  readonly schemas: readonly string[];
}

export interface Catalog {
  readonly schema: DatabaseSchema;
  /** Foreign keys of tables outside the scope that point at tables inside it. */
  readonly incoming: readonly IncomingForeignKey[];
  /** Enum types of the scope that columns outside the scope use. */
  readonly enumsUsedElsewhere: readonly QualifiedName[];
  /** What an interrupted change by other hands left behind: perhaps the only copy of the rows of the table. */
  readonly remains: readonly { readonly of: QualifiedName; readonly name: string }[];
  /** What a person should know once: what the user's rights hide. */
  readonly notes?: readonly string[];
}

export interface IncomingForeignKey {
  readonly name: string;
  readonly from: QualifiedName;
  readonly columns: readonly string[];
  readonly target: QualifiedName;
  readonly targetColumns: readonly string[];
}
