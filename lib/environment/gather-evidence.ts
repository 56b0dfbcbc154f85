import type { Facts } from '../schema/facts.js';
import { MARKER_TABLE } from '../schema/mark.js';
import type { SafeSyncAllow, SafeSyncMode } from '../safe-sync.options.js';
import type { ConnectionTarget } from './connection-targets.js';
import { isDevelopmentOrTest, normalizeWord, type Environment } from './environment-word.js';
import type { Evidence, Lift } from './evidence.js';
import { judgeHost, normalizeHost } from './judge-host.js';
import { allowsPlatform, platformsOf } from './platforms.js';
import { isMarkedByPerson, markAgainst, type MarkInput, throwAwayMark } from './mark-evidence.js';
import { serverWords } from './server-words.js';
import { productionToken, saysProduction, testToken } from './tokens.js';

export interface EvidenceInput extends MarkInput {
  /** The environment's word: trimmed and lower-cased; `''` when unset. */
  readonly word: string;
  /** Where the word comes from: `NODE_ENV` or `safeSync.environment`. */
  readonly wordSource: string;
  /** `safeSync.modes` as given, without the defaults. */
  readonly modes?: Readonly<Record<string, SafeSyncMode>>;
  readonly env: Environment;
  readonly targets: readonly ConnectionTarget[];
  /** Null when the server was not asked. */
  readonly facts: Facts | null;
  readonly allow?: SafeSyncAllow;
  /** Null when it is not known. */
  readonly databaseState: { readonly everyModelTableMissingOrEmpty: boolean | null };
}

/** All that speaks for or against production, in a stable order. Evidence that the options lift is listed, and marked so. */
export function gatherEvidence(given: EvidenceInput): readonly Evidence[] {
  const input = given.facts?.ephemeral ? atNoPlace(given, given.facts) : given;
  const proofs = proofsOfThrowAway(input);
  return [
    ...environmentWordEvidence(input),
    ...variablesThatSayProduction(input),
    ...namesThatSayProduction(input),
    ...markAgainst(input),
    ...hostedDatabases(input),
    ...deployedProcess(input),
    ...unknownHosts(input),
    ...(proofs.length === 0 ? [notAThrowAway(input)] : proofs),
  ];
}

/** What lives in this process is nowhere else, whatever host and database the options name. */
function atNoPlace(input: EvidenceInput, facts: Facts): EvidenceInput {
  return { ...input, targets: [], facts: { ...facts, database: '' } };
}

function environmentWordEvidence({ word, wordSource, modes }: EvidenceInput): readonly Evidence[] {
  if (isDevelopmentOrTest(word) || (word !== '' && opensAMode(word, modes))) return [];
  const sentence =
    word === '' ? `${wordSource} is not set` : `${wordSource} is "${word}", which is no development or test word`;
  return [{ kind: 'environment-word', source: wordSource, value: word, sentence }];
}

/** Mapping a word to none is no consent to anything. */
function opensAMode(word: string, modes: EvidenceInput['modes']): boolean {
  return Object.entries(modes ?? {}).some(([key, mode]) => normalizeWord(key) === word && mode !== 'none');
}

// `NODE_ENV` is put together so that a bundler cannot write its own value here.
const environmentVariables: readonly string[] = [['NODE', 'ENV'].join('_'), 'APP_ENV', 'RAILS_ENV', 'NODE_CONFIG_ENV'];
const platformVariables: readonly string[] = [
  'VERCEL_ENV',
  'VERCEL_TARGET_ENV',
  'RAILWAY_ENVIRONMENT_NAME',
  'RAILWAY_ENVIRONMENT',
];

function variablesThatSayProduction({ word, env }: EvidenceInput): readonly Evidence[] {
  const names = saysProduction(word) ? platformVariables : [...platformVariables, ...environmentVariables];
  return names.flatMap((name) => {
    const value = normalizeWord(env[name] ?? '');
    // What says the same as the word itself was judged with the word.
    if (!saysProduction(value) || (value === word && environmentVariables.includes(name))) return [];
    return [{ kind: 'says-production', source: name, value, sentence: `${name} is "${value}"` } as const];
  });
}

function namesThatSayProduction({ targets, facts, allow }: EvidenceInput): readonly Evidence[] {
  return withServersName(targets, facts).flatMap(({ kind, value, source }) => {
    const token = productionToken(kind === 'file' ? baseName(value) : value);
    if (token === undefined) return [];
    const lists = { host: 'hosts', database: 'databases', file: 'databases' } as const;
    const sentence = `the ${nouns[kind]} ${value} has "${token}" in its name`;
    const lift: Lift = { list: lists[kind], names: [value], modes: ['alter'] };
    return [liftable({ kind: 'says-production', source, value, sentence, lift }, allow)];
  });
}

/** The server may know the database by a name that no option says. */
function withServersName(targets: readonly ConnectionTarget[], facts: Facts | null): readonly ConnectionTarget[] {
  const isSaid = ({ kind, value }: ConnectionTarget): boolean =>
    kind !== 'host' && (kind === 'file' ? baseName(value) : value) === facts?.database;
  return facts === null || targets.some(isSaid)
    ? targets
    : [...targets, { kind: 'database', value: facts.database, source: 'server' }];
}

function hostedDatabases(input: EvidenceInput): readonly Evidence[] {
  const { targets, facts, allow } = input;
  const hosts = targets.filter(({ kind }) => kind === 'host');
  const byName = hosts.flatMap(({ value, source }) => {
    const judgement = judgeHost(value);
    if (judgement.kind !== 'hosted') return [];
    const sentence = `the database host ${value} is a managed database (${judgement.provider})`;
    return [liftable({ kind: 'database-hosted', source, value, sentence, lift: liftHosts([value]) }, allow)];
  });
  if (facts === null) return byName;
  const onLoopback = hosts.length > 0 && hosts.every(({ value }) => judgeHost(value).kind === 'local');
  const byServer = serverWords(facts, { onLoopback }).map(({ provider, found }) => {
    const said = found === 'version' ? 'its version text' : `its setting ${found}`;
    const sentence = `the server says that it is a managed database (${provider}, by ${said})`;
    const lift = liftHosts(hosts.map(({ value }) => value));
    return liftable({ kind: 'database-hosted', source: 'server', value: found, sentence, lift }, allow);
  });
  return [...byName, ...byServer].map((one) => (isMarkedByPerson(input) ? { ...one, lifted: true } : one));
}

function deployedProcess({ word, env, allow }: EvidenceInput): readonly Evidence[] {
  return platformsOf(word, env).map(({ platform, variable, value }) => {
    const lift: Lift = { list: 'platforms', names: [platform.name], modes: ['alter', 'force'] };
    const sentence = `this process runs on ${platform.name} (${variable} is set)`;
    const lifted = allowsPlatform(allow?.platforms ?? [], platform);
    return { kind: 'process-deployed', source: variable, value, sentence, lift, ...(lifted && { lifted }) };
  });
}

function unknownHosts({ targets, allow }: EvidenceInput): readonly Evidence[] {
  return targets.flatMap(({ kind, value, source }) => {
    if (kind === 'host' && judgeHost(value).kind === 'unknown') {
      const sentence = `the database host ${value} is remote, and nothing is known about it`;
      return [liftable({ kind: 'remote-and-unknown', source, value, sentence, lift: liftHosts([value]) }, allow)];
    }
    if (kind !== 'file' || !/^\/(data|mnt|litefs)\//.test(value)) return [];
    const sentence = `the file ${value} is on a mounted volume, and nothing is known about it`;
    return [{ kind: 'remote-and-unknown', source, value, sentence } as const];
  });
}

function proofsOfThrowAway(input: EvidenceInput): readonly Evidence[] {
  const { targets, facts, databaseState, trustsMark = true } = input;
  const proofs: Evidence[] = [];
  const add = (source: string, value: string, sentence: string): void => {
    if (!proofs.some((other) => other.sentence === sentence)) {
      proofs.push({ kind: 'proof-of-throw-away', source, value, sentence });
    }
  };
  for (const { kind, value, source } of withServersName(targets, facts)) {
    if (kind === 'host') continue;
    const token = testToken(kind === 'file' ? baseName(value) : value);
    if (token !== undefined) add(source, value, `the ${nouns[kind]} ${value} has "${token}" in its name`);
    if (kind === 'file' && value === ':memory:') add(source, value, 'the database is in memory');
  }
  if (facts?.ephemeral) add('server', facts.product, 'the database is in memory');
  const marked = throwAwayMark(input);
  if (marked !== null) add(MARKER_TABLE, marked, `the database is marked "${marked}"`);
  // Without a mark an empty database is no better known after it was filled: there the name has to say it.
  if (trustsMark && databaseState.everyModelTableMissingOrEmpty === true)
    add('server', '', "every model's table is missing or empty");
  return proofs;
}

function notAThrowAway({ targets, facts, databaseState }: EvidenceInput): Evidence {
  const name = facts?.database ?? targets.find(({ kind }) => kind !== 'host')?.value ?? '';
  const filled = databaseState.everyModelTableMissingOrEmpty === false ? "rows in the models' tables, and " : '';
  const sentence = `the database ${name} has ${filled}no sign in its name that it is a throw-away`;
  return { kind: 'not-a-throw-away', source: 'server', value: name, sentence };
}

const nouns = { host: 'database host', database: 'database', file: 'database file' } as const;

function liftHosts(names: readonly string[]): Lift {
  return { list: 'hosts', names, modes: ['alter', 'force'] };
}

function liftable(evidence: Evidence & { readonly lift: Lift }, allow: SafeSyncAllow | undefined): Evidence {
  const { list, names } = evidence.lift;
  const spelt = list === 'hosts' ? normalizeHost : (name: string): string => name;
  const allowed = (allow?.[list] ?? []).map(spelt);
  const lifted = names.length > 0 && names.every((name) => allowed.includes(spelt(name)));
  return lifted ? { ...evidence, lifted } : evidence;
}

function baseName(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}
