import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Namespace } from './load-file.js';

interface Manifest {
  readonly main?: string;
  readonly exports?: unknown;
}

/**
 * A package as a file of the application finds it, so that both have one copy of it: the class of a Nest container is a token.
 * Undefined where there is none.
 */
export async function importFrom(file: string, name: string): Promise<Namespace | undefined> {
  const entry = entryBeside(file, name);
  if (entry === undefined) return beside(name);
  return unfolded((await import(pathToFileURL(realpathSync(entry)).href)) as Namespace);
}

/** Where packages are no directories, the command's own neighbours are the application's. */
async function beside(name: string): Promise<Namespace | undefined> {
  try {
    return unfolded((await import(name)) as Namespace);
  } catch {
    return undefined;
  }
}

/** What a CommonJS package exports stands under its names only where Node could guess them; it may be a function, too. */
function unfolded(namespace: Namespace): Namespace {
  const inner = namespace['default'];
  const hasNames = (typeof inner === 'object' || typeof inner === 'function') && inner !== null;
  return hasNames ? { ...(inner as Namespace), ...namespace } : namespace;
}

function entryBeside(file: string, name: string): string | undefined {
  for (let directory = dirname(file); ; directory = dirname(directory)) {
    const place = join(directory, 'node_modules', name);
    if (existsSync(join(place, 'package.json'))) {
      const manifest = JSON.parse(readFileSync(join(place, 'package.json'), 'utf8')) as Manifest;
      return join(place, exportOf(manifest.exports) ?? manifest.main ?? 'index.js');
    }
    if (directory === dirname(directory)) return undefined;
  }
}

/** https://nodejs.org/api/packages.html#conditional-exports */
function exportOf(exported: unknown): string | undefined {
  if (typeof exported === 'string') return exported;
  if (Array.isArray(exported)) return exported.map(exportOf).find((found) => found !== undefined);
  if (typeof exported !== 'object' || exported === null) return undefined;
  if ('.' in exported) return exportOf(exported['.']);
  for (const [condition, inner] of Object.entries(exported)) {
    const found = ['node', 'import', 'module-sync', 'default'].includes(condition) ? exportOf(inner) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}
