import type { Model, ModelStatic, Sequelize } from 'sequelize';
import { BootLog } from './report/boot-log.js';
import type { Report } from './report/report.js';
import type { SafeSyncInput } from './safe-sync.interface.js';
import { isSafeSyncError } from './safe-sync.errors.js';
import { resolveOptions } from './safe-sync.options-defaults.js';
import type { ResolvedOptions } from './safe-sync.options.js';
import { Permission } from './safe-sync.permission.js';
import { ConnectionPolicy } from './safe-sync.policy.js';
import { type Look, type Reading, readingOf } from './safe-sync.reading.js';
import type { Run } from './safe-sync.run.js';

/** All that the verbs of one connection share. */
export class Context {
  readonly connection: string;
  readonly sequelize: Sequelize;
  readonly options: ResolvedOptions;
  readonly policy: ConnectionPolicy;
  /** Rejects where only mode none is possible. */
  readonly reading: () => Promise<Reading>;
  readonly log: BootLog;
  readonly elsewhere: readonly unknown[];
  /** Of the last run. */
  report: Report | null = null;
  /** What the database said of itself when it was looked at last. */
  lastLook: Look | null = null;

  constructor(private readonly input: SafeSyncInput) {
    this.connection = input.connection;
    this.sequelize = input.sequelize;
    this.options = resolveOptions(input.options);
    this.policy = new ConnectionPolicy(input.sequelize, this.options, input.wishes);
    this.log = new BootLog(input.logger);
    this.elsewhere = input.elsewhere ?? [];
    this.reading = readingOf(input, this.options);
  }

  /** The models that this is about. */
  models(): readonly ModelStatic<Model>[] {
    const all = Object.values(this.sequelize.models) as readonly ModelStatic<Model>[];
    return this.input.only ?? all.filter((model) => !this.elsewhere.includes(model));
  }

  /** Whose hooks run: those of one model, or of all and of the connection. */
  hooked(): { readonly models: () => readonly ModelStatic<Model>[]; readonly isBulk: boolean } {
    return { models: () => this.models(), isBulk: this.input.only === undefined };
  }

  /** The same connection for a `sync()` by hand: what is asked for there stands for what the options ask for. */
  forHand(sync: object, only: readonly ModelStatic<Model>[] | undefined): Context {
    const { mode: _mode, ...options } = this.input.options;
    return new Context({ ...this.input, options, wishes: { sync }, ...(only === undefined ? {} : { only }) });
  }

  /** False on a dialect that the library does not know. */
  async isKnown(): Promise<boolean> {
    try {
      await this.reading();
      return true;
    } catch (error) {
      if (isSafeSyncError(error) && error.code === 'SAFE_SYNC_UNSUPPORTED_DIALECT') return false;
      throw error;
    }
  }

  async permission(): Promise<Permission> {
    return new Permission(await this.reading(), this.policy, this.options, this.log);
  }

  keep(report: Report): Report {
    this.report = report;
    return report;
  }

  /**
   * What was found in the end is kept, and said.
   *
   * @throws DriftError
   */
  finish(run: Run, remaining: Parameters<Run['report']>[0]): Report {
    const report = this.keep(run.report(remaining));
    this.log.outcome(report, this.policy.onDrift(run.choice));
    return report;
  }
}
