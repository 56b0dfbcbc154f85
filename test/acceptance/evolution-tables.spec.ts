import { expect } from '@jest/globals';
import { DataTypes } from 'sequelize';
import { describeEvolutions, models, table } from '../support/evolution.js';

const users = table('users', { name: DataTypes.TEXT });
const ROWS = `INSERT INTO users (name) VALUES ('x')`;

describeEvolutions('tables', [
  {
    name: 'added',
    before: users,
    rows: ROWS,
    after: models(
      users,
      table(
        'posts',
        {
          title: { type: DataTypes.TEXT, unique: true, comment: 'c' },
          userId: { type: DataTypes.INTEGER, references: { model: 'users', key: 'id' }, onDelete: 'CASCADE' },
        },
        { comment: 't', indexes: [{ fields: ['userId'] }] },
      ),
    ),
    runs: [
      `CREATE TABLE "public"."posts" ("id" SERIAL NOT NULL, "title" text, "userId" integer, UNIQUE ("title"), PRIMARY KEY ("id"));
COMMENT ON TABLE "public"."posts" IS 't';
COMMENT ON COLUMN "public"."posts"."title" IS 'c'`,
      'CREATE INDEX "posts_user_id" ON "public"."posts" USING btree ("userId")',
      'ALTER TABLE "public"."posts" ADD FOREIGN KEY ("userId") REFERENCES "public"."users" ("id") ON DELETE CASCADE',
    ],
  },
  {
    name: 'P45: added in a cycle with one that is there',
    before: users,
    rows: ROWS,
    after: models(
      table('users', {
        name: DataTypes.TEXT,
        teamId: { type: DataTypes.INTEGER, references: { model: 'teams', key: 'id' } },
      }),
      table('teams', { leadId: { type: DataTypes.INTEGER, references: { model: 'users', key: 'id' } } }),
    ),
    runs: [
      'CREATE TABLE "public"."teams" ("id" SERIAL NOT NULL, "leadId" integer, PRIMARY KEY ("id"))',
      'ALTER TABLE "public"."users" ADD COLUMN "teamId" integer',
      'ALTER TABLE "public"."users" ADD FOREIGN KEY ("teamId") REFERENCES "public"."teams" ("id")',
      'ALTER TABLE "public"."teams" ADD FOREIGN KEY ("leadId") REFERENCES "public"."users" ("id")',
    ],
  },
  {
    name: 'P45: two added in a cycle',
    before: users,
    rows: ROWS,
    after: models(
      users,
      table('teams', {
        leadId: { type: DataTypes.INTEGER, references: { model: 'members', key: 'id' } },
        parentId: { type: DataTypes.INTEGER, references: { model: 'teams', key: 'id' } },
      }),
      table('members', {
        teamId: { type: DataTypes.INTEGER, references: { model: 'teams', key: 'id' }, unique: true },
      }),
    ),
    runs: [
      'CREATE TABLE "public"."teams" ("id" SERIAL NOT NULL, "leadId" integer, "parentId" integer, PRIMARY KEY ("id"), FOREIGN KEY ("parentId") REFERENCES "public"."teams" ("id"))',
      'CREATE TABLE "public"."members" ("id" SERIAL NOT NULL, "teamId" integer, UNIQUE ("teamId"), PRIMARY KEY ("id"), FOREIGN KEY ("teamId") REFERENCES "public"."teams" ("id"))',
      'ALTER TABLE "public"."teams" ADD FOREIGN KEY ("leadId") REFERENCES "public"."members" ("id")',
    ],
  },
  {
    name: 'of a model that is gone: not touched, not mentioned',
    before: models(users, table('old', { a: { type: DataTypes.TEXT, allowNull: false } })),
    rows: `${ROWS}; INSERT INTO old (a) VALUES ('kept')`,
    after: users,
    aside: {
      from: (catalog) => {
        delete catalog.tables['public.old'];
        delete catalog.sequences['public.old_id_seq'];
      },
    },
  },
  {
    name: 'of a model that is gone and points at one that stays',
    before: models(
      users,
      table('old', { userId: { type: DataTypes.INTEGER, references: { model: 'users', key: 'id' } } }),
    ),
    rows: `${ROWS}; INSERT INTO old ("userId") VALUES (1)`,
    after: table('users', {
      id: { type: DataTypes.BIGINT, primaryKey: true, autoIncrement: true },
      name: DataTypes.TEXT,
    }),
    aside: {
      from: (catalog) => {
        delete catalog.tables['public.old'];
        delete catalog.sequences['public.old_id_seq'];
      },
    },
    runs: [
      `[type-rewrites-table] ALTER TABLE "public"."users" ALTER COLUMN "id" TYPE bigint;
ALTER SEQUENCE "public"."users_id_seq" AS bigint`,
    ],
  },
  {
    name: 'P44: in a schema that is not there, and created when asked',
    before: users,
    rows: ROWS,
    after: models(
      users,
      table(
        'items',
        {
          kind: DataTypes.ENUM('a', 'b'),
          userId: {
            type: DataTypes.INTEGER,
            references: { model: { tableName: 'users', schema: 'public' }, key: 'id' },
          },
        },
        { schema: 'Shop' },
      ),
    ),
    options: { createSchemas: true },
    runs: [
      'CREATE SCHEMA "Shop"',
      `CREATE TYPE "Shop"."enum_items_kind" AS ENUM ('a', 'b')`,
      'CREATE TABLE "Shop"."items" ("id" SERIAL NOT NULL, "kind" "Shop".enum_items_kind, "userId" integer, PRIMARY KEY ("id"))',
      'ALTER TABLE "Shop"."items" ADD FOREIGN KEY ("userId") REFERENCES "public"."users" ("id")',
    ],
  },
  {
    name: 'P62: in another schema, changed',
    before: models(users, table('users', { name: DataTypes.STRING(5) }, { schema: 'shop' })),
    rows: `${ROWS}; INSERT INTO shop.users (name) VALUES ('y')`,
    after: models(
      users,
      table(
        'users',
        { name: DataTypes.STRING(9), friendId: { type: DataTypes.INTEGER, references: { model: 'users', key: 'id' } } },
        { schema: 'shop' },
      ),
    ),
    runs: [
      'ALTER TABLE "shop"."users" ADD COLUMN "friendId" integer',
      'ALTER TABLE "shop"."users" ALTER COLUMN "name" TYPE character varying(9)',
      'ALTER TABLE "shop"."users" ADD FOREIGN KEY ("friendId") REFERENCES "shop"."users" ("id")',
    ],
  },
  {
    name: 'P31: with names of more than 63 bytes',
    before: users,
    rows: ROWS,
    after: models(
      users,
      table('t'.repeat(70), {
        ['c'.repeat(70)]: { type: DataTypes.ENUM('a', 'b'), unique: true },
        userId: { type: DataTypes.INTEGER, references: { model: 'users', key: 'id' } },
      }),
    ),
    runs: [
      `CREATE TYPE "public"."enum_tttttttttttttttttttttttttttttttttttttttttttttttttttttttttt" AS ENUM ('a', 'b')`,
      'CREATE TABLE "public"."ttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttt" ("id" SERIAL NOT NULL, "ccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc" public.enum_tttttttttttttttttttttttttttttttttttttttttttttttttttttttttt, "userId" integer, UNIQUE ("ccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc"), PRIMARY KEY ("id"))',
      'ALTER TABLE "public"."ttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttt" ADD FOREIGN KEY ("userId") REFERENCES "public"."users" ("id")',
    ],
  },
  {
    name: 'with SQL in their names, changed',
    before: table(`select; -- NULL`, { 'a;b': DataTypes.STRING(5) }),
    rows: `INSERT INTO "select; -- NULL" ("a;b") VALUES ('x'), (NULL)`,
    after: table(
      `select; -- NULL`,
      {
        'a;b': { type: DataTypes.STRING(9), allowNull: false, comment: `it's "me"` },
        "c'd": { type: DataTypes.TEXT, unique: true },
      },
      { indexes: [{ fields: ['a;b'] }] },
    ),
    runs: [
      `ALTER TABLE "public"."select; -- NULL" ADD COLUMN "c'd" text`,
      'ALTER TABLE "public"."select; -- NULL" ALTER COLUMN "a;b" TYPE character varying(9)',
      `COMMENT ON COLUMN "public"."select; -- NULL"."a;b" IS 'it''s "me"'`,
      `ALTER TABLE "public"."select; -- NULL" ADD UNIQUE ("c'd")`,
      'CREATE INDEX "select; -- _n_u_l_l_a;b" ON "public"."select; -- NULL" USING btree ("a;b")',
    ],
    held: ['[not-null-on-filled-table] ALTER TABLE "public"."select; -- NULL" ALTER COLUMN "a;b" SET NOT NULL'],
  },
  {
    name: 'P28: a model on a view is left alone',
    before: users,
    rows: `${ROWS}; CREATE VIEW seen AS SELECT id, name FROM users`,
    after: models(users, table('seen', { name: DataTypes.STRING(3), more: DataTypes.TEXT })),
    look: async (_, plan) => expect(plan.notes).toEqual(['seen is left alone: seen is a view']),
    aside: {
      from: (catalog) => {
        delete catalog.tables['public.seen'];
        delete catalog.sequences['public.seen_id_seq'];
      },
    },
  },
  {
    name: 'P60: a model with its own sync() is left alone',
    before: users,
    rows: ROWS,
    after: models(users, (sequelize) => {
      const download = sequelize.define(
        'download',
        { a: DataTypes.TEXT },
        { tableName: 'downloads', timestamps: false },
      );
      Object.assign(download, { sync: async () => download });
    }),
    look: async (_, plan) => expect(plan.notes).toEqual(['model download is left alone: it has its own static sync()']),
  },
]);
