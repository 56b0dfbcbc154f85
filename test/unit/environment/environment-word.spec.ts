import { describe, expect, it } from '@jest/globals';

import {
  confirmationIn,
  currentEnvironment,
  environmentSource,
  environmentWord,
  isSwitchedOff,
} from '../../../lib/environment/environment-word.js';

describe('environmentWord', () => {
  it.each([
    [{}, {}, ''],
    [{}, { NODE_ENV: '' }, ''],
    [{}, { NODE_ENV: ' production ' }, 'production'],
    [{}, { NODE_ENV: 'Production' }, 'production'],
    [{}, { NODE_ENV: 'DEVELOPMENT\n' }, 'development'],
    [{ environment: ' Staging' }, { NODE_ENV: 'development' }, 'staging'],
    // An option that is given and empty is no fallback to NODE_ENV: `environment: process.env.APP_ENV ?? ''`.
    [{ environment: '' }, { NODE_ENV: 'development' }, ''],
    [{ environment: undefined }, { NODE_ENV: 'test' }, 'test'],
  ])('%j with %j is %j', (options, env, word) => {
    expect(environmentWord(options, env)).toBe(word);
  });

  it('names its source', () => {
    expect(environmentSource({})).toBe('NODE_ENV');
    expect(environmentSource({ environment: 'qa' })).toBe('safeSync.environment');
  });

  it('P38: is read when it runs: a .env file loaded after this module counts', () => {
    const name = 'NODE_ENV';
    const before = process.env[name];
    try {
      process.env[name] = 'set-late';
      expect(environmentWord({}, currentEnvironment())).toBe('set-late');
    } finally {
      process.env[name] = before;
    }
  });
});

describe('the switches', () => {
  it.each([
    [undefined, false],
    ['off', true],
    [' OFF ', true],
    ['on', false],
    ['0', false],
  ])('SAFE_SYNC=%j switches off: %j', (value, off) => {
    expect(isSwitchedOff({ SAFE_SYNC: value })).toBe(off);
  });

  it.each([
    [undefined, undefined],
    ['  ', undefined],
    [' shop:abc ', 'shop:abc'],
  ])('SAFE_SYNC_CONFIRM=%j is %j', (value, confirmation) => {
    expect(confirmationIn({ SAFE_SYNC_CONFIRM: value })).toBe(confirmation);
  });
});
