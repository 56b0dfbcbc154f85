import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { DataTypes, type Sequelize } from 'sequelize';
import { createSafeSync } from '../../lib/safe-sync.js';
import type { SafeSyncOptions } from '../../lib/safe-sync.options.js';
import type { TestDatabase } from '../support/database.js';
import { createDatabase, forEachDialect } from '../support/dialects.js';
import { quiet } from './support/quiet.js';

const plain = { timestamps: false };

forEachDialect(
  'schemas of models where a schema is another database',
  (server) => {
    let database: TestDatabase;
    let other: TestDatabase;
    beforeEach(async () => {
      process.env['NODE_ENV'] = 'development';
      [database, other] = await Promise.all([createDatabase(server), createDatabase(server)]);
    });
    afterEach(async () => {
      delete process.env['NODE_ENV'];
      await Promise.all([database.drop(), other.drop()]);
    });

    const open = (define: (sequelize: Sequelize) => void): Sequelize => {
      const sequelize = database.sequelize();
      define(sequelize);
      return sequelize;
    };
    const boot = async (sequelize: Sequelize, options: SafeSyncOptions = {}) => {
      const { logger, said } = quiet();
      const report = await createSafeSync(sequelize, { logger, ...options }).sync();
      return { report, warnings: said('warn') };
    };
    const states = () => Promise.all([database.readState(), other.readState()]);

    it('the name of the database itself is no other one: what raw Sequelize made plans to nothing', async () => {
      const define = (sequelize: Sequelize): void => {
        const user = sequelize.define('User', { name: DataTypes.STRING }, { ...plain, schema: database.name });
        const post = sequelize.define('Post', {}, plain);
        post.belongsTo(user);
        user.belongsTo(post, { as: 'favourite', constraints: false });
      };
      const raw = open(define);
      await raw.sync();
      expect((await boot(raw)).report).toMatchObject({ applied: [], held: [], leftovers: [] });
      await database.query('ALTER TABLE Users DROP name');
      expect((await boot(raw)).report.applied.map(({ sql }) => sql)).toEqual([
        'ALTER TABLE `Users` ADD COLUMN `name` varchar(255) NULL',
      ]);
    });

    it('another database is a fault of the model and of each key to it, in every mode before anything is written', async () => {
      await other.query('CREATE TABLE Users (id INT PRIMARY KEY); INSERT INTO Users VALUES (1)');
      const define = (sequelize: Sequelize): void => {
        const user = sequelize.define('User', { name: DataTypes.STRING }, { ...plain, schema: other.name });
        const post = sequelize.define('Post', {}, plain);
        post.belongsTo(user);
        sequelize.define(
          'Note',
          {
            user: {
              type: DataTypes.INTEGER,
              references: { model: { tableName: 'Users', schema: other.name }, key: 'id' },
            },
          },
          plain,
        );
      };
      const before = await states();
      const fault = {
        code: 'SAFE_SYNC_INVALID_MODELS',
        message: expect.stringMatching(
          new RegExp(
            `^3 things[^]*User: its table Users is in ${other.name}, and on this dialect a schema is another database: ` +
              `this connection looks after ${database.name} alone\\. .*connection of its own.*safeSync\\.ignore[^]*` +
              `Post\\.UserId: it refers to Users, which is in ${other.name}[^]*Note\\.user: .*constraints: false`,
          ),
        ),
      };
      const sequelize = open(define);
      for (const mode of ['alter', 'force'] as const) {
        await expect(boot(sequelize, { mode })).rejects.toMatchObject(fault);
      }
      await expect(createSafeSync(sequelize, { logger: quiet().logger }).plan()).rejects.toMatchObject(fault);
      const { report, warnings } = await boot(sequelize, { mode: 'none', onDrift: 'fail' });
      expect([report.mode, report.drift, warnings]).toEqual(['none', null, [expect.stringContaining(other.name)]]);
      expect(await states()).toEqual(before);
    });

    it("a model of another database that is left alone is in nobody's way", async () => {
      await other.query('CREATE TABLE Users (id INT PRIMARY KEY)');
      const sequelize = open((own) => {
        own.define('User', { name: DataTypes.STRING }, { ...plain, schema: other.name });
        own.define('Post', {}, plain).belongsTo(own.model('User'), { constraints: false });
      });
      const [, before] = await states();
      expect((await boot(sequelize, { ignore: ['User'] })).report.applied).toHaveLength(1);
      expect((await boot(sequelize, { ignore: ['User'] })).report).toMatchObject({ applied: [], leftovers: [] });
      expect((await states())[1]).toEqual(before);
    });
  },
  ['mariadb'],
);
