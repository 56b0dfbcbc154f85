import type { Sequelize } from 'sequelize';
import type { Spelling } from '../../schema/spelling.js';
import type { Dialect } from '../dialect.js';
import { readMysqlCatalog } from './mysql.catalog.js';
import { gatherMysqlFacts } from './mysql.facts.js';
import { mysqlFailure } from './mysql.failure.js';
import { judgeExpressions } from './mysql.judge.js';
import { withDatabaseLock, withReadableTables } from './mysql.lock.js';
import { probeMysqlTables } from './mysql.probe.js';
import { name, tableName } from './mysql.quote.js';
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
    script: {
      client: 'mariadb --default-character-set=utf8mb4 <database> < plan.sql',
      session: [
        'SET NAMES utf8mb4',
        // Our texts are written with backslashes, as Sequelize's are.
        "SET SESSION sql_mode = REPLACE(@@SESSION.sql_mode, 'NO_BACKSLASH_ESCAPES', '')",
      ],
      begin: [],
      commit: [],
    },
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
    probeTables: probeMysqlTables,
    quote: (own) => (typeof own === 'string' ? name(own) : tableName(own)),
    render: renderMysql,
    read: (work, options) => withReadableTables(sequelize, work, options),
    withLock: (options, work) => withDatabaseLock(sequelize, options, work),
    watch: watchOtherDatabases,
    failure: mysqlFailure,
    refreshTypes: () => Promise.resolve(),
  };
}
