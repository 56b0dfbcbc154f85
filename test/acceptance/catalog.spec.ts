import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { DataTypes, Sequelize } from 'sequelize';
import { createDatabase, forEachPostgres, type PostgresServer, type TestDatabase } from '../support/postgres.js';
import { contentOf, NOTHING, quietly } from './cases/quiet.js';

/** A database that people and migrations have worked on: what it has and models cannot say. */
interface GrownCase {
  readonly name: string;
  readonly define: (sequelize: Sequelize) => unknown;
  /** Run before raw Sequelize makes the models' tables; with `instead`, in its place. */
  readonly before?: string;
  readonly instead?: string;
  /** What happened to the database afterwards, by hand. Where it fails, `mayFail` says so. */
  readonly after?: string;
  readonly mayFail?: string;
  /** @default nothing at all */
  readonly expected?: Partial<ReturnType<typeof contentOf>>;
  readonly notes?: readonly RegExp[];
  readonly since?: number;
}

const plain =
  (name: string, more: object = {}, options: object = {}) =>
  (sequelize: Sequelize) =>
    sequelize.define(name, { a: DataTypes.INTEGER, t: DataTypes.TEXT, ...more }, { timestamps: false, ...options });

const grownCases: readonly GrownCase[] = [
  {
    name: 'P57 a domain over the wanted type',
    define: plain('Dom'),
    after: `CREATE DOMAIN counted AS integer CHECK (VALUE >= 0); ALTER TABLE "Doms" ALTER COLUMN a TYPE counted`,
    expected: { unknowns: [expect.stringContaining('Doms.a: counted / integer')] as never },
  },
  {
    name: 'P57 types that nobody can know',
    define: plain('Odd', { b: DataTypes.TEXT }),
    after: `CREATE TYPE pair AS (x int, y int); CREATE TYPE floats AS RANGE (subtype = float8);
      ALTER TABLE "Odds" ALTER COLUMN t TYPE pair USING NULL, ALTER COLUMN b TYPE floats USING NULL`,
    expected: {
      unknowns: [
        expect.stringContaining('Odds.t: pair / text'),
        expect.stringContaining('Odds.b: floats / text'),
      ] as never,
    },
  },
  {
    name: 'left-over columns of all types',
    define: plain('Extra'),
    after: `CREATE TYPE sized AS ENUM ('s', 'm');
      ALTER TABLE "Extras" ADD d xml, ADD e money DEFAULT 1, ADD f bit(3), ADD g pg_lsn, ADD h point, ADD i ltree,
        ADD j sized DEFAULT 's', ADD k sized[], ADD l int GENERATED ALWAYS AS (a + 1) STORED, ADD m regclass,
        ADD n serial, ADD o int4range[], ADD p text COLLATE "C" NOT NULL DEFAULT 'x'`,
    expected: {
      leftovers: 'd e f g h i j k l m n o p'
        .split(' ')
        .map((name) => expect.stringContaining(`column Extras.${name}: `)) as never,
    },
  },
  {
    name: 'identity always in place of a serial',
    define: plain('Ident'),
    instead: `CREATE TABLE "Idents" (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, a integer, t text)`,
  },
  {
    name: 'a sequence that nobody owns',
    define: plain('Seq'),
    instead: `CREATE SEQUENCE hand_made;
      CREATE TABLE "Seqs" (id integer PRIMARY KEY DEFAULT nextval('hand_made'), a integer, t text)`,
  },
  {
    name: 'a counter that the model states by its sequence',
    define: (sequelize) =>
      sequelize.define(
        'Stated',
        { id: { type: DataTypes.INTEGER, primaryKey: true, defaultValue: sequelizeLiteral(sequelize) } },
        { timestamps: false },
      ),
    instead: `CREATE TABLE "Stateds" (id serial PRIMARY KEY)`,
  },
  {
    name: 'generated columns that the model takes for plain ones',
    define: plain('Gen'),
    instead: `CREATE TABLE "Gens" (id serial PRIMARY KEY, a integer, t text GENERATED ALWAYS AS (a::text) STORED)`,
  },
  {
    name: 'virtual generated columns',
    since: 18,
    define: plain('VGen'),
    instead: `CREATE TABLE "VGens" (id serial PRIMARY KEY, a integer, t text GENERATED ALWAYS AS (a::text) VIRTUAL)`,
  },
  {
    name: 'P26 defaults, comments and collations of the database',
    define: plain('Own'),
    after: `ALTER TABLE "Owns" ALTER COLUMN a SET DEFAULT 7, ALTER COLUMN t SET DEFAULT now()::text;
      ALTER TABLE "Owns" ALTER COLUMN t TYPE text COLLATE "C";
      COMMENT ON TABLE "Owns" IS 'by hand'; COMMENT ON COLUMN "Owns".a IS 'by hand'`,
  },
  {
    name: 'indexes and uniques with more than models can say',
    define: plain(
      'Inc',
      { u: { type: DataTypes.INTEGER, unique: true } },
      {
        indexes: [
          { fields: ['a'], name: 'inc_a' },
          { fields: ['t'], unique: true, name: 'inc_t' },
        ],
      },
    ),
    after: `DROP INDEX inc_a; CREATE INDEX inc_a ON "Incs" (a) INCLUDE (t) WITH (fillfactor = 70);
      DROP INDEX inc_t; CREATE UNIQUE INDEX inc_t ON "Incs" (t) INCLUDE (a);
      ALTER TABLE "Incs" DROP CONSTRAINT "Incs_u_key", ADD CONSTRAINT by_hand UNIQUE (u) INCLUDE (a) DEFERRABLE`,
  },
  {
    name: 'NULLS NOT DISTINCT',
    define: plain(
      'Nnd',
      { u: { type: DataTypes.INTEGER, unique: true } },
      {
        indexes: [{ fields: ['t'], unique: true, name: 'nnd_t' }],
      },
    ),
    after: `DROP INDEX nnd_t; CREATE UNIQUE INDEX nnd_t ON "Nnds" (t) NULLS NOT DISTINCT;
      ALTER TABLE "Nnds" DROP CONSTRAINT "Nnds_u_key", ADD UNIQUE NULLS NOT DISTINCT (u)`,
  },
  {
    name: 'constraints that models cannot say',
    define: plain('Con'),
    after: `ALTER TABLE "Cons" ADD CHECK (a > 0), ADD CHECK (length(t) < 9) NOT VALID, ADD EXCLUDE USING btree (t WITH =),
      ADD EXCLUDE USING gist (a WITH <>)`,
    mayFail: 'gist over integers needs an extension',
  },
  {
    name: 'keys that are not validated, of other names, in another order',
    define: (sequelize) => {
      const target = sequelize.define('KeyTarget', {}, { timestamps: false });
      sequelize.define('KeySource', {}, { timestamps: false }).belongsTo(target, { as: 'target' });
    },
    after: `ALTER TABLE "KeySources" DROP CONSTRAINT "KeySources_targetId_fkey";
      ALTER TABLE "KeySources" ADD CONSTRAINT "by hand" FOREIGN KEY ("targetId") REFERENCES "KeyTargets"
        ON DELETE SET NULL ON UPDATE CASCADE NOT VALID`,
  },
  {
    name: 'P23 RESTRICT in place of NO ACTION',
    define: (sequelize) => {
      const target = sequelize.define('RestrictTarget', {}, { timestamps: false });
      sequelize
        .define('RestrictSource', {}, { timestamps: false })
        .belongsTo(target, { as: 'target', onDelete: 'NO ACTION', onUpdate: 'RESTRICT' });
    },
    after: `ALTER TABLE "RestrictSources" DROP CONSTRAINT "RestrictSources_targetId_fkey",
      ADD FOREIGN KEY ("targetId") REFERENCES "RestrictTargets" ON DELETE RESTRICT ON UPDATE NO ACTION`,
  },
  {
    name: 'a partitioned table, its partitions and a key to it',
    define: (sequelize) => {
      const event = sequelize.define(
        'Event',
        {
          id: { type: DataTypes.INTEGER, primaryKey: true },
          day: { type: DataTypes.DATEONLY, primaryKey: true },
          kind: DataTypes.STRING,
        },
        { timestamps: false, indexes: [{ fields: ['kind'] }] },
      );
      sequelize.define('EventNote', { note: DataTypes.STRING }, { timestamps: false });
      return event;
    },
    instead: `CREATE TABLE "Events" (id integer, day date, kind varchar(255), PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
      CREATE TABLE events_2020 PARTITION OF "Events" FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
      CREATE TABLE events_rest PARTITION OF "Events" DEFAULT;
      CREATE INDEX events_kind ON "Events" (kind);
      CREATE TABLE "EventNotes" (id serial PRIMARY KEY, note varchar(255), event integer, day date,
        FOREIGN KEY (event, day) REFERENCES "Events")`,
    expected: {
      leftovers: [
        expect.stringContaining('column EventNotes.event'),
        expect.stringContaining('column EventNotes.day'),
        expect.stringContaining('foreign-key EventNotes.'),
      ] as never,
    },
  },
  {
    name: 'a model on a partition',
    define: (sequelize) => {
      sequelize.define('PartTarget', {}, { timestamps: false });
      sequelize.define(
        'Part',
        {
          id: { type: DataTypes.INTEGER, primaryKey: true },
          targetId: { type: DataTypes.INTEGER, references: { model: 'PartTargets', key: 'id' } },
          kind: { type: DataTypes.STRING },
        },
        { tableName: 'part_one', timestamps: false, indexes: [{ fields: ['kind'] }] },
      );
    },
    instead: `CREATE TABLE "PartTargets" (id serial PRIMARY KEY);
      CREATE TABLE part_all (id integer PRIMARY KEY, "targetId" integer REFERENCES "PartTargets", kind varchar(255))
        PARTITION BY RANGE (id);
      CREATE INDEX ON part_all (kind);
      CREATE TABLE part_one PARTITION OF part_all FOR VALUES FROM (0) TO (10)`,
  },
  {
    name: 'inheritance',
    define: (sequelize) => {
      plain('Parent')(sequelize);
      sequelize.define(
        'Child',
        { a: DataTypes.INTEGER, t: DataTypes.TEXT, more: DataTypes.TEXT },
        { timestamps: false },
      );
    },
    instead: `CREATE TABLE "Parents" (id serial PRIMARY KEY, a integer, t text);
      CREATE TABLE "Children" (PRIMARY KEY (id), more text) INHERITS ("Parents")`,
  },
  {
    name: 'P28 models on views and foreign tables',
    define: (sequelize) => {
      for (const name of ['plain_view', 'kept_view', 'foreign_rows']) {
        sequelize.define(name, { a: DataTypes.INTEGER, b: DataTypes.TEXT }, { tableName: name, timestamps: false });
      }
    },
    instead: `CREATE VIEW plain_view AS SELECT 1 AS id, 2 AS a;
      CREATE MATERIALIZED VIEW kept_view AS SELECT 1 AS id, 2 AS a;
      CREATE EXTENSION postgres_fdw;
      CREATE SERVER nowhere FOREIGN DATA WRAPPER postgres_fdw;
      CREATE FOREIGN TABLE foreign_rows (id integer) SERVER nowhere`,
    notes: [/foreign_rows is a foreign/, /kept_view is a materialized/, /plain_view is a view/],
  },
  {
    name: 'P27 columns that views, rules, policies and triggers use',
    define: plain('Used'),
    after: `CREATE VIEW used_view AS SELECT a, t FROM "Useds"; CREATE MATERIALIZED VIEW used_kept AS SELECT t FROM "Useds";
      CREATE RULE used_rule AS ON INSERT TO "Useds" WHERE NEW.a < 0 DO INSTEAD NOTHING;
      ALTER TABLE "Useds" ENABLE ROW LEVEL SECURITY; CREATE POLICY used_policy ON "Useds" USING (a > 0);
      CREATE FUNCTION used_function() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
      CREATE TRIGGER used_trigger BEFORE UPDATE OF t ON "Useds" FOR EACH ROW WHEN (NEW.a > 0) EXECUTE FUNCTION used_function()`,
  },
  {
    name: 'P17 enum types of other names and places',
    define: (sequelize) =>
      sequelize.define(
        'Kind',
        {
          one: { type: DataTypes.ENUM('a', 'b'), defaultValue: 'a' },
          two: { type: DataTypes.ARRAY(DataTypes.ENUM('a', 'b')), defaultValue: ['a'] },
          three: DataTypes.ENUM('x', 'y'),
        },
        { timestamps: false, indexes: [{ fields: ['one'], where: { three: 'x' }, name: 'kinds_x' }] },
      ),
    after: `CREATE SCHEMA kinds; ALTER TYPE "enum_Kinds_one" RENAME TO kind_of_one; ALTER TYPE kind_of_one SET SCHEMA kinds;
      ALTER TYPE "enum_Kinds_two" RENAME TO "Kind Two"; ALTER TYPE "enum_Kinds_three" SET SCHEMA kinds`,
  },
  {
    name: 'columns that were dropped and added again',
    define: plain('Drop', {}, { indexes: [{ fields: ['t', 'a'] }] }),
    after: `ALTER TABLE "Drops" DROP a, ADD z integer; ALTER TABLE "Drops" DROP z, ADD a integer;
      CREATE INDEX drops_t_a ON "Drops" (t, a)`,
  },
  {
    name: 'tables of other owners and other kinds of storage',
    define: (sequelize) => {
      plain('Owned')(sequelize);
      plain('Unlogged')(sequelize);
    },
    before: `DO $$ BEGIN CREATE ROLE safe_sync_stranger; EXCEPTION WHEN duplicate_object THEN NULL; END $$`,
    after: `ALTER TABLE "Owneds" OWNER TO safe_sync_stranger; REVOKE ALL ON "Owneds" FROM PUBLIC;
      ALTER TABLE "Unloggeds" SET UNLOGGED; ALTER TABLE "Unloggeds" SET (fillfactor = 50);
      ALTER TABLE "Unloggeds" ALTER COLUMN t SET STORAGE EXTERNAL, ALTER COLUMN t SET STATISTICS 7;
      ALTER TABLE "Unloggeds" REPLICA IDENTITY FULL, CLUSTER ON "Unloggeds_pkey"`,
  },
  {
    name: 'a unique index in place of a unique constraint, and the other way round',
    define: plain(
      'Swap',
      { u: { type: DataTypes.INTEGER, unique: true } },
      {
        indexes: [
          { fields: ['a', 't'], unique: true, name: 'swap_at' },
          { fields: ['t'], name: 'swap_t' },
        ],
      },
    ),
    after: `ALTER TABLE "Swaps" DROP CONSTRAINT "Swaps_u_key"; CREATE UNIQUE INDEX by_hand_u ON "Swaps" (u);
      DROP INDEX swap_at; ALTER TABLE "Swaps" ADD CONSTRAINT by_hand_at UNIQUE (a, t);
      ALTER INDEX swap_t RENAME TO by_hand_t`,
  },
  {
    name: 'a primary key of another name and order',
    define: (sequelize) =>
      sequelize.define(
        'Pk',
        { a: { type: DataTypes.INTEGER, primaryKey: true }, b: { type: DataTypes.INTEGER, primaryKey: true } },
        { timestamps: false },
      ),
    instead: `CREATE TABLE "Pks" (a integer, b integer, CONSTRAINT "the key" PRIMARY KEY (b, a))`,
  },
  {
    name: 'a unique index that is the primary key',
    define: plain('PkUsing'),
    after: `ALTER TABLE "PkUsings" DROP CONSTRAINT "PkUsings_pkey"; CREATE UNIQUE INDEX first ON "PkUsings" (id);
      ALTER TABLE "PkUsings" ADD CONSTRAINT second PRIMARY KEY USING INDEX first`,
  },
  {
    name: 'types of an extension in a schema of its own',
    define: plain('Ext', { c: { type: DataTypes.CITEXT }, d: { type: 'extensions.citext' }, e: { type: 'citext[]' } }),
    before: 'CREATE SCHEMA extensions; CREATE EXTENSION citext SCHEMA extensions',
    instead: `CREATE TABLE "Exts" (id serial PRIMARY KEY, a integer, t text, c extensions.citext, d extensions.citext,
      e extensions.citext[])`,
  },
  {
    name: 'the same names in other schemas',
    define: plain('Twice', { kind: DataTypes.ENUM('a', 'b') }),
    after: `CREATE SCHEMA others; CREATE TABLE others."Twices" (x text); CREATE TYPE others."enum_Twices_kind" AS ENUM ('z');
      CREATE INDEX "Twices_pkey" ON others."Twices" (x)`,
  },
];

function sequelizeLiteral(sequelize: Sequelize): unknown {
  return (sequelize.constructor as typeof Sequelize).literal(`nextval('"Stateds_id_seq"'::regclass)`);
}

function casesFor(server: PostgresServer): readonly (readonly [string, GrownCase])[] {
  return grownCases.filter(({ since = 0 }) => server.major >= since).map((grown) => [grown.name, grown]);
}

forEachPostgres('the catalog of databases that have grown', (server) => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createDatabase(server);
    await database.query('CREATE EXTENSION ltree');
  });
  afterAll(() => database.drop());

  it.each(casesFor(server))('%s', async (_name, { define, before, instead, after, mayFail, expected, notes }) => {
    jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    const sequelize = database.sequelize({ pool: { max: 1 } });
    define(sequelize);
    if (before !== undefined) await database.query(before);
    if (instead !== undefined) await database.query(instead);
    else await sequelize.sync();
    if (after !== undefined) {
      await database.query(after).catch((error: unknown) => {
        if (mayFail === undefined) throw error;
      });
    }
    const plan = await quietly(sequelize).plan();
    expect(contentOf(plan)).toEqual({ ...NOTHING, ...expected });
    expect(plan.notes).toEqual((notes ?? []).map((note) => expect.stringMatching(note)));
    await sequelize.close();
  });

  it('calls an INVALID index left over, or replaces it where a model wants it', async () => {
    const sequelize = database.sequelize({ pool: { max: 1 } });
    const model = plain('Half', {}, { indexes: [{ fields: ['a'], unique: true, name: 'half_a' }] })(sequelize);
    await sequelize.sync();
    await database.query('DROP INDEX half_a');
    await model.bulkCreate([{ a: 1 }, { a: 1 }]);
    for (const name of ['half_a', 'half_other']) {
      const interrupted = database.query(`CREATE UNIQUE INDEX CONCURRENTLY ${name} ON "Halves" (a)`);
      await expect(interrupted).rejects.toThrow('could not create unique index');
    }
    const plan = await quietly(sequelize).plan();
    expect(plan.statements.map(({ change, held, hazards }) => [change.kind, held, hazards.length > 0])).toEqual([
      ['replace-index', true, true],
    ]);
    expect(contentOf(plan)).toMatchObject({
      leftovers: [expect.stringContaining('index Halves.half_other: UNIQUE btree (a)')],
      unknowns: [],
    });
    await model.destroy({ where: { id: 2 } });
    await database.query('REINDEX INDEX half_a; REINDEX INDEX half_other');
    expect((await quietly(sequelize).plan()).statements).toEqual([]);
  });

  it('reads as a user who may not read the rows', async () => {
    await database.query(`
      DO $$ BEGIN CREATE ROLE safe_sync_reader LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
      ALTER ROLE safe_sync_reader PASSWORD 'reading';
      CREATE TYPE "enum_Closeds_kind" AS ENUM ('a', 'b');
      CREATE TABLE "Closeds" (id serial PRIMARY KEY, a integer DEFAULT 5, t text DEFAULT 'x' || 'y', kind "enum_Closeds_kind");
      CREATE INDEX closed_part ON "Closeds" (a) WHERE t IN ('x', 'y');
      INSERT INTO "Closeds" (a) VALUES (1)`);
    const address = new URL(database.url);
    address.username = 'safe_sync_reader';
    address.password = 'reading';
    const sequelize = new Sequelize(address.href, { dialect: 'postgres', logging: false, pool: { max: 1 } });
    try {
      plain(
        'Closed',
        {
          a: { type: DataTypes.INTEGER, defaultValue: 5 },
          t: { type: DataTypes.TEXT, defaultValue: Sequelize.literal("'x'||'y'") },
          kind: DataTypes.ENUM('a', 'b'),
        },
        { indexes: [{ fields: ['a'], where: { t: ['x', 'y'] }, name: 'closed_part' }] },
      )(sequelize);
      const { statements, leftovers, unknowns } = contentOf(await quietly(sequelize).plan());
      expect({ statements, leftovers }).toEqual({ statements: [], leftovers: [] });
      // The server compares predicates only for those who may read the columns.
      expect(unknowns).toEqual([expect.stringContaining('Closeds.closed_part')]);
    } finally {
      await sequelize.close();
    }
  });
});
