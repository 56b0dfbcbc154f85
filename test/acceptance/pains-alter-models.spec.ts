import { expect, it } from '@jest/globals';
import { DataTypes, type Sequelize } from 'sequelize';
import { createSafeSync } from '../../lib/safe-sync.js';
import { models, type Models, table } from '../support/evolution.js';
import { usePains } from '../support/pains.js';
import { forEachPostgres, readOracleCatalog, recordStatements } from '../support/postgres.js';

forEachPostgres('what models contain that hurts in alter', (server) => {
  const pains = usePains(server);
  const { define, query, alter, plan, clear } = pains;

  const raw = async (define_: Models, work: (sequelize: Sequelize) => Promise<unknown>) => {
    const sequelize = define(define_);
    await work(sequelize);
    await sequelize.close();
  };
  const defaultOf = async (column: string) =>
    (
      await query<{ text: string | null }>(
        `SELECT pg_get_expr(adbin, adrelid) AS text FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
         WHERE attrelid = 'things'::regclass AND attname = $1`,
        [column],
      )
    )[0]?.text;
  /** What nobody changed is not changed, however often it is looked at. */
  const settles = async (define_: Models) => {
    const first = await alter(define_);
    expect((await alter(define_)).applied.map(({ sql }) => sql)).toEqual([]);
    return first;
  };

  it('P42: a plan shows what alter would do, and does nothing', async () => {
    await alter(table('things', { a: DataTypes.STRING(5) }));
    const before = await readOracleCatalog(pains.database);
    const wanted = models(
      table('things', { a: DataTypes.STRING(9), b: { type: DataTypes.TEXT, unique: true } }),
      table('more', { n: DataTypes.TEXT }),
    );
    const look = async () => {
      const made = await plan(wanted);
      expect(JSON.parse(JSON.stringify(made))).toMatchObject({
        version: 1,
        mode: 'alter',
        database: pains.database.name,
        fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
        statements: [
          { kind: 'create-table', table: 'public.more', held: false, undo: 'DROP TABLE "public"."more"' },
          {
            kind: 'add-column',
            sql: 'ALTER TABLE "public"."things" ADD COLUMN "b" text',
            undo: 'ALTER TABLE "public"."things" DROP COLUMN "b"',
          },
          {
            kind: 'alter-column',
            sql: 'ALTER TABLE "public"."things" ALTER COLUMN "a" TYPE character varying(9)',
            undo: 'ALTER TABLE "public"."things" ALTER COLUMN "a" TYPE character varying(5)',
          },
          { kind: 'add-unique', undo: 'ALTER TABLE "public"."things" DROP CONSTRAINT "things_b_key"' },
        ],
      });
    };
    if (server.log === undefined) await look();
    else {
      const sent = await recordStatements(pains.database, look);
      expect(
        sent.filter((sql) => /^\s*(CREATE|ALTER|DROP|COMMENT|INSERT|UPDATE|DELETE|TRUNCATE)\b/i.test(sql)),
      ).toEqual([]);
    }
    expect(await readOracleCatalog(pains.database)).toEqual(before);
  });

  it('P45: cycles of foreign keys are ordinary', async () => {
    const reference = (model: string) => ({ type: DataTypes.INTEGER, references: { model, key: 'id' } });
    const cycle = models(
      table('a', { bId: reference('b'), ownId: reference('a') }),
      table('b', { cId: reference('c') }),
      table('c', { aId: reference('a') }),
    );
    await settles(cycle);
    const keys = await query(`SELECT conrelid::regclass::text AS t FROM pg_constraint WHERE contype = 'f' ORDER BY 1`);
    expect(keys).toEqual([{ t: 'a' }, { t: 'a' }, { t: 'b' }, { t: 'c' }]);
  });

  it('P47: a serial that is no key', async () => {
    const things = (type: DataTypes.AbstractDataTypeConstructor) =>
      table('things', {
        id: { type: DataTypes.UUID, primaryKey: true },
        n: { type, autoIncrement: true, unique: true },
      });
    await raw(things(DataTypes.INTEGER), async (sequelize) => {
      await sequelize.sync();
      await expect(sequelize.sync({ alter: true })).rejects.toThrow('type "serial" does not exist');
    });
    expect((await alter(things(DataTypes.INTEGER))).applied).toEqual([]);
    await settles(things(DataTypes.BIGINT));
    expect(await defaultOf('n')).toBe(`nextval('things_n_seq'::regclass)`);
  });

  it('P48: what a drop left half-way is no obstacle', async () => {
    const things = (...values: string[]) =>
      table('things', { s: { type: DataTypes.ENUM(...values), defaultValue: values[0] } });
    await raw(things('a'), async (sequelize) => {
      await sequelize.sync();
      await expect(sequelize.drop()).rejects.toThrow('supportsSearchPath');
    });
    expect(await query(`SELECT to_regclass('things') AS t, to_regtype('enum_things_s')::text AS e`)).toEqual([
      { t: null, e: 'enum_things_s' },
    ]);
    const report = await settles(things('b', 'a'));
    expect(report.applied.map(({ sql }) => sql)).toEqual([
      `ALTER TYPE "public"."enum_things_s" ADD VALUE 'b' BEFORE 'a'`,
      `CREATE TABLE "public"."things" ("id" SERIAL NOT NULL, "s" public.enum_things_s DEFAULT 'b', PRIMARY KEY ("id"))`,
    ]);
  });

  it('P53: misspelt options are an error', async () => {
    const misspelt = { sync: { alert: true } } as never;
    const sequelize = define(table('things', { a: DataTypes.TEXT }), misspelt);
    await sequelize.sync({ alert: true } as never);
    expect(() => createSafeSync(sequelize)).toThrow(/sync\.alert.*alter/s);
    const other = define(table('things', { a: DataTypes.TEXT }));
    expect(() => createSafeSync(other, { mod: 'alter', allow: { hazard: [] } } as never)).toThrow(
      expect.objectContaining({ code: 'SAFE_SYNC_INVALID_OPTIONS', faults: [expect.anything(), expect.anything()] }),
    );
  });

  it('P55: a default that moves with the clock is no difference', async () => {
    const things = (time: number) => table('things', { at: { type: DataTypes.DATE, defaultValue: new Date(time) } });
    const [first, second] = [Date.now() - 60_000, Date.now()];
    await raw(things(first), (sequelize) => sequelize.sync());
    const created = await defaultOf('at');
    await raw(things(second), (sequelize) => sequelize.sync({ alter: true }));
    expect(await defaultOf('at')).not.toBe(created);

    const moved = await defaultOf('at');
    const report = await alter(things(Date.now()));
    expect(report.applied).toEqual([]);
    expect(report.drift?.findings).toEqual([]);
    expect(await defaultOf('at')).toBe(moved);
    expect(report.notes).toEqual([
      "things.at: its defaultValue is the time at which the model was loaded, another one at each start; DataTypes.NOW or fn('now') is meant. It is never compared.",
    ]);
  });

  it('P56: a foreign key with a null default', async () => {
    const pets = models(
      table('owners', { n: DataTypes.TEXT }),
      table('pets', {
        ownerId: { type: DataTypes.INTEGER, defaultValue: null, references: { model: 'owners', key: 'id' } },
      }),
    );
    await raw(pets, async (sequelize) => {
      await sequelize.sync();
      await expect(sequelize.sync({ alter: true })).rejects.toThrow('syntax error at or near "REFERENCES"');
    });
    expect(await query(`SELECT FROM pg_constraint WHERE conrelid = 'pets'::regclass AND contype = 'f'`)).toEqual([]);
    await settles(pets);
    expect(
      await query(`SELECT conname FROM pg_constraint WHERE conrelid = 'pets'::regclass AND contype = 'f'`),
    ).toEqual([{ conname: 'pets_ownerId_fkey' }]);
  });

  it('P57: types given as text', async () => {
    const Abstract = DataTypes.ABSTRACT.prototype.constructor as new () => { toSql(): string };
    class Colour extends Abstract {
      readonly key = 'COLOUR';
      override toSql(): string {
        return 'VARCHAR(7)';
      }
    }
    await query(`CREATE DOMAIN percent AS integer CHECK (VALUE BETWEEN 0 AND 100)`);
    const things = table('things', {
      kind: DataTypes.ENUM('x', 'y'),
      kinds: '"enum_things_kind"[]',
      words: 'TSVECTOR',
      title: DataTypes.TEXT,
      shout: 'TEXT GENERATED ALWAYS AS (upper(title)) STORED',
      part: 'percent',
      colour: { type: new Colour() as never },
      score: { type: 'NUMERIC(5, 2)', defaultValue: 1.5 },
    });
    const creatable = table('things', {
      title: DataTypes.TEXT,
      shout: 'TEXT GENERATED ALWAYS AS (upper(title)) STORED',
    });
    await raw(creatable, async (sequelize) => {
      await sequelize.sync();
      await expect(sequelize.sync({ alter: true })).rejects.toThrow(/GENERATED|syntax|generated/);
    });
    await query('DROP TABLE things');
    const report = await settles(things);
    expect(report.drift?.findings).toEqual([]);
    await query(`INSERT INTO things (title, kinds, part) VALUES ('a', '{x,y}', 7)`);
    expect(await query('SELECT shout, kinds::text, part FROM things')).toEqual([
      { shout: 'A', kinds: '{x,y}', part: 7 },
    ]);
  });

  it('P59: fields of indexes by attribute, by column and as objects', async () => {
    const people = (sequelize: Sequelize) => {
      sequelize.define(
        'person',
        { firstName: DataTypes.TEXT, lastName: DataTypes.TEXT, bornAt: { type: DataTypes.DATE, field: 'birth' } },
        {
          underscored: true,
          timestamps: false,
          tableName: 'people',
          indexes: [
            { fields: ['firstName'] },
            { fields: ['last_name'] },
            { name: 'object', fields: [{ name: 'bornAt', order: 'DESC' }] },
            { name: 'pair', unique: true, fields: ['lastName', 'birth'] },
          ],
        },
      );
    };
    await settles(people);
    expect(
      (
        await query<{ d: string }>(`SELECT indexdef AS d FROM pg_indexes WHERE tablename = 'people' ORDER BY indexname`)
      ).map(({ d }) => d),
    ).toEqual([
      'CREATE INDEX object ON public.people USING btree (birth DESC)',
      'CREATE UNIQUE INDEX pair ON public.people USING btree (last_name, birth)',
      'CREATE INDEX people_first_name ON public.people USING btree (first_name)',
      'CREATE INDEX people_last_name ON public.people USING btree (last_name)',
      'CREATE UNIQUE INDEX people_pkey ON public.people USING btree (id)',
    ]);
  });

  it('P60: a model with its own sync() is left alone', async () => {
    let downloads = 0;
    const report = await alter((sequelize) => {
      const model = sequelize.define('download', { a: DataTypes.TEXT }, { tableName: 'downloads' });
      Object.assign(model, { sync: async () => ((downloads += 1), model) });
    });
    expect([report.applied, downloads]).toEqual([[], 0]);
    expect(report.notes).toEqual(['model download is left alone: it has its own static sync()']);
  });

  it.each(['casCade', 'cascade', 'set null', ' Set   Default '])('P61: the action %s', async (action) => {
    await settles(
      models(
        table('owners', { n: DataTypes.TEXT }),
        table('pets', {
          ownerId: {
            type: DataTypes.INTEGER,
            references: { model: 'owners', key: 'id' },
            onDelete: action,
            onUpdate: action,
          },
        }),
      ),
    );
    expect(
      await query(
        `SELECT confdeltype = confupdtype AND confdeltype <> 'a' AS same FROM pg_constraint WHERE contype = 'f'`,
      ),
    ).toEqual([{ same: true }]);
  });

  it('P62: a model in a schema that belongs to a model of the default schema', async () => {
    const shop: Models = (sequelize) => {
      const owner = sequelize.define('owner', { n: DataTypes.TEXT }, { tableName: 'owners', timestamps: false });
      const pet = sequelize.define(
        'pet',
        { n: DataTypes.TEXT },
        { tableName: 'pets', schema: 'shop', timestamps: false },
      );
      pet.belongsTo(owner, { foreignKey: 'ownerId' });
      owner.hasMany(pet, { foreignKey: 'ownerId' });
    };
    await query('CREATE SCHEMA shop');
    await raw(shop, (sequelize) => expect(sequelize.sync()).rejects.toThrow('relation "shop.owners" does not exist'));
    await settles(shop);
    expect(await query(`SELECT confrelid::regclass::text AS target FROM pg_constraint WHERE contype = 'f'`)).toEqual([
      { target: 'owners' },
    ]);
  });

  it('P63: two models on one table are one table', async () => {
    const shared = (other: object): Models =>
      models(table('shared', { x: DataTypes.TEXT, n: DataTypes.INTEGER }), (sequelize) => {
        sequelize.define('second', { y: DataTypes.TEXT, ...other }, { tableName: 'shared', timestamps: false });
      });
    await raw(shared({}), (sequelize) => sequelize.sync({ alter: true }));
    const found = await query<{ name: string }>(
      `SELECT attname AS name FROM pg_attribute WHERE attrelid = 'shared'::regclass AND attnum > 0 AND NOT attisdropped`,
    );
    expect(found.map(({ name }) => name)).not.toEqual(expect.arrayContaining(['x', 'y', 'n']));

    await clear();
    await settles(shared({}));
    await query(`INSERT INTO shared (x, y, n) VALUES ('x', 'y', 1)`);
    await expect(alter(shared({ n: DataTypes.TEXT }))).rejects.toMatchObject({
      code: 'SAFE_SYNC_INVALID_MODELS',
      message: expect.stringMatching(/shared and second.*contradict each other.*integer, text/s),
    });
  });

  it('P64: a column that became VIRTUAL is left over', async () => {
    await alter(table('things', { a: DataTypes.TEXT, b: DataTypes.TEXT }));
    await query(`INSERT INTO things (a, b) VALUES ('a', 'kept')`);
    const virtual = table('things', { a: DataTypes.TEXT, b: DataTypes.VIRTUAL });
    await raw(virtual, (sequelize) =>
      expect(sequelize.sync({ alter: true })).rejects.toThrow('type "virtual" does not exist'),
    );
    const report = await alter(virtual);
    expect([report.applied, report.leftovers.map(({ name }) => name)]).toEqual([[], ['b']]);
    expect(await query('SELECT b FROM things')).toEqual([{ b: 'kept' }]);
  });
});
