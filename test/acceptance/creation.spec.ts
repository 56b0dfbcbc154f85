import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import type { Sequelize } from 'sequelize';
import {
  createDatabase,
  dumpSchema,
  forEachPostgres,
  type OracleCatalog,
  readOracleCatalog,
  type TestDatabase,
} from '../support/postgres.js';
import { modelCases } from './cases/index.js';
import { connect, type ModelCase, prepare } from './cases/model-case.js';
import { offeredCases } from './cases/offered-cases.js';
import { contentOf, NOTHING, quietly } from './cases/quiet.js';
import { createRaw } from './cases/raw-creation.js';

/** What one case did to one database. */
interface Made {
  readonly names: readonly string[];
  readonly error?: unknown;
  readonly planned?: unknown;
}

/** Names of tables, sequences and types, as the oracle writes them. */
const NAMES = `
SELECT n.nspname || '.' || c.relname AS name
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'S') AND n.nspname !~ '^(pg_|information_schema)'
UNION
SELECT n.nspname || '.' || t.typname FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE t.typtype = 'e'`;

async function namesIn(database: TestDatabase): Promise<readonly string[]> {
  return (await database.query<{ name: string }>(NAMES)).map(({ name }) => name);
}

async function make(
  modelCase: ModelCase,
  database: TestDatabase,
  create: (sequelize: Sequelize) => Promise<unknown>,
): Promise<Made> {
  const before = new Set(await namesIn(database));
  const made = async (): Promise<readonly string[]> =>
    (await namesIn(database)).filter((name) => !before.has(name)).sort();
  try {
    await prepare(modelCase, database);
    const sequelize = connect(modelCase, database);
    try {
      const planned = await create(sequelize);
      return { names: await made(), planned };
    } finally {
      await sequelize.close();
    }
  } catch (error) {
    return { names: await made(), error };
  }
}

/** Of a catalog, what has one of these names. */
function sliceOf(catalog: OracleCatalog, names: readonly string[]): OracleCatalog {
  const pick = <Value>(entries: Record<string, Value>): Record<string, Value> =>
    Object.fromEntries(Object.entries(entries).filter(([name]) => names.includes(name)));
  return { tables: pick(catalog.tables), enums: pick(catalog.enums), sequences: pick(catalog.sequences) };
}

async function schemasIn(database: TestDatabase): Promise<readonly string[]> {
  const rows = await database.query<{ nspname: string }>(
    `SELECT nspname FROM pg_namespace WHERE nspname !~ '^(pg_|information_schema)' ORDER BY 1`,
  );
  return rows.map(({ nspname }) => nspname);
}

forEachPostgres('creation: from nothing, as raw Sequelize does it', (server) => {
  let raw: TestDatabase;
  let ours: TestDatabase;
  const cases = offeredCases(server, modelCases);
  const madeRaw = new Map<string, Made>();
  const madeByUs = new Map<string, Made>();
  let rawCatalog: OracleCatalog;
  let ourCatalog: OracleCatalog;

  beforeAll(async () => {
    // Sequelize warns of each option that PostgreSQL has not.
    const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    process.env['NODE_ENV'] = 'development';
    [raw, ours] = [await createDatabase(server), await createDatabase(server)];
    const [rawDatabase, ourDatabase] = [raw, ours];
    for (const [name, modelCase] of cases) {
      if (modelCase.oracle !== 'none') {
        madeRaw.set(name, await make(modelCase, rawDatabase, (sequelize) => createRaw(modelCase, sequelize)));
      }
      const synchronise = async (sequelize: Sequelize): Promise<unknown> => {
        await quietly(sequelize).sync();
        return contentOf(await quietly(sequelize).plan());
      };
      madeByUs.set(name, await make(modelCase, ourDatabase, synchronise));
    }
    [rawCatalog, ourCatalog] = [
      await readOracleCatalog(raw, await schemasIn(raw)),
      await readOracleCatalog(ours, await schemasIn(ours)),
    ];
    delete process.env['NODE_ENV'];
    warn.mockRestore();
  }, 300_000);
  afterAll(() => Promise.all([raw.drop(), ours.drop()]));

  it.each(cases)('%s', (name, { oracle }) => {
    const made = madeByUs.get(name);
    expect(made?.error).toBeUndefined();
    expect(made?.names).not.toEqual([]);
    expect(made?.planned).toEqual(NOTHING);
    if (oracle === 'none') return;
    const expected = madeRaw.get(name);
    expect(expected?.error).toBeUndefined();
    expect(sliceOf(ourCatalog, made?.names ?? [])).toEqual(sliceOf(rawCatalog, expected?.names ?? []));
  });

  it('gives the same pg_dump --schema-only, where one fits the server', async () => {
    // What raw Sequelize cannot make is only in our database.
    for (const [name, { oracle }] of cases) {
      if (oracle !== 'none') continue;
      for (const relation of madeByUs.get(name)?.names ?? []) {
        const [schema = '', ...rest] = relation.split('.');
        const quoted = `"${schema}"."${rest.join('.').replaceAll('"', '""')}"`;
        const kind = relation in ourCatalog.tables ? 'TABLE' : relation in ourCatalog.enums ? 'TYPE' : 'SEQUENCE';
        await ours.query(`DROP ${kind} IF EXISTS ${quoted} CASCADE`);
      }
    }
    const [expected, found] = [await dumpSchema(raw), await dumpSchema(ours)];
    expect(blocksOf(found)).toEqual(blocksOf(expected));
  });
});

/** Sorted, because the order of what does not depend on each other is the order of creation. */
function blocksOf(dump: string | null): readonly string[] | null {
  return dump === null ? null : dump.split('\n\n').sort();
}
