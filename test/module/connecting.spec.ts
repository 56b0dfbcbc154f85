import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { SequelizeModule } from '@nestjs/sequelize';
import type { SequelizeModuleOptions } from '@nestjs/sequelize';

import { SafeSyncModule } from '../../lib/index.js';
import { createDatabase, forEachPostgres } from '../support/postgres.js';
import type { TestDatabase } from '../support/postgres.js';
import { boot, connectionsOf, failureOf, optionsFor, tablesOf } from './support/apps.js';
import { createLateServer } from './support/late-server.js';
import type { LateServer } from './support/late-server.js';
import { Cat } from './support/models.js';
import { RecordingLogger } from './support/recording-logger.js';

const byPath = fileURLToPath(new URL('./models-by-path/Bird.js', import.meta.url));

const ways: { way: string; options: SequelizeModuleOptions; table: string }[] = [
  { way: 'autoLoadModels', options: { autoLoadModels: true }, table: 'cats' },
  { way: 'models', options: { models: [Cat] }, table: 'cats' },
  { way: 'a glob', options: { models: [byPath.replace('Bird.js', '*.js')] }, table: 'birds' },
  { way: 'modelPaths', options: { modelPaths: [byPath] }, table: 'birds' },
];

const retriesIn = (logger: RecordingLogger) =>
  logger.of('SequelizeModule').filter((line) => line.includes('Unable to connect to the database. Retrying'));

forEachPostgres('Connecting', (server) => {
  let database: TestDatabase;
  let late: LateServer;
  beforeEach(async () => {
    process.env['NODE_ENV'] = 'development';
    database = await createDatabase(server);
    late = await createLateServer(database.url);
  });
  afterEach(async () => {
    delete process.env['NODE_ENV'];
    await late.close();
    await database.drop();
  });

  const imports = (options: SequelizeModuleOptions) => [
    SafeSyncModule.forRoot(options),
    ...(options.autoLoadModels ? [SequelizeModule.forFeature([Cat])] : []),
  ];

  it.each(ways)('a server that comes up after the application is waited for: $way', async ({ options, table }) => {
    const logger = new RecordingLogger();
    const all = { ...optionsFor(database), ...options, uri: late.url, retryAttempts: 20, retryDelay: 100 };
    const booting = boot({ imports: imports(all) }, logger);
    setTimeout(() => void late.listen(), 350);
    const app = await booting;
    expect(await tablesOf(database)).toEqual([table]);
    const retries = retriesIn(logger);
    expect(retries.length).toBeGreaterThanOrEqual(2);
    expect(retries[0]).toContain('Retrying (1)...');
    expect(retries[1]).toContain('Retrying (2)...');
    await app.close();
    expect(await connectionsOf(database, 'safe-sync-test', 0)).toBe(0);
  });

  it('five seconds later, with the defaults of Nest', async () => {
    const { retryAttempts: _, retryDelay: __, ...options } = optionsFor(database);
    const booting = boot({ imports: [SafeSyncModule.forRoot({ ...options, uri: late.url, models: [Cat] })] });
    setTimeout(() => void late.listen(), 5000);
    await (await booting).close();
    expect(await tablesOf(database)).toEqual(['cats']);
  });

  it.each(ways.flatMap((way) => [0, 1, 3].map((attempts) => ({ ...way, attempts }))))(
    'retryAttempts: $attempts is kept, and the error is the own one: $way',
    async ({ options, attempts }) => {
      const logger = new RecordingLogger();
      const all = { ...optionsFor(database), ...options, uri: late.url, retryAttempts: attempts };
      const failure = await failureOf(boot({ imports: imports(all) }, logger));
      expect(failure.name).toBe('SequelizeConnectionRefusedError');
      expect(retriesIn(logger)).toHaveLength(Math.max(1, attempts));
    },
  );

  it('a wrong database is the own error of the server', async () => {
    const options = { ...optionsFor(database), uri: `${database.url}_not_there`, models: [Cat] };
    const failure = await failureOf(boot({ imports: [SafeSyncModule.forRoot(options)] }));
    expect(failure.message).toMatch(/database ".*_not_there" does not exist/);
  });

  it('P36: SequelizeModule ignores synchronize and sync without autoLoadModels, and does not even connect', async () => {
    const options = { ...optionsFor(database), models: [Cat], synchronize: true, sync: { alter: true } };
    const dead = await boot({ imports: [SequelizeModule.forRoot({ ...options, uri: late.url })] });
    await dead.close();
    await (await boot({ imports: [SequelizeModule.forRoot(options)] })).close();
    expect(await tablesOf(database)).toEqual([]);

    const failure = await failureOf(boot({ imports: [SafeSyncModule.forRoot({ ...options, uri: late.url })] }));
    expect(failure.name).toBe('SequelizeConnectionRefusedError');
    await (await boot({ imports: [SafeSyncModule.forRoot(options)] })).close();
    expect(await tablesOf(database)).toEqual(['cats']);
  });

  it('P36: an application without models is told so', async () => {
    const logger = new RecordingLogger();
    const app = await boot({ imports: [SafeSyncModule.forRoot(optionsFor(database))] }, logger);
    expect(logger.of('SafeSync').filter((line) => /^warn .*no models/i.test(line))).toHaveLength(1);
    await app.close();
  });
});
