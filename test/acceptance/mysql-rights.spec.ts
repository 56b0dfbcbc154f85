import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { DataTypes, type Sequelize } from 'sequelize';
import { createSafeSync } from '../../lib/safe-sync.js';
import type { TestDatabase } from '../support/database.js';
import { createDatabase, forEachDialect } from '../support/dialects.js';
import { quiet } from './support/quiet.js';

function define(sequelize: Sequelize): void {
  const owner = sequelize.define('owner', { name: DataTypes.STRING }, { tableName: 'owners', timestamps: false });
  const pet = sequelize.define(
    'pet',
    { name: { type: DataTypes.STRING, unique: true }, data: DataTypes.JSON },
    { tableName: 'pets', timestamps: false },
  );
  pet.belongsTo(owner, { foreignKey: 'ownerId' });
}

forEachDialect(
  'what the user may not see is unknown, not missing',
  (server) => {
    let database: TestDatabase;
    let user: string;

    beforeEach(async () => {
      database = await createDatabase(server);
      user = `u${database.name.slice(-10)}`;
      const root = database.sequelize();
      define(root);
      await root.sync();
      await database.query(`CREATE USER ${user}@'%' IDENTIFIED BY ''`);
    });
    afterEach(async () => {
      await database.query(`DROP USER ${user}@'%'`);
      await database.drop();
    });

    const planAs = async () => {
      const sequelize = database.sequelize({ username: user, password: '' });
      define(sequelize);
      const safeSync = createSafeSync(sequelize, { logger: quiet().logger, onDrift: 'fail' });
      const plan = await safeSync.plan();
      // Nothing breaks that was really read: none boots.
      await safeSync.sync();
      await sequelize.close();
      return plan;
    };
    const grantText = (): string =>
      `${user}@% may not see everything in ${database.name}, so that some things are unknown, not missing. ` +
      `To see them: GRANT SELECT, REFERENCES ON \`${database.name}\`.* TO \`${user}\`@\`%\`;`;

    it('SELECT only: the actions of foreign keys are unknown, and the GRANT is said once', async () => {
      await database.query(`GRANT SELECT ON ${database.name}.* TO ${user}@'%'`);
      const plan = await planAs();
      expect(plan.statements).toEqual([]);
      expect(plan.leftovers).toEqual([]);
      expect(plan.unknowns).toEqual([
        {
          table: { schema: database.name, name: 'pets' },
          name: 'ownerId',
          found: 'a foreign key whose actions the user may not see',
          expected: 'ON DELETE SET NULL ON UPDATE CASCADE',
          because: 'the user has no right to see it',
        },
      ]);
      expect(plan.notes).toEqual([grantText()]);
    });

    it('with the GRANT that is said, everything is seen', async () => {
      await database.query(`GRANT SELECT, REFERENCES ON ${database.name}.* TO ${user}@'%'`);
      const plan = await planAs();
      expect([plan.statements, plan.unknowns, plan.notes]).toEqual([[], [], []]);
    });

    it('rights on one table: the other is unknown, not missing; of the one the server hides its CHECKs', async () => {
      await database.query(`GRANT SELECT, INSERT ON ${database.name}.pets TO ${user}@'%'`);
      const plan = await planAs();
      expect(plan.statements).toEqual([]);
      expect(plan.unknowns.map(({ table, found }) => [table.name, found])).toEqual([
        ['owners', 'nothing that the user may see whole'],
        ['pets', 'nothing that the user may see whole'],
      ]);
      expect(plan.notes).toEqual([grantText()]);
    });

    it('rights on one column: the table is unknown, its other columns are not missing', async () => {
      await database.query(`GRANT SELECT (id) ON ${database.name}.pets TO ${user}@'%'`);
      const plan = await planAs();
      expect(plan.statements).toEqual([]);
      expect(plan.unknowns.map(({ table }) => table.name)).toEqual(['owners', 'pets']);
    });

    it('rights by a pattern on the name of the database', async () => {
      const pattern = database.name.replaceAll('_', '\\_').replace(/\d$/, '_');
      await database.query(`GRANT ALL ON \`${pattern}\`.* TO ${user}@'%'`);
      await database.query('DROP TABLE pets');
      const plan = await planAsWithoutBoot();
      expect(plan.statements.map(({ change }) => change.kind)).toEqual(['create-table', 'add-foreign-key']);
      expect(plan.unknowns).toEqual([]);
    });

    const planAsWithoutBoot = async () => {
      const sequelize = database.sequelize({ username: user, password: '' });
      define(sequelize);
      const plan = await createSafeSync(sequelize, { logger: quiet().logger }).plan();
      await sequelize.close();
      return plan;
    };

    it('a table that may not be looked into counts as filled', async () => {
      await database.query(`GRANT ALTER, INSERT ON ${database.name}.* TO ${user}@'%'`);
      await database.query('ALTER TABLE owners MODIFY name VARCHAR(300)');
      const plan = await planAsWithoutBoot();
      expect(plan.statements.map(({ held, hazards }) => [held, hazards.map(({ code }) => code)])).toEqual([
        [true, ['type-narrowing']],
      ]);
      expect(plan.statements[0]?.hazards[0]?.danger).toContain(
        'the database user may not read owners, which counts as filled',
      );
    });

    it('a statement that the user may not run is a clear error', async () => {
      await database.query(
        `GRANT SELECT, REFERENCES ON ${database.name}.* TO ${user}@'%'; ALTER TABLE owners DROP name`,
      );
      process.env['NODE_ENV'] = 'development';
      try {
        const sequelize = database.sequelize({ username: user, password: '' });
        define(sequelize);
        await expect(createSafeSync(sequelize, { logger: quiet().logger }).sync()).rejects.toMatchObject({
          code: 'SAFE_SYNC_APPLY_FAILED',
          message: expect.stringMatching(/ALTER command denied.*GRANT it the right/s),
        });
        await sequelize.close();
      } finally {
        delete process.env['NODE_ENV'];
      }
    });
  },
  ['mysql'],
);
