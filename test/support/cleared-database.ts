import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import type { TestDatabase, TestServer } from './database.js';
import { createDatabase } from './dialects.js';

/** One database for all cases of a describe, cleared before each; the environment is a developer's. */
export function useClearedDatabase(server: TestServer): () => TestDatabase {
  let database: TestDatabase;
  beforeAll(async () => {
    process.env['NODE_ENV'] = 'development';
    database = await createDatabase(server);
  });
  afterAll(async () => {
    delete process.env['NODE_ENV'];
    await database.drop();
  });
  beforeEach(() => database.clear());
  return () => database;
}
