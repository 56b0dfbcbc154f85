import { expect, it } from '@jest/globals';
import pg from 'pg';
import { DataTypes, type Sequelize } from 'sequelize';
import { models, type Models, table } from '../support/evolution.js';
import { usePains } from '../support/pains.js';
import { forEachPostgres } from '../support/postgres.js';

const reference = (model: unknown) => ({ type: DataTypes.INTEGER, references: { model, key: 'id' } }) as never;

const cycle = models(table('as', { bId: reference('bs') }), table('bs', { aId: reference('as') }));
const withEmail = table('users', { email: { type: DataTypes.STRING, unique: true } });

forEachPostgres('what hurts in alter', (server) => {
  const pains = usePains(server);
  const { define, query, alter, plan, clear } = pains;

  const constraints = async (name: string, type: string) =>
    (
      await query<{ name: string }>(
        `SELECT conname AS name FROM pg_constraint WHERE conrelid = $1::regclass AND contype = $2 ORDER BY 1`,
        [name, type],
      )
    ).map((row) => row.name);
  const columns = async (name: string) =>
    Object.fromEntries(
      (
        await query<{ name: string; text: string }>(
          `SELECT attname AS name, concat_ws(' ', format_type(atttypid, atttypmod), CASE WHEN attnotnull THEN 'NOT NULL' END,
             'DEFAULT ' || pg_get_expr(adbin, adrelid)) AS text
           FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
           WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum`,
          [name],
        )
      ).map((row) => [row.name, row.text]),
    );
  const raw = async (define_: Models, work: (sequelize: Sequelize) => Promise<unknown>) => {
    const sequelize = define(define_);
    await work(sequelize);
    await sequelize.close();
  };
  const twice = async (define_: Models) => {
    await alter(define_);
    return (await alter(define_)).applied.map(({ sql }) => sql);
  };

  it('P2: a cycle of foreign keys drops no column', async () => {
    await alter(cycle);
    const legacy = `ALTER TABLE "as" ADD COLUMN legacy text; INSERT INTO "as" (legacy) VALUES ('precious')`;
    await query(legacy);
    await raw(cycle, (sequelize) => sequelize.sync());
    expect(Object.keys(await columns('"as"'))).not.toContain('legacy');

    await clear();
    await alter(cycle);
    await query(legacy);
    const report = await alter(cycle);
    expect(report.applied).toEqual([]);
    expect(report.leftovers).toMatchObject([{ kind: 'column', name: 'legacy' }]);
    expect(await query(`SELECT legacy FROM "as"`)).toEqual([{ legacy: 'precious' }]);
  });

  it('P5: a unique is added once', async () => {
    await raw(withEmail, async (sequelize) => {
      await sequelize.sync();
      await sequelize.sync({ alter: true });
      await sequelize.sync({ alter: true });
    });
    expect(await constraints('users', 'u')).toEqual(['users_email_key', 'users_email_key1', 'users_email_key2']);
    const doubled = await alter(withEmail);
    expect(doubled.applied).toEqual([]);
    expect(doubled.leftovers.map(({ name }) => name)).toEqual(['users_email_key1', 'users_email_key2']);

    await clear();
    expect(await twice(withEmail)).toEqual([]);
    expect(await constraints('users', 'u')).toEqual(['users_email_key']);
  });

  it('P6: a unique with a name is a unique', async () => {
    const before = table('users', { email: DataTypes.STRING });
    const after = table('users', { email: { type: DataTypes.STRING, unique: 'my_name' } });
    await raw(before, (sequelize) => sequelize.sync());
    await raw(after, (sequelize) => sequelize.sync({ alter: true }));
    expect(await constraints('users', 'u')).toEqual([]);

    expect(await twice(after)).toEqual([]);
    expect(await constraints('users', 'u')).toEqual(['users_email_key']);
    const same = [
      withEmail,
      table('users', { email: { type: DataTypes.STRING, unique: { name: 'n', msg: 'taken' } } }),
      table('users', { email: DataTypes.STRING }, { indexes: [{ unique: true, fields: ['email'] }] }),
    ];
    for (const spelling of same) expect((await plan(spelling)).statements).toEqual([]);
  });

  it.each([
    ['a;b', `character varying(255) DEFAULT 'a;b'::character varying`],
    ['is NOT NULL ok', `character varying(255) DEFAULT 'is NOT NULL ok'::character varying`],
    [`it's ' DEFAULT 1; --`, `character varying(255) DEFAULT 'it''s '' DEFAULT 1; --'::character varying`],
  ])('P7: the default %s arrives as it is', async (value, expected) => {
    const before = table('things', { c: DataTypes.STRING });
    const after = table('things', { c: { type: DataTypes.STRING, defaultValue: value } });
    await raw(before, (sequelize) => sequelize.sync());
    await raw(after, (sequelize) => sequelize.sync({ alter: true }).catch(() => undefined));
    expect((await columns('things'))['c']).not.toBe(expected);

    await clear();
    await alter(before);
    expect(await twice(after)).toEqual([]);
    expect((await columns('things'))['c']).toBe(expected);
  });

  it('P11: alter of unchanged models waits for nobody', async () => {
    await alter(withEmail);
    const other = new pg.Client({ connectionString: pains.database.url });
    await other.connect();
    try {
      await other.query(`BEGIN; SELECT * FROM users; INSERT INTO users (email) VALUES ('a')`);
      const impatient = { dialectOptions: { options: '-c lock_timeout=200' } };
      const sequelize = define(withEmail, impatient);
      await expect(sequelize.sync({ alter: true })).rejects.toThrow('lock timeout');
      await sequelize.close();

      const report = await alter(withEmail, { timeouts: { tableLockMs: 200, bootLockMs: 200 } });
      expect(report.applied).toEqual([]);
    } finally {
      await other.end();
    }
  });

  it('P14: an enum with a comment', async () => {
    const state = (comment: string) => table('things', { s: { type: DataTypes.ENUM('a', 'b'), comment } });
    await raw(state('one'), async (sequelize) => {
      await sequelize.sync();
      await expect(sequelize.sync({ alter: true })).rejects.toThrow('syntax error at or near "USING"');
    });
    expect((await alter(state('one'))).applied).toEqual([]);
    expect((await alter(state('two'))).applied.map(({ sql }) => sql)).toEqual([
      `COMMENT ON COLUMN "public"."things"."s" IS 'two'`,
    ]);
  });

  it('P15: an array of an enum', async () => {
    const states = (...values: string[]) => table('things', { s: DataTypes.ARRAY(DataTypes.ENUM(...values)) });
    await raw(states('a', 'b'), async (sequelize) => {
      await sequelize.sync();
      await expect(sequelize.sync({ alter: true })).rejects.toThrow('cannot cast type');
    });
    await query(`INSERT INTO things (s) VALUES ('{a,b}')`);
    expect((await alter(states('a', 'b'))).applied).toEqual([]);
    expect(await twice(states('a', 'b', 'c'))).toEqual([]);
    expect(await query('SELECT s::text FROM things')).toEqual([{ s: '{a,b}' }]);
  });

  it('P17: the type of an enum is found by its column', async () => {
    await query(`CREATE SCHEMA shop; CREATE TYPE shop.colour AS ENUM ('red');
      CREATE TABLE shop.cars (id serial PRIMARY KEY, paint shop.colour); INSERT INTO shop.cars (paint) VALUES ('red')`);
    const cars = table('cars', { colour: { type: DataTypes.ENUM('red', 'blue'), field: 'paint' } }, { schema: 'shop' });
    expect((await alter(cars)).applied.map(({ sql }) => sql)).toEqual([
      `ALTER TYPE "shop"."colour" ADD VALUE 'blue' AFTER 'red'`,
    ]);
    expect((await plan(cars)).statements).toEqual([]);
  });

  it('P22: a foreign key between schemas is added once', async () => {
    const pets = models(
      table('owners', { n: DataTypes.TEXT }, { schema: 'shop' }),
      table('pets', { ownerId: reference({ tableName: 'owners', schema: 'shop' }) }, { schema: 'shop' }),
    );
    await query('CREATE SCHEMA shop');
    await raw(pets, async (sequelize) => {
      await sequelize.sync();
      await sequelize.sync({ alter: true });
      await sequelize.sync({ alter: true });
    });
    expect((await constraints('shop.pets', 'f')).length).toBeGreaterThan(1);

    await clear();
    await query('CREATE SCHEMA shop');
    expect(await twice(pets)).toEqual([]);
    expect(await constraints('shop.pets', 'f')).toEqual(['pets_ownerId_fkey']);
  });

  it('P23: a foreign key that is right is not touched, whatever its name', async () => {
    const pets = models(table('owners', { n: DataTypes.TEXT }), table('pets', { ownerId: reference('owners') }));
    await alter(pets);
    await query('ALTER TABLE pets RENAME CONSTRAINT "pets_ownerId_fkey" TO mine');
    const [before] = await query(`SELECT oid FROM pg_constraint WHERE conname = 'mine'`);
    expect((await alter(pets)).applied).toEqual([]);
    expect(await query(`SELECT oid FROM pg_constraint WHERE conname = 'mine'`)).toEqual([before]);

    await raw(pets, (sequelize) => sequelize.sync({ alter: true }));
    expect(await constraints('pets', 'f')).toEqual(['pets_ownerId_fkey']);
  });

  it('P27: views and generated columns are in nobody’s way', async () => {
    const things = table('things', { a: DataTypes.STRING(10), b: DataTypes.STRING(10) });
    await alter(things);
    await query('CREATE VIEW seen AS SELECT a FROM things');
    await raw(things, (sequelize) => expect(sequelize.sync({ alter: true })).rejects.toThrow('used by a view or rule'));
    expect((await alter(things)).applied).toEqual([]);
    await query(`DROP VIEW seen; ALTER TABLE things ADD g text GENERATED ALWAYS AS (b || '') STORED`);
    await raw(things, (sequelize) =>
      expect(sequelize.sync({ alter: { drop: true } })).rejects.toThrow('used by a generated column'),
    );
    expect((await alter(things)).applied).toEqual([]);

    const [held] = (await plan(table('things', { a: DataTypes.STRING(10), b: DataTypes.TEXT }))).statements;
    expect(held?.hazards).toMatchObject([{ code: 'column-in-use', effect: 'holds' }]);
    expect(held?.hazards[0]?.remedy).toBe(
      'In a migration: ALTER TABLE "public"."things" DROP COLUMN "g"; then change the type, and create it again.',
    );
  });

  it('P28: a model on a view is left alone', async () => {
    await query(
      'CREATE TABLE people (id serial PRIMARY KEY, name text); CREATE VIEW seen AS SELECT id, name FROM people',
    );
    const seen = table('seen', { name: DataTypes.STRING(5), more: DataTypes.TEXT });
    const report = await alter(seen);
    expect(report.applied).toEqual([]);
    expect(report.notes).toEqual(['seen is left alone: seen is a view']);
    expect(await query(`SELECT relkind FROM pg_class WHERE relname = 'seen'`)).toEqual([{ relkind: 'v' }]);
  });

  it('P29: two applications on one table keep each other’s columns', async () => {
    const [first, second] = [table('shared', { x: DataTypes.TEXT }), table('shared', { y: DataTypes.TEXT })];
    await raw(first, (sequelize) => sequelize.sync());
    await raw(second, (sequelize) => sequelize.sync({ alter: true }));
    expect(Object.keys(await columns('shared'))).toEqual(['id', 'y']);

    await clear();
    await alter(first);
    await query(`INSERT INTO shared (x) VALUES ('x')`);
    await alter(second);
    expect(await twice(first)).toEqual([]);
    expect(await query('SELECT x, y FROM shared')).toEqual([{ x: 'x', y: null }]);
  });

  it('P31: long names are compared as the server cuts them', async () => {
    const long = table(
      'a_table_with_a_rather_long_name_of_its_own',
      { another_rather_long_name_for_a_column: DataTypes.TEXT },
      { indexes: [{ fields: ['another_rather_long_name_for_a_column'] }] },
    );
    await raw(long, async (sequelize) => {
      await sequelize.sync();
      await expect(sequelize.sync()).rejects.toThrow('already exists');
    });
    expect((await alter(long)).applied).toEqual([]);
    await clear();
    expect(await twice(long)).toEqual([]);
  });

  it('P32: what can change without loss does change', async () => {
    const before = table('things', { a: DataTypes.STRING(10) });
    const after = table('things', { a: { type: DataTypes.TEXT, allowNull: false } });
    await raw(before, (sequelize) => sequelize.sync());
    await query(`INSERT INTO things (a) VALUES ('x')`);
    await raw(after, (sequelize) => sequelize.sync({ alter: { drop: false } }));
    expect((await columns('things'))['a']).toBe('character varying(10)');

    const report = await alter(after);
    expect((await columns('things'))['a']).toBe('text NOT NULL');
    expect([report.held, report.drift?.inStep]).toEqual([[], true]);
  });

  it('P19: a narrower type loses no value; raw Sequelize rounds it without a word', async () => {
    const before = table('things', { a: DataTypes.DECIMAL(10, 4) });
    const after = table('things', { a: DataTypes.DECIMAL(10, 1) });
    await raw(before, (sequelize) => sequelize.sync());
    await query(`INSERT INTO things (a) VALUES (1.2345)`);
    const report = await alter(after);
    expect([report.applied, report.held.length]).toEqual([[], 1]);
    expect(await query('SELECT a::text FROM things')).toEqual([{ a: '1.2345' }]);
    await raw(after, (sequelize) => sequelize.sync({ alter: true }));
    expect(await query('SELECT a::text FROM things')).toEqual([{ a: '1.2' }]);
  });

  it('P20: a type that needs USING changes when every value converts; raw Sequelize fails', async () => {
    const after = table('things', { a: DataTypes.INTEGER });
    await raw(table('things', { a: DataTypes.TEXT }), (sequelize) => sequelize.sync());
    await query(`INSERT INTO things (a) VALUES ('7'), (NULL)`);
    await expect(raw(after, (sequelize) => sequelize.sync({ alter: true }))).rejects.toThrow(
      /cannot be cast automatically/,
    );
    expect((await alter(after)).drift?.inStep).toBe(true);
    expect(await query('SELECT a FROM things ORDER BY id')).toEqual([{ a: 7 }, { a: null }]);
  });

  it('P21: a NOT NULL column on filled rows leaves the rest of the plan alone; raw Sequelize fails half-way', async () => {
    const after = table('things', {
      a: DataTypes.TEXT,
      b: { type: DataTypes.TEXT, allowNull: false },
      c: DataTypes.TEXT,
    });
    await raw(table('things', { a: DataTypes.TEXT }), (sequelize) => sequelize.sync());
    await query(`INSERT INTO things (a) VALUES ('x')`);
    await expect(raw(after, (sequelize) => sequelize.sync({ alter: true }))).rejects.toThrow(/contains null values/);
    expect((await alter(after)).held).toHaveLength(1);
    expect(Object.keys(await columns('things'))).toEqual(['id', 'a', 'b', 'c']);
  });

  it('P25: the type and the NULL of a column with a key change; raw Sequelize leaves both', async () => {
    const pets = (type: typeof DataTypes.INTEGER | typeof DataTypes.BIGINT, allowNull: boolean): Models =>
      models(
        table('owners', { id: { type, primaryKey: true, autoIncrement: true } }),
        table('pets', { ownerId: { type, allowNull, references: { model: 'owners', key: 'id' } } }),
      );
    await raw(pets(DataTypes.INTEGER, false), (sequelize) => sequelize.sync());
    await query('INSERT INTO owners DEFAULT VALUES; INSERT INTO pets ("ownerId") VALUES (1)');
    await raw(pets(DataTypes.BIGINT, true), (sequelize) => sequelize.sync({ alter: true }));
    expect((await columns('pets'))['ownerId']).toBe('integer NOT NULL');
    expect((await alter(pets(DataTypes.BIGINT, true))).drift?.inStep).toBe(true);
    expect((await columns('pets'))['ownerId']).toBe('bigint');
    expect(await constraints('pets', 'f')).toHaveLength(1);
  });

  it('P33: primary keys change their type, and keys inside them are made', async () => {
    const wider = table('things', { id: { type: DataTypes.BIGINT, primaryKey: true, autoIncrement: true } });
    await raw(table('things', { a: DataTypes.TEXT }), (sequelize) => sequelize.sync());
    await raw(wider, (sequelize) => sequelize.sync({ alter: { drop: false } }));
    await raw(wider, (sequelize) => sequelize.sync({ alter: true }));
    expect((await columns('things'))['id']).toMatch(/^integer/);
    await alter(wider);
    expect((await columns('things'))['id']).toMatch(/^bigint/);

    const key = (model: string) => ({ ...(reference(model) as object), primaryKey: true }) as never;
    const joined = models(cycle, table('joins', { aId: key('as'), bId: key('bs') }));
    await clear();
    await raw(joined, (sequelize) => sequelize.sync());
    expect(await constraints('joins', 'f')).toEqual([]);
    expect(await twice(joined)).toEqual([]);
    expect(await constraints('joins', 'f')).toEqual(['joins_aId_fkey', 'joins_bId_fkey']);
  });
});
