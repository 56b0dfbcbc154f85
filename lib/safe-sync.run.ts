import type { Sequelize } from 'sequelize';
import type { Leftover } from './compare/comparison.js';
import type { Evidence } from './environment/evidence.js';
import { saysProduction } from './environment/tokens.js';
import { heldUntilConsent } from './plan/consented.js';
import { findDrift } from './plan/find-drift.js';
import { withoutStatements } from './plan/make-plan.js';
import type { Plan, Statement } from './plan/plan.js';
import { confirmationFor } from './policy/confirmation.js';
import type { ModeChoice } from './policy/verdict.js';
import { makeReport, type Report } from './report/report.js';
import { consentIn } from './safe-sync.command.js';
import type { ApplyOptions } from './safe-sync.interface.js';
import type { Observation } from './safe-sync.observe.js';

/** What is gathered while one `sync` or `apply` runs; it ends as a report. */
export class Run {
  evidence: readonly Evidence[] = [];
  applied: readonly Statement[] = [];
  readonly warnings: string[] = [];
  private readonly started = performance.now();
  private queries = 0;
  private database: string;
  private tables = 0;
  private notes: readonly string[] = [];
  private otherBuild: readonly string[] | undefined;
  /** Undefined: nobody looked. */
  isMarked: boolean | undefined;
  /** Said once: after the run the new column is there. */
  private readonly suggestions = new Map<string, string>();

  constructor(
    private readonly connection: string,
    sequelize: Sequelize,
    public choice: ModeChoice,
    private readonly options: ApplyOptions = {},
  ) {
    this.database = sequelize.getDatabaseName();
    this.tables = Object.keys(sequelize.models).length;
  }

  /** What a person consented to in front of the command line, as `<database>:<fingerprint>`. */
  get consent(): string | undefined {
    return consentIn(this.options);
  }

  /** Gives up what runs. */
  get signal(): AbortSignal | undefined {
    return this.options.signal;
  }

  observed(observation: Observation): void {
    this.queries += observation.queries;
    this.database = observation.facts.database;
    this.tables = observation.wanted.tables.length;
    // Before anything was done: afterwards nothing is left to tell a build that goes forward.
    this.otherBuild ??= observation.otherBuild === null ? [] : [observation.otherBuild];
    this.notes = [...observation.notes, ...this.otherBuild];
    this.isMarked ??= observation.isMarked;
    for (const leftover of observation.comparison.leftovers) {
      if (leftover.suggestion !== undefined) this.suggestions.set(placeOf(leftover), leftover.suggestion);
    }
  }

  warn(line: string | null): void {
    if (line !== null) this.warnings.push(line);
  }

  report(planned: Plan | null): Report {
    // force clears the same tables at every plan: when it has run, nothing is left.
    const remaining = planned?.mode === 'force' ? withoutStatements(planned) : (planned?.rest ?? planned);
    const { mode, because, environment } = this.choice;
    return makeReport({
      connection: this.connection,
      database: this.database,
      mode,
      because,
      environment,
      evidence: this.evidence,
      applied: this.applied,
      held: remaining?.statements.filter(({ held }) => held) ?? [],
      pending: remaining?.statements.filter(({ held }) => !held) ?? [],
      script: remaining?.script ?? null,
      heldUntilConsent: remaining === null ? [] : heldUntilConsent(remaining),
      leftovers: (remaining?.leftovers ?? []).map((leftover) => this.withSuggestion(leftover)),
      drift: remaining === null ? null : findDrift(remaining),
      confirmation: confirmationFor(remaining),
      markHint: this.markHint(),
      warnings: this.warnings,
      notes: this.notes,
      tables: this.tables,
      milliseconds: performance.now() - this.started,
      queries: this.queries,
    });
  }

  private markHint(): string | null {
    if (this.isMarked !== false || !saysProduction(this.choice.environment)) return null;
    return 'not marked: run safe-sync mark production once';
  }

  private withSuggestion(leftover: Leftover): Leftover {
    const suggestion = this.suggestions.get(placeOf(leftover));
    return suggestion === undefined ? leftover : { ...leftover, suggestion };
  }
}

function placeOf({ kind, table, name }: Leftover): string {
  return JSON.stringify([kind, table.schema, table.name, name]);
}

/** A repair is an alter to the guard. */
export function askedByApply(mode: Plan['mode'], environment: ModeChoice['environment']): ModeChoice {
  return {
    environment,
    mode: mode === 'force' ? mode : 'alter',
    by: 'mode',
    byHand: true,
    because: `mode ${mode}, because apply was called`,
  };
}
