/**
 * Builds lib/ twice: `dist/esm` for import and `dist/cjs` for require, each with its own types.
 *
 *   node .ci/build.js [directory, default dist]
 */
import { spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
// verbatimModuleSyntax forbids ESM syntax in files that become CommonJS; the first run has checked it.
const COMMONJS = ['--module', 'commonjs', '--moduleResolution', 'bundler', '--verbatimModuleSyntax', 'false'];
const dist = resolve(process.argv[2] ?? join(root, 'dist'));

rmSync(dist, { recursive: true, force: true });
const codes = await Promise.all([
  compile('--outDir', join(dist, 'esm')),
  compile('--outDir', join(dist, 'cjs'), ...COMMONJS),
]);
// Under "type": "module" Node would take the second one for ESM too.
mkdirSync(join(dist, 'cjs'), { recursive: true });
writeFileSync(join(dist, 'cjs', 'package.json'), '{ "type": "commonjs" }\n');
process.exitCode = codes.every((code) => code === 0) ? 0 : 1;

/**
 * @param {...string} args
 * @returns {Promise<number | null>}
 */
function compile(...args) {
  const child = spawn(process.execPath, [tsc, '-p', join(root, 'tsconfig.build.json'), ...args], { stdio: 'inherit' });
  return new Promise((done, fail) => child.once('error', fail).once('close', done));
}
