import type { Sequelize } from 'sequelize';
import type { Facts } from '../../schema/facts.js';
import type { Spelling } from '../../schema/spelling.js';
import type { Dialect } from '../dialect.js';
import { findPgMemTables, probePgMemTables, readPgMemCatalog } from './pg-mem.catalog.js';
import { pgMemFailure, REAL_SERVERS } from './pg-mem.failure.js';
import { withProcessLock } from './pg-mem.lock.js';
import { versionOfPgMem } from './pg-mem.recognise.js';
import { forget, MAKE_RECORDS, record } from './pg-mem.records.js';
import { pgMemRenderer } from './pg-mem.render.js';
import { PgMemSession } from './pg-mem.session.js';

/** pg-mem where that is what answers, else the dialect that was given: the PostgreSQL that pg-mem stands in for. */
export async function pgMemOr(postgres: Dialect, sequelize: Sequelize): Promise<Dialect> {
  const version = await versionOfPgMem(sequelize);
  return version === null ? postgres : pgMemDialect(postgres, sequelize, version);
}

/** PostgreSQL in the memory of this process, without catalogs: tables can be made and emptied, and not compared. */
function pgMemDialect(postgres: Dialect, sequelize: Sequelize, version: string): Dialect {
  const facts = factsOf(sequelize, version);
  const spelling = spellingOf(postgres.spelling(facts));
  const quote: Dialect['quote'] = (name) => postgres.quote(name);
  const render = pgMemRenderer((change) => postgres.render(change, facts), quote);
  return {
    forceOnlyBecause:
      'pg-mem has no catalogs that models could be compared with: here only force, which makes or empties the tables of the ' +
      `models, and none are possible. alter, plan() and drift() need a real PostgreSQL: in tests ${REAL_SERVERS}. ` +
      "For pg-mem set NODE_ENV=test, or safeSync: { mode: 'force' }.",
    traits: { ...postgres.traits, transactionalDdl: false, enumValuesNeedCommit: false },
    file: null,
    script: postgres.script,
    whyNot: () => null,
    spelling: () => spelling,
    marker: null,
    gatherFacts: async (session, lookFor) => ({ ...facts, found: await findPgMemTables(session, lookFor, quote) }),
    readCatalog: (session, scope) => readPgMemCatalog(session, scope, quote),
    typeChange: (from, to) => postgres.typeChange(from, to, facts),
    // Both texts are the models': another text is another model.
    judge: async (_session, questions) => questions.map(() => 'different'),
    probeTables: (session, tables) => probePgMemTables(session, tables, quote),
    // Without a comparison there is nothing to weigh.
    weigh: async () => [],
    freshValue: () => null,
    blocks: () => null,
    fillsSilently: () => null,
    quote,
    render,
    read: (work) => work(new PgMemSession(sequelize)),
    withLock: ({ bootLockMs }, work) => withProcessLock(bootLockMs, () => work(new PgMemSession(sequelize))),
    watch: async (_session, changes) => {
      const session = new PgMemSession(sequelize);
      await session.control([...MAKE_RECORDS, ...forget(changes)]);
      return () => session.control(record(changes));
    },
    tableSizes: () => Promise.resolve([]),
    holdersOf: () => Promise.resolve(null),
    failure: pgMemFailure,
    refreshTypes: async () => undefined,
  };
}

function spellingOf(postgres: Spelling): Spelling {
  return {
    ...postgres,
    // Keys of tables that others made are not known.
    targetsMustBeUnique: false,
    // Types are there or not, whatever was created as an extension.
    type: (text) => {
      const stated = postgres.type(text);
      const { extension: _extension, ...type } = stated.type;
      return { ...stated, type };
    },
  };
}

function factsOf(sequelize: Sequelize, version: string): Facts {
  return {
    product: 'pg-mem',
    version,
    supported: true,
    supportedText: '',
    database: sequelize.getDatabaseName() || 'pgmem',
    schema: 'public',
    user: '',
    address: null,
    port: null,
    identity: 'pg-mem',
    place: null,
    found: {},
    readOnly: false,
    settings: {},
    extensions: [],
    ephemeral: true,
    own: {},
    utc: true,
  };
}
