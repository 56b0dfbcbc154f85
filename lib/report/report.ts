import type { Leftover } from '../compare/comparison.js';
import type { Evidence } from '../environment/evidence.js';
import type { Drift } from '../plan/find-drift.js';
import type { Statement } from '../plan/plan.js';
import type { ModeChoice } from '../policy/verdict.js';
import type { Script } from '../schema/script.js';
import { printReportMarkdown, printReportSql } from './print-report-formats.js';
import { printReport } from './print-report.js';

/** What one run did, and what it found: printable, and plain data for `JSON.stringify`. Never holds a password. */
export interface Report {
  /** The connection's name; `default` where there is only one. */
  readonly connection: string;
  readonly database: string;
  readonly mode: ModeChoice['mode'];
  /** Why this mode: "mode alter, because NODE_ENV is development". */
  readonly because: string;
  readonly environment: string;
  readonly evidence: readonly Evidence[];
  /** Statements that ran. */
  readonly applied: readonly Statement[];
  /** Statements that a hazard holds back. */
  readonly held: readonly Statement[];
  /** Of these, what runs too when a person consents to the whole plan by `confirmation`. */
  readonly heldUntilConsent: readonly Statement[];
  /** What exists only in the database. Never dropped. */
  readonly leftovers: readonly Leftover[];
  /** How models and database differ now; null when nobody looked. */
  readonly drift: Drift | null;
  /** `<database>:<fingerprint>` of the plan that is left, for SAFE_SYNC_CONFIRM; null where nothing is left to run. */
  readonly confirmation: string | null;
  /** What the line of the boot ends with in production, where the database is not marked; else null. */
  readonly markHint: string | null;
  readonly warnings: readonly string[];
  readonly notes: readonly string[];
  /** Tables that the models make. */
  readonly tables: number;
  readonly milliseconds: number;
  /** Queries of ours, without Sequelize's on connecting and without BEGIN and COMMIT. */
  readonly queries: number;
  toJSON(): unknown;
  toString(): string;
  /** What ran, or in mode none what alter would run, as a file for the server's own client; what is held commented out. */
  toSql(): string;
  /** For a comment on a pull request. */
  toMarkdown(): string;
}

/** What a report is made of, with what only its formats need. */
export interface ReportData extends Omit<Report, 'toJSON' | 'toString' | 'toSql' | 'toMarkdown'> {
  /** What alter would still run. */
  readonly pending: readonly Statement[];
  readonly script: Script | null;
}

export function makeReport({ pending, script, ...data }: ReportData): Report {
  return {
    ...data,
    toJSON: () => ({
      version: 1,
      ...data,
      applied: data.applied.map(statementJson),
      held: data.held.map(statementJson),
      heldUntilConsent: data.heldUntilConsent.map(statementJson),
      leftovers: data.leftovers.map((leftover) => ({
        ...leftover,
        table: `${leftover.table.schema}.${leftover.table.name}`,
      })),
    }),
    toString: () => printReport(data),
    toSql: () => printReportSql({ ...data, pending, script }),
    toMarkdown: () => printReportMarkdown({ ...data, pending, script }),
  };
}

function statementJson({ sql, change, hazards, undo }: Statement): unknown {
  return { sql, kind: change.kind, hazards, undo };
}
