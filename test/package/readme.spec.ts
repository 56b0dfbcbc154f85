import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';

const readme = readFileSync('README.md', 'utf8');

/** Members of a union of string literals, as its source has them. */
function membersOf(file: string, type: string): readonly string[] {
  const source = readFileSync(file, 'utf8');
  const union = new RegExp(`export type ${type} =([^;]*);`).exec(source)?.[1] ?? '';
  return [...union.matchAll(/'([^']+)'/g)].map(([, member = '']) => member);
}

/** The codes in the first column of the README's tables. */
const listed = [...readme.matchAll(/^\| `([A-Za-z_-]+)`/gm)].map(([, code = '']) => code);

describe('the README', () => {
  it('lists every error code, and no other', () => {
    const codes = membersOf('lib/safe-sync.errors.ts', 'SafeSyncErrorCode');
    expect(codes.length).toBeGreaterThan(10);
    expect(listed.filter((code) => code.startsWith('SAFE_SYNC_')).toSorted()).toEqual([...codes].toSorted());
  });

  it('lists every hazard, and no other', () => {
    const codes = membersOf('lib/hazards/hazard.ts', 'HazardCode');
    expect(codes.length).toBeGreaterThan(5);
    expect(listed.filter((code) => code.includes('-')).toSorted()).toEqual([...codes].toSorted());
  });

  it('lists every option, and no other', () => {
    const source = readFileSync('lib/safe-sync.options.ts', 'utf8');
    const body = /export interface SafeSyncOptions \{([\s\S]*?)\n\}/.exec(source)?.[1] ?? '';
    const options = [...body.matchAll(/^ {2}readonly (\w+)\?/gm)].map(([, option = '']) => option);
    expect(options.length).toBeGreaterThan(5);
    const section = /## Options([\s\S]*?)\n## /.exec(readme)?.[1] ?? '';
    expect([...section.matchAll(/^\| `(\w+)`/gm)].map(([, option = '']) => option).toSorted()).toEqual(
      [...options].toSorted(),
    );
  });

  it('begins with the two commands', () => {
    expect(readme.split('\n').slice(0, 6).join('\n')).toMatch(/npm ci && npm run demo[\s\S]*npm ci && npm test/);
  });
});
