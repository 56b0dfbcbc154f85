import type { Sequelize } from 'sequelize';
import type { Dialect } from '../dialect.js';
import { readSqliteCatalog } from './sqlite.catalog.js';
import { sqliteFailure } from './sqlite.failure.js';
import { gatherSqliteFacts } from './sqlite.facts.js';
import { fileOf, opensReadOnly } from './sqlite.connection.js';
import { judgeExpressions } from './sqlite.judge.js';
import { withFileLock, withReadTransaction } from './sqlite.lock.js';
import { sqliteTableSizes } from './sqlite.activity.js';
import { probeSqliteTables } from './sqlite.probe.js';
import { sqliteMarker } from './sqlite.marker.js';
import { name, tableName } from './sqlite.quote.js';
import { alterTable } from './sqlite.rebuild.js';
import { renderSqlite } from './sqlite.render.js';
import { sqliteSpelling } from './sqlite.spelling.js';
import { sqliteTypeChange } from './sqlite.type-changes.js';
import { watchRows } from './sqlite.watch.js';
import { weighSqliteRows } from './sqlite.weigh.js';

/** On the npm package sqlite3, and what stands in for it through `dialectModule`. */
export function sqliteDialect(sequelize: Sequelize): Dialect {
  return {
    traits: {
      transactionalDdl: true,
      enumTypes: false,
      enumValuesNeedCommit: false,
      schemas: false,
      databaseLock: true,
      combinesAlterations: true,
      keysBelongToTables: true,
    },
    file: fileOf(sequelize),
    script: {
      client: 'sqlite3 -bail <database> < plan.sql',
      session: ['PRAGMA foreign_keys = OFF', 'PRAGMA legacy_alter_table = ON'],
      begin: ['BEGIN IMMEDIATE'],
      commit: ['COMMIT'],
    },
    spelling: () => sqliteSpelling,
    marker: sqliteMarker,
    gatherFacts: (session, lookFor) => gatherSqliteFacts(session, lookFor, { opensReadOnly: opensReadOnly(sequelize) }),
    readCatalog: readSqliteCatalog,
    typeChange: sqliteTypeChange,
    judge: (_session, questions) => Promise.resolve(judgeExpressions(questions)),
    probeTables: probeSqliteTables,
    weigh: weighSqliteRows,
    freshValue,
    // One writes at a time here anyway.
    blocks: () => null,
    fillsSilently: () => null,
    quote: (own) => (typeof own === 'string' ? name(own) : tableName(own)),
    whyNot: (change) => alterTable(change).because ?? null,
    render: renderSqlite,
    read: (work, options) => withReadTransaction(sequelize, work, options),
    withLock: (options, work) => withFileLock(sequelize, options, work),
    watch: watchRows,
    tableSizes: sqliteTableSizes,
    // SQLite does not say who it is.
    holdersOf: () => Promise.resolve(null),
    failure: sqliteFailure,
    refreshTypes: () => Promise.resolve(),
  };
}

/** As Sequelize writes them. */
function freshValue(made: string): string | null {
  if (made === 'NOW') return "strftime('%Y-%m-%d %H:%M:%f +00:00', 'now')";
  if (!made.startsWith('UUID')) return null;
  const parts = ['hex(randomblob(4))', 'hex(randomblob(2))', "'4' || substr(hex(randomblob(2)), 2)"];
  return `lower(${[...parts, "'a' || substr(hex(randomblob(2)), 2)", 'hex(randomblob(6))'].join(" || '-' || ")})`;
}
