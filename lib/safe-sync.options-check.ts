import { normalizeWord } from './environment/environment-word.js';
import { redact } from './environment/redact.js';
import type { HazardCode } from './hazards/hazard.js';
import { InvalidOptionsError } from './safe-sync.errors.js';
import { nearestKey } from './safe-sync.nearest-key.js';
import type { OnDrift, SafeSyncAllow, SafeSyncMode, SafeSyncOptions, SafeSyncTimeouts } from './safe-sync.options.js';

/**
 * Checks the options of the module before anything else happens: every key of `safeSync` and of `sync`, and the two
 * spellings that decide what is done. All other keys are Sequelize's and pass.
 *
 * @throws InvalidOptionsError with every fault.
 */
export function checkOptions(options: unknown): void {
  const faults: string[] = [];
  const report = (path: string, fault: string): void => void faults.push(`${path}: ${fault}`);
  if (options === undefined) return;
  if (!isRecord(options)) report('options', `must be an object, not ${show(options)}`);
  else {
    checkSpelling(options, report);
    checkSynchronize(options['synchronize'], report);
    checkGroup('sync', options['sync'], syncChecks, report);
    checkGroup('safeSync', options['safeSync'], safeSyncChecks, report);
  }
  if (faults.length > 0) throw new InvalidOptionsError(faults);
}

type Report = (path: string, fault: string) => void;
type Check = (path: string, value: unknown, report: Report) => void;
type Checks = Readonly<Record<string, Check>>;

// The tables are complete by type: an option without a check does not compile.

const allowChecks: Readonly<Record<keyof SafeSyncAllow, Check>> = {
  hosts: listOf(checkHost),
  databases: listOf(checkExactName),
  platforms: listOf(checkExactName),
  hazards: listOf(checkHazard),
};

const timeoutChecks: Readonly<Record<keyof SafeSyncTimeouts, Check>> = {
  bootLockMs: checkMilliseconds,
  tableLockMs: checkMilliseconds,
  statementMs: checkMilliseconds,
};

const modeValues: Readonly<Record<SafeSyncMode, true>> = { alter: true, force: true, none: true };
const driftValues: Readonly<Record<OnDrift, true>> = { ignore: true, warn: true, fail: true };

const safeSyncChecks: Readonly<Record<keyof SafeSyncOptions, Check>> & Checks = {
  mode: oneOf(Object.keys(modeValues), true),
  modes: checkModes,
  environment: ofType('string'),
  onDrift: oneOf(Object.keys(driftValues), true),
  allow: (path, value, report) => checkGroup(path, value, allowChecks, report),
  timeouts: (path, value, report) => checkGroup(path, value, timeoutChecks, report),
  ignore: listOf(checkIgnoreRule),
  createSchemas: ofType('boolean'),
  migrations: (path, value, report) => checkGroup(path, value, { table: checkName }, report),
  marker: (path, value, report) => {
    if (typeof value !== 'boolean' && value !== 'always')
      report(path, `must be true, false or 'always', not ${show(value)}`);
  },
  application: checkApplication,
};

/** What Sequelize's SyncOptions know. */
const syncChecks: Checks = {
  force: ofType('boolean'),
  alter: checkAlter,
  match: (path, value, report) => {
    if (!(value instanceof RegExp)) report(path, `must be a RegExp, not ${show(value)}`);
  },
  schema: ofType('string'),
  searchPath: ofType('string'),
  hooks: ofType('boolean'),
  logging: (path, value, report) => {
    if (typeof value !== 'boolean' && typeof value !== 'function') {
      report(path, `must be false or a function, not ${show(value)}`);
    }
  },
  benchmark: ofType('boolean'),
};

/** Keys that people look for elsewhere, so that the message can name the right place. */
const places: Readonly<Record<string, readonly string[]>> = {
  safeSync: Object.keys(safeSyncChecks),
  'safeSync.allow': Object.keys(allowChecks),
  'safeSync.timeouts': Object.keys(timeoutChecks),
};

function checkGroup(path: string, value: unknown, checks: Checks, report: Report): void {
  if (value === undefined) return;
  if (!isRecord(value)) return report(path, `must be an object, not ${show(value)}`);
  const known = Object.keys(checks);
  for (const [key, entry] of Object.entries(value)) {
    const check = Object.hasOwn(checks, key) ? checks[key] : undefined;
    if (check === undefined) report(`${path}.${key}`, `is no option; the nearest is ${nearest(path, key, known)}`);
    else if (entry !== undefined) check(`${path}.${key}`, entry, report);
  }
}

function nearest(path: string, key: string, known: readonly string[]): string {
  const elsewhere = Object.entries(places).find(([place, keys]) => place !== path && keys.includes(key));
  if (elsewhere !== undefined) return `${elsewhere[0]}.${key}`;
  return `${path}.${nearestKey(key, known)} (of ${known.join(', ')})`;
}

/** A key that only looks like ours would be passed on to Sequelize, which ignores it: all protection would be off. */
function checkSpelling(options: Record<string, unknown>, report: Report): void {
  for (const key of Object.keys(options)) {
    const meant = ['safeSync', 'synchronize'].find(
      (known) => known !== key && nearestKey(key, [known], 2) !== undefined,
    );
    if (meant !== undefined) report(key, `is no option; the nearest is ${meant}`);
  }
}

function checkSynchronize(value: unknown, report: Report): void {
  if (value === undefined || typeof value === 'boolean') return;
  report('synchronize', `must be true or false, not ${show(value)}`);
}

function checkModes(path: string, value: unknown, report: Report): void {
  if (!isRecord(value)) return report(path, `must be an object of environment word to mode, not ${show(value)}`);
  const byWord = new Map<string, string>();
  for (const [key, mode] of Object.entries(value)) {
    const word = normalizeWord(key);
    const place = `${path}.${key}`;
    const twin = byWord.get(word);
    if (word === '') report(path, 'maps an empty word: an environment without a word is always mode none');
    if (twin !== undefined) report(place, `is the same word as '${twin}': words are trimmed and lower-cased`);
    byWord.set(word, key);
    oneOf(Object.keys(modeValues), false)(place, mode, report);
    if (['production', 'prod', 'prd', 'live'].includes(word) && (mode === 'alter' || mode === 'force')) {
      report(
        place,
        `cannot be mapped to ${mode}: production is never changed by its name; SAFE_SYNC_CONFIRM lets one plan through`,
      );
    }
  }
}

function checkAlter(path: string, value: unknown, report: Report): void {
  if (typeof value === 'boolean') return;
  if (!isRecord(value)) return report(path, `must be true, false or { drop: false }, not ${show(value)}`);
  checkGroup(path, value, { drop: ofType('boolean') }, report);
}

function checkHost(path: string, value: unknown, report: Report): void {
  if (typeof value === 'string' && /^[a-z][a-z0-9+.-]*:\/\//i.test(value)) {
    return report(path, `must be a host name alone, without URI: ${show(value)}`);
  }
  if (typeof value === 'string' && /^[^:/]+:\d+$/.test(value)) {
    return report(path, `must be a host name without port: ${show(value)}`);
  }
  checkExactName(path, value, report);
}

function checkExactName(path: string, value: unknown, report: Report): void {
  if (typeof value !== 'string') report(path, `must be an exact name, not ${show(value)}`);
  else if (value.trim() === '') report(path, 'must be an exact name, and is empty');
  else if (/[*?]|^\./.test(value)) report(path, `must be an exact name: ${show(value)} is a suffix or a pattern`);
}

const hazardCodes: Readonly<Record<HazardCode, true>> = {
  'not-null-on-filled-table': true,
  'unique-on-filled-table': true,
  'foreign-key-on-filled-table': true,
  'foreign-key-target-missing': true,
  'primary-key-change': true,
  'type-narrowing': true,
  'type-needs-conversion': true,
  'type-rewrites-table': true,
  'locks-big-table': true,
  'column-in-use': true,
  'table-not-understood': true,
  'leftover-in-primary-key': true,
  'rename-breaks-running-code': true,
  'depends-on-held': true,
};

function checkHazard(path: string, value: unknown, report: Report): void {
  if (typeof value !== 'string') return report(path, `must be a hazard's code, not ${show(value)}`);
  const colon = value.indexOf(':');
  const code = colon < 0 ? value : value.slice(0, colon);
  if (!Object.hasOwn(hazardCodes, code)) {
    report(path, `${show(code)} is no hazard's code; the nearest is '${nearestKey(code, Object.keys(hazardCodes))}'`);
  }
  const place = value.slice(colon + 1).trim();
  if (colon >= 0 && (place === '' || /[*?]/.test(place)))
    report(path, `${show(value)} names no place: write code:table.column`);
}

function checkMilliseconds(path: string, value: unknown, report: Report): void {
  const fits = typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 2_147_483_647;
  if (!fits) report(path, `must be a whole number of milliseconds, 0 or more, not ${show(value)}`);
}

function checkName(path: string, value: unknown, report: Report): void {
  if (typeof value !== 'string' || value.trim() === '') report(path, `must be a name, not ${show(value)}`);
}

function checkApplication(path: string, value: unknown, report: Report): void {
  checkName(path, value, report);
  if (typeof value === 'string' && value.trim().length > 200) report(path, 'must have 200 characters at most');
}

function checkIgnoreRule(path: string, value: unknown, report: Report): void {
  const fits = (typeof value === 'string' && value !== '') || value instanceof RegExp || typeof value === 'function';
  if (!fits) report(path, `must be a model class, a name or a RegExp, not ${show(value)}`);
}

function ofType(type: 'string' | 'boolean'): Check {
  return (path, value, report) => {
    if (typeof value !== type) report(path, `must be a ${type}, not ${show(value)}`);
  };
}

function oneOf(values: readonly string[], orFunction: boolean): Check {
  return (path, value, report) => {
    if (typeof value === 'string' && values.includes(value)) return;
    if (orFunction && typeof value === 'function') return;
    const allowed = values.map((one) => `'${one}'`).join(', ');
    report(
      path,
      `must be one of ${allowed}${orFunction ? ' or a function of the environment' : ''}, not ${show(value)}`,
    );
  };
}

function listOf(check: Check): Check {
  return (path, value, report) => {
    if (!Array.isArray(value)) return report(path, `must be a list, not ${show(value)}`);
    value.forEach((entry: unknown, at) => check(`${path}[${at}]`, entry, report));
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof RegExp);
}

function show(value: unknown): string {
  if (typeof value === 'string') return `'${redact(value.length > 60 ? `${value.slice(0, 59)}…` : value)}'`;
  if (value === null || ['number', 'boolean', 'undefined', 'bigint'].includes(typeof value)) return String(value);
  if (value instanceof RegExp) return `the pattern ${String(value)}`;
  return Array.isArray(value) ? 'a list' : `${typeof value === 'object' ? 'an' : 'a'} ${typeof value}`;
}
