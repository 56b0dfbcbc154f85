/** Installs the packed package into applications of users, and runs programs in them. */
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { everythingIsRequired } from '../support/describe-unless.js';

const root = process.cwd();
const execute = promisify(execFile);

export interface Consumer {
  readonly label: string;
  readonly module: 'commonjs' | 'esm';
  readonly dependencies: Readonly<Record<string, string>>;
}

const SHARED = {
  pg: '^8.11.0',
  'reflect-metadata': '^0.2.2',
  rxjs: '^7.8.1',
  sequelize: '^6.37.0',
  'sequelize-typescript': '^2.1.6',
};

export const consumers: readonly Consumer[] = [
  { label: 'Nest 10 (CommonJS)', module: 'commonjs', dependencies: { ...SHARED, ...nest(10) } },
  { label: 'Nest 11 (CommonJS)', module: 'commonjs', dependencies: { ...SHARED, ...nest(11) } },
  { label: 'Nest 12 (ESM)', module: 'esm', dependencies: { ...SHARED, ...nest(12) } },
];

/** Installs the consumer's packages and the tarball from the registry, and copies the application's source. */
export async function installConsumer(consumer: Consumer, tarball: string, directory: string): Promise<void> {
  mkdirSync(directory, { recursive: true });
  const manifest = {
    name: 'consumer',
    private: true,
    type: consumer.module === 'esm' ? 'module' : 'commonjs',
    dependencies: { ...consumer.dependencies, 'nestjs-safe-sync': `file:${tarball}` },
  };
  writeFileSync(join(directory, 'package.json'), JSON.stringify(manifest, null, 2));
  cpSync(join(root, 'test', 'package', 'app'), directory, { recursive: true });
  // What is not installed here must not be found further up: the application has these types and nothing else.
  const compilerOptions = {
    target: 'es2022',
    module: 'nodenext',
    moduleResolution: 'nodenext',
    strict: true,
    skipLibCheck: false,
    experimentalDecorators: true,
    emitDecoratorMetadata: true,
    typeRoots: [join(root, 'node_modules', '@types')],
    types: ['node'],
    outDir: 'built',
    rootDir: '.',
  };
  writeFileSync(join(directory, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
  const npm = ['install', '--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  await runIn(directory, 'npm', [...npm, '--fetch-retries=1']);
}

/** Runs a program in the consumer's directory; rejects with everything that it printed. */
export async function runIn(
  directory: string,
  program: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<string> {
  // Of this run's own npm, only what leads to the registry.
  const own = Object.entries(process.env).filter(
    ([name]) => !/^npm_(?!config_(cache|registry|.*proxy|cafile))/i.test(name),
  );
  const env = { ...Object.fromEntries(own), ...environment };
  const options = { cwd: directory, env, maxBuffer: 64 * 1024 * 1024, timeout: 240_000 };
  try {
    return (await execute(program, [...args], options)).stdout;
  } catch (error) {
    const { stdout = '', stderr = '' }: { stdout?: string; stderr?: string } = Object(error);
    throw new Error(`${program} ${args.join(' ')} failed.\n${stdout}\n${stderr}`, { cause: error });
  }
}

/** Null where packages can be installed, or else why not. CI has to have the registry. */
export async function whyNoRegistry(): Promise<string | null> {
  if (everythingIsRequired) return null;
  try {
    await runIn(root, 'npm', [
      'view',
      'rxjs@^7.8.1',
      'version',
      '--prefer-online',
      '--fetch-retries=0',
      '--loglevel=error',
    ]);
    return null;
  } catch {
    return 'the npm registry does not answer';
  }
}

/** The addresses of all modules, CommonJS and ESM, that a line of code makes Node load. */
export async function modulesLoadedBy(line: string, { module }: Consumer, place: string): Promise<string[]> {
  const hook = `import { writeSync } from 'node:fs';
    export async function load(url, context, next) { writeSync(1, url + '\\n'); return next(url, context); }`;
  writeFileSync(join(place, 'trace-hook.mjs'), hook);
  writeFileSync(
    join(place, 'trace.mjs'),
    `import { register } from 'node:module';
    register('./trace-hook.mjs', import.meta.url);`,
  );
  const name = module === 'esm' ? 'trace-entry.mjs' : 'trace-entry.cjs';
  const cache = module === 'esm' ? `(await import('node:module')).default._cache` : 'require.cache';
  writeFileSync(join(place, name), `${line};\nfor (const path of Object.keys(${cache})) console.log(path);\n`);
  const output = await runIn(place, process.execPath, ['--import', './trace.mjs', name]);
  return [...new Set(output.trim().split('\n'))];
}

/** A program of this repository's own tools, for `runIn`. */
export function tool(path: string): string {
  return join(root, 'node_modules', path);
}

function nest(major: number): Record<string, string> {
  const range = `^${major}.0.0`;
  return { '@nestjs/common': range, '@nestjs/core': range, '@nestjs/sequelize': range };
}
