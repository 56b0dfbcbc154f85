import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import type { Sequelize } from 'sequelize';
import type { OracleCatalog, OracleTable, TestDatabase } from '../support/database.js';
import { createDatabase, forEachDialect } from '../support/dialects.js';
import { quoteName } from '../support/quote-name.js';
import { modelCases } from './cases/index.js';
import { connect, hasOracle, type ModelCase, prepare } from './cases/model-case.js';
import { offeredCases } from './cases/offered-cases.js';
import { contentOf, NOTHING, quietly } from './cases/quiet.js';
import { createRaw } from './cases/raw-creation.js';

/** What one case did to one database. */
interface Made {
  readonly names: readonly string[];
  readonly error?: unknown;
  readonly planned?: unknown;
}

async function make(
  modelCase: ModelCase,
  database: TestDatabase,
  create: (sequelize: Sequelize) => Promise<unknown>,
): Promise<Made> {
  const before = new Set(await database.readNames());
  const made = async (): Promise<readonly string[]> =>
    (await database.readNames()).filter((name) => !before.has(name)).sort();
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

/** MariaDB numbers the keys of a table as they come: in a circle some come later than raw Sequelize's would. */
function withoutNumbers(catalog: OracleCatalog): OracleCatalog {
  const unnumbered = (constraints: Record<string, string>): Record<string, string> =>
    Object.fromEntries(
      Object.entries(constraints).map(([name, text]) => [/_ibfk_\d+$/.test(name) ? text : name, text]),
    );
  return {
    ...catalog,
    tables: Object.fromEntries(
      Object.entries(catalog.tables).map(([name, table]) => [
        name,
        { ...table, constraints: unnumbered(table.constraints) },
      ]),
    ),
  };
}

/** Of a catalog, what has one of these names. */
function sliceOf(catalog: OracleCatalog, names: readonly string[]): OracleCatalog {
  const pick = <Value>(entries: Record<string, Value>): Record<string, Value> =>
    Object.fromEntries(Object.entries(entries).filter(([name]) => names.includes(name)));
  return { tables: pick(catalog.tables), enums: pick(catalog.enums), sequences: pick(catalog.sequences) };
}

forEachDialect('creation: from nothing, as raw Sequelize does it', (server) => {
  let raw: TestDatabase;
  let ours: TestDatabase;
  const cases = offeredCases(server, modelCases);
  const madeRaw = new Map<string, Made>();
  const madeByUs = new Map<string, Made>();
  let rawCatalog: OracleCatalog;
  let ourCatalog: OracleCatalog;

  beforeAll(async () => {
    // Sequelize warns of each option that the dialect has not.
    const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    process.env['NODE_ENV'] = 'development';
    [raw, ours] = [await createDatabase(server), await createDatabase(server)];
    const [rawDatabase, ourDatabase] = [raw, ours];
    for (const [name, modelCase] of cases) {
      if (!hasOracle(modelCase, server.dialect)) await prepare(modelCase, rawDatabase);
      else madeRaw.set(name, await make(modelCase, rawDatabase, (sequelize) => createRaw(sequelize)));
      const synchronise = async (sequelize: Sequelize): Promise<unknown> => {
        await quietly(sequelize).sync();
        return contentOf(await quietly(sequelize).plan());
      };
      madeByUs.set(name, await make(modelCase, ourDatabase, synchronise));
    }
    [rawCatalog, ourCatalog] = [await raw.readCatalog(), await ours.readCatalog()];
    delete process.env['NODE_ENV'];
    warn.mockRestore();
  }, 300_000);
  afterAll(() => Promise.all([raw.drop(), ours.drop()]));

  it.each(cases)('%s', (name, modelCase) => {
    const made = madeByUs.get(name);
    expect(made?.error).toBeUndefined();
    expect(made?.names).not.toEqual([]);
    expect(made?.planned).toEqual(NOTHING);
    if (!hasOracle(modelCase, server.dialect)) return;
    const expected = madeRaw.get(name);
    expect(expected?.error).toBeUndefined();
    expect(withoutNumbers(sliceOf(ourCatalog, made?.names ?? []))).toEqual(
      withoutNumbers(sliceOf(rawCatalog, expected?.names ?? [])),
    );
  });

  const tableNamed = (name: string): OracleTable => {
    const table = ourCatalog.tables[name];
    if (table === undefined) throw new Error(`There is no table ${name}.`);
    return table;
  };

  if (server.dialect === 'postgres') {
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
  }

  it('gives the same dump by the tool of the server, where there is one', async () => {
    // SQLite only gives back the text that it was given.
    if (server.dialect === 'sqlite') return;
    // What raw Sequelize cannot make is only in our database.
    for (const [name, modelCase] of cases) {
      if (hasOracle(modelCase, server.dialect)) continue;
      for (const made of madeByUs.get(name)?.names ?? []) await dropByHand(ours, made, ourCatalog);
    }
    const [expected, found] = [await raw.dumpSchema(), await ours.dumpSchema()];
    expect(blocksOf(found)).toEqual(blocksOf(expected));
  });
});

async function dropByHand(database: TestDatabase, name: string, catalog: OracleCatalog): Promise<void> {
  const { dialect } = database.server;
  if (dialect !== 'postgres') {
    await database.query(`SET foreign_key_checks = 0; DROP TABLE IF EXISTS ${quoteName(dialect, name)}`);
    return;
  }
  const [schema = '', ...rest] = name.split('.');
  const quoted = `${quoteName(dialect, schema)}.${quoteName(dialect, rest.join('.'))}`;
  const kind = name in catalog.tables ? 'TABLE' : name in catalog.enums ? 'TYPE' : 'SEQUENCE';
  await database.query(`DROP ${kind} IF EXISTS ${quoted} CASCADE`);
}

/** Sorted, because the order of what does not depend on each other is the order of creation. */
function blocksOf(dump: string | null): readonly string[] | null {
  return dump === null ? null : dump.split('\n\n').sort();
}
