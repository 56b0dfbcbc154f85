/** The rules of the house: that lint really enforces the rooms, and what lint has no rule for. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const root = process.cwd();

interface Diagnostic {
  readonly code: string;
  readonly filename: string;
}

describe('lint', () => {
  const forbidden = [
    ['schema/x.ts', `import { a } from '../compare/change.js';`],
    ['environment/x.ts', `import { a } from '../policy/verdict.js';`],
    ['models/x.ts', `import { a } from '../compare/change.js';`],
    ['models/x.ts', `import type { a } from '../dialects/dialect.js';`],
    ['compare/x.ts', `import { a } from '../plan/plan.js';`],
    ['compare/x.ts', `import { a } from '../dialects/postgres/postgres.types.js';`],
    ['hazards/x.ts', `export { a } from '../plan/plan.js';`],
    ['plan/x.ts', `import { a } from '../policy/verdict.js';`],
    ['plan/x.ts', `import { a } from '../dialects/dialect.js';`],
    ['policy/x.ts', `import { a } from '../apply/apply-plan.js';`],
    ['policy/x.ts', `import { a } from '../environment/read-environment.js';`],
    ['apply/x.ts', `import { a } from '../models/read-models.js';`],
    ['apply/x.ts', `import type { a } from '../safe-sync.js';`],
    ['report/x.ts', `import { a } from '../apply/apply-plan.js';`],
    ['dialects/x.ts', `import { a } from '../compare/change.js';`],
    ['dialects/x.ts', `import type { a } from '../plan/plan.js';`],
    ['dialects/postgres/x.ts', `import { a } from '../../compare/change.js';`],
    ['dialects/postgres/x.ts', `import type { a } from '../../plan/plan.js';`],
    ['dialects/postgres/x.ts', `import { a } from '../sqlite/sqlite.types.js';`],
    ['plan/x.ts', `import { a } from '@nestjs/common';`],
    ['dialects/postgres/x.ts', `import { a } from '@nestjs/sequelize';`],
    ['x.ts', `import { a } from './dialects/postgres/postgres.dialect.js';`],
    ['x.ts', `import { a } from './cli/main.js';`],
    ['guard/x.ts', `import { a } from '../apply/apply-plan.js';`],
    ['guard/x.ts', `import { a } from '@nestjs/common';`],
  ] as const;
  const allowed = [
    ['compare/x.ts', `import { a } from '../schema/qualified-name.js';`],
    ['plan/x.ts', `import type { a } from '../dialects/dialect.js';`],
    ['policy/x.ts', `import type { a } from '../environment/evidence.js';`],
    ['apply/x.ts', `import { a } from '../safe-sync.errors.js';`],
    ['report/x.ts', `import type { a } from '../policy/verdict.js';`],
    ['dialects/postgres/x.ts', `import type { a } from '../../compare/change.js';`],
    ['dialects/postgres/x.ts', `import { a } from '../../schema/database-schema.js';`],
    ['dialects/postgres/x.ts', `import type { a } from '../../safe-sync.options.js';`],
    ['x.ts', `import { a } from '@nestjs/common';`],
    ['x.ts', `import { a } from './dialects/dialect-of.js';`],
  ] as const;
  const rules = [
    ['plan/x.ts', 'export const a = process.env.NODE_ENV;', 'no-process-env'],
    ['plan/x.ts', 'console.log(1);', 'no-console'],
    ['plan/x.ts', 'export const a = (b: any) => b;', 'no-explicit-any'],
    ['plan/x.ts', 'export default 1;', 'no-default-export'],
    ['plan/x.ts', 'const work = async () => 1; work();', 'no-floating-promises'],
    ['plan/x.ts', `import { A } from './a.js'; export type B = A;`, 'consistent-type-imports'],
  ] as const;

  const all = [...forbidden, ...allowed, ...rules];
  const directory = mkdtempSync(join(tmpdir(), 'safe-sync-lint-'));
  let diagnostics: readonly Diagnostic[] = [];
  const found = (index: number) =>
    diagnostics.filter(({ filename }) => filename.startsWith(`cases/${index}/`)).map(({ code }) => code);

  beforeAll(() => {
    // The type-aware half of oxlint is looked for here.
    symlinkSync(join(root, 'node_modules'), join(directory, 'node_modules'));
    cpSync(join(root, '.oxlintrc.json'), join(directory, '.oxlintrc.json'));
    // Each case is a small package of its own, so that the rules' paths (lib/<room>/) hold in it.
    for (const [index, [file, text]] of all.entries()) {
      const path = join(directory, 'cases', String(index), 'lib', file);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, `${text}\n`);
      writeFileSync(
        join(directory, 'cases', String(index), 'tsconfig.json'),
        '{ "compilerOptions": { "strict": true } }',
      );
      cpSync(join(root, '.oxlintrc.json'), join(directory, 'cases', String(index), '.oxlintrc.json'));
    }
    diagnostics = lint(directory);
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  it.each(forbidden.map(([file, text], index) => [file, text, index] as const))(
    'forbids lib/%s: %s',
    (_f, _t, index) => {
      expect(found(index)).toContain('eslint(no-restricted-imports)');
    },
  );

  it.each(allowed.map(([file, text], index) => [file, text, forbidden.length + index] as const))(
    'allows lib/%s: %s',
    (_file, _text, index) => {
      expect(found(index)).not.toContain('eslint(no-restricted-imports)');
    },
  );

  it.each(rules.map(([file, text, rule], index) => [file, text, rule, all.length - rules.length + index] as const))(
    'forbids lib/%s: %s (%s)',
    (_file, _text, rule, index) => {
      expect(found(index)).toContainEqual(expect.stringContaining(`(${rule})`));
    },
  );
});

describe('lib/', () => {
  const files = readdirSync(join(root, 'lib'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .sort()
    .map((name) => ({ name, text: readFileSync(join(root, 'lib', name), 'utf8') }));
  const where = (pattern: RegExp, except: RegExp) =>
    files.filter(({ name, text }) => !except.test(name) && pattern.test(withoutComments(text))).map(({ name }) => name);
  const NOWHERE = /^$/;

  it.each([
    [
      'reads the environment in environment/ only',
      /process\??\.env\b|process\[|from '(node:)?process'/,
      /^environment\//,
    ],
    [
      'asks the name of a dialect in dialects/ only',
      /getDialect\(|dialect(\.name)? *[!=]==? *'|\.options\.dialect\b/,
      /^dialects\//,
    ],
    ['runs as ESM and as CommonJS', /__dirname|__filename|import\.meta|createRequire|\brequire\(/, NOWHERE],
    ['recognises its errors by code', /instanceof \w*(SafeSync\w*|Refused|NotConverged)\w*/, NOWHERE],
    ['switches no check off', /@ts-(ignore|expect-error|nocheck)|(oxlint|eslint)-disable/, NOWHERE],
    ['has no default exports and no enums', /export default|\benum \w+ *\{/, NOWHERE],
  ])('%s', (_rule, pattern, except) => {
    expect(files.length).toBeGreaterThan(20);
    expect(where(pattern, except)).toEqual([]);
  });

  it('keeps files within 250 lines, unless the head of the file says why not', () => {
    const long = files.filter(({ text }) => text.split('\n').length > 251 && !/250 lines/.test(text.slice(0, 500)));
    expect(long.map(({ name }) => name)).toEqual([]);
  });
});

/** `@ts-ignore` and its like stand in comments, so those comments stay. */
function withoutComments(text: string): string {
  return text.replace(/\/\*\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/(?!.*(@ts-|-disable)).*$/gm, '');
}

function lint(directory: string): Diagnostic[] {
  const program = join(root, 'node_modules', '.bin', 'oxlint');
  // It ends with 1 where it finds something, which is what is wanted here.
  const { stdout } = spawnSync(program, ['--type-aware', '--format', 'json', 'cases'], {
    cwd: directory,
    encoding: 'utf8',
  });
  const parsed: { readonly diagnostics: Diagnostic[] } = JSON.parse(stdout);
  return parsed.diagnostics;
}
