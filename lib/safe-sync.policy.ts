import type { Sequelize } from 'sequelize';
import { dialectOf } from './dialects/dialect-of.js';
import { type ConnectionSettings, connectionTargets } from './environment/connection-targets.js';
import {
  confirmationIn,
  currentEnvironment,
  environmentSource,
  environmentWord,
  isSwitchedOff,
} from './environment/environment-word.js';
import type { Evidence } from './environment/evidence.js';
import { gatherEvidence } from './environment/gather-evidence.js';
import { redact } from './environment/redact.js';
import { secretsOf } from './environment/secrets.js';
import { warningOfSharedDatabase } from './environment/test-workers.js';
import type { Plan } from './plan/plan.js';
import { chooseMode, type ModeInput } from './policy/choose-mode.js';
import { decide } from './policy/decide.js';
import { ProductionRefusedError, type RefusedTarget, targetOf } from './policy/production-refused.error.js';
import { decideCall } from './policy/decide-call.js';
import type { ModeChoice, Refusal, Verdict } from './policy/verdict.js';
import { hasSyncHooks } from './safe-sync.hooks.js';
import { InvalidOptionsError } from './safe-sync.errors.js';
import type { Observation } from './safe-sync.observe.js';
import type { OnDrift, ResolvedOptions } from './safe-sync.options.js';
import type { Facts } from './schema/facts.js';
import { keyOf } from './schema/qualified-name.js';

/** What the options that people already have ask for. */
export interface Wishes {
  readonly synchronize?: unknown;
  readonly sync?: unknown;
}

/** What was seen of a database: all of it, or what it says of itself. */
type Seen = Pick<Observation, 'facts' | 'mark'> & Partial<Pick<Observation, 'actual' | 'probes'>>;

const driftAnswers: readonly unknown[] = ['ignore', 'warn', 'fail'];

/**
 * What may be done on one connection: the options, the process and the database put before `environment/` and `policy/`.
 * The variables are read anew for each question, because `.env` files are often loaded late.
 */
export class ConnectionPolicy {
  constructor(
    private readonly sequelize: Sequelize,
    private readonly options: ResolvedOptions,
    private readonly wishes: Wishes,
  ) {}

  /** `SAFE_SYNC_CONFIRM` as set. */
  get consent(): string | undefined {
    return confirmationIn(currentEnvironment());
  }

  choose(migrationsTableHasRows: string | null = null): ModeChoice {
    const env = currentEnvironment();
    const { synchronize, sync } = this.wishes;
    return chooseMode({
      options: this.options,
      wishes: { synchronize, sync } as ModeInput['wishes'],
      word: environmentWord(this.options, env),
      wordSource: environmentSource(this.options),
      off: isSwitchedOff(env),
      migrationsTableHasRows,
    });
  }

  /** All evidence about this process, this connection and, where the server was asked, this database. */
  evidence(observed: Seen | null): readonly Evidence[] {
    const env = currentEnvironment();
    const gathered = gatherEvidence({
      word: environmentWord(this.options, env),
      wordSource: environmentSource(this.options),
      modes: this.options.modes,
      env,
      targets: connectionTargets(this.settings(), env),
      facts: observed?.facts ?? null,
      allow: this.options.allow,
      mark: observed?.mark ?? null,
      trustsMark: this.options.marker !== false,
      databaseState: { everyModelTableMissingOrEmpty: observed === null ? null : everyTableEmpty(observed) },
    });
    return gathered.map((one) => ({ ...one, value: this.clean(one.value), sentence: this.clean(one.sentence) }));
  }

  decide(choice: ModeChoice, plan: Plan | null, evidence: readonly Evidence[], consented = false): Verdict {
    return decide({ choice, plan, evidence, confirm: this.consent, consented });
  }

  /** @throws ProductionRefusedError */
  enforce(
    choice: ModeChoice,
    plan: Plan | null,
    evidence: readonly Evidence[],
    observed: Observation,
    consented = false,
  ): Exclude<Verdict, Refusal> {
    const verdict = this.decide(choice, plan, evidence, consented);
    if (verdict.kind === 'refuse') throw this.refusal(verdict, observed.facts, plan);
    return verdict;
  }

  /**
   * The same for one call after the boot.
   *
   * @throws ProductionRefusedError
   */
  enforceCall(call: string, evidence: readonly Evidence[], facts: Facts | null): void {
    const refusal = decideCall(call, evidence);
    if (refusal !== null) throw this.refusal(refusal, facts, null);
  }

  /** The refusal that needs no look at the database, or null. */
  refusalUnseen(choice: ModeChoice): ProductionRefusedError | null {
    if (!choice.byHand || choice.mode === 'none') return null;
    const verdict = this.decide(choice, null, this.evidence(null));
    if (verdict.kind !== 'refuse') return null;
    // That nothing proves a throw-away is no news about a database that nobody has looked at.
    return verdict.because.every(({ kind }) => kind === 'not-a-throw-away') ? null : this.refusal(verdict, null, null);
  }

  private refusal(refusal: Refusal, facts: Facts | null, plan: Plan | null): ProductionRefusedError {
    const target = this.target(facts);
    return new ProductionRefusedError({ refusal, plan, target, redact: (text) => this.clean(text) });
  }

  /** By the server's own words; by the options where the server was not asked. */
  target(facts: Facts | null): RefusedTarget {
    const targets = connectionTargets(this.settings(), currentEnvironment());
    return targetOf(facts, {
      host: targets.find(({ kind }) => kind !== 'database')?.value,
      database: targets.find(({ kind }) => kind !== 'host')?.value,
    });
  }

  onDrift({ environment }: ModeChoice): OnDrift {
    const { onDrift } = this.options;
    if (typeof onDrift !== 'function') return onDrift;
    const answer = onDrift(environment);
    if (driftAnswers.includes(answer)) return answer;
    throw new InvalidOptionsError([
      `safeSync.onDrift: the function answered ${typeof answer === 'string' ? `'${String(answer)}'` : typeof answer} for the ` +
        `environment '${environment}'; it has to answer 'ignore', 'warn' or 'fail'`,
    ]);
  }

  /** True where hooks of the user come before the change. */
  get runsHooks(): boolean {
    return this.syncWish.hooks !== false && hasSyncHooks(this.sequelize);
  }

  /** What hooks are given, beside the mode. */
  get syncWish(): { readonly match?: RegExp; readonly hooks?: boolean } {
    const { sync } = this.wishes;
    return typeof sync === 'object' && sync !== null ? sync : {};
  }

  /** Sequelize's own safety catch goes on holding. */
  requireMatch(database: string): void {
    const { match } = this.syncWish;
    if (match === undefined || match.test(database)) return;
    throw new InvalidOptionsError([
      `sync.match: the database ${JSON.stringify(database)} does not match ${String(match)}; nothing was changed`,
    ]);
  }

  warningOfSharedDatabase({ facts }: Observation): string | null {
    return warningOfSharedDatabase(facts.database, `${facts.database} ${facts.identity}`, currentEnvironment());
  }

  /** Takes this connection's passwords out of a text. */
  clean(text: string): string {
    return redact(text, secretsOf(this.settings(), currentEnvironment()));
  }

  private settings(): ConnectionSettings {
    const { options, config } = this.sequelize as unknown as ConnectionSettings;
    return { options, config, file: dialectOf(this.sequelize)?.file ?? null };
  }
}

/** What the options of a connection ask for, as people give them to Sequelize and to Nest. */
export function wishesOf(sequelize: Sequelize): Wishes {
  const { synchronize, sync } = (sequelize as unknown as { readonly options: Wishes }).options;
  return { synchronize, sync };
}

/** Only what was looked at is known to be empty. */
function everyTableEmpty({ actual, probes }: Seen): boolean | null {
  if (actual === undefined || probes === undefined) return null;
  if (probes.some(({ filled }) => filled)) return false;
  const empty = new Set(probes.map(keyOf));
  return actual.tables.every((table) => empty.has(keyOf(table))) ? true : null;
}
