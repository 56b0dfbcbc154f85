/** The small examples, run as a reader would: each says what it did. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import { SafeSyncService } from 'nestjs-safe-sync';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { describeUnless } from '../support/describe-unless.js';

describeUnless(process.env['SAFE_SYNC_TEST_SQLITE'] || null, 'the small examples', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'example-'));
    process.env['DATABASE_FILE'] = join(directory, 'notes.sqlite');
  });
  afterEach(() => {
    for (const name of ['NODE_ENV', 'DATABASE_FILE', 'ENV_FILE']) delete process.env[name];
    rmSync(directory, { recursive: true, force: true });
  });

  it('basic: makes its table, and has nothing to do the second time', async () => {
    process.env['NODE_ENV'] = 'development';
    const { main } = await import('../../examples/basic/main.js');
    expect(await main()).toMatch(/1 statement applied \(mode alter, because NODE_ENV is development/);
    expect(await main()).toContain('nothing to do, the database is as the models want it');
  });

  it('async-config: options and NODE_ENV out of .env', async () => {
    const file = join(directory, '.env');
    writeFileSync(file, `NODE_ENV=development\nDATABASE_FILE=${join(directory, 'other.sqlite')}\n`);
    delete process.env['DATABASE_FILE'];
    process.env['ENV_FILE'] = file;
    const { AppModule } = await import('../../examples/async-config/app.module.js');
    const app = await NestFactory.createApplicationContext(AppModule, { logger: false, abortOnError: false });
    const report = app.get(SafeSyncService).report;
    await app.close();
    expect(report).toMatchObject({ mode: 'alter', database: 'other.sqlite', applied: [{ held: false }] });
  });

  it('several-connections: each for itself', async () => {
    process.env['NODE_ENV'] = 'development';
    const { AppModule, Reports } = await import('../../examples/several-connections/app.module.js');
    const app = await NestFactory.createApplicationContext(AppModule, { logger: false, abortOnError: false });
    const reports = app.get(Reports).all();
    await app.close();
    expect(reports).toEqual(['orders: 1 applied', 'visits: 1 applied']);
  });

  it('production-guard: refused in production, and running in development', async () => {
    const { start } = await import('../../examples/production-guard/start.js');
    process.env['NODE_ENV'] = 'production';
    expect(await start()).toMatch(/alter is refused: one sign of production[\s\S]*SAFE_SYNC_CONFIRM=/);
    process.env['NODE_ENV'] = 'development';
    expect(await start()).toBeNull();
  });
});
