import { DataTypes } from 'sequelize';
import { describeEvolutions, type Evolution, table } from '../support/evolution.js';

function values(
  from: readonly string[],
  to: readonly string[],
  defaultValue?: string,
): Pick<Evolution, 'before' | 'after' | 'rows'> {
  return {
    before: table('things', { s: DataTypes.ENUM(...from) }),
    rows: `INSERT INTO things (s) VALUES ('${from[0]}'), (NULL)`,
    after: table('things', {
      s: { type: DataTypes.ENUM(...to), ...(defaultValue === undefined ? {} : { defaultValue }) },
    }),
  };
}

describeEvolutions('enum values', [
  {
    name: 'added at the end',
    ...values(['a', 'b'], ['a', 'b', 'c']),
    runs: [`ALTER TYPE "public"."enum_things_s" ADD VALUE 'c' AFTER 'b'`],
  },
  {
    name: 'added at the start',
    ...values(['a', 'b'], ['z', 'a', 'b']),
    runs: [`ALTER TYPE "public"."enum_things_s" ADD VALUE 'z' BEFORE 'a'`],
  },
  {
    name: 'added in the middle',
    ...values(['a', 'b'], ['a', 'm', 'b']),
    runs: [`ALTER TYPE "public"."enum_things_s" ADD VALUE 'm' AFTER 'a'`],
  },
  {
    name: 'several added everywhere',
    ...values(['a', 'b'], ['y', 'z', 'a', 'm', 'n', 'b', 'c', "it's"]),
    runs: [
      `ALTER TYPE "public"."enum_things_s" ADD VALUE 'y' BEFORE 'a'`,
      `ALTER TYPE "public"."enum_things_s" ADD VALUE 'z' AFTER 'y'`,
      `ALTER TYPE "public"."enum_things_s" ADD VALUE 'm' AFTER 'a'`,
      `ALTER TYPE "public"."enum_things_s" ADD VALUE 'n' AFTER 'm'`,
      `ALTER TYPE "public"."enum_things_s" ADD VALUE 'c' AFTER 'b'`,
      `ALTER TYPE "public"."enum_things_s" ADD VALUE 'it''s' AFTER 'c'`,
    ],
  },
  {
    name: 'one added and used as the default in the same plan',
    ...values(['a', 'b'], ['a', 'b', 'c'], 'c'),
    runs: [
      `ALTER TYPE "public"."enum_things_s" ADD VALUE 'c' AFTER 'b'`,
      `ALTER TABLE "public"."things" ALTER COLUMN "s" SET DEFAULT 'c'`,
    ],
  },
  {
    name: 'one added and used in the predicate of an index in the same plan',
    before: table('things', { s: DataTypes.ENUM('a') }),
    rows: `INSERT INTO things (s) VALUES ('a')`,
    after: table(
      'things',
      { s: DataTypes.ENUM('a', 'b') },
      { indexes: [{ name: 'things_b', fields: ['id'], where: { s: 'b' } }] },
    ),
    runs: [
      `ALTER TYPE "public"."enum_things_s" ADD VALUE 'b' AFTER 'a'`,
      `CREATE INDEX "things_b" ON "public"."things" USING btree ("id") WHERE s = 'b'`,
    ],
  },
  {
    name: 'P16: one removed is left over',
    ...values(['a', 'b', 'c'], ['a', 'c']),
    leftovers: ['enum-value enum_things_s.b'],
  },
  {
    name: 'P16: one renamed: the old left over, the new one in its place',
    ...values(['a', 'b', 'c'], ['a', 'B', 'c']),
    aside: {
      from: (catalog) => {
        for (const list of Object.values(catalog.enums)) list.sort();
      },
    },
    runs: [`ALTER TYPE "public"."enum_things_s" ADD VALUE 'B' AFTER 'a'`],
    leftovers: ['enum-value enum_things_s.b'],
  },
  {
    name: 'another order is no difference',
    ...values(['a', 'b'], ['b', 'a']),
    aside: {
      from: (catalog) => {
        for (const list of Object.values(catalog.enums)) list.sort();
      },
    },
  },
  {
    name: 'P15: an array of an enum',
    before: table('things', { s: { type: DataTypes.ARRAY(DataTypes.ENUM('a', 'b')), defaultValue: ['a'] } }),
    rows: `INSERT INTO things (s) VALUES ('{a,b}')`,
    after: table('things', {
      s: { type: DataTypes.ARRAY(DataTypes.ENUM('a', 'm', 'b')), defaultValue: ['m'] },
    }),
    runs: [
      `ALTER TYPE "public"."enum_things_s" ADD VALUE 'm' AFTER 'a'`,
      `ALTER TABLE "public"."things" ALTER COLUMN "s" SET DEFAULT ARRAY['m']::public.enum_things_s[]`,
    ],
  },
  {
    name: 'P17: a type of a hand-made name, in another schema',
    before: table('things', { a: DataTypes.TEXT }),
    rows: `CREATE SCHEMA types; CREATE TYPE types."My State" AS ENUM ('a', 'b'); ALTER TABLE things ADD COLUMN s types."My State"; INSERT INTO things (s) VALUES ('a')`,
    after: table('things', { a: DataTypes.TEXT, s: { type: DataTypes.ENUM('a', 'b', 'c'), defaultValue: 'c' } }),
    aside: {
      from: (catalog) => {
        Object.assign(catalog, { enums: {} });
        Object.assign(catalog.tables['public.things']?.columns['s'] ?? {}, { type: '', default: '' });
      },
    },
    runs: [
      `ALTER TYPE "types"."My State" ADD VALUE 'c' AFTER 'b'`,
      `ALTER TABLE "public"."things" ALTER COLUMN "s" SET DEFAULT 'c'`,
    ],
  },
  {
    name: 'P17: under field and a schema',
    before: table('things', { s: { type: DataTypes.ENUM('a'), field: 'the_state' } }, { schema: 'shop' }),
    rows: `INSERT INTO shop.things (the_state) VALUES ('a')`,
    after: table(
      'things',
      { s: { type: DataTypes.ENUM('a', 'b'), field: 'the_state', defaultValue: 'b' } },
      { schema: 'shop' },
    ),
    runs: [
      `ALTER TYPE "shop"."enum_things_the_state" ADD VALUE 'b' AFTER 'a'`,
      `ALTER TABLE "shop"."things" ALTER COLUMN "the_state" SET DEFAULT 'b'`,
    ],
  },
  {
    name: 'P14: with a comment',
    before: table('things', { s: { type: DataTypes.ENUM('a'), comment: 'one' } }),
    rows: `INSERT INTO things (s) VALUES ('a')`,
    after: table('things', { s: { type: DataTypes.ENUM('a', 'b'), comment: 'two' } }),
    runs: [
      `ALTER TYPE "public"."enum_things_s" ADD VALUE 'b' AFTER 'a'`,
      `COMMENT ON COLUMN "public"."things"."s" IS 'two'`,
    ],
  },
]);
