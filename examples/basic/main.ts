/** NODE_ENV=development: the boot makes the table, and the next one adds what the model has got since. */
import { NestFactory } from '@nestjs/core';
import { SafeSyncService } from 'nestjs-safe-sync';

import { AppModule } from './app.module.js';

export async function main(): Promise<string> {
  const app = await NestFactory.createApplicationContext(AppModule, { logger: false, abortOnError: false });
  try {
    return String(app.get(SafeSyncService).report);
  } finally {
    await app.close();
  }
}
