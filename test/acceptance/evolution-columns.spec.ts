import { expect } from '@jest/globals';
import { DataTypes, Sequelize } from 'sequelize';
import { describeEvolutions, type Evolution, models, table } from '../support/evolution.js';
import type { ModelAttributes } from 'sequelize';

const TWO_ROWS = `INSERT INTO things (a) VALUES ('x'), ('y')`;

/** `things` gets one more column. */
function added(b: unknown, rows = TWO_ROWS): Pick<Evolution, 'before' | 'after' | 'rows'> {
  return {
    before: table('things', { a: DataTypes.TEXT }),
    rows,
    after: table('things', { a: DataTypes.TEXT, b } as ModelAttributes),
  };
}

/** The column `a` of `things` is said in another way. */
function restated(from: unknown, to: unknown, rows = TWO_ROWS): Pick<Evolution, 'before' | 'after' | 'rows'> {
  return {
    before: table('things', { a: from } as ModelAttributes),
    rows,
    after: table('things', { a: to } as ModelAttributes),
  };
}

describeEvolutions('columns added', [
  {
    name: 'nullable',
    ...added(DataTypes.STRING),
    runs: ['ALTER TABLE "public"."things" ADD COLUMN "b" character varying(255)'],
  },
  {
    name: 'with a constant default',
    ...added({ type: DataTypes.STRING, defaultValue: "it's; NOT NULL" }),
    runs: [`ALTER TABLE "public"."things" ADD COLUMN "b" character varying(255) DEFAULT 'it''s; NOT NULL'`],
  },
  {
    name: 'with a default that the server computes',
    ...added({ type: DataTypes.DATE, defaultValue: Sequelize.fn('now') }),
    runs: ['ALTER TABLE "public"."things" ADD COLUMN "b" timestamp with time zone DEFAULT now()'],
  },
  {
    name: 'NOT NULL with a default',
    ...added({ type: DataTypes.INTEGER, allowNull: false, defaultValue: 3 }),
    runs: ['ALTER TABLE "public"."things" ADD COLUMN "b" integer DEFAULT 3 NOT NULL'],
  },
  {
    name: 'NOT NULL without default on an empty table',
    ...added({ type: DataTypes.INTEGER, allowNull: false }, ''),
    runs: ['ALTER TABLE "public"."things" ADD COLUMN "b" integer NOT NULL'],
  },
  {
    name: 'P66: NOT NULL without default on a filled table',
    ...added({ type: DataTypes.INTEGER, allowNull: false }),
    runs: ['ALTER TABLE "public"."things" ADD COLUMN "b" integer'],
    held: ['[not-null-on-filled-table] ALTER TABLE "public"."things" ALTER COLUMN "b" SET NOT NULL'],
  },
  {
    name: 'P66: NOT NULL, filled in by Sequelize, on a filled table',
    ...added({ type: DataTypes.UUID, allowNull: false, defaultValue: DataTypes.UUIDV4 }),
    look: async (_, plan) => {
      const hazard = plan.statements.flatMap(({ hazards }) => hazards)[0];
      expect(hazard?.danger).toBe(
        "things.b is to be NOT NULL, and 2 rows have no value there (id 1; 2). The model's default (UUIDV4) is filled in by Sequelize on insert; the database does not know it, so it does not help the rows that are there.",
      );
      expect(hazard?.remedy).toBe(
        `1. Fill them: UPDATE "public"."things" SET "b" = gen_random_uuid() WHERE "b" IS NULL;  2. Start again, which makes it NOT NULL by itself, or run it in a migration: ALTER TABLE "public"."things" ALTER COLUMN "b" SET NOT NULL;`,
      );
    },
    runs: ['ALTER TABLE "public"."things" ADD COLUMN "b" uuid'],
    held: ['[not-null-on-filled-table] ALTER TABLE "public"."things" ALTER COLUMN "b" SET NOT NULL'],
  },
  {
    name: 'timestamps, NOT NULL, on a filled table',
    before: table('things', { a: DataTypes.TEXT }),
    rows: TWO_ROWS,
    after: table('things', { a: DataTypes.TEXT }, { timestamps: true, paranoid: true, underscored: true }),
    runs: [
      'ALTER TABLE "public"."things" ADD COLUMN "created_at" timestamp with time zone',
      'ALTER TABLE "public"."things" ADD COLUMN "updated_at" timestamp with time zone',
      'ALTER TABLE "public"."things" ADD COLUMN "deleted_at" timestamp with time zone',
    ],
    held: [
      '[not-null-on-filled-table] ALTER TABLE "public"."things" ALTER COLUMN "created_at" SET NOT NULL',
      '[not-null-on-filled-table] ALTER TABLE "public"."things" ALTER COLUMN "updated_at" SET NOT NULL',
    ],
  },
  {
    name: 'a serial',
    before: table('things', { k: { type: DataTypes.TEXT, primaryKey: true } }),
    rows: `INSERT INTO things VALUES ('x'), ('y')`,
    after: table('things', {
      k: { type: DataTypes.TEXT, primaryKey: true },
      b: { type: DataTypes.INTEGER, autoIncrement: true },
    }),
    runs: ['ALTER TABLE "public"."things" ADD COLUMN "b" SERIAL NOT NULL'],
  },
  {
    name: 'an enum',
    ...added({ type: DataTypes.ENUM('new', "it's"), defaultValue: 'new' }),
    runs: [
      `CREATE TYPE "public"."enum_things_b" AS ENUM ('new', 'it''s')`,
      `ALTER TABLE "public"."things" ADD COLUMN "b" public.enum_things_b DEFAULT 'new'`,
    ],
  },
  {
    name: 'an array of an enum',
    ...added({ type: DataTypes.ARRAY(DataTypes.ENUM('m', 'n')), defaultValue: ['m'] }),
    runs: [
      `CREATE TYPE "public"."enum_things_b" AS ENUM ('m', 'n')`,
      `ALTER TABLE "public"."things" ADD COLUMN "b" public.enum_things_b[] DEFAULT ARRAY['m']::public.enum_things_b[]`,
    ],
  },
  {
    name: 'an array',
    ...added({ type: DataTypes.ARRAY(DataTypes.INTEGER), defaultValue: [] }),
    runs: ['ALTER TABLE "public"."things" ADD COLUMN "b" integer[] DEFAULT ARRAY[]::INTEGER[]'],
  },
  {
    name: 'JSONB with a default',
    ...added({ type: DataTypes.JSONB, allowNull: false, defaultValue: { a: [1] } }),
    runs: [`ALTER TABLE "public"."things" ADD COLUMN "b" jsonb DEFAULT '{"a":[1]}' NOT NULL`],
  },
  {
    name: 'a generated column',
    ...added('TEXT GENERATED ALWAYS AS (upper(a)) STORED'),
    runs: ['ALTER TABLE "public"."things" ADD COLUMN "b" text GENERATED ALWAYS AS (upper(a)) STORED'],
  },
  {
    name: 'unique and nullable, on a filled table',
    ...added({ type: DataTypes.STRING, unique: true }),
    runs: [
      'ALTER TABLE "public"."things" ADD COLUMN "b" character varying(255)',
      'ALTER TABLE "public"."things" ADD UNIQUE ("b")',
    ],
  },
  {
    name: 'unique with a constant default, on a filled table',
    ...added({ type: DataTypes.STRING, unique: true, defaultValue: 'x' }),
    runs: [`ALTER TABLE "public"."things" ADD COLUMN "b" character varying(255) DEFAULT 'x'`],
    held: ['[unique-on-filled-table] ALTER TABLE "public"."things" ADD UNIQUE ("b")'],
  },
  {
    name: 'with a comment',
    ...added({ type: DataTypes.STRING, comment: "what's; this" }),
    runs: [
      `ALTER TABLE "public"."things" ADD COLUMN "b" character varying(255);
COMMENT ON COLUMN "public"."things"."b" IS 'what''s; this'`,
    ],
  },
  {
    name: 'P55: with a default that moves with the clock',
    ...added({ type: DataTypes.DATE, defaultValue: new Date('2020-01-01') }),
    runs: [
      `ALTER TABLE "public"."things" ADD COLUMN "b" timestamp with time zone DEFAULT '2020-01-01 00:00:00.000 +00:00'`,
    ],
  },
  {
    name: 'with quotes in its name',
    ...added({ type: DataTypes.STRING, field: 'say "hi"; --' }),
    runs: ['ALTER TABLE "public"."things" ADD COLUMN "say hi; --" character varying(255)'],
  },
  {
    name: 'P31: with a name of more than 63 bytes',
    ...added({ type: DataTypes.STRING, field: 'n'.repeat(70) }),
    runs: [
      'ALTER TABLE "public"."things" ADD COLUMN "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn" character varying(255)',
    ],
  },
  {
    name: 'P29: by a second model on the same table',
    before: table('shared', { x: DataTypes.TEXT }),
    rows: `INSERT INTO shared (x) VALUES ('x')`,
    after: models(table('shared', { x: DataTypes.TEXT }), (sequelize) => {
      sequelize.define('other', { y: DataTypes.TEXT }, { tableName: 'shared', timestamps: false });
    }),
    aside: { from: (catalog) => Object.assign(catalog.tables['public.shared'] ?? {}, { columns: {} }) },
    runs: ['ALTER TABLE "public"."shared" ADD COLUMN "y" text'],
  },
]);

describeEvolutions('nullability, defaults and comments', [
  {
    name: 'NULL is allowed',
    ...restated({ type: DataTypes.TEXT, allowNull: false }, DataTypes.TEXT),
    runs: ['ALTER TABLE "public"."things" ALTER COLUMN "a" DROP NOT NULL'],
  },
  {
    name: 'NULL is forbidden on an empty table',
    ...restated(DataTypes.TEXT, { type: DataTypes.TEXT, allowNull: false }, ''),
    runs: ['ALTER TABLE "public"."things" ALTER COLUMN "a" SET NOT NULL'],
  },
  {
    name: 'NULL is forbidden on a filled table',
    ...restated(DataTypes.TEXT, { type: DataTypes.TEXT, allowNull: false }),
    runs: ['ALTER TABLE "public"."things" ALTER COLUMN "a" SET NOT NULL'],
  },
  {
    name: 'NULL is forbidden where a row has no value: held',
    ...restated(
      DataTypes.TEXT,
      { type: DataTypes.TEXT, allowNull: false },
      `INSERT INTO things (a) VALUES ('x'), (NULL)`,
    ),
    held: ['[not-null-on-filled-table] ALTER TABLE "public"."things" ALTER COLUMN "a" SET NOT NULL'],
  },
  {
    name: 'a hazard permitted at another place',
    ...restated(DataTypes.TEXT, { type: DataTypes.TEXT, allowNull: false }, `INSERT INTO things (a) VALUES (NULL)`),
    options: { allow: { hazards: ['not-null-on-filled-table:things.b', 'type-narrowing'] } },
    held: ['[not-null-on-filled-table] ALTER TABLE "public"."things" ALTER COLUMN "a" SET NOT NULL'],
  },
  {
    name: 'a default is added',
    ...restated(DataTypes.TEXT, { type: DataTypes.TEXT, defaultValue: 'new' }),
    runs: [`ALTER TABLE "public"."things" ALTER COLUMN "a" SET DEFAULT 'new'`],
  },
  {
    name: 'P7: a default that looks like SQL',
    ...restated(
      { type: DataTypes.TEXT, defaultValue: 'a' },
      { type: DataTypes.TEXT, defaultValue: 'is NOT NULL; DROP TABLE things; --' },
    ),
    runs: [`ALTER TABLE "public"."things" ALTER COLUMN "a" SET DEFAULT 'is NOT NULL; DROP TABLE things; --'`],
  },
  {
    name: 'a default becomes computed',
    ...restated(
      { type: DataTypes.DATE, defaultValue: '2020-01-01' },
      { type: DataTypes.DATE, defaultValue: Sequelize.literal('CURRENT_TIMESTAMP') },
      `INSERT INTO things (a) VALUES (now())`,
    ),
    runs: ['ALTER TABLE "public"."things" ALTER COLUMN "a" SET DEFAULT CURRENT_TIMESTAMP'],
  },
  {
    name: 'P26: a default that the model no longer has stays',
    ...restated({ type: DataTypes.TEXT, defaultValue: 'a' }, DataTypes.TEXT),
    aside: {
      from: (catalog, side) => {
        if (side === 'wanted')
          Object.assign(catalog.tables['public.things']?.columns['a'] ?? {}, { default: "'a'::text" });
      },
    },
  },
  {
    name: 'P26: what people did by hand stays, while the column changes',
    before: table('things', { a: DataTypes.STRING(10) }),
    rows: `${TWO_ROWS};
      ALTER TABLE things ALTER COLUMN a TYPE varchar(10) COLLATE "C", ALTER COLUMN a SET DEFAULT 'mine';
      COMMENT ON COLUMN things.a IS 'mine'; COMMENT ON TABLE things IS 'mine';
      CREATE INDEX mine ON things (lower(a)); ALTER TABLE things ADD CONSTRAINT mine_check CHECK (a <> '');
      CREATE FUNCTION mine() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
      CREATE TRIGGER mine BEFORE INSERT ON things FOR EACH ROW EXECUTE FUNCTION mine()`,
    after: table('things', { a: DataTypes.STRING(20), b: DataTypes.TEXT }),
    aside: {
      from: (catalog, side) => {
        const things = catalog.tables['public.things'];
        if (things === undefined || side === 'wanted') return;
        expect(things.columns['a']).toMatchObject({
          default: "'mine'::character varying",
          collation: 'C',
          comment: 'mine',
        });
        expect(things.comment).toBe('mine');
        expect(Object.keys(things.triggers)).toEqual(['mine']);
        expect(things.constraints['mine_check']).toBe("CHECK (((a)::text <> ''::text))");
        Object.assign(things, { comment: null, triggers: {} });
        Object.assign(things.columns['a'] ?? {}, { default: null, collation: null, comment: null });
        delete things.constraints['mine_check'];
      },
    },
    runs: [
      'ALTER TABLE "public"."things" ADD COLUMN "b" text',
      'ALTER TABLE "public"."things" ALTER COLUMN "a" TYPE character varying(20) COLLATE "C"',
    ],
    leftovers: ['index things.mine'],
  },
  {
    name: 'a comment is added',
    ...restated(DataTypes.TEXT, { type: DataTypes.TEXT, comment: 'c' }),
    runs: [`COMMENT ON COLUMN "public"."things"."a" IS 'c'`],
  },
  {
    name: 'a comment changes',
    ...restated({ type: DataTypes.TEXT, comment: 'c' }, { type: DataTypes.TEXT, comment: 'd' }),
    runs: [`COMMENT ON COLUMN "public"."things"."a" IS 'd'`],
  },
  {
    name: 'comments on a table',
    before: table('things', { a: DataTypes.TEXT }, { comment: 'old' }),
    after: table('things', { a: DataTypes.TEXT }, { comment: "new; it's" }),
    runs: [`COMMENT ON TABLE "public"."things" IS 'new; it''s'`],
  },
  {
    name: 'P56: a null default is no default',
    ...restated({ type: DataTypes.TEXT, defaultValue: null }, { type: DataTypes.TEXT, defaultValue: null }),
  },
  {
    name: 'everything of one column at once',
    ...restated(DataTypes.STRING(5), { type: DataTypes.TEXT, allowNull: false, defaultValue: 'z', comment: 'all' }, ''),
    runs: [
      'ALTER TABLE "public"."things" ALTER COLUMN "a" TYPE text',
      `ALTER TABLE "public"."things" ALTER COLUMN "a" SET DEFAULT 'z'`,
      'ALTER TABLE "public"."things" ALTER COLUMN "a" SET NOT NULL',
      `COMMENT ON COLUMN "public"."things"."a" IS 'all'`,
    ],
  },
  {
    name: 'a plain integer becomes a serial',
    before: table('things', { id: { type: DataTypes.INTEGER, primaryKey: true } }),
    rows: `INSERT INTO things VALUES (7)`,
    after: table('things', { id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true } }),
    look: async (database) => {
      expect(await database.query(`INSERT INTO things DEFAULT VALUES RETURNING id`)).toEqual([{ id: 8 }]);
      await database.query(`DELETE FROM things WHERE id = 8`);
    },
    runs: [
      `CREATE SEQUENCE "public"."things_id_seq" AS integer OWNED BY "public"."things"."id";
SELECT setval('"public"."things_id_seq"', (SELECT coalesce(max("id"), 0) + 1 FROM "public"."things"), false);
ALTER TABLE "public"."things" ALTER COLUMN "id" SET DEFAULT nextval('"public"."things_id_seq"'::regclass)`,
    ],
  },
  {
    name: 'a plain integer becomes an identity',
    before: table('things', { id: { type: DataTypes.INTEGER, primaryKey: true } }),
    rows: `INSERT INTO things VALUES (7)`,
    after: table('things', {
      id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true, autoIncrementIdentity: true },
    }),
    runs: [
      `ALTER TABLE "public"."things" ALTER COLUMN "id" ADD GENERATED BY DEFAULT AS IDENTITY (SEQUENCE NAME "public"."things_id_seq");
SELECT setval('"public"."things_id_seq"', (SELECT coalesce(max("id"), 0) + 1 FROM "public"."things"), false)`,
    ],
  },
  {
    name: 'P47: numbers from a sequence that the column does not own',
    before: table('things', { id: { type: DataTypes.INTEGER, primaryKey: true } }),
    rows: `CREATE SEQUENCE things_id_seq AS integer; ALTER TABLE things ALTER COLUMN id SET DEFAULT nextval('things_id_seq')`,
    after: table('things', { id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true } }),
    aside: {
      from: (catalog) => {
        catalog.sequences['public.things_id_seq'] = '';
      },
    },
  },
]);

describeEvolutions('columns that the models no longer have', [
  {
    name: 'P8: nullable: left over',
    before: table('things', { a: DataTypes.TEXT, b: DataTypes.TEXT }),
    rows: `INSERT INTO things (a, b) VALUES ('x', 'kept')`,
    after: table('things', { a: DataTypes.TEXT }),
    leftovers: ['column things.b'],
  },
  {
    name: 'P8: NOT NULL without default: made nullable, so that inserts work',
    before: table('things', { a: DataTypes.TEXT, b: { type: DataTypes.TEXT, allowNull: false } }),
    rows: `INSERT INTO things (a, b) VALUES ('x', 'kept')`,
    after: table('things', { a: DataTypes.TEXT }),
    look: async (database) => {
      await database.query(`INSERT INTO things (a) VALUES ('new'); DELETE FROM things WHERE a = 'new'`);
    },
    runs: ['ALTER TABLE "public"."things" ALTER COLUMN "b" DROP NOT NULL'],
    leftovers: ['column things.b'],
  },
  {
    name: 'P8: NOT NULL with a default: left over as it is',
    before: table('things', { a: DataTypes.TEXT, b: { type: DataTypes.TEXT, allowNull: false, defaultValue: 'd' } }),
    rows: `INSERT INTO things (a, b) VALUES ('x', 'kept')`,
    after: table('things', { a: DataTypes.TEXT }),
    leftovers: ['column things.b'],
  },
  {
    name: 'P8: with its index, unique, enum and foreign key',
    before: models(
      table('owners', { n: DataTypes.TEXT }),
      table(
        'things',
        {
          a: DataTypes.TEXT,
          b: { type: DataTypes.ENUM('p', 'q'), unique: true },
          ownerId: { type: DataTypes.INTEGER, references: { model: 'owners', key: 'id' } },
        },
        { indexes: [{ fields: ['ownerId'] }] },
      ),
    ),
    rows: `INSERT INTO things (a, b) VALUES ('x', 'p')`,
    after: models(table('owners', { n: DataTypes.TEXT }), table('things', { a: DataTypes.TEXT })),
    leftovers: [
      'column things.b',
      'column things.ownerId',
      'unique things.things_b_key',
      'index things.things_owner_id',
      'foreign-key things.things_ownerId_fkey',
    ],
  },
  {
    name: 'P8: in the primary key, on a filled table',
    before: table('things', {
      a: { type: DataTypes.TEXT, primaryKey: true },
      b: { type: DataTypes.TEXT, primaryKey: true },
    }),
    rows: `INSERT INTO things (a, b) VALUES ('x', 'kept')`,
    after: table('things', { a: { type: DataTypes.TEXT, primaryKey: true } }),
    runs: [
      `ALTER TABLE "public"."things" DROP CONSTRAINT "things_pkey";
ALTER TABLE "public"."things" ALTER COLUMN "b" DROP NOT NULL;
ALTER TABLE "public"."things" ADD PRIMARY KEY ("a")`,
    ],
    leftovers: ['column things.b'],
  },
  {
    name: 'P8: in the primary key of an empty table: the key changes and lets go of it',
    before: table('things', {
      a: { type: DataTypes.TEXT, primaryKey: true },
      b: { type: DataTypes.TEXT, primaryKey: true },
    }),
    after: table('things', { a: { type: DataTypes.TEXT, primaryKey: true } }),
    runs: [
      `ALTER TABLE "public"."things" DROP CONSTRAINT "things_pkey";
ALTER TABLE "public"."things" ALTER COLUMN "b" DROP NOT NULL;
ALTER TABLE "public"."things" ADD PRIMARY KEY ("a")`,
    ],
    leftovers: ['column things.b'],
  },
  {
    name: 'P8: renamed in the model: the old one left over, the new one added',
    before: table('things', { oldName: { type: DataTypes.TEXT, allowNull: false } }),
    rows: `INSERT INTO things ("oldName") VALUES ('kept')`,
    after: table('things', { newName: { type: DataTypes.TEXT, allowNull: false } }),
    runs: [
      'ALTER TABLE "public"."things" ADD COLUMN "newName" text',
      'ALTER TABLE "public"."things" ALTER COLUMN "oldName" DROP NOT NULL',
    ],
    held: ['[not-null-on-filled-table] ALTER TABLE "public"."things" ALTER COLUMN "newName" SET NOT NULL'],
    leftovers: ['column things.oldName'],
  },
  {
    name: 'P64: a column that became VIRTUAL',
    before: table('things', { a: DataTypes.TEXT, b: DataTypes.TEXT }),
    rows: `INSERT INTO things (a, b) VALUES ('x', 'kept')`,
    after: table('things', { a: DataTypes.TEXT, b: DataTypes.VIRTUAL }),
    leftovers: ['column things.b'],
  },
  {
    name: 'P64: a VIRTUAL that became a column',
    before: table('things', { a: DataTypes.TEXT, b: DataTypes.VIRTUAL }),
    rows: TWO_ROWS,
    after: table('things', { a: DataTypes.TEXT, b: DataTypes.TEXT }),
    runs: ['ALTER TABLE "public"."things" ADD COLUMN "b" text'],
  },
]);
