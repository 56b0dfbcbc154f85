import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { getConnectionToken, getModelToken, SequelizeModule } from '@nestjs/sequelize';
import type { Sequelize } from 'sequelize-typescript';

import { getSafeSyncToken, InjectSafeSync, SafeSyncModule, SafeSyncService } from '../../lib/index.js';
import type { SafeSyncModuleOptions, SafeSyncOptions } from '../../lib/index.js';
import { createDatabase, forEachPostgres } from '../support/postgres.js';
import type { TestDatabase } from '../support/postgres.js';
import { boot, connectionsOf, optionsFor, tablesOf } from './support/apps.js';
import { Cat, Dog } from './support/models.js';
import { RecordingLogger } from './support/recording-logger.js';

class UsesBoth {
  constructor(
    @InjectSafeSync() readonly first: SafeSyncService,
    @InjectSafeSync('second') readonly second: SafeSyncService,
  ) {}
}

forEachPostgres('Several connections', (server) => {
  let first: TestDatabase;
  let second: TestDatabase;
  beforeEach(async () => {
    process.env['NODE_ENV'] = 'development';
    [first, second] = await Promise.all([createDatabase(server), createDatabase(server)]);
  });
  afterEach(async () => {
    delete process.env['NODE_ENV'];
    await Promise.all([first.drop(), second.drop()]);
  });

  const async = (name: string | undefined, options: SafeSyncModuleOptions) =>
    SafeSyncModule.forRootAsync({ name, useFactory: () => options });

  it('each with its own policy, models and report', async () => {
    const options = (database: TestDatabase, safeSync?: SafeSyncOptions): SafeSyncModuleOptions => ({
      ...optionsFor(database),
      autoLoadModels: true,
      safeSync,
    });
    const app = await boot({
      imports: [
        async(undefined, options(first)),
        async('second', options(second, { mode: 'none' })),
        SequelizeModule.forFeature([Cat]),
        SequelizeModule.forFeature([Dog], 'second'),
      ],
      providers: [UsesBoth],
    });
    expect(await tablesOf(first)).toEqual(['cats']);
    expect(await tablesOf(second)).toEqual([]);

    const services = app.get(UsesBoth);
    expect(services.first).toBe(app.get(SafeSyncService));
    expect(services.second).toBe(app.get(getSafeSyncToken('second')));
    expect(services.second).not.toBe(services.first);
    expect([services.first.report?.mode, services.second.report?.mode]).toEqual(['alter', 'none']);
    expect((await services.first.plan()).database).toBe(first.name);
    const plan = await services.second.plan();
    expect(plan.database).toBe(second.name);
    expect(plan.statements.map((statement) => statement.change.kind)).toContain('create-table');
    await app.close();
  });

  it('P37: SequelizeModule never closes a named async connection whose factory does not repeat the name', async () => {
    const named = { name: 'second', useFactory: () => ({ ...optionsFor(second, 'raw'), autoLoadModels: true }) };
    const raw = await boot({
      imports: [SequelizeModule.forRoot(optionsFor(first)), SequelizeModule.forRootAsync(named)],
    });
    const left = raw.get<Sequelize>(getConnectionToken('second'));
    // Nest 10 and 11 fail here; Nest 12 finds the wrong connection.
    await raw.close().catch(() => undefined);
    expect(await connectionsOf(second, 'raw', 0)).toBeGreaterThan(0);
    await left.close();
  });

  it('P37: closing the application closes every pool', async () => {
    const app = await boot({
      imports: [
        async(undefined, { ...optionsFor(first), models: [Cat] }),
        async('second', { ...optionsFor(second), models: [Dog] }),
        SafeSyncModule.forRoot({ ...optionsFor(second, 'third'), models: [], name: 'third' }),
      ],
    });
    expect(await connectionsOf(first, 'safe-sync-test', 1)).toBeGreaterThan(0);
    expect(await connectionsOf(second, 'safe-sync-test', 1)).toBeGreaterThan(0);
    await app.close();
    expect(await connectionsOf(first, 'safe-sync-test', 0)).toBe(0);
    expect(await connectionsOf(second, 'safe-sync-test', 0)).toBe(0);
    expect(await connectionsOf(second, 'third', 0)).toBe(0);
  });

  it('P37: one class on two connections keeps both apart under repositoryMode', async () => {
    const options = (database: TestDatabase): SafeSyncModuleOptions => ({
      ...optionsFor(database),
      autoLoadModels: true,
      repositoryMode: true,
    });
    const app = await boot({
      imports: [
        async(undefined, options(first)),
        async('twin', options(second)),
        SequelizeModule.forFeature([Cat]),
        SequelizeModule.forFeature([Cat], 'twin'),
      ],
    });
    await app.get<typeof Cat>(getModelToken(Cat)).create({ name: 'Tom' });
    expect(await app.get<typeof Cat>(getModelToken(Cat, 'twin')).count()).toBe(0);
    expect(await tablesOf(first)).toEqual(['cats']);
    expect(await tablesOf(second)).toEqual(['cats']);
    await app.close();
  });

  it('P37: one class on two connections without repositoryMode is said, since its queries go to the last one', async () => {
    const logger = new RecordingLogger();
    const imports = [
      async(undefined, { ...optionsFor(first), models: [Cat, Dog] }),
      async('third', { ...optionsFor(second), models: [Cat] }),
    ];
    const app = await boot({ imports }, logger);
    expect(
      logger.of('SafeSync').filter((line) => line.startsWith('warn') && line.includes('On two connections: Cat.')),
    ).toHaveLength(1);
    await app.close();
  });

  it('one dynamic module boots several applications, at once and one after the other', async () => {
    const module = SafeSyncModule.forRoot({ ...optionsFor(first), models: [Cat], repositoryMode: true });
    const [one, two] = await Promise.all([boot({ imports: [module] }), boot({ imports: [module] })]);
    expect(one.get(SafeSyncService)).not.toBe(two.get(SafeSyncService));
    expect(one.get(getConnectionToken())).not.toBe(two.get(getConnectionToken()));
    await one.close();
    expect((await two.get(SafeSyncService).plan()).statements).toEqual([]);
    await two.close();
    const three = await boot({ imports: [module] });
    expect(three.get(SafeSyncService).report?.applied).toEqual([]);
    await three.close();
    expect(await connectionsOf(first, 'safe-sync-test', 0)).toBe(0);
  });
});
