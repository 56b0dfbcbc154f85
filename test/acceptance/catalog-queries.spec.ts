import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { DataTypes, type Sequelize } from 'sequelize';
import { createDatabase, forEachPostgres, recordStatements, type TestDatabase } from '../support/postgres.js';
import { contentOf, NOTHING, quietly } from './cases/quiet.js';

const STEERING = /^(START TRANSACTION|BEGIN|SET |COMMIT|ROLLBACK|SAVEPOINT|RELEASE)/i;

/** Tables as applications have them: counter, unique, enum, indexes, a key to the one before. */
function defineTables(sequelize: Sequelize, count: number, options: { readonly predicates?: boolean } = {}): void {
  for (let number = 0; number < count; number++) {
    sequelize.define(
      `T${number}`,
      {
        name: { type: DataTypes.STRING, unique: true, defaultValue: 'x' },
        kind: { type: DataTypes.ENUM('a', 'b'), defaultValue: 'a' },
        tags: { type: DataTypes.ARRAY(DataTypes.TEXT), defaultValue: [] },
        data: { type: DataTypes.JSONB, allowNull: false, defaultValue: {} },
        ...(number === 0
          ? {}
          : { before: { type: DataTypes.INTEGER, references: { model: `counted_${number - 1}`, key: 'id' } } }),
      },
      {
        tableName: `counted_${number}`,
        indexes: [
          { fields: ['kind', { name: 'createdAt', order: 'DESC' }] },
          { fields: ['tags'], using: 'gin' },
          ...(options.predicates ? [{ fields: ['name'], where: { kind: ['a', 'b'] }, name: `part_${number}` }] : []),
        ],
      },
    );
  }
}

forEachPostgres('queries of a plan of an unchanged schema', (server) => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createDatabase(server);
    process.env['NODE_ENV'] = 'development';
    for (const predicates of [false, true]) {
      const sequelize = database.sequelize({ pool: { max: 1 } });
      defineTables(sequelize, predicates ? 10 : 300, { predicates });
      await quietly(sequelize).sync();
      await sequelize.close();
    }
    delete process.env['NODE_ENV'];
  }, 120_000);
  afterAll(() => database.drop());

  const queriesOf = async (count: number, predicates: boolean): Promise<readonly string[]> => {
    const sequelize = database.sequelize({ pool: { max: 1 } });
    defineTables(sequelize, count, { predicates });
    // Connecting is Sequelize's own affair.
    await sequelize.authenticate();
    const sent = await recordStatements(database, async () => {
      const { statements, unknowns } = contentOf(await quietly(sequelize).plan());
      expect({ statements, unknowns }).toEqual({ statements: NOTHING.statements, unknowns: NOTHING.unknowns });
    });
    await sequelize.close();
    // What a savepoint wraps is still a query.
    return sent.filter((sql) => !STEERING.test(sql) || sql.includes('EXPLAIN'));
  };

  it.each([1, 10, 300])('are at most 4 at %i tables', async (count) => {
    const sent = await queriesOf(count, false);
    expect(sent.length).toBeGreaterThan(0);
    expect(sent.length).toBeLessThanOrEqual(4);
  });

  it.each([1, 10])('are one more when expressions differ in text, at %i tables', async (count) => {
    const plain = await queriesOf(count, false);
    const sent = await queriesOf(count, true);
    // Many questions travel in one message.
    expect(sent.length).toBe(plain.length + 1);
    expect(sent.filter((sql) => sql.includes('EXPLAIN')).length).toBe(1);
  });

  it.each([false, true])('are what the report counts (predicates: %s)', async (predicates) => {
    const sequelize = database.sequelize({ pool: { max: 1 } });
    defineTables(sequelize, 10, { predicates });
    process.env['NODE_ENV'] = 'development';
    const { queries, applied } = await quietly(sequelize).sync();
    delete process.env['NODE_ENV'];
    expect(applied).toEqual([]);
    expect(queries).toBeLessThanOrEqual(predicates ? 5 : 4);
    await sequelize.close();
  });
});
