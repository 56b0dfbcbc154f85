import { describe, expect, it } from '@jest/globals';
import { SequelizeModule } from '@nestjs/sequelize';

import { putGate } from '../../lib/safe-sync.gate.js';

class SomeModule {}
const gate = (open: () => Promise<unknown>) => open();

describe('putGate', () => {
  it('says which provider this version of Nest does not make', () => {
    const unknown = { module: SomeModule, providers: [{ provide: 'Other', useFactory: () => 1 }] };
    expect(() => putGate(unknown, 'catsConnection', [], gate)).toThrow(
      expect.objectContaining({
        code: 'SAFE_SYNC_UNSUPPORTED_NEST',
        message: expect.stringMatching(
          /no factory for "catsConnection" was found.*Use @nestjs\/sequelize 10, 11 or 12/,
        ),
      }),
    );
  });

  it('a value behind the token is not a factory', () => {
    const value = { module: SomeModule, providers: [{ provide: 'catsConnection', useValue: 1 }] };
    expect(() => putGate(value, 'catsConnection', [], gate)).toThrow('no factory for "catsConnection"');
  });

  it('changes neither the module nor its provider', () => {
    const host = SequelizeModule.forRootAsync({ name: 'cats', useFactory: () => ({}) });
    const before = JSON.stringify(host);
    const core = host.imports?.[0];
    putGate(host, 'catsConnection', ['More'], gate);
    expect(JSON.stringify(host)).toBe(before);
    expect(host.imports?.[0]).toBe(core);
  });

  it('binds the factory to its own arguments and hands on the rest', async () => {
    const module = {
      module: SomeModule,
      providers: [{ provide: 'c', inject: ['a', 'b'], useFactory: (...args: unknown[]) => args }],
    };
    const gated = putGate(module, 'c', ['x'], async (open, injected) => [await open(), injected]);
    const [provider] = gated.providers as { inject: string[]; useFactory: (...args: unknown[]) => unknown }[];
    expect(provider?.inject).toEqual(['a', 'b', 'x']);
    expect(await provider?.useFactory(1, 2, 3)).toEqual([[1, 2], [3]]);
  });
});
