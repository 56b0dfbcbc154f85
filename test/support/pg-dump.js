/** Finds a pg_dump that is not older than the server: on PATH, or where Debian installs it. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { findInstalledServers } from './postgres-programs.js';

/**
 * @param {number} serverMajor
 * @returns {string | undefined}
 */
export function findDump(serverMajor) {
  const candidates = ['pg_dump', ...findInstalledServers().map(({ root }) => join(root, 'bin', 'pg_dump'))];
  return candidates.find((program) => {
    const { error, stdout } = spawnSync(program, ['--version'], { encoding: 'utf8' });
    const major = error ? undefined : /(\d+)(?:\.\d+|devel|beta\d*|rc\d*)/.exec(stdout)?.[1];
    return major !== undefined && Number(major) >= serverMajor;
  });
}
