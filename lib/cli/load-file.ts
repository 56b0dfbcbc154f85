import { existsSync } from 'node:fs';
import Module from 'node:module';
import { extname, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { notLoadedError } from './cli.errors.js';

export type Namespace = Readonly<Record<string, unknown>>;

/**
 * Loads a file of the user, CommonJS or ESM; TypeScript where the user's own loader is there.
 *
 * @throws SafeSyncError SAFE_SYNC_NOT_LOADED
 */
export async function loadFile(path: string): Promise<Namespace> {
  const shown = relative(process.cwd(), path) || path;
  if (!existsSync(path)) {
    throw notLoadedError(`There is no file ${shown}. Build the application first, or correct the path.`);
  }
  try {
    return asNamespace(await load(path));
  } catch (error) {
    if (isUnknownExtension(error)) {
      throw notLoadedError(
        `${shown} is TypeScript, which this Node does not read by itself. Name the JavaScript that is built from it, or give ` +
          'Node a loader that you have: NODE_OPTIONS="--import tsx" (or "-r ts-node/register", "-r @swc-node/register").',
        error,
      );
    }
    throw notLoadedError(`${shown} could not be loaded: ${messageOf(error)}`, error);
  }
}

/** What loaders such as ts-node hook themselves into; its types do not show it. */
interface Loader {
  readonly _extensions: Readonly<Record<string, unknown>>;
  _load(path: string): unknown;
}

async function load(path: string): Promise<unknown> {
  try {
    return await import(pathToFileURL(path).href);
  } catch (error) {
    const loader = Module as unknown as Loader;
    if (!isUnknownExtension(error) || loader._extensions[extname(path)] === undefined) throw error;
    return loader._load(path);
  }
}

/** What a CommonJS file exports stands under `default`, and under its names only where Node could guess them. */
function asNamespace(loaded: unknown): Namespace {
  const namespace = { ...(loaded as Namespace) };
  const inner = namespace['default'];
  if (typeof inner !== 'object' || inner === null) return namespace;
  return { ...(inner as Namespace), ...namespace };
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function isUnknownExtension(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_UNKNOWN_FILE_EXTENSION';
}
