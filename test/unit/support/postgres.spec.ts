import { afterEach, expect, it } from '@jest/globals';
import { DataTypes } from 'sequelize';
import type { TestDatabase } from '../../support/postgres.js';
import {
  createDatabase,
  dumpSchema,
  forEachPostgres,
  readOracleCatalog,
  recordStatements,
} from '../../support/postgres.js';

it('clears the environment that the library judges by', () => {
  const names = Object.keys(process.env).filter((name) => /^(NODE_ENV|CI|KUBERNETES_|DYNO|PG)/.test(name));
  expect(names).toEqual([]);
});

forEachPostgres('the tests on a real server', (server) => {
  const databases: TestDatabase[] = [];
  afterEach(async () => {
    for (const database of databases.splice(0)) await database.drop();
  });
  const fresh = async (name?: string) => {
    const database = await createDatabase(server, { name });
    databases.push(database);
    return database;
  };

  it('has a database of its own for each case, under a name that starts as wished', async () => {
    const database = await fresh('shop_test');
    expect(database.name).toMatch(/^shop_test_\d+$/);
    expect(await database.query('SELECT current_database() AS name, $1::int AS one', [1])).toEqual([
      { name: database.name, one: 1 },
    ]);
    await database.sequelize().authenticate();
    await database.drop();
    await expect(database.query('SELECT 1')).rejects.toThrow(/does not exist/);
  });

  it('sees equal schemas as equal, whatever the order in which they were made, and others as different', async () => {
    const one = await fresh();
    const two = await fresh();
    await one.query(`CREATE TYPE mood AS ENUM ('sad', 'ok');
      CREATE TABLE a (id serial PRIMARY KEY, mood mood DEFAULT 'ok', name varchar(20) COLLATE "C" NOT NULL);
      CREATE TABLE b (a_id int REFERENCES a ON DELETE CASCADE, n int GENERATED ALWAYS AS IDENTITY);
      COMMENT ON COLUMN b.a_id IS 'whose'`);
    await two.query(`CREATE TABLE b (n int GENERATED ALWAYS AS IDENTITY, a_id int);
      CREATE TYPE mood AS ENUM ('sad', 'ok');
      CREATE TABLE a (name varchar(20) COLLATE "C" NOT NULL, id serial PRIMARY KEY, mood mood DEFAULT 'ok');
      ALTER TABLE b ADD FOREIGN KEY (a_id) REFERENCES a ON DELETE CASCADE;
      COMMENT ON COLUMN b.a_id IS 'whose'`);
    const catalog = await readOracleCatalog(one);
    expect(await readOracleCatalog(two)).toEqual(catalog);
    expect(catalog.enums).toEqual({ 'public.mood': ['sad', 'ok'] });
    expect(catalog.tables['public.b']).toEqual({
      kind: 'table',
      comment: null,
      columns: {
        a_id: expect.objectContaining({ type: 'integer', nullable: true, comment: 'whose' }),
        n: expect.objectContaining({ identity: 'always', nullable: false }),
      },
      constraints: { b_a_id_fkey: 'FOREIGN KEY (a_id) REFERENCES a(id) ON DELETE CASCADE' },
      indexes: {},
      triggers: {},
    });
    await two.query('ALTER TABLE a ALTER name TYPE varchar(21)');
    expect(await readOracleCatalog(two)).not.toEqual(catalog);
  });

  it('dumps a schema without what changes from run to run', async () => {
    const database = await fresh();
    await database.query('CREATE TABLE a (id int)');
    const dump = await dumpSchema(database);
    if (dump === null) return;
    expect(dump).toBe(await dumpSchema(database));
    expect(dump).toBe('CREATE TABLE public.a (\n    id integer\n);');
  });

  if (!server.log) return;
  it('records every statement that reached its database, and no other', async () => {
    const database = await fresh();
    const other = await fresh();
    const sequelize = database.sequelize();
    const Note = sequelize.define('note', { text: DataTypes.TEXT }, { timestamps: false });
    const statements = await recordStatements(database, async () => {
      await other.query('SELECT 42');
      await Note.sync();
      await database.query(`SELECT\n  'two\tlines', $1::int`, [7]);
      await Note.create({ text: 'é' });
    });
    expect(statements).toContain(`SELECT\n  'two\tlines', $1::int`);
    expect(statements.some((sql) => sql.startsWith('CREATE TABLE IF NOT EXISTS "notes"'))).toBe(true);
    expect(statements.some((sql) => sql.startsWith('INSERT INTO "notes"'))).toBe(true);
    expect(statements.join()).not.toContain('42');
    expect(await recordStatements(database, async () => undefined)).toEqual([]);
  });
});
