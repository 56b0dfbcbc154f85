import { expect, it } from '@jest/globals';
import { DataTypes, Sequelize } from 'sequelize';
import type { HazardCode } from '../../lib/hazards/hazard.js';
import { type Models, models, table } from '../support/evolution.js';
import { usePains } from '../support/pains.js';
import { forEachPostgres } from '../support/postgres.js';

interface Case {
  readonly code: HazardCode;
  readonly before: Models;
  readonly rows: string;
  readonly after: Models;
  readonly danger: string;
  readonly remedy: string;
  /** SQL of the remedy that can be run as it stands. */
  readonly runs?: string;
}

const Users = table('Users', { 'e;mail': DataTypes.TEXT, n: DataTypes.INTEGER });
const ROW = `INSERT INTO "Users" ("e;mail", n) VALUES ('x', 1), ('x', NULL)`;
const Pets = table('Pets', { 'owner Id': DataTypes.INTEGER });

/** A developer reads these at the end of a long day: the danger, then what to do next, ready to paste. */
const cases: readonly Case[] = [
  {
    code: 'not-null-on-filled-table',
    before: Users,
    rows: ROW,
    after: table('Users', { 'e;mail': DataTypes.TEXT, n: { type: DataTypes.INTEGER, allowNull: false } }),
    danger: 'Users.n is to be NOT NULL, and Users has rows that may have no value there.',
    remedy: `1. Fill them: UPDATE "public"."Users" SET "n" = <value> WHERE "n" IS NULL;  2. Then ALTER TABLE "public"."Users" ALTER COLUMN "n" SET NOT NULL; in a migration, or permit it here: safeSync: { allow: { hazards: ['not-null-on-filled-table:Users.n'] } }`,
  },
  {
    code: 'unique-on-filled-table',
    before: Users,
    rows: ROW,
    after: table('Users', { 'e;mail': { type: DataTypes.TEXT, unique: true }, n: DataTypes.INTEGER }),
    danger: '(e;mail) of Users is to be unique, and Users has rows that may hold duplicates.',
    remedy: `Find them: SELECT "e;mail", count(*) FROM "public"."Users" GROUP BY "e;mail" HAVING count(*) > 1; When there are none, permit it: safeSync: { allow: { hazards: ['unique-on-filled-table:Users.e;mail'] } }`,
    runs: `SELECT "e;mail", count(*) FROM "public"."Users" GROUP BY "e;mail" HAVING count(*) > 1`,
  },
  {
    code: 'unique-on-filled-table',
    before: Users,
    rows: ROW,
    after: table(
      'Users',
      { 'e;mail': DataTypes.TEXT, n: DataTypes.INTEGER },
      {
        indexes: [
          { name: 'i', unique: true, fields: [Sequelize.literal(`lower("e;mail")`) as never, 'n'], where: { n: 1 } },
        ],
      },
    ),
    danger: '(lower("e;mail"), n) of Users is to be unique, and Users has rows that may hold duplicates.',
    remedy: `Find them: SELECT (lower("e;mail")), "n", count(*) FROM "public"."Users" WHERE n = 1 GROUP BY (lower("e;mail")), "n" HAVING count(*) > 1; When there are none, permit it: safeSync: { allow: { hazards: ['unique-on-filled-table:Users.lower("e;mail")'] } }`,
    runs: `SELECT (lower("e;mail")), "n", count(*) FROM "public"."Users" WHERE n = 1 GROUP BY (lower("e;mail")), "n" HAVING count(*) > 1`,
  },
  {
    code: 'foreign-key-on-filled-table',
    before: models(Users, Pets),
    rows: `INSERT INTO "Pets" ("owner Id") VALUES (7)`,
    after: models(
      Users,
      table('Pets', { 'owner Id': { type: DataTypes.INTEGER, references: { model: 'Users', key: 'id' } } }),
    ),
    danger: '(owner Id) of Pets is to reference Users, and Pets has rows that may point at nothing.',
    remedy: `Find them: SELECT child.* FROM "public"."Pets" AS child WHERE child."owner Id" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "public"."Users" AS parent WHERE parent."id" = child."owner Id"); When there are none, permit it: safeSync: { allow: { hazards: ['foreign-key-on-filled-table:Pets.owner Id'] } }`,
    runs: `SELECT child.* FROM "public"."Pets" AS child WHERE child."owner Id" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "public"."Users" AS parent WHERE parent."id" = child."owner Id")`,
  },
  {
    code: 'primary-key-change',
    before: table('Users', { a: { type: DataTypes.TEXT, primaryKey: true }, b: DataTypes.TEXT }),
    rows: `INSERT INTO "Users" VALUES ('x', NULL)`,
    after: table('Users', { a: DataTypes.TEXT, b: { type: DataTypes.TEXT, primaryKey: true } }),
    danger: 'Users is to have the primary key (b) instead of (a), and its rows may hold NULLs or duplicates there.',
    remedy: `Find them: SELECT "b", count(*) FROM "public"."Users" GROUP BY "b" HAVING count(*) > 1 OR "b" IS NULL; When there are none, permit it: safeSync: { allow: { hazards: ['primary-key-change:Users.b'] } }`,
    runs: `SELECT "b", count(*) FROM "public"."Users" GROUP BY "b" HAVING count(*) > 1 OR "b" IS NULL`,
  },
  {
    code: 'type-narrowing',
    before: Users,
    rows: ROW,
    after: table('Users', { 'e;mail': DataTypes.STRING(5), n: DataTypes.INTEGER }),
    danger: 'Users.e;mail from text to character varying(5) can lose or reject values: longer values are rejected.',
    remedy: `Look at the rows first: SELECT "e;mail" FROM "public"."Users" WHERE char_length("e;mail") > 5; Then permit it: safeSync: { allow: { hazards: ['type-narrowing:Users.e;mail'] } }, or change it in a migration.`,
    runs: `SELECT "e;mail" FROM "public"."Users" WHERE char_length("e;mail") > 5`,
  },
  {
    code: 'type-needs-conversion',
    before: Users,
    rows: ROW,
    after: table('Users', { 'e;mail': DataTypes.UUID, n: DataTypes.INTEGER }),
    danger:
      'Users.e;mail from text to uuid needs a conversion of every value: the server does not cast one to the other by itself.',
    remedy: `Look at the rows first: SELECT "e;mail" FROM "public"."Users" WHERE "e;mail" IS NOT NULL; Then permit it: safeSync: { allow: { hazards: ['type-needs-conversion:Users.e;mail'] } }, or change it in a migration with a USING of your own.`,
    runs: `SELECT "e;mail" FROM "public"."Users" WHERE "e;mail" IS NOT NULL`,
  },
  {
    code: 'column-in-use',
    before: Users,
    rows: `CREATE VIEW "Seen it" AS SELECT "e;mail" FROM "Users"; CREATE MATERIALIZED VIEW kept AS SELECT "e;mail" FROM "Users"`,
    after: table('Users', { 'e;mail': DataTypes.CITEXT, n: DataTypes.INTEGER }),
    danger:
      'Users.e;mail cannot become citext: materialized-view kept, view Seen it use it, and the server refuses to change its type.',
    remedy:
      'In a migration: DROP MATERIALIZED VIEW "kept"; DROP VIEW "Seen it"; then change the type, and create them again.',
    runs: 'DROP MATERIALIZED VIEW "kept"; DROP VIEW "Seen it"',
  },
  {
    code: 'column-in-use',
    before: table(
      'Users',
      { s: DataTypes.TEXT, n: DataTypes.INTEGER },
      { indexes: [{ name: 'news', fields: ['n'], where: { s: 'new' } }] },
    ),
    rows: '',
    after: table(
      'Users',
      { s: DataTypes.ENUM('new'), n: DataTypes.INTEGER },
      { indexes: [{ name: 'news', fields: ['n'], where: { s: 'new' } }] },
    ),
    danger:
      'Users.s cannot become public."enum_Users_s": index news uses it, and the server refuses to change its type.',
    remedy: 'In a migration: DROP INDEX "public"."news"; then change the type, and create it again.',
    runs: 'DROP INDEX "public"."news"',
  },
  {
    code: 'leftover-in-primary-key',
    before: table('Users', {
      a: { type: DataTypes.TEXT, primaryKey: true },
      b: { type: DataTypes.TEXT, primaryKey: true },
    }),
    rows: '',
    after: (sequelize) => {
      sequelize.define('Users', { a: DataTypes.TEXT }, { tableName: 'Users', timestamps: false }).removeAttribute('id');
    },
    danger:
      'Users.b is only in the database, NOT NULL and part of the primary key: inserts made from the models will fail, and it cannot be made nullable.',
    remedy: 'Put the column back into the model, or give "public"."Users" another primary key in a migration.',
  },
  {
    code: 'foreign-key-target-missing',
    before: Pets,
    rows: '',
    after: models(
      table('Pets', { 'owner Id': { type: DataTypes.INTEGER, references: { model: 'Users', key: 'id' } } }),
      (sequelize) => {
        const users = sequelize.define('Users', {}, { tableName: 'Users' });
        Object.assign(users, { sync: async () => users });
      },
    ),
    danger: '(owner Id) of Pets references public.Users, which is left alone and not there.',
    remedy: 'Create public.Users; the next alter adds the key.',
  },
  {
    code: 'depends-on-held',
    before: table('Users', { n: DataTypes.INTEGER }),
    rows: 'INSERT INTO "Users" (n) VALUES (1)',
    after: table('Users', { n: { type: DataTypes.TEXT, defaultValue: 'x' } }),
    danger: 'It needs a change of Users.n that is held back [type-narrowing].',
    remedy: 'It follows by itself when that one is done.',
  },
  {
    code: 'type-rewrites-table',
    before: Users,
    rows: ROW,
    after: table('Users', { 'e;mail': DataTypes.TEXT, n: DataTypes.BIGINT }),
    danger: 'Users.n from integer to bigint rewrites the table under a lock; every value survives.',
    remedy: 'Nothing to do; on a big table choose a quiet moment.',
  },
];

forEachPostgres('what a hazard says', (server) => {
  const pains = usePains(server);

  it.each(cases.map((one) => [one.code, one] as const))(
    '%s',
    async (code, { before, rows, after, danger, remedy, runs }) => {
      await pains.query('CREATE EXTENSION citext');
      await pains.alter(before);
      await pains.query(rows);
      const plan = await pains.plan(after);
      const hazards = plan.statements.flatMap((statement) => statement.hazards);
      expect(hazards.find((hazard) => hazard.code === code)).toEqual({
        code,
        effect: code === 'type-rewrites-table' ? 'warns' : 'holds',
        danger,
        remedy,
      });
      if (runs === undefined) return;
      expect(remedy).toContain(runs);
      await pains.query(runs);
    },
  );

  it('a permission with a quote in it can be pasted', async () => {
    await pains.alter(table('things', { "it's": DataTypes.TEXT }));
    await pains.query(`INSERT INTO things ("it's") VALUES ('x')`);
    const after = table('things', { "it's": { type: DataTypes.TEXT, unique: true } });
    const [held] = (await pains.plan(after)).statements;
    expect(held?.hazards[0]?.remedy).toContain(String.raw`['unique-on-filled-table:things.it\'s']`);
    const report = await pains.alter(after, { allow: { hazards: ["unique-on-filled-table:things.it's"] } });
    expect(report.applied.flatMap(({ hazards }) => hazards)).toMatchObject([
      { code: 'unique-on-filled-table', effect: 'warns', evidence: 'permitted by safeSync.allow.hazards' },
    ]);
  });

  it('what the server refuses cannot be permitted', async () => {
    await pains.alter(table('things', { a: DataTypes.STRING(5) }));
    await pains.query('CREATE VIEW seen AS SELECT a FROM things');
    const report = await pains.alter(table('things', { a: DataTypes.TEXT }), { allow: { hazards: ['column-in-use'] } });
    expect([report.applied, report.held.length]).toEqual([[], 1]);
  });
});
