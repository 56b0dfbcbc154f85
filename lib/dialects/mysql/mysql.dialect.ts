import type { Sequelize } from 'sequelize';
import type { Spelling } from '../../schema/spelling.js';
import type { Dialect } from '../dialect.js';
import { mysqlHoldersOf, mysqlTableSizes } from './mysql.activity.js';
import { readMysqlCatalog } from './mysql.catalog.js';
import { gatherMysqlFacts } from './mysql.facts.js';
import { mysqlFailure } from './mysql.failure.js';
import { judgeExpressions } from './mysql.judge.js';
import { withDatabaseLock, withReadableTables } from './mysql.lock.js';
import { probeMysqlTables } from './mysql.probe.js';
import { name, tableName } from './mysql.quote.js';
import { brokenByRenames } from './mysql.rename.js';
import { renderMysql } from './mysql.render.js';
import { whyNotRestated } from './mysql.restating.js';
import { mysqlTypeChange } from './mysql.type-changes.js';
import { mysqlSpelling } from './mysql.types.js';
import { watchOtherDatabases } from './mysql.watch.js';

/** MySQL and MariaDB, over either driver: which server it is the facts tell, not the driver. */
export function mysqlDialect(sequelize: Sequelize): Dialect {
  const spellings = new Map<string, Spelling>();
  return {
    traits: {
      transactionalDdl: false,
      enumTypes: false,
      enumValuesNeedCommit: false,
      schemas: false,
      databaseLock: true,
      combinesAlterations: true,
      keysBelongToTables: false,
    },
    file: null,
    whyNot: whyNotRestated,
    spelling: (facts) => {
      const key = JSON.stringify(facts.own);
      const known = spellings.get(key) ?? mysqlSpelling(facts);
      spellings.set(key, known);
      return known;
    },
    gatherFacts: gatherMysqlFacts,
    readCatalog: readMysqlCatalog,
    typeChange: mysqlTypeChange,
    judge: judgeExpressions,
    brokenBy: brokenByRenames,
    probeTables: probeMysqlTables,
    quote: (own) => (typeof own === 'string' ? name(own) : tableName(own)),
    render: renderMysql,
    read: (work, options) => withReadableTables(sequelize, work, options),
    withLock: (options, work) => withDatabaseLock(sequelize, options, work),
    watch: watchOtherDatabases,
    tableSizes: mysqlTableSizes,
    holdersOf: mysqlHoldersOf,
    failure: mysqlFailure,
    refreshTypes: () => Promise.resolve(),
  };
}
