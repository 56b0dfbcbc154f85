/**
 * A spec as it stands in an application that tests with pg-mem. Jest sets NODE_ENV=test, and test means force: the tables
 * are made at the first boot and emptied at every later one.
 */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Test, type TestingModule } from '@nestjs/testing';
import { SafeSyncModule } from 'nestjs-safe-sync';
import { newDb } from 'pg-mem';

import { NotesModule } from './notes.module.js';
import { NotesService } from './notes.service.js';

const db = newDb();

describe('NotesService', () => {
  let app: TestingModule;
  let notes: NotesService;

  beforeEach(async () => {
    app = await Test.createTestingModule({
      imports: [
        SafeSyncModule.forRoot({
          dialect: 'postgres',
          dialectModule: db.adapters.createPg(),
          autoLoadModels: true,
          logging: false,
        }),
        NotesModule,
      ],
    }).compile();
    notes = app.get(NotesService);
  });
  afterEach(() => app.close());

  it('publishes a note', async () => {
    await notes.write('Tides', ['sea', 'moon']);
    await notes.write('Waves');
    await notes.publish('Tides');
    expect(await notes.published()).toEqual(['1 Tides (sea, moon)']);
  });

  it('starts each test with empty tables and with number 1', async () => {
    expect(await notes.published()).toEqual([]);
    expect((await notes.write('Sand')).id).toBe(1);
  });

  it('takes no title twice', async () => {
    await notes.write('Sand');
    await expect(notes.write('Sand')).rejects.toThrow('duplicate key value');
  });
});
