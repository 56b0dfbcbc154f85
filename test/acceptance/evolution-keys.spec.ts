import { DataTypes, Deferrable, type ModelAttributeColumnOptions } from 'sequelize';
import { describeEvolutions, type Evolution, type Models, models, table } from '../support/evolution.js';

const owners = table('owners', { n: DataTypes.TEXT });

function pets(reference: Partial<ModelAttributeColumnOptions> | null): Models {
  return models(
    owners,
    table('pets', {
      n: DataTypes.TEXT,
      ...(reference === null ? {} : { ownerId: { type: DataTypes.INTEGER, ...reference } }),
    }),
  );
}

const key = { references: { model: 'owners', key: 'id' } };
const ROWS = `INSERT INTO owners DEFAULT VALUES; INSERT INTO pets ("ownerId") VALUES (1), (NULL)`;
const deferred = {
  references: { model: 'owners', key: 'id', deferrable: new Deferrable.INITIALLY_DEFERRED() },
} as never;

function keys(
  from: Partial<ModelAttributeColumnOptions> | null,
  to: Partial<ModelAttributeColumnOptions> | null,
  rows = ROWS,
): Pick<Evolution, 'before' | 'after' | 'rows'> {
  return { before: pets(from), rows, after: pets(to) };
}

describeEvolutions('foreign keys', [
  {
    name: 'on a new column of a filled table',
    ...keys(
      null,
      { ...key, onDelete: 'CASCADE' },
      `INSERT INTO owners DEFAULT VALUES; INSERT INTO pets (n) VALUES ('x')`,
    ),
    runs: [
      'ALTER TABLE "public"."pets" ADD COLUMN "ownerId" integer',
      'ALTER TABLE "public"."pets" ADD FOREIGN KEY ("ownerId") REFERENCES "public"."owners" ("id") ON DELETE CASCADE',
    ],
  },
  {
    name: 'on a column of an empty table',
    ...keys({}, key, ''),
    runs: ['ALTER TABLE "public"."pets" ADD FOREIGN KEY ("ownerId") REFERENCES "public"."owners" ("id")'],
  },
  {
    name: 'on a column of a filled table',
    ...keys({}, key),
    runs: ['ALTER TABLE "public"."pets" ADD FOREIGN KEY ("ownerId") REFERENCES "public"."owners" ("id")'],
  },
  {
    name: 'on a column with a row that points at nothing: held',
    ...keys({}, key),
    rows: `${ROWS}; INSERT INTO pets ("ownerId") VALUES (77), (NULL)`,
    held: [
      '[foreign-key-on-filled-table] ALTER TABLE "public"."pets" ADD FOREIGN KEY ("ownerId") REFERENCES "public"."owners" ("id")',
    ],
  },
  {
    name: 'another action: replaced',
    ...keys({ ...key, onDelete: 'SET NULL' }, { ...key, onDelete: 'CASCADE', onUpdate: 'CASCADE' }),
    runs: [
      `ALTER TABLE "public"."pets" DROP CONSTRAINT "pets_ownerId_fkey";
ALTER TABLE "public"."pets" ADD CONSTRAINT "pets_ownerId_fkey" FOREIGN KEY ("ownerId") REFERENCES "public"."owners" ("id") ON DELETE CASCADE ON UPDATE CASCADE`,
    ],
  },
  {
    name: 'P23: another action: the custom name stays',
    ...keys({}, { ...key, onDelete: 'CASCADE' }),
    rows: `${ROWS}; ALTER TABLE pets ADD CONSTRAINT "my ""key" FOREIGN KEY ("ownerId") REFERENCES owners (id)`,
    aside: { names: true },
    runs: [
      `ALTER TABLE "public"."pets" DROP CONSTRAINT "my ""key";
ALTER TABLE "public"."pets" ADD CONSTRAINT "my ""key" FOREIGN KEY ("ownerId") REFERENCES "public"."owners" ("id") ON DELETE CASCADE`,
    ],
  },
  {
    name: 'RESTRICT and NO ACTION are the same',
    ...keys({ ...key, onDelete: 'RESTRICT' }, { ...key, onDelete: 'NO ACTION' }),
    aside: {
      from: (catalog) => {
        for (const each of Object.values(catalog.tables))
          for (const name of Object.keys(each.constraints))
            each.constraints[name] = (each.constraints[name] ?? '').replace(' ON DELETE RESTRICT', '');
      },
    },
  },
  {
    name: 'P61: actions in any case',
    ...keys({ ...key, onDelete: 'CASCADE' }, { ...key, onDelete: 'casCade' }),
  },
  {
    name: 'deferrable now: replaced',
    ...keys(key, deferred),
    runs: [
      `ALTER TABLE "public"."pets" DROP CONSTRAINT "pets_ownerId_fkey";
ALTER TABLE "public"."pets" ADD CONSTRAINT "pets_ownerId_fkey" FOREIGN KEY ("ownerId") REFERENCES "public"."owners" ("id") DEFERRABLE INITIALLY DEFERRED`,
    ],
  },
  {
    name: 'no longer deferrable: replaced',
    ...keys(deferred, key),
    runs: [
      `ALTER TABLE "public"."pets" DROP CONSTRAINT "pets_ownerId_fkey";
ALTER TABLE "public"."pets" ADD CONSTRAINT "pets_ownerId_fkey" FOREIGN KEY ("ownerId") REFERENCES "public"."owners" ("id")`,
    ],
  },
  {
    name: 'another target, filled: held',
    before: models(pets(key), table('people', { n: DataTypes.TEXT })),
    rows: ROWS,
    after: models(pets({ references: { model: 'people', key: 'id' } }), table('people', { n: DataTypes.TEXT })),
    held: [
      `[foreign-key-on-filled-table] ALTER TABLE "public"."pets" DROP CONSTRAINT "pets_ownerId_fkey";
ALTER TABLE "public"."pets" ADD CONSTRAINT "pets_ownerId_fkey" FOREIGN KEY ("ownerId") REFERENCES "public"."people" ("id")`,
    ],
  },
  {
    name: 'another target, empty: replaced',
    before: models(pets(key), table('people', { n: DataTypes.TEXT })),
    after: models(pets({ references: { model: 'people', key: 'id' } }), table('people', { n: DataTypes.TEXT })),
    runs: [
      `ALTER TABLE "public"."pets" DROP CONSTRAINT "pets_ownerId_fkey";
ALTER TABLE "public"."pets" ADD CONSTRAINT "pets_ownerId_fkey" FOREIGN KEY ("ownerId") REFERENCES "public"."people" ("id")`,
    ],
  },
  { name: 'removed from the model: left over', ...keys(key, {}), leftovers: ['foreign-key pets.pets_ownerId_fkey'] },
  {
    name: 'to a column that becomes unique in the same plan',
    before: models(table('owners', { code: DataTypes.TEXT }), table('pets', { n: DataTypes.TEXT })),
    rows: `INSERT INTO pets (n) VALUES ('x')`,
    after: models(
      table('owners', { code: { type: DataTypes.TEXT, unique: true } }),
      table('pets', {
        n: DataTypes.TEXT,
        owner: { type: DataTypes.TEXT, references: { model: 'owners', key: 'code' } },
      }),
    ),
    runs: [
      'ALTER TABLE "public"."pets" ADD COLUMN "owner" text',
      'ALTER TABLE "public"."owners" ADD UNIQUE ("code")',
      'ALTER TABLE "public"."pets" ADD FOREIGN KEY ("owner") REFERENCES "public"."owners" ("code")',
    ],
  },
  {
    name: 'to a column whose unique is held: held with it',
    before: models(table('owners', { code: DataTypes.TEXT }), table('pets', { n: DataTypes.TEXT })),
    rows: `INSERT INTO owners (code) VALUES ('x'), ('x')`,
    after: models(
      table('owners', { code: { type: DataTypes.TEXT, unique: true } }),
      table('pets', {
        n: DataTypes.TEXT,
        owner: { type: DataTypes.TEXT, references: { model: 'owners', key: 'code' } },
      }),
    ),
    runs: ['ALTER TABLE "public"."pets" ADD COLUMN "owner" text'],
    held: [
      '[unique-on-filled-table] ALTER TABLE "public"."owners" ADD UNIQUE ("code")',
      '[depends-on-held] ALTER TABLE "public"."pets" ADD FOREIGN KEY ("owner") REFERENCES "public"."owners" ("code")',
    ],
  },
  {
    name: 'P22: with schemas on both sides',
    before: models(
      table('owners', { n: DataTypes.TEXT }, { schema: 'shop' }),
      table(
        'pets',
        {
          ownerId: {
            type: DataTypes.INTEGER,
            references: { model: { tableName: 'owners', schema: 'shop' }, key: 'id' },
          },
        },
        { schema: 'shop' },
      ),
    ),
    rows: `INSERT INTO shop.owners DEFAULT VALUES; INSERT INTO shop.pets ("ownerId") VALUES (1)`,
    after: models(
      table('owners', { n: DataTypes.TEXT }, { schema: 'shop' }),
      table(
        'pets',
        {
          ownerId: {
            type: DataTypes.INTEGER,
            references: { model: { tableName: 'owners', schema: 'shop' }, key: 'id' },
            onDelete: 'CASCADE',
          },
        },
        { schema: 'shop' },
      ),
    ),
    runs: [
      `ALTER TABLE "shop"."pets" DROP CONSTRAINT "pets_ownerId_fkey";
ALTER TABLE "shop"."pets" ADD CONSTRAINT "pets_ownerId_fkey" FOREIGN KEY ("ownerId") REFERENCES "shop"."owners" ("id") ON DELETE CASCADE`,
    ],
  },
  {
    name: 'P65: a parent that is held holds its children back, also empty ones',
    before: models(
      table('owners', { id: { type: DataTypes.TEXT, primaryKey: true } }),
      table('pets', { ownerId: { type: DataTypes.TEXT, references: { model: 'owners', key: 'id' } } }),
    ),
    rows: `INSERT INTO owners VALUES ('no uuid')`,
    after: models(
      table('owners', { id: { type: DataTypes.UUID, primaryKey: true } }),
      table('pets', { ownerId: { type: DataTypes.UUID, references: { model: 'owners', key: 'id' } } }),
    ),
    held: [
      '[depends-on-held] ALTER TABLE "public"."pets" DROP CONSTRAINT "pets_ownerId_fkey"',
      '[type-needs-conversion] ALTER TABLE "public"."owners" ALTER COLUMN "id" TYPE uuid USING "id"::uuid',
      '[depends-on-held] ALTER TABLE "public"."pets" ALTER COLUMN "ownerId" TYPE uuid USING "ownerId"::uuid',
      '[depends-on-held] ALTER TABLE "public"."pets" ADD CONSTRAINT "pets_ownerId_fkey" FOREIGN KEY ("ownerId") REFERENCES "public"."owners" ("id")',
    ],
  },
  {
    name: 'P65: a key of a table that is no model is in the way',
    before: models(
      table('owners', { id: { type: DataTypes.TEXT, primaryKey: true } }),
      table('strangers', { ownerId: { type: DataTypes.TEXT, references: { model: 'owners', key: 'id' } } }),
    ),
    after: table('owners', { id: { type: DataTypes.UUID, primaryKey: true } }),
    aside: {
      from: (catalog) => {
        delete catalog.tables['public.strangers'];
        delete catalog.sequences['public.strangers_id_seq'];
      },
    },
    held: ['[column-in-use] ALTER TABLE "public"."owners" ALTER COLUMN "id" TYPE uuid USING "id"::uuid'],
  },
  {
    name: 'P65: a serial key becomes a uuid, and the key that points at it another one, on empty tables',
    before: pets({ ...key, onDelete: 'SET NULL' }),
    after: models(
      table('owners', {
        id: { type: DataTypes.UUID, primaryKey: true, defaultValue: DataTypes.UUIDV4 },
        n: DataTypes.TEXT,
      }),
      table('pets', { n: DataTypes.TEXT, ownerId: { type: DataTypes.UUID, ...key, onDelete: 'CASCADE' } }),
    ),
    // The sequence stays behind: it is nobody's data, and nothing is dropped that need not be.
    aside: { from: (catalog) => delete catalog.sequences['public.owners_id_seq'] },
    runs: [
      'ALTER TABLE "public"."pets" DROP CONSTRAINT "pets_ownerId_fkey"',
      `ALTER TABLE "public"."owners" ALTER COLUMN "id" DROP DEFAULT;
ALTER TABLE "public"."owners" ALTER COLUMN "id" TYPE uuid USING "id"::text::uuid`,
      'ALTER TABLE "public"."pets" ALTER COLUMN "ownerId" TYPE uuid USING "ownerId"::text::uuid',
      'ALTER TABLE "public"."pets" ADD CONSTRAINT "pets_ownerId_fkey" FOREIGN KEY ("ownerId") REFERENCES "public"."owners" ("id") ON DELETE CASCADE',
    ],
  },
  {
    name: 'P65: a key that the model no longer has is in the way of a type',
    before: models(
      table('owners', { id: { type: DataTypes.TEXT, primaryKey: true } }),
      table('pets', { ownerId: { type: DataTypes.TEXT, references: { model: 'owners', key: 'id' } } }),
    ),
    after: models(
      table('owners', { id: { type: DataTypes.UUID, primaryKey: true } }),
      table('pets', { ownerId: { type: DataTypes.TEXT } }),
    ),
    held: ['[column-in-use] ALTER TABLE "public"."owners" ALTER COLUMN "id" TYPE uuid USING "id"::uuid'],
    leftovers: ['foreign-key pets.pets_ownerId_fkey'],
  },
]);

const withoutKey: Models = (sequelize) => {
  sequelize
    .define('things', { a: DataTypes.TEXT, b: DataTypes.TEXT }, { timestamps: false, tableName: 'things' })
    .removeAttribute('id');
};

describeEvolutions('primary keys', [
  {
    name: 'added to an empty table without one',
    before: withoutKey,
    after: table('things', { a: { type: DataTypes.TEXT, primaryKey: true }, b: DataTypes.TEXT }),
    runs: ['ALTER TABLE "public"."things" ADD PRIMARY KEY ("a")'],
  },
  {
    name: 'added to a filled table without one',
    before: withoutKey,
    rows: `INSERT INTO things VALUES ('x', 'y')`,
    after: table('things', { a: { type: DataTypes.TEXT, primaryKey: true }, b: DataTypes.TEXT }),
    runs: ['ALTER TABLE "public"."things" ADD PRIMARY KEY ("a")'],
  },
  {
    name: 'added to a filled table without one, whose rows cannot take it: held',
    before: withoutKey,
    rows: `INSERT INTO things VALUES ('x', 'y'), ('x', 'z')`,
    after: table('things', { a: { type: DataTypes.TEXT, primaryKey: true }, b: DataTypes.TEXT }),
    held: ['[primary-key-change] ALTER TABLE "public"."things" ADD PRIMARY KEY ("a")'],
  },
  {
    name: 'a new serial is a key by itself, also of a filled table',
    before: withoutKey,
    rows: `INSERT INTO things VALUES ('x', 'y'), ('x', 'y')`,
    after: table('things', { a: DataTypes.TEXT, b: DataTypes.TEXT }),
    runs: [
      'ALTER TABLE "public"."things" ADD COLUMN "id" SERIAL NOT NULL',
      'ALTER TABLE "public"."things" ADD PRIMARY KEY ("id")',
    ],
  },
  {
    name: 'changed on a filled table',
    before: table('things', { a: { type: DataTypes.TEXT, primaryKey: true }, b: DataTypes.TEXT }),
    rows: `INSERT INTO things VALUES ('x', 'y')`,
    after: table('things', { a: DataTypes.TEXT, b: { type: DataTypes.TEXT, primaryKey: true } }),
    runs: [
      `ALTER TABLE "public"."things" DROP CONSTRAINT "things_pkey";
ALTER TABLE "public"."things" ALTER COLUMN "a" DROP NOT NULL;
ALTER TABLE "public"."things" ADD PRIMARY KEY ("b")`,
    ],
  },
  {
    name: 'changed on a table with a row that has no value there: held',
    before: table('things', { a: { type: DataTypes.TEXT, primaryKey: true }, b: DataTypes.TEXT }),
    rows: `INSERT INTO things VALUES ('x', 'y'), ('z', NULL)`,
    after: table('things', { a: DataTypes.TEXT, b: { type: DataTypes.TEXT, primaryKey: true } }),
    held: [
      `[primary-key-change] ALTER TABLE "public"."things" DROP CONSTRAINT "things_pkey";
ALTER TABLE "public"."things" ALTER COLUMN "a" DROP NOT NULL;
ALTER TABLE "public"."things" ADD PRIMARY KEY ("b")`,
    ],
  },
  {
    name: 'changed on an empty table',
    before: table('things', { a: { type: DataTypes.TEXT, primaryKey: true }, b: DataTypes.TEXT }),
    after: table('things', { a: DataTypes.TEXT, b: { type: DataTypes.TEXT, primaryKey: true } }),
    runs: [
      `ALTER TABLE "public"."things" DROP CONSTRAINT "things_pkey";
ALTER TABLE "public"."things" ALTER COLUMN "a" DROP NOT NULL;
ALTER TABLE "public"."things" ADD PRIMARY KEY ("b")`,
    ],
  },
  {
    name: 'changed while keys point at it: held, whatever is permitted',
    before: models(
      table('owners', { a: { type: DataTypes.TEXT, primaryKey: true }, b: DataTypes.TEXT }),
      table('pets', { owner: { type: DataTypes.TEXT, references: { model: 'owners', key: 'a' } } }),
    ),
    after: models(
      table('owners', { a: { type: DataTypes.TEXT, unique: true }, b: { type: DataTypes.TEXT, primaryKey: true } }),
      table('pets', { owner: { type: DataTypes.TEXT, references: { model: 'owners', key: 'a' } } }),
    ),
    options: { allow: { hazards: ['primary-key-change', 'column-in-use'] } },
    runs: ['ALTER TABLE "public"."owners" ADD UNIQUE ("a")'],
    held: [
      `[column-in-use] ALTER TABLE "public"."owners" DROP CONSTRAINT "owners_pkey";
ALTER TABLE "public"."owners" ALTER COLUMN "a" DROP NOT NULL;
ALTER TABLE "public"."owners" ADD PRIMARY KEY ("b")`,
    ],
  },
  {
    name: 'P33: a key inside the primary key of a join table',
    before: models(
      table('a', { n: DataTypes.TEXT }),
      table('b', { n: DataTypes.TEXT }),
      table('a_b', {
        aId: { type: DataTypes.INTEGER, primaryKey: true },
        bId: { type: DataTypes.INTEGER, primaryKey: true },
      }),
    ),
    after: models(
      table('a', { n: DataTypes.TEXT }),
      table('b', { n: DataTypes.TEXT }),
      table('a_b', {
        aId: { type: DataTypes.INTEGER, primaryKey: true, references: { model: 'a', key: 'id' } },
        bId: { type: DataTypes.INTEGER, primaryKey: true, references: { model: 'b', key: 'id' } },
      }),
    ),
    runs: [
      'ALTER TABLE "public"."a_b" ADD FOREIGN KEY ("aId") REFERENCES "public"."a" ("id")',
      'ALTER TABLE "public"."a_b" ADD FOREIGN KEY ("bId") REFERENCES "public"."b" ("id")',
    ],
  },
]);
