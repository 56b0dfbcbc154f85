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
const ROW = `INSERT INTO "Users" ("e;mail", n) VALUES ('x-long', 1), ('x-long', NULL), ('X-LONG', 1)`;
const Pets = table('Pets', { 'owner Id': DataTypes.INTEGER });

/** A developer reads these at the end of a long day: the danger, then what to do next, ready to paste. */
const cases: readonly Case[] = [
  {
    code: 'not-null-on-filled-table',
    before: Users,
    rows: ROW,
    after: table('Users', { 'e;mail': DataTypes.TEXT, n: { type: DataTypes.INTEGER, allowNull: false } }),
    danger: 'Users.n is to be NOT NULL, and 1 row has no value there (id 2).',
    remedy: `1. Fill them: UPDATE "public"."Users" SET "n" = <value> WHERE "n" IS NULL;  2. Start again, which makes it NOT NULL by itself, or run it in a migration: ALTER TABLE "public"."Users" ALTER COLUMN "n" SET NOT NULL;`,
  },
  {
    code: 'unique-on-filled-table',
    before: Users,
    rows: ROW,
    after: table('Users', { 'e;mail': { type: DataTypes.TEXT, unique: true }, n: DataTypes.INTEGER }),
    danger: '(e;mail) of Users is to be unique, and 1 value stands in more than one row (id 1 and 2).',
    remedy: `Find them: SELECT "e;mail", count(*) FROM "public"."Users" WHERE "e;mail" IS NOT NULL GROUP BY "e;mail" HAVING count(*) > 1; Change all but one row of each, or take them out, and start again: it then becomes unique by itself.`,
    runs: `SELECT "e;mail", count(*) FROM "public"."Users" WHERE "e;mail" IS NOT NULL GROUP BY "e;mail" HAVING count(*) > 1`,
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
    danger: '(lower("e;mail"), n) of Users is to be unique, and 1 value stands in more than one row (id 1 and 3).',
    remedy: `Find them: SELECT (lower("e;mail")), "n", count(*) FROM "public"."Users" WHERE (lower("e;mail")) IS NOT NULL AND "n" IS NOT NULL AND (n = 1) GROUP BY (lower("e;mail")), "n" HAVING count(*) > 1; Change all but one row of each, or take them out, and start again: it then becomes unique by itself.`,
    runs: `SELECT (lower("e;mail")), "n", count(*) FROM "public"."Users" WHERE (lower("e;mail")) IS NOT NULL AND "n" IS NOT NULL AND (n = 1) GROUP BY (lower("e;mail")), "n" HAVING count(*) > 1`,
  },
  {
    code: 'foreign-key-on-filled-table',
    before: models(Users, Pets),
    rows: `INSERT INTO "Pets" ("owner Id") VALUES (7)`,
    after: models(
      Users,
      table('Pets', { 'owner Id': { type: DataTypes.INTEGER, references: { model: 'Users', key: 'id' } } }),
    ),
    danger: '(owner Id) of Pets is to reference Users, and 1 row points at nothing there (id 1).',
    remedy: `Find them: SELECT child.* FROM "public"."Pets" AS child WHERE child."owner Id" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "public"."Users" AS parent WHERE parent."id" = child."owner Id"); Bring what they point at into Users, set them to NULL or take them out, and start again: the key then comes by itself.`,
    runs: `SELECT child.* FROM "public"."Pets" AS child WHERE child."owner Id" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "public"."Users" AS parent WHERE parent."id" = child."owner Id")`,
  },
  {
    code: 'primary-key-change',
    before: table('Users', { a: { type: DataTypes.TEXT, primaryKey: true }, b: DataTypes.TEXT }),
    rows: `INSERT INTO "Users" VALUES ('x', NULL)`,
    after: table('Users', { a: DataTypes.TEXT, b: { type: DataTypes.TEXT, primaryKey: true } }),
    danger: 'Users is to have the primary key (b) instead of (a), and 1 row has no value there (a x).',
    remedy: `Find them: SELECT * FROM "public"."Users" WHERE "b" IS NULL; Give each row a key of its own, and start again: the primary key then changes by itself.`,
    runs: `SELECT * FROM "public"."Users" WHERE "b" IS NULL`,
  },
  {
    code: 'type-narrowing',
    before: Users,
    rows: ROW,
    after: table('Users', { 'e;mail': DataTypes.STRING(5), n: DataTypes.INTEGER }),
    danger:
      'Users.e;mail from text to character varying(5) can lose or reject values (longer values are rejected), and 3 rows hold such a value (id 1; 2; 3): "x-long", "X-LONG".',
    remedy: `Find them: SELECT "id", "e;mail" FROM "public"."Users" WHERE "e;mail" IS NOT NULL AND (char_length("e;mail"::text) > 5); Correct them to what character varying(5) takes, and start again: the type then changes by itself. Or change it in a migration of your own.`,
    runs: `SELECT "id", "e;mail" FROM "public"."Users" WHERE "e;mail" IS NOT NULL AND (char_length("e;mail"::text) > 5)`,
  },
  {
    code: 'type-needs-conversion',
    before: Users,
    rows: ROW,
    after: table('Users', { 'e;mail': DataTypes.UUID, n: DataTypes.INTEGER }),
    danger:
      'Users.e;mail from text to uuid needs a conversion (the server does not cast one to the other by itself), and 3 rows hold what is no uuid (id 1; 2; 3): "x-long", "X-LONG".',
    remedy:
      '; Correct them to what uuid takes, and start again: the type then changes by itself. Or change it in a migration of your own.',
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
    before: table('Users', { n: DataTypes.DOUBLE }),
    rows: 'INSERT INTO "Users" (n) VALUES (1.5)',
    after: table('Users', { n: { type: DataTypes.INTEGER, defaultValue: 7 } }),
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
      expect(hazards.find((hazard) => hazard.code === code)).toMatchObject({
        code,
        effect: code === 'type-rewrites-table' ? 'warns' : 'holds',
        danger,
        remedy: expect.stringContaining(remedy),
      });
      if (runs === undefined) return;
      expect(remedy).toContain(runs);
      await pains.query(runs);
    },
  );

  it('a permission with a quote in it can be pasted', async () => {
    await pains.alter(table('things', { "it's": DataTypes.DATE }));
    await pains.query(`INSERT INTO things ("it's") VALUES ('2026-01-01 10:00:00Z')`);
    const after = table('things', { "it's": DataTypes.DATEONLY });
    const [held] = (await pains.plan(after)).statements;
    expect(held?.hazards[0]?.remedy).toContain(String.raw`['type-narrowing:things.it\'s']`);
    const report = await pains.alter(after, { allow: { hazards: ["type-narrowing:things.it's"] } });
    expect(report.applied.flatMap(({ hazards }) => hazards)).toMatchObject([
      { code: 'type-narrowing', effect: 'warns', evidence: 'permitted by safeSync.allow.hazards' },
    ]);
  });

  it('what the server refuses cannot be permitted', async () => {
    await pains.alter(table('things', { a: DataTypes.STRING(5) }));
    await pains.query('CREATE VIEW seen AS SELECT a FROM things');
    const report = await pains.alter(table('things', { a: DataTypes.TEXT }), { allow: { hazards: ['column-in-use'] } });
    expect([report.applied, report.held.length]).toEqual([[], 1]);
  });
});
