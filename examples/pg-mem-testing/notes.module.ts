import { Module } from '@nestjs/common';
import { SequelizeModule } from '@nestjs/sequelize';

import { Note } from './notes.model.js';
import { NotesService } from './notes.service.js';

@Module({ imports: [SequelizeModule.forFeature([Note])], providers: [NotesService], exports: [NotesService] })
export class NotesModule {}
