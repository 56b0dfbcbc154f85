import { Inject, Injectable } from '@nestjs/common';
import { getModelToken } from '@nestjs/sequelize';

import { Note } from './notes.model.js';

@Injectable()
export class NotesService {
  constructor(@Inject(getModelToken(Note)) private readonly notes: typeof Note) {}

  async write(title: string, tags: string[] = []): Promise<Note> {
    return this.notes.create({ title, tags });
  }

  async publish(title: string): Promise<void> {
    await this.notes.update({ state: 'published' }, { where: { title } });
  }

  async published(): Promise<string[]> {
    const found = await this.notes.findAll({ where: { state: 'published' }, order: ['id'] });
    return found.map((note) => `${note.id} ${note.title} (${note.tags.join(', ')})`);
  }
}
