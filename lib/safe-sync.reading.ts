import type { Sequelize } from 'sequelize';
import { countRows } from './dialects/count-rows.js';
import { answeringDialect, unsupportedDialectOf } from './dialects/dialect-of.js';
import type { Dialect, Session } from './dialects/dialect.js';
import type { Plan } from './plan/plan.js';
import { tablesThatLoseRows, withRowsToGo } from './plan/rows-to-go.js';
import { SafeSyncError } from './safe-sync.errors.js';
import type { SafeSyncInput } from './safe-sync.interface.js';
import { type Narrow, type Observation, observe } from './safe-sync.observe.js';
import type { ResolvedOptions } from './safe-sync.options.js';
import type { Facts } from './schema/facts.js';
import type { FoundMark } from './schema/mark.js';
import { planFor } from './safe-sync.planning.js';
import { readMigrationsTable, readRecords, tablesToLookFor } from './safe-sync.records.js';

/** What a database says of itself: enough to know whose it is. */
export interface Look {
  readonly facts: Facts;
  readonly mark: FoundMark;
}

const ABSENT: FoundMark = { kind: 'absent' };

/** In none an application never waits longer than this for us; nor does a refusal. */
export const MOST_READ_MS = 5_000;

const MOST_LOOKS = 3;

/**
 * The reading of a connection. What answers behind it is asked once, when it is first needed.
 *
 * @throws UnsupportedDialectError where only mode none is possible
 */
export function readingOf(
  { sequelize, dialect, elsewhere = [], only }: Pick<SafeSyncInput, 'sequelize' | 'dialect' | 'elsewhere' | 'only'>,
  options: ResolvedOptions,
): () => Promise<Reading> {
  const recognise = async (): Promise<Reading> => {
    const found = dialect ?? (await answeringDialect(sequelize));
    if (found === null) throw unsupportedDialectOf(sequelize);
    return new Reading(found, sequelize, options, elsewhere, only);
  };
  let reading: Promise<Reading> | undefined;
  return () => (reading ??= recognise());
}

/** One connection's first five verbs: read, read, compare, assess, plan. It writes nothing. */
export class Reading {
  constructor(
    readonly dialect: Dialect,
    private readonly sequelize: Sequelize,
    private readonly options: ResolvedOptions,
    private readonly elsewhere: readonly unknown[],
    private readonly only: SafeSyncInput['only'],
  ) {}

  /** Why only force can be asked for here; undefined where everything can. */
  get forceOnlyBecause(): string | undefined {
    return this.dialect.forceOnlyBecause;
  }

  /**
   * With a time limit the connection is closed when it is over; waiting for somebody's lock is always bounded.
   *
   * @throws SafeSyncError SAFE_SYNC_UNSUPPORTED_SERVER before anything is sent, where the server can only be forced
   */
  async observe(mode: Plan['mode'], timeoutMs = 0, narrow?: Narrow): Promise<Observation> {
    this.refuseComparing(mode);
    const until = { timeoutMs, lockMs: this.lockMs(timeoutMs) };
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.dialect.read((session) => this.observeIn(session, mode, narrow), until);
      } catch (error) {
        // Somebody changed a table while it was looked at.
        if (attempt === MOST_LOOKS || !this.dialect.failure(error).isConflict) throw error;
      }
    }
  }

  /** The same inside a transaction, where the lock is held. */
  async observeIn(session: Session, mode: Plan['mode'], narrow?: Narrow): Promise<Observation> {
    const { sequelize, dialect, options, elsewhere, only } = this;
    return observe(session, { sequelize, dialect, options, elsewhere, only, narrow, probeAll: mode === 'force' });
  }

  plan(observed: Observation, mode: Plan['mode']): Plan {
    return planFor(observed, mode, this.dialect, this.options);
  }

  /** The same, with what a person wants to know before force: the rows that would go. */
  async planToShow(observed: Observation, mode: Plan['mode']): Promise<Plan> {
    const plan = this.plan(observed, mode);
    if (mode !== 'force') return plan;
    const { dialect } = this;
    const tables = tablesThatLoseRows(plan);
    const options = { lockMs: this.lockMs(0) };
    return withRowsToGo(plan, await dialect.read((session) => countRows(session, dialect, tables), options));
  }

  /** The server's own facts and the mark, without the schema. */
  async look(timeoutMs = 0): Promise<Look> {
    return this.dialect.read((session) => this.lookIn(session), { timeoutMs, lockMs: this.lockMs(timeoutMs) });
  }

  async lookIn(session: Session): Promise<Look> {
    const { dialect, options } = this;
    const facts = await dialect.gatherFacts(session, tablesToLookFor(options));
    const { mark } = facts.supported ? await readRecords(session, dialect, options, facts) : { mark: ABSENT };
    return { facts, mark };
  }

  /** The name of the migrations table when it has rows, else null: without a look at the models. */
  async migrationsTableHasRows(): Promise<string | null> {
    const { dialect, options } = this;
    return dialect.read((session) => readMigrationsTable(session, dialect, options), { lockMs: this.lockMs(0) });
  }

  private refuseComparing(mode: Plan['mode']): void {
    if (mode === 'force' || this.forceOnlyBecause === undefined) return;
    throw new SafeSyncError('SAFE_SYNC_UNSUPPORTED_SERVER', this.forceOnlyBecause);
  }

  private lockMs(timeoutMs: number): number {
    return timeoutMs > 0 ? timeoutMs : this.options.timeouts.bootLockMs;
  }
}
