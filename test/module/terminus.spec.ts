import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { HealthCheckService, TerminusModule } from '@nestjs/terminus';
import { Column, DataType, Model, Table } from 'sequelize-typescript';
import { SafeSyncModule } from '../../lib/index.js';
import { SafeSyncHealthIndicator } from '../../lib/terminus/index.js';
import { createDatabase, forEachPostgres, type TestDatabase } from '../support/postgres.js';
import { boot, failureOf, optionsFor } from './support/apps.js';

@Table({ tableName: 'cats', timestamps: false })
class Cat extends Model {
  @Column(DataType.STRING)
  name!: string;
}

forEachPostgres('health', (server) => {
  let database: TestDatabase;
  let app: INestApplicationContext;
  beforeEach(async () => {
    database = await createDatabase(server);
    await database.query('CREATE TABLE cats (id serial PRIMARY KEY, name varchar(255))');
    process.env['NODE_ENV'] = 'production';
    app = await boot({
      imports: [TerminusModule, SafeSyncModule.forRoot({ ...optionsFor(database), models: [Cat] })],
      providers: [SafeSyncHealthIndicator],
    });
  });
  afterEach(async () => {
    delete process.env['NODE_ENV'];
    await app.close();
    await database.drop();
  });

  it('is up, and down with the findings, and asks again only when the answer is old', async () => {
    const schema = app.get(SafeSyncHealthIndicator);
    const health = app.get(HealthCheckService, { strict: false });
    const up = { status: 'up', database: database.name, findings: [], ageMs: expect.any(Number) };
    expect(await schema.isHealthy('schema')).toEqual({ schema: up });
    await database.query('ALTER TABLE cats DROP COLUMN name');
    const statements = await database.recordStatements(async () => {
      expect(await health.check([() => schema.isHealthy('schema')])).toMatchObject({
        status: 'ok',
        details: { schema: up },
      });
    });
    expect(statements).toEqual([]);
    const down = await failureOf(health.check([() => schema.isHealthy('schema', { maxAgeMs: -1 })]));
    expect((down as unknown as { response: unknown }).response).toMatchObject({
      status: 'error',
      error: {
        schema: {
          status: 'down',
          findings: [{ severity: 'breaks', table: 'public.cats', name: 'name', found: 'missing' }],
        },
      },
    });
    await database.query('ALTER TABLE cats ADD COLUMN name text, ADD COLUMN legacy text');
    expect(await schema.isHealthy('tables', { maxAgeMs: -1 })).toMatchObject({
      tables: { status: 'up', findings: [{ severity: 'differs', name: 'name' }] },
    });
  });

  it('is down where nobody knows, and does not keep that', async () => {
    const schema = app.get(SafeSyncHealthIndicator);
    expect(await schema.isHealthy('schema', { connection: 'nobody' })).toMatchObject({
      schema: { status: 'down', message: expect.any(String) },
    });
    await database.query('ALTER TABLE cats RENAME TO dogs');
    await database.query('BEGIN; LOCK TABLE dogs');
    const [one, other] = await Promise.all([schema.isHealthy(), schema.isHealthy()]);
    expect(one).toEqual({ schema: { ...other.schema, ageMs: expect.any(Number) } });
    await database.query('ROLLBACK');
  });
});

describe('@nestjs/terminus 10', () => {
  it('is told by an error, as it wants it', async () => {
    class HealthCheckError extends Error {
      constructor(
        message: string,
        readonly causes: unknown,
      ) {
        super(message);
      }
    }
    jest.unstable_mockModule('@nestjs/terminus', () => ({ HealthCheckError }));
    jest.resetModules();
    const { SafeSyncHealthIndicator: Indicator } = await import('../../lib/terminus/index.js');
    const finding = {
      severity: 'breaks',
      table: 'cats',
      name: 'name',
      found: 'missing',
      expected: 'column',
      sql: null,
    };
    let findings: readonly object[] = [finding];
    const modules = { get: () => ({ drift: () => Promise.resolve({ database: 'shop', findings, inStep: false }) }) };
    const indicator = new Indicator(modules as never);
    const error = await failureOf(indicator.isHealthy('schema'));
    expect(error).toBeInstanceOf(HealthCheckError);
    expect(error).toMatchObject({ causes: { schema: { status: 'down', database: 'shop' } } });
    findings = [];
    expect(await indicator.isHealthy('schema', { maxAgeMs: -1 })).toMatchObject({ schema: { status: 'up' } });
  });
});
