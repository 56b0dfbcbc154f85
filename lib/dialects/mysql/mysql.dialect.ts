import type { Sequelize } from 'sequelize';
import type { Spelling } from '../../schema/spelling.js';
import type { Dialect } from '../dialect.js';
import { mysqlBlocks } from './mysql.blocks.js';
import { mysqlHoldersOf, mysqlTableSizes } from './mysql.activity.js';
import { readMysqlCatalog } from './mysql.catalog.js';
import { gatherMysqlFacts } from './mysql.facts.js';
import { mysqlFailure } from './mysql.failure.js';
import { judgeExpressions } from './mysql.judge.js';
import { withDatabaseLock, withReadableTables } from './mysql.lock.js';
import { probeMysqlTables } from './mysql.probe.js';
import { mysqlMarker } from './mysql.marker.js';
import { name, tableName } from './mysql.quote.js';
import { brokenByRenames } from './mysql.rename.js';
import { renderMysql } from './mysql.render.js';
import { whyNotRestated } from './mysql.restating.js';
import { isStrict, mysqlTypeChange } from './mysql.type-changes.js';
import { mysqlSpelling } from './mysql.types.js';
import { watchOtherDatabases } from './mysql.watch.js';
import { weighMysqlRows } from './mysql.weigh.js';

/** MySQL and MariaDB, over either driver: which server it is the facts tell, not the driver. */
export function mysqlDialect(sequelize: Sequelize): Dialect {
  const spellings = new Map<string, Spelling>();
  // Sequelize writes `schema`.`table` with one of the drivers, and one name of both with the other.
  const { supports } = (
    sequelize as unknown as { readonly dialect: { readonly supports: { readonly schemas?: boolean } } }
  ).dialect;
  const schemasAreDatabases = supports.schemas === true;
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
      const known = spellings.get(key) ?? mysqlSpelling(facts, { schemasAreDatabases });
      spellings.set(key, known);
      return known;
    },
    marker: mysqlMarker,
    gatherFacts: gatherMysqlFacts,
    readCatalog: readMysqlCatalog,
    typeChange: mysqlTypeChange,
    judge: judgeExpressions,
    brokenBy: brokenByRenames,
    probeTables: probeMysqlTables,
    weigh: weighMysqlRows,
    freshValue: (made) => (made === 'NOW' ? 'CURRENT_TIMESTAMP' : made.startsWith('UUID') ? 'UUID()' : null),
    blocks: mysqlBlocks,
    fillsSilently: (facts) =>
      isStrict(facts) ? null : 'an empty text, 0 or a date of zeros, because sql_mode is not strict',
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
