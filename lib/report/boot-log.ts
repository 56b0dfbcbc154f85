import type { DriftFinding } from '../plan/find-drift.js';
import { heldUntilConsent } from '../plan/consented.js';
import type { Plan, Statement } from '../plan/plan.js';
import type { Progress } from '../plan/progress.js';
import type { ModeChoice } from '../policy/verdict.js';
import { SafeSyncError } from '../safe-sync.errors.js';
import type { OnDrift } from '../safe-sync.options.js';
import type { SafeSyncLogger } from './logger.js';
import { describeChange } from './describe-change.js';
import { consentLines, count, findingText, headline, heldSummary, statementLines } from './print-report.js';
import { printable, printableLines } from './printable.js';
import type { Report } from './report.js';

const MOST_FINDINGS = 10;

interface Running {
  readonly choice: ModeChoice;
  readonly warnings: readonly string[];
}

/** What a boot says: one line when nothing changed, a short block when something did, never a wall. */
export class BootLog {
  constructor(private readonly logger: SafeSyncLogger) {}

  /** Said first, because an unset NODE_ENV is the usual state of a project. */
  choice({ choice }: Running): void {
    if (choice.warning !== undefined) this.logger.warn(printable(choice.warning));
  }

  /** Usually files that were never loaded. */
  noModels(connection: string): void {
    this.logger.warn(
      printable(
        `There are no models on the connection "${connection}", so there is nothing to compare or to create. ` +
          'List them in models, or set autoLoadModels and import SequelizeModule.forFeature([...]).',
      ),
    );
  }

  warnings({ warnings }: Running): void {
    for (const warning of warnings) this.logger.warn(printable(warning));
  }

  confirmed(plan: Plan): void {
    const held = heldUntilConsent(plan);
    const besides =
      held.length === 0 ? '' : `, with ${count(held.length, 'statement')} that would be held without consent`;
    this.logger.warn(
      printable(
        `SAFE_SYNC_CONFIRM consents to the plan ${plan.database}:${plan.fingerprint}: it is applied now${besides}.`,
      ),
    );
    for (const line of consentLines(held)) this.logger.warn(line);
  }

  /** One warning; the application starts all the same. */
  unread({ choice }: Running, said: string): void {
    this.logger.warn(
      printableLines(
        `The schema was not compared with the models, and the application starts all the same (${choice.because}): ${said}`,
      ),
    );
  }

  /** One warning; the change itself is done. */
  notMarked({ choice }: Running, said: string): void {
    this.logger.warn(
      printableLines(
        `This database could not be marked, and the work goes on without (${choice.because}): ${said}. ` +
          'Give this user the right to create and write the table safe_sync_meta, or set safeSync: { marker: false }.',
      ),
    );
  }

  /** The old and the new, because whoever marks a database may have meant another one. */
  marked({
    database,
    before,
    after,
  }: {
    readonly database: string;
    readonly before: string | null;
    readonly after: string;
  }): void {
    this.logger.log(
      printable(`${database} is marked "${after}" (before: ${before === null ? 'not marked' : `"${before}"`})`),
    );
  }

  /** What a plain `sync()` by hand made, and what it could not. */
  created(database: string, made: readonly Statement[], left: readonly Statement[]): void {
    if (made.length > 0) {
      const title = printable(`${database}: sync() made what was missing`);
      this.logger.log([title, ...statementLines(made)].join('\n'));
    }
    for (const line of heldSummary(left.filter(({ held }) => held))) this.logger.warn(line);
  }

  /** Nothing is wrong, and nothing was looked at. */
  notRead({ choice }: Running, because: string): void {
    this.logger.debug(printableLines(`The schema was not read (${choice.because}): ${because}`));
  }

  /** Long work says what it is doing and how far it is. */
  progress({ first, last, of, tables, rows, change, elapsedMs }: Progress): void {
    const which = first === last ? `statement ${first}` : `statements ${first} to ${last}`;
    const what = change === null ? [] : describeChange(change).map((one) => `${one.target} ${one.what}`);
    const table = tables.length > 3 ? count(tables.length, 'table') : tables.join(', ');
    const details = [
      table,
      rows === null ? '' : `about ${rows.toLocaleString('en-US')} rows`,
      what.join('; '),
      `${Math.round(elapsedMs / 1000)} s so far`,
    ];
    this.logger.log(printable(`still at work: ${which} of ${of}: ${details.filter(Boolean).join(', ')}`));
  }

  /**
   * @throws DriftError when `onDrift` is `fail` and queries will fail
   */
  outcome(report: Report, onDrift: OnDrift): void {
    for (const note of report.notes) this.logger.warn(printable(note));
    this.logger.log([headline(report), ...statementLines(report.applied)].join('\n'));
    // In none nothing is held: what differs is said as drift.
    if (report.mode !== 'none') for (const line of heldSummary(report.held)) this.logger.warn(line);
    if (report.leftovers.length > 0) {
      this.logger.log(
        `${count(report.leftovers.length, 'left-over')} in the database that no model has; nothing is dropped. service.plan() lists them.`,
      );
    }
    const copies = report.leftovers.filter(({ copyOf }) => copyOf !== undefined);
    if (copies.length > 0) {
      const which = copies.length === 1 ? 'One of them is a copy' : `${copies.length} of them are copies`;
      this.logger.log(
        `${which} that earlier alters made of what is there; service.repairPlan() shows how to drop them.`,
      );
    }
    for (const { kind, table, name, suggestion } of report.leftovers.filter((leftover) => leftover.suggestion)) {
      this.logger.warn(printable(`left over: ${kind} ${table.name}.${name}: ${suggestion}`));
    }
    if (onDrift !== 'ignore') this.drift(report, onDrift);
  }

  private drift(report: Report, onDrift: OnDrift): void {
    const findings = report.drift?.findings ?? [];
    const breaks = findings.filter(({ severity }) => severity === 'breaks');
    if (breaks.length > 0 && onDrift === 'fail') throw new DriftError(report.database, findings);
    // What alter holds was said already, with its remedy.
    const differs = report.mode === 'none' ? findings.filter(({ severity }) => severity === 'differs') : [];
    if (breaks.length > 0) this.logger.error(printableLines(missingText(report, [...breaks, ...differs])));
    else if (differs.length > 0) {
      this.logger.warn(printableLines([`${report.database} differs from the models:`, ...listed(differs)].join('\n')));
    }
    for (const finding of findings.filter(({ severity }) => severity === 'unknown')) {
      this.logger.warn(`Left alone, because it cannot be judged: ${findingText(finding)}`);
    }
  }
}

/** Models and database differ so that queries will fail, and `onDrift` is `fail`. */
export class DriftError extends SafeSyncError {
  constructor(
    readonly database: string,
    readonly findings: readonly DriftFinding[],
  ) {
    super(
      'SAFE_SYNC_DRIFT',
      printableLines(
        [
          `${database} lacks what the models need; queries will fail (onDrift is 'fail'):`,
          ...listed(findings.filter(({ severity }) => severity === 'breaks')),
          "Run the migration that brings it, or start with safeSync: { onDrift: 'warn' }.",
        ].join('\n'),
      ),
    );
  }
}

/** Applications that relied on synchronisation by default meet this first: the three ways on. */
function missingText(report: Report, breaks: readonly DriftFinding[]): string {
  return [
    `${report.database} lacks what the models need; queries will fail (${report.because}):`,
    ...listed(breaks),
    'Three ways on:',
    report.confirmation === null
      ? '  1. let alter do it on a database that is yours: NODE_ENV=development'
      : `  1. consent to this one plan, once: ${report.confirmation}`,
    ...consentLines(report.heldUntilConsent).map((line) => `     ${line}`),
    '  2. bring it by a migration (Sequelize-CLI, Umzug)',
    ...(breaks.some(({ name }) => name === '')
      ? [
          '  3. sync by hand: sequelize.sync(), once, makes the tables that are missing, and nothing else (on a connection of SafeSyncModule);',
          // Asked for alone it would be refused where the word is no development word.
          "     or at the start, on a database that is yours: NODE_ENV=development and safeSync: { mode: 'alter' }",
        ]
      : [
          "  3. let it be done at the start, on a database that is yours: NODE_ENV=development and safeSync: { mode: 'alter' }",
        ]),
  ].join('\n');
}

function listed(findings: readonly DriftFinding[]): readonly string[] {
  const shown = findings.slice(0, MOST_FINDINGS).map((finding) => `  ${findingText(finding)}`);
  return findings.length > shown.length ? [...shown, `  … and ${findings.length - shown.length} more`] : shown;
}
