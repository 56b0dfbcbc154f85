/**
 * Builds and packs the package as it would be published, into a directory of its own, so that nobody's dist/ is touched.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * @param {string} directory An empty directory.
 * @returns {string} The path of the tarball.
 */
export function pack(directory) {
  const staged = join(directory, 'package');
  mkdirSync(staged);
  execFileSync(process.execPath, [join(root, '.ci', 'build.js'), join(staged, 'dist')], { stdio: 'pipe' });
  /** @type {{ readonly files: readonly string[] }} */
  const { files } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  for (const name of ['package.json', 'README.md', 'LICENSE', ...files]) {
    if (name !== 'dist' && existsSync(join(root, name))) cpSync(join(root, name), join(staged, name));
  }
  const out = execFileSync('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', directory], {
    cwd: staged,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  /** @type {readonly [{ readonly filename: string }]} */
  const [{ filename }] = JSON.parse(out);
  return join(directory, filename);
}
