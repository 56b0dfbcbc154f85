import { readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The version of the package that this program is a part of. */
export function readVersion(program: string | undefined): string {
  let directory = dirname(program === undefined ? '' : realpathSync(program));
  for (let up = 0; up < 4; up += 1) {
    try {
      const manifest = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as {
        name?: string;
        version?: string;
      };
      if (manifest.name === 'nestjs-safe-sync' && manifest.version !== undefined) return manifest.version;
    } catch {
      // Not here: further up.
    }
    directory = dirname(directory);
  }
  return 'unknown';
}
