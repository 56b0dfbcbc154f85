import type { Sequelize } from 'sequelize';
import type { Dialect } from '../dialect.js';
import { postgresBlocks } from './postgres.blocks.js';
import { readPostgresCatalog } from './postgres.catalog.js';
import { gatherPostgresFacts } from './postgres.facts.js';
import { postgresFailure } from './postgres.failure.js';
import { judgeExpressions } from './postgres.judge.js';
import { withDatabaseLock, withReadableTables } from './postgres.lock.js';
import { postgresHoldersOf, postgresTableSizes } from './postgres.activity.js';
import { probePostgresTables } from './postgres.probe.js';
import { postgresMarker } from './postgres.marker.js';
import { name, qualified } from './postgres.quote.js';
import { renderPostgres } from './postgres.render.js';
import { postgresTypeChange } from './postgres.type-changes.js';
import { postgresSpelling } from './postgres.types.js';
import { weighPostgresRows } from './postgres.weigh.js';

export function postgresDialect(sequelize: Sequelize): Dialect {
  const spelling = postgresSpelling({ quoteIdentifiers: quotesIdentifiers(sequelize) });
  return {
    traits: {
      transactionalDdl: true,
      enumTypes: true,
      enumValuesNeedCommit: true,
      schemas: true,
      databaseLock: true,
      combinesAlterations: false,
      keysBelongToTables: false,
    },
    file: null,
    script: {
      client: 'psql -X -v ON_ERROR_STOP=1 -f plan.sql -d <database>',
      session: ["SET client_encoding = 'UTF8'", 'SET standard_conforming_strings = on'],
      begin: ['BEGIN ISOLATION LEVEL READ COMMITTED'],
      commit: ['COMMIT'],
    },
    spelling: () => spelling,
    marker: postgresMarker,
    gatherFacts: gatherPostgresFacts,
    readCatalog: readPostgresCatalog,
    typeChange: postgresTypeChange,
    judge: judgeExpressions,
    probeTables: probePostgresTables,
    weigh: weighPostgresRows,
    freshValue: (made, _column, { own }) =>
      made === 'NOW' ? 'CURRENT_TIMESTAMP' : made.startsWith('UUID') ? freshUuid(Number(own['number'] ?? 0)) : null,
    blocks: postgresBlocks,
    fillsSilently: () => null,
    quote: (own) => (typeof own === 'string' ? name(own) : qualified(own)),
    whyNot: () => null,
    render: renderPostgres,
    read: (work, options) => withReadableTables(sequelize, work, options),
    withLock: (options, work) => withDatabaseLock(sequelize, options, work),
    // What is done here happens in place, and rolls back as a whole.
    watch: () => Promise.resolve(() => Promise.resolve()),
    tableSizes: postgresTableSizes,
    holdersOf: postgresHoldersOf,
    failure: postgresFailure,
    refreshTypes: () => refreshTypes(sequelize),
  };
}

/** Built in from version 13 on. */
function freshUuid(version: number): string {
  return version >= 130_000 ? 'gen_random_uuid()' : 'md5(random()::text || clock_timestamp()::text)::uuid';
}

interface PostgresConnectionManager {
  _refreshDynamicOIDs?(connection: { query(sql: string): Promise<unknown> }): Promise<void>;
}

/** Sequelize asks for the types of enums once, at its first connection: arrays of a new enum would arrive as text. */
async function refreshTypes(sequelize: Sequelize): Promise<void> {
  const { connectionManager } = sequelize as unknown as { connectionManager: PostgresConnectionManager };
  // A reading query, which nobody's log has to see.
  await connectionManager._refreshDynamicOIDs?.({ query: (sql) => sequelize.query(sql, { logging: false }) });
}

function quotesIdentifiers(sequelize: Sequelize): boolean {
  const { options } = sequelize as unknown as { readonly options: { readonly quoteIdentifiers?: boolean } };
  return options.quoteIdentifiers !== false;
}
