import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { getConnectionToken, getModelToken, SequelizeModule } from '@nestjs/sequelize';
import { Test } from '@nestjs/testing';

import { getSafeSyncToken, SafeSyncModule, SafeSyncService } from '../../lib/index.js';
import { Cat } from './support/models.js';

const unreachable = { dialect: 'postgres', uri: 'postgres://127.0.0.1:1/x', autoLoadModels: true } as const;

describe('A test that overrides the connection', () => {
  beforeEach(() => {
    process.env['NODE_ENV'] = 'test';
  });
  afterEach(() => {
    delete process.env['NODE_ENV'];
  });

  it.each([undefined, 'zoo'])('boots, and the service says why it cannot answer: %s', async (name) => {
    const fake = { repositoryMode: false, close: async () => undefined };
    const app = await Test.createTestingModule({
      imports: [SafeSyncModule.forRoot({ ...unreachable, name }), SequelizeModule.forFeature([Cat], name)],
    })
      .overrideProvider(getConnectionToken(name))
      .useValue(fake)
      .compile();
    await app.init();
    expect(app.get(getModelToken(Cat, name))).toBe(Cat);

    const service = app.get<SafeSyncService>(getSafeSyncToken(name));
    for (const answer of [service.plan(), service.drift(), service.sync()]) {
      await expect(answer).rejects.toMatchObject({
        code: 'SAFE_SYNC_NOT_READY',
        message: expect.stringContaining(`The connection "${name ?? 'default'}" was not opened by SafeSyncModule`),
      });
    }
    expect(service.report).toBeNull();
    await app.close();
  });

  it('the class follows the token when a test overrides the service', async () => {
    const app = await Test.createTestingModule({ imports: [SafeSyncModule.forRoot(unreachable)] })
      .overrideProvider(getConnectionToken())
      .useValue({ close: async () => undefined })
      .overrideProvider(getSafeSyncToken())
      .useValue('mine')
      .compile();
    expect(app.get(SafeSyncService)).toBe('mine');
    await app.close();
  });
});
