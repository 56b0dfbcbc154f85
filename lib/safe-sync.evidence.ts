import type { Sequelize } from 'sequelize';
import { type ConnectionSettings, connectionTargets } from './environment/connection-targets.js';
import { currentEnvironment, environmentSource, environmentWord } from './environment/environment-word.js';
import type { Evidence } from './environment/evidence.js';
import { gatherEvidence } from './environment/gather-evidence.js';
import { redact } from './environment/redact.js';
import { secretsOf } from './environment/secrets.js';
import type { Plan } from './plan/plan.js';
import { ProductionRefusedError, targetOf } from './policy/production-refused.error.js';
import type { Refusal } from './policy/verdict.js';
import type { Observation } from './safe-sync.observe.js';
import type { ResolvedOptions } from './safe-sync.options.js';
import type { Facts } from './schema/facts.js';

/** All evidence about this process, this connection and, where the server was asked, this database. */
export function evidenceOf(
  sequelize: Sequelize,
  options: ResolvedOptions,
  observed: Observation | null,
): readonly Evidence[] {
  const env = currentEnvironment();
  return gatherEvidence({
    word: environmentWord(options, env),
    wordSource: environmentSource(options),
    modes: options.modes,
    env,
    targets: connectionTargets(settingsOf(sequelize), env),
    facts: observed?.facts ?? null,
    allow: options.allow,
    databaseState: { everyModelTableMissingOrEmpty: observed === null ? null : everyTableEmpty(observed) },
  });
}

/** Only what was looked at is known to be empty. */
function everyTableEmpty({ actual, probes }: Observation): boolean | null {
  if (probes.some(({ filled }) => filled)) return false;
  const empty = new Set(probes.map(({ schema, name }) => JSON.stringify([schema, name])));
  return actual.tables.every(({ schema, name }) => empty.has(JSON.stringify([schema, name]))) ? true : null;
}

export function refusalOf(
  refusal: Refusal,
  sequelize: Sequelize,
  facts: Facts | null,
  plan: Plan | null,
): ProductionRefusedError {
  const env = currentEnvironment();
  const settings = settingsOf(sequelize);
  const secrets = secretsOf(settings, env);
  const targets = connectionTargets(settings, env);
  const asked = {
    host: targets.find(({ kind }) => kind === 'host')?.value,
    database: targets.find(({ kind }) => kind === 'database')?.value,
  };
  return new ProductionRefusedError({
    refusal,
    plan,
    target: targetOf(facts, asked),
    redact: (text) => redact(text, secrets),
  });
}

/** Takes this connection's passwords out of a text. */
export function redactFor(sequelize: Sequelize, text: string): string {
  return redact(text, secretsOf(settingsOf(sequelize), currentEnvironment()));
}

function settingsOf(sequelize: Sequelize): ConnectionSettings {
  const { options, config } = sequelize as unknown as ConnectionSettings;
  return { options, config };
}
