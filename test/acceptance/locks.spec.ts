/** Waiting for tables: bounded, told, and never with the application queuing behind. */
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { DataTypes, type Sequelize } from 'sequelize';
import { createSafeSync } from '../../lib/safe-sync.js';
import type { SafeSyncTimeouts } from '../../lib/safe-sync.options.js';
import type { TestDatabase } from '../support/database.js';
import { createDatabase, forEachDialect } from '../support/dialects.js';
import { quiet } from './support/quiet.js';

forEachDialect(
  'waiting for a table',
  (server) => {
    let database: TestDatabase;
    beforeAll(async () => {
      process.env['NODE_ENV'] = 'development';
      database = await createDatabase(server);
    });
    afterAll(async () => {
      delete process.env['NODE_ENV'];
      await database.drop();
    });
    beforeEach(async () => {
      await database.clear();
      await alter(1);
      await database.query("INSERT INTO things (a) VALUES ('x'), ('y')");
    });

    const things = (sequelize: Sequelize, version: number): void =>
      void sequelize.define(
        'thing',
        {
          a: DataTypes.STRING(version === 1 ? 10 : 20),
          ...(version === 1 ? {} : { b: DataTypes.INTEGER }),
        },
        { tableName: 'things', timestamps: false },
      );
    const alter = async (version: number, timeouts: SafeSyncTimeouts = {}, logger = quiet().logger) => {
      const sequelize = database.sequelize();
      things(sequelize, version);
      try {
        return await createSafeSync(sequelize, { logger, timeouts }).sync();
      } finally {
        await sequelize.close();
      }
    };
    /** A reader whose transaction stays open. */
    const reader = async () => {
      const sequelize = database.sequelize(
        server.dialect === 'postgres' ? { dialectOptions: { application_name: 'nightly-report' } } : {},
      );
      const transaction = await sequelize.transaction();
      await sequelize.query('SELECT * FROM things', { transaction });
      return async (): Promise<void> => {
        await transaction.rollback();
        await sequelize.close();
      };
    };
    const isPostgres = server.dialect === 'postgres';

    it('P11: gives up after a bounded number of tries, names who holds the table, and changes nothing', async () => {
      const before = await database.readCatalog();
      const release = await reader();
      try {
        await expect(alter(2, { tableLockMs: 100 })).rejects.toMatchObject({
          code: 'SAFE_SYNC_APPLY_FAILED',
          message: expect.stringMatching(
            isPostgres
              ? /ALTER TABLE "public"\."things"[\s\S]*held by server process \d+ \(application "nightly-report", user \w+.*idle in transaction.*on things\); tried 3 times\. Nothing was changed/
              : /ALTER TABLE `things`[\s\S]*held by (?:perhaps )?server process \d+ \(user \w+.*\); tried 3 times\. Nothing was changed/,
          ) as unknown,
        });
      } finally {
        await release();
      }
      expect(await database.readCatalog()).toEqual(before);
      expect((await alter(2)).applied).not.toEqual([]);
    }, 30_000);

    it('lets go of everything and tries again, so that a short wait passes', async () => {
      const release = await reader();
      const altered = alter(2, { tableLockMs: isPostgres ? 300 : 1_000 });
      await sleep(isPostgres ? 450 : 1_500);
      await release();
      const report = await altered;
      expect(report.applied).not.toEqual([]);
      expect(report.held).toEqual([]);
    }, 30_000);

    it('says what it is doing when it takes its time: which statement, which table, how many rows', async () => {
      const { logger, lines } = quiet();
      await database.query(isPostgres ? 'ANALYZE things' : 'ANALYZE TABLE things');
      const release = await reader();
      const altered = alter(2, { tableLockMs: 20_000 }, logger);
      while (!lines.some((line) => line.startsWith('still at work'))) await sleep(50);
      await release();
      await altered;
      expect(lines.filter((line) => line.startsWith('still at work'))).toEqual([
        expect.stringMatching(
          /^still at work: statements? 1 (?:of 1|to 2 of 2): things, about 2 rows,.* \d+ s so far$/,
        ) as unknown,
      ]);
    }, 30_000);

    if (isPostgres) {
      it('every statement runs under both limits, each under its own', async () => {
        await database.query(`
          CREATE TABLE seen (waiting text, running text);
          CREATE FUNCTION note() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN
            INSERT INTO public.seen VALUES (current_setting('lock_timeout'), current_setting('statement_timeout'));
          END $$;
          CREATE EVENT TRIGGER note_limits ON ddl_command_start EXECUTE FUNCTION note()`);
        await alter(2, { tableLockMs: 1_234, statementMs: 5_678 });
        await database.query('DROP EVENT TRIGGER note_limits; DROP FUNCTION note()');
        const rows = await database.query('SELECT DISTINCT waiting, running FROM seen WHERE running IS NOT NULL');
        expect(rows).toEqual([{ waiting: '1234ms', running: '5678ms' }]);
      });
    }
  },
  ['postgres', 'mysql', 'mariadb'],
);
