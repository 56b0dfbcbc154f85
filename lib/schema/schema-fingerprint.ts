import { createHash } from 'node:crypto';
import type { DatabaseSchema } from './database-schema.js';

/** Tells one state of the models from another: the same models give the same, at every start and on every machine. */
export function schemaFingerprint(schema: DatabaseSchema): string {
  const text = JSON.stringify(schema, (_, value: unknown) => (movesWithTheClock(value) ? null : value));
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

function movesWithTheClock(value: unknown): boolean {
  return (
    typeof value === 'object' && value !== null && 'movesWithTheClock' in value && value.movesWithTheClock === true
  );
}
