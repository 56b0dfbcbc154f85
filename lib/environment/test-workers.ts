import { createHash } from 'node:crypto';
import { closeSync, openSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from './environment-word.js';

const workerVariables = [
  { variable: 'JEST_WORKER_ID', runner: 'Jest' },
  { variable: 'VITEST_POOL_ID', runner: 'Vitest' },
] as const;

/**
 * Says that several test workers force one database, once for a whole run. Only a second worker knows that there are
 * several; one whose number is part of the database's name has a database of its own.
 */
export function warningOfSharedDatabase(database: string, identity: string, env: Environment): string | null {
  for (const { variable, runner } of workerVariables) {
    const id = Number(env[variable]);
    if (!Number.isInteger(id) || id < 2) continue;
    if (hasNumber(database, id) || !isFirstToSay(`${runner} ${globalThis.process.ppid} ${identity}`)) return null;
    return (
      `Several ${runner} workers force the database "${database}" (this one is ${variable}=${id}): each empties the tables that the others ` +
      `use. Give each worker its own, such as \`${database}_\${process.env.${variable}}\`, or run the tests in one worker.`
    );
  }
  return null;
}

function hasNumber(database: string, id: number): boolean {
  return [...database.matchAll(/\d+/g)].some(([digits]) => Number(digits) === id);
}

/**
 * Workers share nothing but their parent process and this machine: who makes the empty file is the first. Where no file
 * can be made each of them says it.
 */
function isFirstToSay(topic: string): boolean {
  const name = createHash('sha256').update(topic).digest('hex').slice(0, 16);
  try {
    closeSync(openSync(join(tmpdir(), `nestjs-safe-sync-${name}`), 'wx'));
    return true;
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'EEXIST');
  }
}
