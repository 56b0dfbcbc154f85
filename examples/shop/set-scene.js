/**
 * Lays out in a temporary directory what an installed application would have: the package as it is published, the
 * example's code compiled, and the same node_modules. The checkout itself is only read.
 */
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformFile } from '@swc/core';

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(dirname(here));

/** @returns {Promise<string>} The compiled `tell-story.js`. */
export async function setScene() {
  const scene = mkdtempSync(join(tmpdir(), 'safe-sync-demo-'));
  process.once('exit', () => rmSync(scene, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));
  // The package's own name leads to dist/, as its package.json says.
  cpSync(join(root, 'package.json'), join(scene, 'package.json'));
  symlinkSync(join(root, 'node_modules'), join(scene, 'node_modules'), 'junction');
  await Promise.all([buildPackage(join(scene, 'dist')), compileExample(join(scene, 'examples', 'shop'))]);
  return join(scene, 'examples', 'shop', 'tell-story.js');
}

/**
 * @param {string} dist
 * @returns {Promise<void>}
 */
function buildPackage(dist) {
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  // `npm run build` checks the types as well; here it would be most of the waiting.
  const options = ['--outDir', join(dist, 'esm'), '--noCheck', '--declaration', 'false'];
  const args = [tsc, '-p', join(root, 'tsconfig.build.json'), ...options];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  // Before the directory is removed, or it would go on writing there.
  const kill = () => child.kill('SIGKILL');
  process.prependOnceListener('exit', kill);
  let output = '';
  child.stdout.on('data', (chunk) => (output += String(chunk)));
  return new Promise((done, fail) => {
    child.once('error', fail).once('close', (code) => {
      process.off('exit', kill);
      if (code === 0) done();
      else fail(new Error(`The package does not build:\n${output}`));
    });
  });
}

/** @param {string} target */
async function compileExample(target) {
  const sources = readdirSync(here, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));
  await Promise.all(
    sources.map(async (path) => {
      const { code } = await transformFile(join(here, path), { configFile: join(root, '.swcrc') });
      const compiled = join(target, path.replace(/\.ts$/, '.js'));
      mkdirSync(dirname(compiled), { recursive: true });
      writeFileSync(compiled, code);
    }),
  );
}
