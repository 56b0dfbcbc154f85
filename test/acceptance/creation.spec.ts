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
import type { OracleTable } from '../support/database.js';
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
      if (modelCase.oracle === 'none') await prepare(modelCase, rawDatabase);
      else madeRaw.set(name, await make(modelCase, rawDatabase, (sequelize) => createRaw(sequelize)));
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

  const tableNamed = (name: string): OracleTable => {
    const table = ourCatalog.tables[name];
    if (table === undefined) throw new Error(`There is no table ${name}.`);
    return table;
  };

  it('P7: keeps defaults and comments whole that raw Sequelize tears apart', async () => {
    const sequelize = ours.sequelize({ pool: { max: 1 } });
    const torn = modelCases.find(({ name }) => name === 'P7 defaults that raw Sequelize tears apart');
    torn?.define(sequelize);
    const [model] = Object.values(sequelize.models);
    const attributes = Object.entries(model?.getAttributes() ?? {}).filter(([name]) => /d\d/.test(name));
    const [row] = await ours.query(
      `INSERT INTO public."${model?.tableName}" ("createdAt", "updatedAt") VALUES (now(), now()) RETURNING *`,
    );
    expect(attributes.length).toBeGreaterThan(5);
    const { columns } = tableNamed(`public.${model?.tableName}`);
    for (const [name, { defaultValue, allowNull, comment }] of attributes) {
      expect([name, row?.[name]]).toEqual([name, defaultValue]);
      expect(columns[name]).toMatchObject({ nullable: allowNull !== false, comment: comment ?? null });
    }
  });

  it('P59: makes indexes over attributes as over their columns', () => {
    const definitions = Object.values(tableNamed('public.by_attributes').indexes);
    expect(new Set(definitions.map((definition) => definition.split(' USING ')[1]))).toEqual(
      new Set([
        'btree (created_at)',
        'btree (family)',
        'btree (family) WHERE (is_active = true)',
        'btree (first_name DESC)',
        'btree (first_name)',
        'btree (first_name) WHERE (deleted_at IS NULL)',
        'btree (first_name, family)',
        'btree (id)',
        'btree (lower((first_name)::text))',
        'gin (meta_data)',
      ]),
    );
  });

  it('P62: refers to the table of the model that is meant, in its own schema', () => {
    expect(tableNamed('refers.RefersOrders').constraints).toMatchObject({
      RefersOrders_DefaultUserId_fkey:
        'FOREIGN KEY ("DefaultUserId") REFERENCES "DefaultUsers"(id) ON UPDATE CASCADE ON DELETE SET NULL',
    });
    expect(tableNamed('refers.RefersOrderUser').constraints).toMatchObject({
      RefersOrderUser_RefersOrderId_fkey: expect.stringContaining('REFERENCES refers."RefersOrders"(id)'),
      RefersOrderUser_DefaultUserId_fkey: expect.stringContaining('REFERENCES "DefaultUsers"(id)'),
    });
  });

  it('P63: gives a table the columns of all its models', () => {
    const { columns, constraints } = tableNamed('public.merged_table');
    expect(Object.keys(columns).sort()).toEqual(['a', 'b', 'both', 'createdAt', 'id', 'ownerId', 'updatedAt']);
    expect(Object.keys(constraints).sort()).toEqual([
      'merged_table_b_key',
      'merged_table_ownerId_fkey',
      'merged_table_pkey',
    ]);
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
