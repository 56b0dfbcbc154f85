/** Notes the statements that any connection of this process runs on one SQLite file: through the driver, whoever asks it. */
import sqlite3 from 'sqlite3';

type Method = (this: { readonly filename: string }, sql: unknown, ...rest: unknown[]) => unknown;

const TRACED = ['run', 'get', 'all', 'each', 'map', 'prepare', 'exec'] as const;

/**
 * @param isMeant Tells by the file's name, and by the connection, whose statements are asked for.
 * @returns The statements, in the order in which they were asked for.
 */
export async function traceStatements(
  isMeant: (connection: object, filename: string) => boolean,
  work: () => Promise<unknown>,
): Promise<string[]> {
  const prototype = sqlite3.Database.prototype as unknown as Record<(typeof TRACED)[number], Method>;
  const original = Object.fromEntries(TRACED.map((name) => [name, prototype[name]])) as typeof prototype;
  const notes: string[] = [];
  let inside = false;
  for (const name of TRACED) {
    prototype[name] = function (sql, ...rest) {
      // `run` and its like may stand on `prepare`: a statement is noted once.
      if (!inside && typeof sql === 'string' && isMeant(this, this.filename)) notes.push(sql.trim());
      const before = inside;
      inside = true;
      try {
        return original[name].call(this, sql, ...rest);
      } finally {
        inside = before;
      }
    };
  }
  try {
    await work();
  } finally {
    Object.assign(prototype, original);
  }
  return notes;
}
