/** A refusal is thrown once, before anything was written, and says what to do. Errors are recognised by their code. */
import { NestFactory } from '@nestjs/core';
import { isSafeSyncError } from 'nestjs-safe-sync';

import { AppModule } from './app.module.js';

/** The message of the refusal, or null where the application starts. */
export async function start(): Promise<string | null> {
  try {
    const app = await NestFactory.createApplicationContext(AppModule, { logger: false, abortOnError: false });
    await app.close();
    return null;
  } catch (error) {
    if (isSafeSyncError(error) && error.code === 'SAFE_SYNC_PRODUCTION_REFUSED') return error.message;
    throw error;
  }
}
