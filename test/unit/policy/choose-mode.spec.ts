import { describe, expect, it } from '@jest/globals';

import { chooseMode, type ModeInput } from '../../../lib/policy/choose-mode.js';

function choose(input: Partial<ModeInput>) {
  return chooseMode({
    options: {},
    wishes: {},
    word: '',
    wordSource: 'NODE_ENV',
    off: false,
    migrationsTableHasRows: null,
    ...input,
  });
}

describe('the environment chooses where nothing else speaks', () => {
  it.each([
    ['development', 'alter'],
    ['dev', 'alter'],
    ['local', 'alter'],
    ['test', 'force'],
    ['testing', 'force'],
    ['', 'none'],
    ['production', 'none'],
    ['prod', 'none'],
    ['prd', 'none'],
    ['live', 'none'],
    ['staging', 'none'],
    ['stage', 'none'],
    ['preview', 'none'],
    ['uat', 'none'],
    ['qa', 'none'],
    ['e2e', 'none'],
    ['developement', 'none'],
    ['dev-eu', 'none'],
    ['mytest', 'none'],
    ['toString', 'none'],
  ] as const)('P38: %j is %s', (word, mode) => {
    expect(choose({ word })).toMatchObject({ mode, by: 'environment', byHand: false, environment: word });
  });

  it('says why', () => {
    expect(choose({ word: 'development' }).because).toBe('mode alter, because NODE_ENV is development');
    expect(choose({ word: '' }).because).toBe('mode none, because NODE_ENV is not set');
    expect(choose({ word: 'test', wordSource: 'safeSync.environment' }).because).toBe(
      'mode force, because safeSync.environment is test',
    );
  });

  it('an unset NODE_ENV is said first, as a warning', () => {
    expect(choose({ word: '' }).warning).toBe(
      'NODE_ENV is not set: the schema is left alone (mode none). On your own machine put NODE_ENV=development into .env or into start:dev.',
    );
  });

  it('a misspelt word is said too, and production is not', () => {
    expect(choose({ word: 'developement' }).warning).toContain('Is "development" meant?');
    expect(choose({ word: 'devlopment' }).warning).toContain('Is "development" meant?');
    for (const word of ['production', 'staging', 'qa', 'deployment']) expect(choose({ word }).warning).toBeUndefined();
  });

  it.each([
    {},
    { synchronize: true },
    { sync: {} },
    { sync: null },
    { sync: { alter: false } },
    { sync: { force: false } },
    { synchronize: true, sync: { alter: false, force: false } },
  ])('P4: %j says nothing', (wishes) => {
    expect(choose({ wishes, word: 'production' })).toMatchObject({ mode: 'none', by: 'environment' });
    expect(choose({ wishes, word: 'development' })).toMatchObject({ mode: 'alter', by: 'environment' });
  });
});

describe('the first that speaks', () => {
  const everything: Partial<ModeInput> = {
    off: true,
    options: { mode: 'force', modes: { development: 'none' } },
    wishes: { synchronize: false, sync: { force: true, alter: true } },
    word: 'development',
  };

  it.each<[string, Partial<ModeInput>, string, string]>([
    ['SAFE_SYNC=off', everything, 'none', 'off'],
    ['mode', { ...everything, off: false }, 'force', 'mode'],
    ['synchronize: false beats sync', { ...everything, off: false, options: {} }, 'none', 'synchronize'],
    [
      'force beats alter',
      { wishes: { sync: { force: true, alter: true } }, word: 'development' },
      'force',
      'sync.force',
    ],
    ['alter: true', { wishes: { sync: { alter: true } }, word: 'production' }, 'alter', 'sync.alter'],
    ['alter as an object', { wishes: { sync: { alter: { drop: false } } }, word: 'test' }, 'alter', 'sync.alter'],
    ['synchronize: true with alter', { wishes: { synchronize: true, sync: { alter: true } } }, 'alter', 'sync.alter'],
    [
      'sync beats modes',
      { wishes: { sync: { alter: true } }, options: { modes: { qa: 'none' } }, word: 'qa' },
      'alter',
      'sync.alter',
    ],
    ['modes', { options: { modes: { ' QA ': 'alter' } }, word: 'qa' }, 'alter', 'modes'],
    ['modes over a default', { options: { modes: { test: 'none' } }, word: 'test' }, 'none', 'modes'],
    ['modes of another word', { options: { modes: { qa: 'alter' } }, word: 'test' }, 'force', 'environment'],
    ['modes never for the unset word', { options: { modes: { '': 'alter' } }, word: '' }, 'none', 'environment'],
  ])('%s', (_name, input, mode, by) => {
    expect(choose(input)).toMatchObject({ mode, by, byHand: by !== 'environment' });
  });

  it('a mode function gets the word', () => {
    const mode = (environment: string) => (environment === 'qa' ? 'alter' : 'none');
    expect(choose({ options: { mode }, word: 'qa' })).toMatchObject({ mode: 'alter', by: 'mode', byHand: true });
    expect(choose({ options: { mode }, word: '' })).toMatchObject({ mode: 'none', by: 'mode' });
  });

  it.each([undefined, 'alters', Promise.resolve('alter'), true])(
    'a mode function that answers %p is an error',
    (answer) => {
      const mode = (() => answer) as unknown as () => 'alter';
      expect(() => choose({ options: { mode }, word: 'qa' })).toThrow(
        expect.objectContaining({
          code: 'SAFE_SYNC_INVALID_OPTIONS',
          message: expect.stringContaining('safeSync.mode'),
        }),
      );
    },
  );

  it('off has a warning', () => {
    expect(choose({ off: true }).warning).toContain('SAFE_SYNC=off');
  });
});

describe('P43: a database that migrations manage', () => {
  it.each([
    ['development', 'alter'],
    ['test', 'force'],
  ] as const)('takes back what only the word %s chose', (word, asked) => {
    const choice = choose({ word, migrationsTableHasRows: 'SequelizeMeta' });
    expect(choice).toMatchObject({ mode: 'none', by: 'migrations', byHand: false });
    expect(choice.warning).toContain('"SequelizeMeta"');
    expect(choice.warning).toContain(`safeSync: { mode: '${asked}' }`);
    expect(choice.warning).not.toContain('\n');
  });

  it.each<[string, Partial<ModeInput>]>([
    ['mode', { options: { mode: 'alter' } }],
    ['modes', { options: { modes: { development: 'alter' } } }],
    ['sync', { wishes: { sync: { alter: true } } }],
  ])('runs what was asked for by hand with %s', (_name, input) => {
    expect(choose({ ...input, word: 'development', migrationsTableHasRows: 'SequelizeMeta' }).mode).toBe('alter');
  });

  it('changes nothing where none was chosen anyway', () => {
    expect(choose({ word: 'production', migrationsTableHasRows: 'SequelizeMeta' })).toMatchObject({
      by: 'environment',
    });
  });
});
