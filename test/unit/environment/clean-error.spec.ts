import { describe, expect, it } from '@jest/globals';
import { inspect } from 'node:util';
import { cleanError } from '../../../lib/environment/clean-error.js';
import { secretsOf } from '../../../lib/environment/secrets.js';

describe('cleanError', () => {
  const secrets = secretsOf({ password: 'geheim-1234', uri: 'postgres://shop:geheim-1234@db/shop' });

  it('takes passwords out of an error and of all that it wraps, and leaves it the error that it was', () => {
    const original = Object.assign(new Error('login geheim-1234 failed'), { code: '28P01', sql: `x = 'geheim-1234'` });
    const wrapped = new TypeError('at postgres://shop:geheim-1234@db/shop', { cause: original });
    Object.assign(wrapped, { parent: original, original, errors: [new Error('geheim-1234')], input: 'geheim-1234' });
    cleanError(wrapped, secrets);
    expect(inspect(wrapped, { depth: 5, showHidden: true })).not.toContain('geheim-1234');
    expect(wrapped).toBeInstanceOf(TypeError);
    expect(original.code).toBe('28P01');
  });

  it.each([[null], ['geheim-1234'], [Object.freeze(new Error('geheim-1234'))]])(
    'survives what is no error: %s',
    (what) => {
      expect(() => cleanError(what, secrets)).not.toThrow();
    },
  );
});
