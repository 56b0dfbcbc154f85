/** The example as a reader runs it: its spec is this one, with what Jest would have set. */
import { afterAll, beforeAll } from '@jest/globals';

beforeAll(() => {
  process.env['NODE_ENV'] = 'test';
});
afterAll(() => {
  delete process.env['NODE_ENV'];
});

await import('../../examples/pg-mem-testing/notes.example.js');
