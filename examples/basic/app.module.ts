/** The one line that changes in an application is the name of the module. */
import { Module } from '@nestjs/common';
import { SequelizeModule } from '@nestjs/sequelize';
import { SafeSyncModule } from 'nestjs-safe-sync';

import { Note } from './note.model.js';

@Module({
  imports: [
    SafeSyncModule.forRoot({
      dialect: 'sqlite',
      storage: process.env['DATABASE_FILE'] ?? ':memory:',
      autoLoadModels: true,
      logging: false,
    }),
    SequelizeModule.forFeature([Note]),
  ],
})
export class AppModule {}
