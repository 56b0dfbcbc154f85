/** The options come from @nestjs/config, which also reads NODE_ENV out of .env: it is looked at when the app starts. */
import { Module } from '@nestjs/common';
import { ConfigModule, ConfigService } from '@nestjs/config';
import { SafeSyncModule } from 'nestjs-safe-sync';
import type { SafeSyncModuleOptions } from 'nestjs-safe-sync';

import { Note } from '../basic/note.model.js';

@Module({
  imports: [
    ConfigModule.forRoot({ envFilePath: process.env['ENV_FILE'] ?? '.env' }),
    SafeSyncModule.forRootAsync({
      imports: [ConfigModule],
      inject: [ConfigService],
      useFactory: (config: ConfigService): SafeSyncModuleOptions => ({
        dialect: 'sqlite',
        storage: config.getOrThrow<string>('DATABASE_FILE'),
        models: [Note],
        logging: false,
      }),
    }),
  ],
})
export class AppModule {}
