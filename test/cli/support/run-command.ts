/** Runs `safe-sync` as a process, as a shell does. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export interface Finished {
  readonly code: number | null;
  /** Standard output. */
  readonly out: string;
  /** Standard error. */
  readonly err: string;
}

export interface Started {
  readonly process: ChildProcess;
  readonly finished: Promise<Finished>;
  /** Resolves when standard error has this text. */
  says(text: string): Promise<void>;
}

export type Variables = Readonly<Record<string, string>>;

/** In the directory of an application, with nothing in its environment but what a process needs. */
export function start(app: string, args: readonly string[], variables: Variables = {}): Started {
  const main = join(app, 'node_modules', 'nestjs-safe-sync', 'dist', 'esm', 'cli', 'main.js');
  const { NODE_OPTIONS: _options, ...own } = process.env;
  const child = spawn(process.execPath, [main, ...args], {
    cwd: app,
    env: { ...own, ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk) => (out += String(chunk)));
  child.stderr.on('data', (chunk) => (err += String(chunk)));
  const finished = once(child, 'close').then(([code]) => ({ code: code as number | null, out, err }));
  return {
    process: child,
    finished,
    async says(text) {
      const early = finished.then((end) =>
        Promise.reject(new Error(`It ended before "${text}":\n${JSON.stringify(end)}`)),
      );
      early.catch(() => undefined);
      while (!err.includes(text)) await Promise.race([once(child.stderr, 'data'), early]);
    },
  };
}

export async function run(app: string, args: readonly string[], variables: Variables = {}): Promise<Finished> {
  return start(app, args, variables).finished;
}

/** Without what is another one at each run: names of databases, fingerprints, times, ports. */
export function steady(text: string, database: string): string {
  return text
    .replace(/^(Opening|Reading|Applying) .* …\n/gm, '')
    .replaceAll(database, '<database>')
    .replaceAll(database.replaceAll('_', '\\_'), '<database>')
    .replace(/\b[0-9a-f]{16}\b/g, '<fingerprint>')
    .replace(/__rebuild_[0-9a-f]{12}/g, '__rebuild_<digest>')
    .replace(/\d+ ms\b/g, '<n> ms')
    .replace(/(\bat )[\w.-]+:\d+( \(asked for as [\w.]+\))?/g, '$1<server>')
    .replace(/user "[^"]*"/g, 'user "<user>"')
    .replace(/(\bat )\S*<database>\.sqlite/g, '$1<file>');
}
