import { expect } from '@jest/globals';
import { DataTypes, Sequelize } from 'sequelize';
import { describeEvolutions, type Evolution, models, table } from '../support/evolution.js';
import type { ModelAttributes, ModelAttributeColumnOptions } from 'sequelize';

type Attribute = ModelAttributeColumnOptions | ModelAttributes[string] | string;

/** One column of `things` becomes another type. */
function change(from: Attribute, to: Attribute, values: string): Pick<Evolution, 'before' | 'after' | 'rows'> {
  return {
    before: table('things', { a: from as ModelAttributes[string] }),
    after: table('things', { a: to as ModelAttributes[string] }),
    ...(values === '' ? {} : { rows: `INSERT INTO things (a) VALUES ${values}` }),
  };
}

const moment = `('2020-02-03 04:05:06.123'), (NULL)`;

describeEvolutions('types that widen', [
  {
    name: 'varchar to a longer one',
    ...change(DataTypes.STRING(10), DataTypes.STRING(300), `('a'), (NULL)`),
    runs: ['ALTER TABLE "public"."things" ALTER COLUMN "a" TYPE character varying(300)'],
  },
  {
    name: 'varchar to unbounded',
    ...change(DataTypes.STRING(10), 'VARCHAR', `('a')`),
    runs: ['ALTER TABLE "public"."things" ALTER COLUMN "a" TYPE character varying'],
  },
  {
    name: 'varchar to text',
    ...change(DataTypes.STRING(10), DataTypes.TEXT, `('a')`),
    runs: ['ALTER TABLE "public"."things" ALTER COLUMN "a" TYPE text'],
  },
  {
    name: 'text to unbounded varchar',
    ...change(DataTypes.TEXT, 'VARCHAR', `('a')`),
    runs: ['ALTER TABLE "public"."things" ALTER COLUMN "a" TYPE character varying'],
  },
  {
    name: 'varchar to text with a default that stays',
    ...change({ type: DataTypes.STRING(10), defaultValue: 'x' }, { type: DataTypes.TEXT, defaultValue: 'x' }, `('a')`),
    runs: [
      `ALTER TABLE "public"."things" ALTER COLUMN "a" TYPE text;
ALTER TABLE "public"."things" ALTER COLUMN "a" SET DEFAULT 'x'`,
    ],
  },
  {
    name: 'varchar to text with a default that changes too',
    ...change({ type: DataTypes.STRING(10), defaultValue: 'x' }, { type: DataTypes.TEXT, defaultValue: 'y' }, `('a')`),
    runs: [
      'ALTER TABLE "public"."things" ALTER COLUMN "a" TYPE text',
      `ALTER TABLE "public"."things" ALTER COLUMN "a" SET DEFAULT 'y'`,
    ],
  },
  {
    name: 'numeric to more precision',
    ...change(DataTypes.DECIMAL(10, 2), DataTypes.DECIMAL(14, 2), `(1.25)`),
    runs: ['ALTER TABLE "public"."things" ALTER COLUMN "a" TYPE numeric(14,2)'],
  },
  {
    name: 'numeric to more precision and scale',
    ...change(DataTypes.DECIMAL(10, 2), DataTypes.DECIMAL(14, 4), `(1.25)`),
    runs: ['[type-rewrites-table] ALTER TABLE "public"."things" ALTER COLUMN "a" TYPE numeric(14,4)'],
  },
  {
    name: 'numeric to unconstrained',
    ...change(DataTypes.DECIMAL(10, 2), DataTypes.DECIMAL, `(1.25)`),
    runs: ['ALTER TABLE "public"."things" ALTER COLUMN "a" TYPE numeric'],
  },
  {
    name: 'smallint to integer',
    ...change(DataTypes.SMALLINT, DataTypes.INTEGER, `(7)`),
    runs: ['[type-rewrites-table] ALTER TABLE "public"."things" ALTER COLUMN "a" TYPE integer'],
  },
  {
    name: 'integer to bigint',
    ...change({ type: DataTypes.INTEGER, defaultValue: 3 }, { type: DataTypes.BIGINT, defaultValue: 3 }, `(7)`),
    runs: ['[type-rewrites-table] ALTER TABLE "public"."things" ALTER COLUMN "a" TYPE bigint'],
  },
  {
    name: 'smallint to bigint on an empty table',
    ...change(DataTypes.SMALLINT, DataTypes.BIGINT, ''),
    runs: ['ALTER TABLE "public"."things" ALTER COLUMN "a" TYPE bigint'],
  },
  {
    name: 'real to double precision',
    ...change(DataTypes.REAL, DataTypes.DOUBLE, `(1.5)`),
    runs: ['[type-rewrites-table] ALTER TABLE "public"."things" ALTER COLUMN "a" TYPE double precision'],
  },
  {
    name: 'integer to numeric',
    ...change(DataTypes.INTEGER, DataTypes.DECIMAL(12, 2), `(7)`),
    runs: ['[type-rewrites-table] ALTER TABLE "public"."things" ALTER COLUMN "a" TYPE numeric(12,2)'],
  },
  {
    name: 'time to more precision',
    ...change('TIME(0)', 'TIME(3)', `('10:20:30')`),
    runs: ['ALTER TABLE "public"."things" ALTER COLUMN "a" TYPE time(3) without time zone'],
  },
  {
    name: 'timestamptz to more precision',
    ...change('TIMESTAMP(3) WITH TIME ZONE', 'TIMESTAMP(6) WITH TIME ZONE', moment),
    runs: ['ALTER TABLE "public"."things" ALTER COLUMN "a" TYPE timestamp(6) with time zone'],
  },
  {
    name: 'timestamp to timestamptz under UTC',
    ...change('TIMESTAMP', DataTypes.DATE, moment),
    runs: ['ALTER TABLE "public"."things" ALTER COLUMN "a" TYPE timestamp with time zone'],
  },
  {
    name: 'timestamptz to timestamp under UTC',
    ...change(DataTypes.DATE, 'TIMESTAMP', moment),
    runs: ['ALTER TABLE "public"."things" ALTER COLUMN "a" TYPE timestamp without time zone'],
  },
  {
    name: 'interval to more precision',
    ...change('INTERVAL(0)', 'INTERVAL', `('1 hour')`),
    runs: ['ALTER TABLE "public"."things" ALTER COLUMN "a" TYPE interval'],
  },
  {
    name: 'date to timestamptz under UTC',
    ...change(DataTypes.DATEONLY, DataTypes.DATE, `('2020-02-03')`),
    runs: ['[type-rewrites-table] ALTER TABLE "public"."things" ALTER COLUMN "a" TYPE timestamp with time zone'],
  },
  {
    name: 'cidr to inet',
    ...change(DataTypes.CIDR, DataTypes.INET, `('10.0.0.0/8')`),
    runs: ['ALTER TABLE "public"."things" ALTER COLUMN "a" TYPE inet'],
  },
  {
    name: 'json to jsonb',
    ...change(DataTypes.JSON, DataTypes.JSONB, `('{"b": 1, "a": 2}')`),
    runs: ['[type-rewrites-table] ALTER TABLE "public"."things" ALTER COLUMN "a" TYPE jsonb'],
  },
  {
    name: 'json to jsonb with a default',
    ...change({ type: DataTypes.JSON, defaultValue: {} }, { type: DataTypes.JSONB, defaultValue: {} }, `('{"b": 1}')`),
    runs: [
      `[type-rewrites-table] ALTER TABLE "public"."things" ALTER COLUMN "a" TYPE jsonb;
ALTER TABLE "public"."things" ALTER COLUMN "a" SET DEFAULT '{}'`,
    ],
  },
  {
    name: 'citext to text',
    first: 'CREATE EXTENSION citext',
    ...change(DataTypes.CITEXT, DataTypes.TEXT, `('Aa')`),
    runs: ['ALTER TABLE "public"."things" ALTER COLUMN "a" TYPE text'],
  },
  {
    name: 'text to citext',
    first: 'CREATE EXTENSION citext',
    ...change(DataTypes.TEXT, DataTypes.CITEXT, `('Aa')`),
    runs: ['ALTER TABLE "public"."things" ALTER COLUMN "a" TYPE citext'],
  },
  {
    name: 'citext with an index to text: equal becomes different',
    first: 'CREATE EXTENSION citext',
    before: table('things', { a: DataTypes.CITEXT }, { indexes: [{ name: 'things_a', fields: ['a'] }] }),
    rows: `INSERT INTO things (a) VALUES ('Aa')`,
    after: table('things', { a: DataTypes.TEXT }, { indexes: [{ name: 'things_a', fields: ['a'] }] }),
    runs: ['ALTER TABLE "public"."things" ALTER COLUMN "a" TYPE text'],
  },
  {
    name: 'text with a unique to citext: different becomes equal',
    first: 'CREATE EXTENSION citext',
    before: table('things', { a: { type: DataTypes.TEXT, unique: true } }),
    rows: `INSERT INTO things (a) VALUES ('Aa'), ('aA')`,
    after: table('things', { a: { type: DataTypes.CITEXT, unique: true } }),
    held: ['[type-narrowing] ALTER TABLE "public"."things" ALTER COLUMN "a" TYPE citext'],
  },
  {
    name: 'arrays: varchar[] to text[]',
    ...change(DataTypes.ARRAY(DataTypes.STRING(5)), DataTypes.ARRAY(DataTypes.TEXT), `('{a,b}')`),
    runs: ['[type-rewrites-table] ALTER TABLE "public"."things" ALTER COLUMN "a" TYPE text[]'],
  },
  {
    name: 'P27: a column that a view and a generated column use stays as it is, and widening is held',
    before: table('things', { a: DataTypes.STRING(10), b: DataTypes.STRING(10) }),
    rows: `INSERT INTO things (a, b) VALUES ('x', 'y');
      CREATE VIEW seen AS SELECT a FROM things;
      ALTER TABLE things ADD COLUMN g text GENERATED ALWAYS AS (b || '!') STORED`,
    after: table('things', { a: DataTypes.STRING(20), b: DataTypes.TEXT }),
    aside: { from: (catalog) => delete catalog.tables['public.seen'] },
    held: [
      '[column-in-use] ALTER TABLE "public"."things" ALTER COLUMN "a" TYPE character varying(20)',
      '[column-in-use] ALTER TABLE "public"."things" ALTER COLUMN "b" TYPE text',
    ],
    leftovers: ['column things.g'],
  },
]);

describeEvolutions('serial keys that widen', [
  {
    name: 'P33: an integer primary key becomes bigint, with its sequence and the keys that point at it (P65)',
    before: models(
      table('owners', { id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true } }),
      table('pets', { ownerId: { type: DataTypes.INTEGER, references: { model: 'owners', key: 'id' } } }),
    ),
    rows: `INSERT INTO owners DEFAULT VALUES; INSERT INTO pets ("ownerId") SELECT id FROM owners`,
    after: models(
      table('owners', { id: { type: DataTypes.BIGINT, primaryKey: true, autoIncrement: true } }),
      table('pets', { ownerId: { type: DataTypes.BIGINT, references: { model: 'owners', key: 'id' } } }),
    ),
    look: async (database) => {
      await database.query(`SELECT setval('owners_id_seq', 3000000000); INSERT INTO owners DEFAULT VALUES`);
      await database.query(`DELETE FROM owners WHERE id > 3000000000; SELECT setval('owners_id_seq', 1)`);
    },
    runs: [
      `[type-rewrites-table] ALTER TABLE "public"."owners" ALTER COLUMN "id" TYPE bigint;
ALTER SEQUENCE "public"."owners_id_seq" AS bigint`,
      '[type-rewrites-table] ALTER TABLE "public"."pets" ALTER COLUMN "ownerId" TYPE bigint',
    ],
  },
  {
    name: 'P33: a smallserial becomes a serial',
    before: table('things', { id: { type: DataTypes.SMALLINT, primaryKey: true, autoIncrement: true } }),
    rows: `INSERT INTO things DEFAULT VALUES`,
    after: table('things', { id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true } }),
    runs: [
      `[type-rewrites-table] ALTER TABLE "public"."things" ALTER COLUMN "id" TYPE integer;
ALTER SEQUENCE "public"."things_id_seq" AS integer`,
    ],
  },
  {
    name: 'an identity becomes bigint',
    before: table('things', {
      id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true, autoIncrementIdentity: true },
    }),
    rows: `INSERT INTO things DEFAULT VALUES`,
    after: table('things', {
      id: { type: DataTypes.BIGINT, primaryKey: true, autoIncrement: true, autoIncrementIdentity: true },
    }),
    runs: ['[type-rewrites-table] ALTER TABLE "public"."things" ALTER COLUMN "id" TYPE bigint'],
  },
  {
    name: 'P47: a serial that is no key becomes bigint',
    before: table('things', {
      k: { type: DataTypes.TEXT, primaryKey: true },
      n: { type: DataTypes.INTEGER, autoIncrement: true },
    }),
    rows: `INSERT INTO things (k) VALUES ('x')`,
    after: table('things', {
      k: { type: DataTypes.TEXT, primaryKey: true },
      n: { type: DataTypes.BIGINT, autoIncrement: true },
    }),
    runs: [
      `[type-rewrites-table] ALTER TABLE "public"."things" ALTER COLUMN "n" TYPE bigint;
ALTER SEQUENCE "public"."things_n_seq" AS bigint`,
    ],
  },
  {
    name: 'a serial that is no key becomes a text, and may be null then',
    before: table('things', {
      k: { type: DataTypes.TEXT, primaryKey: true },
      n: { type: DataTypes.INTEGER, autoIncrement: true },
    }),
    after: table('things', { k: { type: DataTypes.TEXT, primaryKey: true }, n: DataTypes.UUID }),
    runs: [
      `ALTER TABLE "public"."things" ALTER COLUMN "n" DROP DEFAULT;
ALTER TABLE "public"."things" ALTER COLUMN "n" TYPE uuid USING "n"::text::uuid`,
      'ALTER TABLE "public"."things" ALTER COLUMN "n" DROP NOT NULL',
    ],
    aside: { from: (catalog) => void delete catalog.sequences['public.things_n_seq'] },
  },
  {
    name: 'an identity becomes a uuid',
    before: table('things', {
      id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true, autoIncrementIdentity: true },
    }),
    after: table('things', { id: { type: DataTypes.UUID, primaryKey: true } }),
    runs: [
      `ALTER TABLE "public"."things" ALTER COLUMN "id" DROP IDENTITY;
ALTER TABLE "public"."things" ALTER COLUMN "id" TYPE uuid USING "id"::text::uuid`,
    ],
  },
  {
    name: 'an array with a default of the database becomes one that cannot hold it',
    before: table('things', { a: { type: DataTypes.ARRAY(DataTypes.TEXT), defaultValue: [] } }),
    after: table('things', { a: DataTypes.ARRAY(DataTypes.INTEGER) }),
    runs: [
      `ALTER TABLE "public"."things" ALTER COLUMN "a" DROP DEFAULT;
ALTER TABLE "public"."things" ALTER COLUMN "a" TYPE integer[] USING "a"::integer[]`,
    ],
  },
  ...[DataTypes.JSON, 'jsonpath', 'point', DataTypes.ARRAY(DataTypes.JSON)].flatMap((type) =>
    Object.entries({ index: { indexes: [{ name: 'i', fields: ['a'] }] }, unique: {} }).map(
      ([over, options]): Evolution => ({
        name: `text under ${/^[aeiou]/.test(over) ? 'an' : 'a'} ${over} becomes ${String(type)}, whose values cannot be ordered: held`,
        before: table('things', { a: { type: DataTypes.TEXT, unique: over === 'unique' } }, options),
        after: table('things', { a: type }),
        held: [
          expect.stringMatching(/^\[column-in-use\] ALTER TABLE "public"."things" ALTER COLUMN "a" TYPE /),
        ] as never,
        leftovers: [over === 'index' ? 'index things.i' : 'unique things.things_a_key'],
      }),
    ),
  ),
]);

describeEvolutions('types that narrow', [
  ...(
    [
      ['a text that is too long', DataTypes.TEXT, DataTypes.STRING(3), `('abcd')`, 'character varying(3)'],
      ['blanks at the end', DataTypes.TEXT, DataTypes.STRING(3), `('abc ')`, 'character varying(3)'],
      ['a number that is too large', DataTypes.BIGINT, DataTypes.INTEGER, `(2147483648)`, 'integer'],
      ['a fraction', DataTypes.DOUBLE, DataTypes.INTEGER, `(1.5)`, 'integer'],
      ['digits before the point', DataTypes.DECIMAL(10, 2), DataTypes.DECIMAL(5, 2), `(1000)`, 'numeric(5,2)'],
      ['a number that is none', DataTypes.DOUBLE, DataTypes.DECIMAL(5, 2), `('NaN')`, 'numeric(5,2)'],
      ['a host in a network', DataTypes.INET, DataTypes.CIDR, `('10.0.0.1/8')`, 'cidr'],
      [
        'an item of an array',
        DataTypes.ARRAY(DataTypes.BIGINT),
        DataTypes.ARRAY(DataTypes.INTEGER),
        `('{1,2147483648}')`,
        'integer[]',
      ],
    ] as const
  ).map(([what, from, to, value, text]): Evolution => ({
    name: `${what}: held`,
    ...change(from, to, `(NULL), ${value}`),
    held: [`[type-narrowing] ALTER TABLE "public"."things" ALTER COLUMN "a" TYPE ${text}`],
  })),
  {
    name: 'whatever is NULL everywhere',
    ...change(DataTypes.DATE, DataTypes.DATEONLY, '(NULL), (NULL)'),
    runs: ['ALTER TABLE "public"."things" ALTER COLUMN "a" TYPE date'],
  },
  {
    name: 'days without a time to days',
    ...change(DataTypes.DATE, DataTypes.DATEONLY, `('2026-01-01 00:00:00+00')`),
    runs: ['ALTER TABLE "public"."things" ALTER COLUMN "a" TYPE date'],
  },
  {
    name: 'varchar to a shorter one, filled',
    ...change(DataTypes.STRING(300), DataTypes.STRING(10), `('a')`),
    runs: ['ALTER TABLE "public"."things" ALTER COLUMN "a" TYPE character varying(10)'],
  },
  {
    name: 'varchar to a shorter one, empty',
    ...change(DataTypes.STRING(300), DataTypes.STRING(10), ''),
    runs: ['ALTER TABLE "public"."things" ALTER COLUMN "a" TYPE character varying(10)'],
  },
  {
    name: 'text to varchar(n), filled',
    ...change(DataTypes.TEXT, DataTypes.STRING(10), `('a')`),
    runs: ['ALTER TABLE "public"."things" ALTER COLUMN "a" TYPE character varying(10)'],
  },
  {
    name: 'numeric to less scale, filled',
    ...change(DataTypes.DECIMAL(10, 4), DataTypes.DECIMAL(10, 1), `(1.2345)`),
    held: ['[type-narrowing] ALTER TABLE "public"."things" ALTER COLUMN "a" TYPE numeric(10,1)'],
  },
  {
    name: 'bigint to integer, filled',
    ...change(DataTypes.BIGINT, DataTypes.INTEGER, `(1)`),
    runs: ['ALTER TABLE "public"."things" ALTER COLUMN "a" TYPE integer'],
  },
  {
    name: 'bigint to integer, empty, serial',
    before: table('things', { id: { type: DataTypes.BIGINT, primaryKey: true, autoIncrement: true } }),
    after: table('things', { id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true } }),
    runs: [
      `ALTER TABLE "public"."things" ALTER COLUMN "id" TYPE integer;
ALTER SEQUENCE "public"."things_id_seq" AS integer`,
    ],
  },
  {
    name: 'timestamptz to date, filled',
    ...change(DataTypes.DATE, DataTypes.DATEONLY, moment),
    held: ['[type-narrowing] ALTER TABLE "public"."things" ALTER COLUMN "a" TYPE date'],
  },
  {
    name: 'timestamptz to less precision, filled',
    ...change(DataTypes.DATE, 'TIMESTAMP(0) WITH TIME ZONE', moment),
    held: ['[type-narrowing] ALTER TABLE "public"."things" ALTER COLUMN "a" TYPE timestamp(0) with time zone'],
  },
  {
    name: 'inet to cidr, filled',
    ...change(DataTypes.INET, DataTypes.CIDR, `('10.0.0.1')`),
    runs: ['ALTER TABLE "public"."things" ALTER COLUMN "a" TYPE cidr'],
  },
  {
    name: 'double to real, filled',
    ...change(DataTypes.DOUBLE, DataTypes.REAL, `(1.1)`),
    held: ['[type-narrowing] ALTER TABLE "public"."things" ALTER COLUMN "a" TYPE real'],
  },
  {
    name: 'narrowing that is permitted at its place',
    ...change(DataTypes.DECIMAL(10, 4), DataTypes.DECIMAL(10, 1), `(1.2345)`),
    converted: ['things.a'],
    options: { allow: { hazards: ['type-narrowing:things.a'] } },
    runs: ['[type-narrowing] ALTER TABLE "public"."things" ALTER COLUMN "a" TYPE numeric(10,1)'],
  },
]);

describeEvolutions('types that need a conversion', [
  ...(
    [
      ['a text that is no number', DataTypes.TEXT, DataTypes.INTEGER, `('1'), ('x')`, 'integer', '"a"::integer'],
      ['a number out of range', DataTypes.TEXT, DataTypes.INTEGER, `('2147483648')`, 'integer', '"a"::integer'],
      ['a text that is no uuid', DataTypes.TEXT, DataTypes.UUID, `('x')`, 'uuid', '"a"::uuid'],
      ['a text that is no JSON', DataTypes.TEXT, DataTypes.JSONB, `('{'), ('{}')`, 'jsonb', '"a"::jsonb'],
      ['a text that is no day', DataTypes.TEXT, DataTypes.DATEONLY, `('2026-02-30')`, 'date', '"a"::date'],
      ['a day with a time', DataTypes.TEXT, DataTypes.DATEONLY, `('2026-01-01 10:00')`, 'date', '"a"::date'],
      ['more than two numbers', DataTypes.INTEGER, DataTypes.BOOLEAN, `(2)`, 'boolean', '"a"::boolean'],
      ['an array', DataTypes.ARRAY(DataTypes.TEXT), DataTypes.TEXT, `('{x}')`, 'text', '"a"::text'],
    ] as const
  ).map(([what, from, to, values, text, using]): Evolution => ({
    name: `${what}: held`,
    ...change(from, to, values),
    held: [`[type-needs-conversion] ALTER TABLE "public"."things" ALTER COLUMN "a" TYPE ${text} USING ${using}`],
  })),
  {
    name: 'values that are equal then, under a unique: held',
    before: table('things', { a: { type: DataTypes.TEXT, unique: true } }),
    rows: `INSERT INTO things (a) VALUES ('1'), ('01')`,
    after: table('things', { a: { type: DataTypes.INTEGER, unique: true } }),
    held: ['[type-needs-conversion] ALTER TABLE "public"."things" ALTER COLUMN "a" TYPE integer USING "a"::integer'],
  },
  {
    name: 'a text that is none of the values of an enum: held',
    ...change(DataTypes.TEXT, DataTypes.ENUM('new', 'old'), `('old'), ('Old')`),
    held: [
      `[depends-on-held] CREATE TYPE "public"."enum_things_a" AS ENUM ('new', 'old')`,
      '[type-needs-conversion] ALTER TABLE "public"."things" ALTER COLUMN "a" TYPE public.enum_things_a USING "a"::text::public.enum_things_a',
    ],
  },
  {
    name: 'jsonb from texts',
    ...change(DataTypes.TEXT, DataTypes.JSONB, `('{"a": 1}'), (NULL)`),
    runs: ['ALTER TABLE "public"."things" ALTER COLUMN "a" TYPE jsonb USING "a"::jsonb'],
  },
  {
    name: 'moments from texts',
    ...change(DataTypes.TEXT, DataTypes.DATE, `('2026-01-01T10:00:00Z')`),
    runs: [
      'ALTER TABLE "public"."things" ALTER COLUMN "a" TYPE timestamp with time zone USING "a"::timestamp with time zone',
    ],
  },
  {
    name: 'numbers to arrays of them',
    ...change(DataTypes.INTEGER, DataTypes.ARRAY(DataTypes.INTEGER), `(1), (NULL)`),
    converted: ['things.a'],
    runs: [
      'ALTER TABLE "public"."things" ALTER COLUMN "a" TYPE integer[] USING CASE WHEN "a" IS NULL THEN NULL ELSE ARRAY["a"]::integer[] END',
    ],
  },
  {
    name: 'text to integer, filled',
    ...change(DataTypes.TEXT, DataTypes.INTEGER, `('1')`),
    runs: ['ALTER TABLE "public"."things" ALTER COLUMN "a" TYPE integer USING "a"::integer'],
  },
  {
    name: 'text to integer, empty, default kept right',
    ...change({ type: DataTypes.TEXT, defaultValue: '1' }, { type: DataTypes.INTEGER, defaultValue: 1 }, ''),
    runs: [
      `ALTER TABLE "public"."things" ALTER COLUMN "a" DROP DEFAULT;
ALTER TABLE "public"."things" ALTER COLUMN "a" TYPE integer USING "a"::integer;
ALTER TABLE "public"."things" ALTER COLUMN "a" SET DEFAULT 1`,
    ],
  },
  {
    name: 'text to integer, empty, default of the database only',
    before: table('things', { a: DataTypes.TEXT }),
    rows: `ALTER TABLE things ALTER COLUMN a SET DEFAULT '1'`,
    after: table('things', { a: DataTypes.INTEGER }),
    aside: {
      from: (catalog) => {
        const column = catalog.tables['public.things']?.columns['a'];
        if (column) Object.assign(column, { default: null });
      },
    },
    runs: [
      `ALTER TABLE "public"."things" ALTER COLUMN "a" DROP DEFAULT;
ALTER TABLE "public"."things" ALTER COLUMN "a" TYPE integer USING "a"::integer;
ALTER TABLE "public"."things" ALTER COLUMN "a" SET DEFAULT '1'`,
    ],
  },
  {
    name: 'varchar to uuid, filled',
    ...change(DataTypes.STRING, DataTypes.UUID, `('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11')`),
    runs: ['ALTER TABLE "public"."things" ALTER COLUMN "a" TYPE uuid USING "a"::uuid'],
  },
  {
    name: 'varchar to uuid, empty',
    ...change(DataTypes.STRING, DataTypes.UUID, ''),
    runs: ['ALTER TABLE "public"."things" ALTER COLUMN "a" TYPE uuid USING "a"::uuid'],
  },
  {
    name: 'P65: varchar to uuid with a key pointing at it, filled',
    before: models(
      table('owners', { id: { type: DataTypes.STRING, primaryKey: true } }),
      table('pets', { ownerId: { type: DataTypes.STRING, references: { model: 'owners', key: 'id' } } }),
    ),
    rows: `INSERT INTO owners VALUES ('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'); INSERT INTO pets ("ownerId") SELECT id FROM owners`,
    after: models(
      table('owners', { id: { type: DataTypes.UUID, primaryKey: true } }),
      table('pets', { ownerId: { type: DataTypes.UUID, references: { model: 'owners', key: 'id' } } }),
    ),
    runs: [
      'ALTER TABLE "public"."pets" DROP CONSTRAINT "pets_ownerId_fkey"',
      'ALTER TABLE "public"."owners" ALTER COLUMN "id" TYPE uuid USING "id"::uuid',
      'ALTER TABLE "public"."pets" ALTER COLUMN "ownerId" TYPE uuid USING "ownerId"::uuid',
      'ALTER TABLE "public"."pets" ADD CONSTRAINT "pets_ownerId_fkey" FOREIGN KEY ("ownerId") REFERENCES "public"."owners" ("id")',
    ],
  },
  {
    name: 'P65: varchar to uuid with a key pointing at it, empty',
    before: models(
      table('owners', { id: { type: DataTypes.STRING, primaryKey: true } }),
      table('pets', { ownerId: { type: DataTypes.STRING, references: { model: 'owners', key: 'id' } } }),
    ),
    after: models(
      table('owners', { id: { type: DataTypes.UUID, primaryKey: true } }),
      table('pets', { ownerId: { type: DataTypes.UUID, references: { model: 'owners', key: 'id' } } }),
    ),
    runs: [
      'ALTER TABLE "public"."pets" DROP CONSTRAINT "pets_ownerId_fkey"',
      'ALTER TABLE "public"."owners" ALTER COLUMN "id" TYPE uuid USING "id"::uuid',
      'ALTER TABLE "public"."pets" ALTER COLUMN "ownerId" TYPE uuid USING "ownerId"::uuid',
      'ALTER TABLE "public"."pets" ADD CONSTRAINT "pets_ownerId_fkey" FOREIGN KEY ("ownerId") REFERENCES "public"."owners" ("id")',
    ],
  },
  {
    name: 'P65: text to enum with a default, filled',
    ...change(
      { type: DataTypes.TEXT, defaultValue: 'new' },
      { type: DataTypes.ENUM('new', 'old'), defaultValue: 'new' },
      `('old')`,
    ),
    runs: [
      `CREATE TYPE "public"."enum_things_a" AS ENUM ('new', 'old')`,
      `ALTER TABLE "public"."things" ALTER COLUMN "a" DROP DEFAULT;
ALTER TABLE "public"."things" ALTER COLUMN "a" TYPE public.enum_things_a USING "a"::text::public.enum_things_a;
ALTER TABLE "public"."things" ALTER COLUMN "a" SET DEFAULT 'new'`,
    ],
  },
  {
    name: 'P65: text to enum with a default, empty',
    ...change(
      { type: DataTypes.TEXT, defaultValue: 'new' },
      { type: DataTypes.ENUM('new', 'old'), defaultValue: 'new' },
      '',
    ),
    runs: [
      `CREATE TYPE "public"."enum_things_a" AS ENUM ('new', 'old')`,
      `ALTER TABLE "public"."things" ALTER COLUMN "a" DROP DEFAULT;
ALTER TABLE "public"."things" ALTER COLUMN "a" TYPE public.enum_things_a USING "a"::text::public.enum_things_a;
ALTER TABLE "public"."things" ALTER COLUMN "a" SET DEFAULT 'new'`,
    ],
  },
  {
    name: 'P65: text to enum with a default, filled, with another default',
    ...change(
      { type: DataTypes.TEXT, defaultValue: 'new' },
      { type: DataTypes.ENUM('new', 'old'), defaultValue: 'old' },
      `('old'), (NULL)`,
    ),
    runs: [
      `CREATE TYPE "public"."enum_things_a" AS ENUM ('new', 'old')`,
      `ALTER TABLE "public"."things" ALTER COLUMN "a" DROP DEFAULT;
ALTER TABLE "public"."things" ALTER COLUMN "a" TYPE public.enum_things_a USING "a"::text::public.enum_things_a`,
      `ALTER TABLE "public"."things" ALTER COLUMN "a" SET DEFAULT 'old'`,
    ],
  },
  {
    name: 'enum to text, filled',
    ...change(DataTypes.ENUM('new', 'old'), DataTypes.TEXT, `('old')`),
    runs: ['ALTER TABLE "public"."things" ALTER COLUMN "a" TYPE text'],
  },
  {
    name: 'enum to text with a default, empty',
    ...change(
      { type: DataTypes.ENUM('new', 'old'), defaultValue: 'new' },
      { type: DataTypes.TEXT, defaultValue: 'new' },
      '',
    ),
    runs: [
      `ALTER TABLE "public"."things" ALTER COLUMN "a" DROP DEFAULT;
ALTER TABLE "public"."things" ALTER COLUMN "a" TYPE text;
ALTER TABLE "public"."things" ALTER COLUMN "a" SET DEFAULT 'new'`,
    ],
  },
  {
    name: 'text to an array, filled',
    ...change(DataTypes.TEXT, DataTypes.ARRAY(DataTypes.TEXT), `('{a}')`),
    converted: ['things.a'],
    runs: [
      'ALTER TABLE "public"."things" ALTER COLUMN "a" TYPE text[] USING CASE WHEN "a" IS NULL THEN NULL ELSE ARRAY["a"]::text[] END',
    ],
  },
  {
    name: 'text to an array, empty',
    ...change(DataTypes.TEXT, DataTypes.ARRAY(DataTypes.TEXT), ''),
    runs: [
      'ALTER TABLE "public"."things" ALTER COLUMN "a" TYPE text[] USING CASE WHEN "a" IS NULL THEN NULL ELSE ARRAY["a"]::text[] END',
    ],
  },
  {
    name: 'integer to an array, empty',
    ...change(DataTypes.INTEGER, DataTypes.ARRAY(DataTypes.INTEGER), ''),
    runs: [
      'ALTER TABLE "public"."things" ALTER COLUMN "a" TYPE integer[] USING CASE WHEN "a" IS NULL THEN NULL ELSE ARRAY["a"]::integer[] END',
    ],
  },
  {
    name: 'an array to text, empty',
    ...change(DataTypes.ARRAY(DataTypes.TEXT), DataTypes.TEXT, ''),
    runs: ['ALTER TABLE "public"."things" ALTER COLUMN "a" TYPE text USING "a"::text'],
  },
  {
    name: 'enum to an array of it, empty',
    ...change(DataTypes.ENUM('x', 'y'), DataTypes.ARRAY(DataTypes.ENUM('x', 'y')), ''),
    runs: [
      'ALTER TABLE "public"."things" ALTER COLUMN "a" TYPE public.enum_things_a[] USING CASE WHEN "a" IS NULL THEN NULL ELSE ARRAY["a"]::public.enum_things_a[] END',
    ],
  },
  {
    name: 'integer to boolean, filled',
    ...change(DataTypes.INTEGER, DataTypes.BOOLEAN, `(1)`),
    runs: ['ALTER TABLE "public"."things" ALTER COLUMN "a" TYPE boolean USING "a"::boolean'],
  },
  {
    name: 'integer to boolean with a default, empty',
    ...change({ type: DataTypes.INTEGER, defaultValue: 0 }, { type: DataTypes.BOOLEAN, defaultValue: false }, ''),
    runs: [
      `ALTER TABLE "public"."things" ALTER COLUMN "a" DROP DEFAULT;
ALTER TABLE "public"."things" ALTER COLUMN "a" TYPE boolean USING "a"::boolean;
ALTER TABLE "public"."things" ALTER COLUMN "a" SET DEFAULT false`,
    ],
  },
  {
    name: 'integer to boolean, filled, NOT NULL',
    ...change(
      { type: DataTypes.INTEGER, allowNull: false, defaultValue: 0 },
      { type: DataTypes.BOOLEAN, allowNull: false, defaultValue: false },
      `(1), (0)`,
    ),
    runs: [
      `ALTER TABLE "public"."things" ALTER COLUMN "a" DROP DEFAULT;
ALTER TABLE "public"."things" ALTER COLUMN "a" TYPE boolean USING "a"::boolean;
ALTER TABLE "public"."things" ALTER COLUMN "a" SET DEFAULT false`,
    ],
  },
  {
    name: 'boolean to integer, empty',
    ...change(DataTypes.BOOLEAN, DataTypes.INTEGER, ''),
    runs: ['ALTER TABLE "public"."things" ALTER COLUMN "a" TYPE integer USING "a"::integer'],
  },
  {
    name: 'integer to timestamptz, empty',
    ...change(DataTypes.INTEGER, DataTypes.DATE, ''),
    runs: [
      'ALTER TABLE "public"."things" ALTER COLUMN "a" TYPE timestamp with time zone USING "a"::text::timestamp with time zone',
    ],
  },
  {
    name: 'text to jsonb, empty',
    ...change(DataTypes.TEXT, DataTypes.JSONB, ''),
    runs: ['ALTER TABLE "public"."things" ALTER COLUMN "a" TYPE jsonb USING "a"::jsonb'],
  },
  {
    name: 'jsonb to text with a default, empty',
    ...change({ type: DataTypes.JSONB, defaultValue: {} }, { type: DataTypes.TEXT, defaultValue: 'x' }, ''),
    runs: [
      'ALTER TABLE "public"."things" ALTER COLUMN "a" TYPE text',
      `ALTER TABLE "public"."things" ALTER COLUMN "a" SET DEFAULT 'x'`,
    ],
  },
  {
    name: 'text to bytea, empty',
    ...change(DataTypes.TEXT, DataTypes.BLOB, ''),
    runs: ['ALTER TABLE "public"."things" ALTER COLUMN "a" TYPE bytea USING "a"::bytea'],
  },
  {
    name: 'integer serial to uuid, empty',
    before: table('things', { id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true } }),
    after: table('things', {
      id: { type: DataTypes.UUID, primaryKey: true, defaultValue: Sequelize.literal('gen_random_uuid()') },
    }),
    // The sequence stays behind: it is nobody's data, and nothing is dropped that need not be.
    aside: { from: (catalog) => delete catalog.sequences['public.things_id_seq'] },
    runs: [
      `ALTER TABLE "public"."things" ALTER COLUMN "id" DROP DEFAULT;
ALTER TABLE "public"."things" ALTER COLUMN "id" TYPE uuid USING "id"::text::uuid`,
      'ALTER TABLE "public"."things" ALTER COLUMN "id" SET DEFAULT gen_random_uuid()',
    ],
  },
  {
    name: 'uuid to serial, empty',
    before: table('things', { id: { type: DataTypes.UUID, primaryKey: true } }),
    after: table('things', { id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true } }),
    runs: [
      'ALTER TABLE "public"."things" ALTER COLUMN "id" TYPE integer USING "id"::text::integer',
      `CREATE SEQUENCE "public"."things_id_seq" AS integer OWNED BY "public"."things"."id";
SELECT setval('"public"."things_id_seq"', (SELECT coalesce(max("id"), 0) + 1 FROM "public"."things"), false);
ALTER TABLE "public"."things" ALTER COLUMN "id" SET DEFAULT nextval('"public"."things_id_seq"'::regclass)`,
    ],
  },
]);
