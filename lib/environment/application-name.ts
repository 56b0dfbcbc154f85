import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const MOST_BYTES = 1024 * 1024;
/** As much of it as the mark keeps. */
const MOST_CHARACTERS = 200;
const known = new Map<string, string>();

/** The name in the package.json of the directory that the process was started in; read once. */
export function applicationName(): string {
  const directory = globalThis.process.cwd();
  const found = known.get(directory) ?? (nameIn(join(directory, 'package.json')).trim() || 'application');
  known.set(directory, found);
  return found.slice(0, MOST_CHARACTERS);
}

function nameIn(file: string): string {
  try {
    if (statSync(file).size > MOST_BYTES) return '';
    const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
    const name = typeof content === 'object' && content !== null && 'name' in content ? content.name : '';
    return typeof name === 'string' ? name : '';
  } catch {
    return '';
  }
}
