/* A user's application: compiled and run against the packed package, as CommonJS and as ESM, under each Nest. */
import 'reflect-metadata';
import { Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { InjectModel, SequelizeModule } from '@nestjs/sequelize';
import { InjectSafeSync, SafeSyncModule, SafeSyncService } from 'nestjs-safe-sync';
import type { Plan, SafeSync, SafeSyncModuleOptions, SafeSyncOptions } from 'nestjs-safe-sync';
import { Column, DataType, Model, Table } from 'sequelize-typescript';

@Table({ tableName: 'notes', timestamps: false })
export class Note extends Model {
  @Column({ type: DataType.TEXT, allowNull: false })
  declare text: string;
}

@Injectable()
export class Notes {
  constructor(
    @InjectModel(Note) private readonly notes: typeof Note,
    private readonly byClass: SafeSyncService,
    @InjectSafeSync() private readonly byToken: SafeSync,
  ) {}

  async write(): Promise<{ rows: number; held: boolean; statements: readonly string[]; report: string }> {
    await this.notes.create({ text: 'kept' });
    const plan: Plan = await this.byClass.plan();
    return {
      rows: await this.notes.count(),
      held: plan.statements.some((statement) => statement.held),
      statements: plan.statements.map(({ sql }) => sql),
      report: JSON.stringify(this.byToken.report),
    };
  }
}

const safeSync: SafeSyncOptions = { onDrift: 'fail' };

@Module({
  imports: [
    SafeSyncModule.forRootAsync({
      useFactory: (): SafeSyncModuleOptions => ({
        dialect: 'postgres',
        uri: process.env['DATABASE_URL'],
        autoLoadModels: true,
        logging: false,
        safeSync,
      }),
    }),
    SequelizeModule.forFeature([Note]),
  ],
  providers: [Notes],
})
export class AppModule {}

export async function run(): Promise<Awaited<ReturnType<Notes['write']>>> {
  const app = await NestFactory.createApplicationContext(AppModule, { logger: ['error'], abortOnError: false });
  try {
    return await app.get(Notes).write();
  } finally {
    await app.close();
  }
}
