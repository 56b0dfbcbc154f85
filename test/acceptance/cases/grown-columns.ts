import { expect } from '@jest/globals';
import { DataTypes, Sequelize } from 'sequelize';
import { type GrownCase, plain } from './grown-case.js';

export const grownColumnCases: readonly GrownCase[] = [
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
        {
          id: {
            type: DataTypes.INTEGER,
            primaryKey: true,
            defaultValue: Sequelize.literal(`nextval('"Stateds_id_seq"'::regclass)`),
          },
        },
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
];
