import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import type { TestDatabase } from '../support/database.js';
import { createDatabase, forEachServer } from '../support/dialects.js';
import { modelCases } from './cases/index.js';
import { connect, hasOracle, prepare } from './cases/model-case.js';
import { offeredCases } from './cases/offered-cases.js';
import { quietly } from './cases/quiet.js';
import { createRaw } from './cases/raw-creation.js';
import { clearVariables } from './support/quiet.js';

forEachServer(
  'what raw Sequelize created is right for force: it is cleared, and nothing of it is made anew',
  (server) => {
    const lawful = modelCases.filter((modelCase) => hasOracle(modelCase, server.dialect));
    let database: TestDatabase;
    beforeAll(async () => {
      database = await createDatabase(server, { name: 'law_test' });
    });
    afterAll(() => database.drop());

    it.each(offeredCases(server, lawful))('%s', async (name, modelCase) => {
      jest.spyOn(console, 'warn').mockImplementation(() => undefined);
      await prepare(modelCase, database);
      const sequelize = connect(modelCase, database);
      process.env['NODE_ENV'] = 'test';
      // What is truncated is another file afterwards; and the catalog takes long to read.
      const look = () => (/circle/.test(name) ? database.readCatalog() : database.readState());
      try {
        await createRaw(sequelize);
        const { applied } = await quietly(sequelize).sync();
        const kinds = applied.map(({ change }) => change.kind);
        expect(kinds).toContain('clear-tables');
        expect(kinds.filter((kind) => kind !== 'clear-tables' && kind !== 'restart-sequences')).toEqual([]);
        // The first time it may write down beside them whose tables these are.
        const before = await look();
        await quietly(sequelize).sync();
        expect(await look()).toEqual(before);
      } finally {
        clearVariables();
        await sequelize.close();
      }
    });
  },
);
