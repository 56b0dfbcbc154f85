import { afterAll, beforeAll, it } from '@jest/globals';
import type { TestDatabase, TestServer } from '../support/database.js';
import { createDatabase, forEachDialect } from '../support/dialects.js';
import { modelCases } from './cases/index.js';
import { lawZero } from './cases/law-zero.js';
import { clockCase } from './cases/odd.js';
import { hasOracle, type ModelCase } from './cases/model-case.js';
import { offeredCases } from './cases/offered-cases.js';

const lawfulOn = (server: TestServer): readonly ModelCase[] =>
  modelCases.filter((modelCase) => hasOracle(modelCase, server.dialect));

forEachDialect('law 0: what raw Sequelize created plans to nothing', (server) => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createDatabase(server);
  });
  afterAll(() => database.drop());

  it.each(offeredCases(server, lawfulOn(server)))('%s', (_name, modelCase) => lawZero(modelCase, database));

  if (server.dialect === 'postgres') it(clockCase.name, () => lawZero(clockCase, database));
});

/** Settings that change how the server prints things, or where it looks for names. */
const settings: readonly (readonly [name: string, sql: (database: string) => readonly string[]])[] = [
  [
    'texts in other styles',
    (database) =>
      [
        "datestyle = 'German, DMY'",
        "intervalstyle = 'iso_8601'",
        "bytea_output = 'escape'",
        'extra_float_digits = 0',
      ].map((setting) => `ALTER DATABASE "${database}" SET ${setting}`),
  ],
  ['every name in quotes', (database) => [`ALTER DATABASE "${database}" SET quote_all_identifiers = on`]],
  [
    'a search path of the database',
    (database) => [
      'CREATE SCHEMA app',
      'CREATE SCHEMA extensions',
      'CREATE EXTENSION citext SCHEMA extensions',
      'CREATE EXTENSION "uuid-ossp" SCHEMA extensions',
      `ALTER DATABASE "${database}" SET search_path = app, public, extensions`,
    ],
  ],
  [
    'a search path of the role in the database',
    (database) => [
      'CREATE SCHEMA app',
      `ALTER ROLE postgres IN DATABASE "${database}" SET search_path = "$user", app, public`,
    ],
  ],
  [
    'other transactions',
    (database) => [`ALTER DATABASE "${database}" SET default_transaction_isolation = 'serializable'`],
  ],
];

const chosen = new Set([
  'scalar types',
  'types as texts',
  'citext',
  'enums',
  'P15 arrays of enums',
  'defaults of integers',
  'defaults of dates',
  'defaults of json',
  'defaults of ranges and others',
  'defaults that are expressions',
  'expressions in indexes',
  'P30 partial indexes',
  'P30 partial indexes over several',
  'reserved words',
  'associations',
  'join tables',
  'schemas of models',
]);

forEachDialect(
  'law 0 under settings of the database',
  (server) => {
    const cases = offeredCases(
      server,
      lawfulOn(server).filter(({ name }) => chosen.has(name)),
    );

    it.each(settings)(
      '%s',
      async (_name, statementsFor) => {
        const database = await createDatabase(server);
        for (const sql of statementsFor(database.name)) await database.query(sql);
        for (const [name, modelCase] of cases) {
          await lawZero(modelCase, database).catch((error: unknown) => {
            throw new Error(`${name}: ${String(error)}`, { cause: error });
          });
        }
        await database.drop();
      },
      60_000,
    );
  },
  ['postgres'],
);
