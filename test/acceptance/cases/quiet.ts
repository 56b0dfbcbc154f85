import type { Sequelize } from 'sequelize';
import { createSafeSync } from '../../../lib/index.js';
import type { Plan, SafeSync } from '../../../lib/index.js';

/** A SafeSync whose lines nobody reads. */
export function quietly(sequelize: Sequelize): SafeSync {
  const ignore = (): void => undefined;
  return createSafeSync(sequelize, { logger: { log: ignore, warn: ignore, error: ignore, debug: ignore } });
}

/** All that a plan says of the models' tables, as texts: empty lists for a database that is what they want. */
export function contentOf({ statements, leftovers, unknowns }: Plan) {
  return {
    statements: statements.map(({ sql }) => sql),
    // Tables of cases before, on the same database: remembered by its mark.
    leftovers: leftovers
      .filter(({ kind }) => kind !== 'table')
      .map(({ kind, table, name, detail }) => `${kind} ${table.name}.${name}: ${detail}`),
    unknowns: unknowns.map(
      ({ table, name, found, expected, because }) => `${table.name}.${name}: ${found} / ${expected} (${because})`,
    ),
  };
}

export const NOTHING = { statements: [], leftovers: [], unknowns: [] };
