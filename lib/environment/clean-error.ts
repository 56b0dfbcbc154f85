import { redact } from './redact.js';
import type { Secrets } from './secrets.js';

const TEXTS = ['message', 'stack', 'sql', 'input'] as const;
const INNER = ['parent', 'original', 'cause', 'errors'] as const;

/** Takes the secrets out of an error of a driver or of Sequelize, and out of those it wraps. It stays the error it was. */
export function cleanError(error: unknown, secrets: Secrets, seen: Set<unknown> = new Set()): void {
  if (typeof error !== 'object' || error === null || seen.has(error)) return;
  seen.add(error);
  for (const name of TEXTS) {
    const text: unknown = Reflect.get(error, name);
    if (typeof text !== 'string') continue;
    const cleaned = redact(text, secrets);
    // An error that was frozen stays as it is.
    if (cleaned !== text) Reflect.defineProperty(error, name, { value: cleaned, configurable: true, writable: true });
  }
  for (const name of INNER) {
    const inner: unknown = Reflect.get(error, name);
    for (const one of Array.isArray(inner) ? inner : [inner]) cleanError(one, secrets, seen);
  }
}
