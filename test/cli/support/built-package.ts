/**
 * The package as it is built, under this repository's node_modules, so that it finds what it needs. It is kept there under a
 * name that says what it was built from: whoever comes second takes it as it is.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const root = process.cwd();
export const cache = join(root, 'node_modules', '.cache', 'safe-sync-cli');

/** The directory of the built package. */
export async function builtPackage(): Promise<string> {
  const digest = digestOf(['package.json', '.ci/build.js', 'tsconfig.json', 'tsconfig.build.json', ...sources()]);
  const place = join(cache, digest);
  const lock = `${place}.lock`;
  mkdirSync(cache, { recursive: true });
  while (!existsSync(place)) {
    try {
      mkdirSync(lock);
    } catch {
      await sleep(200);
      continue;
    }
    try {
      if (!existsSync(place)) build(place);
    } finally {
      rmSync(lock, { recursive: true, force: true });
    }
  }
  return place;
}

/** A directory of its own beside the package, which is installed in it. */
export async function makeApp(name: string): Promise<string> {
  const built = await builtPackage();
  const app = join(cache, 'apps', `${name}-${process.pid}-${Date.now()}`);
  mkdirSync(join(app, 'node_modules'), { recursive: true });
  cpSync(join(root, 'test', 'cli', 'app'), app, { recursive: true });
  symlinkSync(built, join(app, 'node_modules', 'nestjs-safe-sync'), 'dir');
  return app;
}

function build(place: string): void {
  const unfinished = `${place}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished);
  cpSync(join(root, 'package.json'), join(unfinished, 'package.json'));
  execFileSync(process.execPath, [join(root, '.ci', 'build.js'), join(unfinished, 'dist')], { stdio: 'pipe' });
  renameSync(unfinished, place);
}

function sources(): readonly string[] {
  return readdirSync(join(root, 'lib'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join('lib', name))
    .sort();
}

function digestOf(files: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of files) hash.update(file).update(readFileSync(join(root, file)));
  return hash.digest('hex').slice(0, 16);
}
