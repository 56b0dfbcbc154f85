/** `sync: { alter: true }` was left in the options, as it happens; the guard refuses it where something says production. */
import { Module } from '@nestjs/common';
import { SafeSyncModule } from 'nestjs-safe-sync';

import { Note } from '../basic/note.model.js';

@Module({
  imports: [
    SafeSyncModule.forRootAsync({
      useFactory: () => ({
        dialect: 'sqlite',
        storage: process.env['DATABASE_FILE'] ?? ':memory:',
        models: [Note],
        sync: { alter: true },
        logging: false,
      }),
    }),
  ],
})
export class AppModule {}
