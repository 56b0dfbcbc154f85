import type { Change } from '../../compare/change.js';
import type { Column } from '../../schema/database-schema.js';
import { name, qualified } from './postgres.quote.js';
import { renderPostgres } from './postgres.render.js';

interface Blocks {
  readonly what: string;
  readonly instead: string;
}

const ALL = 'reads and writes';

/**
 * What waits while every row is read, and the way without: https://www.postgresql.org/docs/current/explicit-locking.html
 * and the notes of ALTER TABLE and CREATE INDEX.
 */
export function postgresBlocks(change: Change): Blocks | null {
  switch (change.kind) {
    case 'add-index':
    case 'replace-index': {
      const concurrently = renderPostgres(change)
        .map((sql) => `${sql.replace(/^((?:CREATE(?: UNIQUE)?|DROP) INDEX)\b/, '$1 CONCURRENTLY')};`)
        .join(' ');
      return { what: 'writes', instead: `Without waiting, in a migration and outside a transaction: ${concurrently}` };
    }
    case 'add-unique':
    case 'set-primary-key': {
      const { columns } = change.kind === 'add-unique' ? change.unique : change.to;
      const on = `${qualified(change.table)} (${columns.map(name).join(', ')})`;
      return {
        what: ALL,
        instead: `Without waiting, in a migration: CREATE UNIQUE INDEX CONCURRENTLY … ON ${on}; then ALTER TABLE … ADD CONSTRAINT … USING INDEX.`,
      };
    }
    case 'add-foreign-key':
    case 'replace-foreign-key':
      return {
        what: 'writes',
        instead: 'Without waiting, in a migration: add it NOT VALID, then VALIDATE CONSTRAINT.',
      };
    case 'alter-column':
      return change.aspect.name === 'nullable' && !change.aspect.to
        ? {
            what: ALL,
            instead: `Without waiting, in a migration: ADD CHECK (${name(change.column)} IS NOT NULL) NOT VALID, VALIDATE CONSTRAINT, then SET NOT NULL.`,
          }
        : null;
    case 'add-column':
      return rewrites(change.column)
        ? {
            what: ALL,
            instead: 'Without waiting, in a migration: add it without, fill it in batches, then set the default.',
          }
        : null;
    default:
      return null;
  }
}

/** Each row gets a value of its own: a default that moves, a stored expression, a number. */
function rewrites({ default: own, generated, autoIncrement }: Column): boolean {
  const isStable =
    own?.kind === 'value' || /^(?:now\(\)|current_timestamp|current_date|localtimestamp)\b/i.test(own?.sql ?? '');
  return Boolean(autoIncrement) || generated?.stored === true || (Boolean(own) && !isStable);
}
