import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { DataTypes, Sequelize } from 'sequelize';
import { createDatabase, forEachPostgres, type PostgresServer, type TestDatabase } from '../support/postgres.js';
import { type GrownCase, plain } from './cases/grown-case.js';
import { grownColumnCases } from './cases/grown-columns.js';
import { grownTableCases } from './cases/grown-tables.js';
import { contentOf, NOTHING, quietly } from './cases/quiet.js';

function casesFor(server: PostgresServer): readonly (readonly [string, GrownCase])[] {
  return [...grownColumnCases, ...grownTableCases]
    .filter(({ since = 0 }) => server.major >= since)
    .map((grown) => [grown.name, grown]);
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
