import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { createDatabase, postgresServers, readOracleCatalog, type TestDatabase } from '../support/postgres.js';
import { modelCases } from './cases/index.js';
import { connect, hasOracle, prepare } from './cases/model-case.js';
import { offeredCases } from './cases/offered-cases.js';
import { quietly } from './cases/quiet.js';
import { createRaw } from './cases/raw-creation.js';
import { clearVariables } from './support/quiet.js';

const server = postgresServers[0]!;
const lawful = modelCases.filter((modelCase) => hasOracle(modelCase, 'postgres'));

describe('what raw Sequelize created is right for force: it is cleared, and nothing of it is made anew', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createDatabase(server, { name: 'law_test' });
  });
  afterAll(() => database.drop());

  it.each(offeredCases(server, lawful))('%s', async (_name, modelCase) => {
    jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    await prepare(modelCase, database);
    const sequelize = connect(modelCase, database);
    process.env['NODE_ENV'] = 'test';
    try {
      await createRaw(sequelize);
      const before = await readOracleCatalog(database);
      const { applied } = await quietly(sequelize).sync();
      const kinds = applied.map(({ change }) => change.kind);
      expect(kinds).toContain('clear-tables');
      expect(kinds.filter((kind) => kind !== 'clear-tables' && kind !== 'restart-sequences')).toEqual([]);
      expect(await readOracleCatalog(database)).toEqual(before);
    } finally {
      clearVariables();
      await sequelize.close();
    }
  });
});
