import type { Sequelize } from 'sequelize';
import { BootLog } from './report/boot-log.js';
import type { Report } from './report/report.js';
import type { SafeSyncInput } from './safe-sync.interface.js';
import { resolveOptions } from './safe-sync.options-defaults.js';
import type { ResolvedOptions } from './safe-sync.options.js';
import { Permission } from './safe-sync.permission.js';
import { ConnectionPolicy } from './safe-sync.policy.js';
import { type Reading, readingOf } from './safe-sync.reading.js';
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

  constructor(input: SafeSyncInput) {
    this.connection = input.connection;
    this.sequelize = input.sequelize;
    this.options = resolveOptions(input.options);
    this.policy = new ConnectionPolicy(input.sequelize, this.options, input.wishes);
    this.log = new BootLog(input.logger);
    this.elsewhere = input.elsewhere ?? [];
    this.reading = readingOf(input, this.options);
  }

  hasNoModels(): boolean {
    return Object.values(this.sequelize.models).every((model) => this.elsewhere.includes(model));
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
