import { expect } from '@jest/globals';
import { DataTypes } from 'sequelize';
import { type GrownCase, plain } from './grown-case.js';

export const grownTableCases: readonly GrownCase[] = [
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
