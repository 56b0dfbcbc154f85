/** The newest connector of MariaDB, with which Sequelize's raw queries fail: the library does not lean on them. */
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import * as newest from 'mariadb-newest';
import type { Sequelize } from 'sequelize';
import type { Report } from '../../lib/report/report.js';
import { createSafeSync } from '../../lib/safe-sync.js';
import type { TestDatabase } from '../support/database.js';
import { createDatabase, forEachDialect } from '../support/dialects.js';
import { defineShop } from './processes/shop.js';
import { clearVariables, quiet } from './support/quiet.js';

forEachDialect(
  'the newest connector',
  (server) => {
    let database: TestDatabase;
    beforeEach(async () => {
      clearVariables();
      database = await createDatabase(server, { name: 'shop_test' });
    });
    afterEach(async () => {
      clearVariables();
      await database.drop();
    });
    const open = (version: 1 | 2 | 3): Sequelize => {
      const sequelize = database.sequelize({ dialectModule: newest });
      defineShop(sequelize, version);
      return sequelize;
    };
    const boot = async (version: 1 | 2 | 3, environment: string): Promise<Report> => {
      process.env['NODE_ENV'] = environment;
      return createSafeSync(open(version), { logger: quiet().logger }).sync();
    };

    it('shown on raw Sequelize: raw queries fail, and removeColumn with them', async () => {
      const sequelize = open(1);
      await expect(sequelize.query('SELECT 1')).rejects.toThrow(/meta/);
      await database.query('CREATE TABLE t (a INT, b INT)');
      await expect(sequelize.getQueryInterface().removeColumn('t', 'b')).rejects.toThrow(/meta/);
    });

    it('force works with it', async () => {
      for (const kind of ['create-table', 'clear-tables']) {
        expect((await boot(1, 'test')).applied.map(({ change }) => change.kind)).toContain(kind);
        await database.query("INSERT INTO users (name) VALUES ('gone')");
      }
      await boot(1, 'test');
      expect(await database.query('SELECT COUNT(*) AS n FROM users')).toEqual([{ n: 0 }]);
    });

    it('alter, none and the plan work with it', async () => {
      expect((await boot(1, 'development')).applied.length).toBeGreaterThan(0);
      await database.query("INSERT INTO users (name) VALUES ('kept')");
      expect((await boot(3, 'development')).applied.length).toBeGreaterThan(0);
      expect((await boot(3, 'development')).applied).toEqual([]);
      expect(await database.query('SELECT name, age FROM users')).toEqual([{ name: 'kept', age: 18 }]);
      expect((await boot(3, 'production')).drift?.findings).toEqual([]);
      expect((await createSafeSync(open(1), { logger: quiet().logger }).plan()).leftovers.length).toBeGreaterThan(0);
    });
  },
  ['mariadb'],
);
