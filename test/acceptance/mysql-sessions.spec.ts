/** What is asked of a MySQL server besides its catalog: its lock, limits of time, the primary, its reading of an expression. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DataTypes, literal, type Options, type Sequelize } from 'sequelize';
import { createSafeSync } from '../../lib/safe-sync.js';
import type { SafeSyncOptions } from '../../lib/safe-sync.options.js';
import type { TestDatabase } from '../support/database.js';
import { createDatabase, forEachDialect } from '../support/dialects.js';
import { table } from '../support/evolution.js';
import { defineShop } from './processes/shop.js';
import { quiet } from './support/quiet.js';

const id = { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true };
const LOCK = "CONCAT('nestjs-safe-sync:', SHA1(DATABASE()))";

forEachDialect(
  'sessions on MariaDB',
  (server) => {
    let database: TestDatabase;
    beforeEach(async () => {
      process.env['NODE_ENV'] = 'development';
      database = await createDatabase(server);
    });
    afterEach(async () => {
      delete process.env['NODE_ENV'];
      await database.drop();
    });

    const safeSync = (define: (sequelize: Sequelize) => void, options: SafeSyncOptions = {}, own: Options = {}) => {
      const sequelize = database.sequelize(own);
      define(sequelize);
      return { sequelize, ...quiet(), boot: createSafeSync(sequelize, { logger: quiet().logger, ...options }) };
    };
    const shop = (sequelize: Sequelize): void => defineShop(sequelize, 2);

    describe('where the lock of the server is no help', () => {
      /** Stands between Sequelize and the server, for what no server here says. */
      const replaces = (sql: string): boolean => sql.includes('GET_LOCK(');
      const answering = (sequelize: Sequelize, answer: (sql: string) => unknown): readonly string[] => {
        const asked: string[] = [];
        const query = sequelize.query.bind(sequelize) as (sql: string, options: object) => Promise<unknown>;
        const stand = async (sql: string, options: object): Promise<unknown> => {
          asked.push(sql);
          const given = answer(sql);
          if (given instanceof Error) throw given;
          const real = await query(sql, options);
          return Array.isArray(given) ? [...(replaces(sql) ? [] : (real as unknown[])), ...given] : real;
        };
        Object.assign(sequelize, { query: stand });
        return asked;
      };

      it.each<[string, (sql: string) => unknown, boolean]>([
        [
          'a member of a Galera cluster is not asked for it',
          (sql) =>
            sql.startsWith('SHOW SESSION VARIABLES') ? [{ Variable_name: 'wsrep_on', Value: 'ON' }] : undefined,
          false,
        ],
        [
          'a server that has no GET_LOCK',
          (sql) =>
            sql.includes('GET_LOCK(')
              ? Object.assign(new Error('FUNCTION GET_LOCK does not exist'), { original: { errno: 1305 } })
              : undefined,
          true,
        ],
        ['a server that answers NULL', (sql) => (sql.includes('GET_LOCK(') ? [{ got: null }] : undefined), true],
      ])('%s: the work goes on without', async (_, answer, isAsked) => {
        // Somebody has it; nobody waits for it.
        await database.query(`SELECT GET_LOCK(${LOCK}, 5)`);
        const { sequelize, boot } = safeSync(shop, { timeouts: { bootLockMs: 1 } });
        const asked = answering(sequelize, answer);
        expect((await boot.sync()).applied.length).toBeGreaterThan(0);
        expect(asked.some((sql) => sql.includes('GET_LOCK('))).toBe(isAsked);
        expect(asked.some((sql) => sql.includes('RELEASE_LOCK('))).toBe(false);
        expect((await boot.sync()).applied).toEqual([]);
      });
    });

    it('the lock is of one database: another one is changed meanwhile', async () => {
      const other = await createDatabase(server);
      await other.query(`SELECT GET_LOCK(${LOCK}, 5)`);
      expect((await safeSync(shop, { timeouts: { bootLockMs: 1 } }).boot.sync()).applied.length).toBeGreaterThan(0);
      await other.drop();
    });

    it('a statement takes no longer than statementMs, and the next boot goes on', async () => {
      await database.query(
        'CREATE TABLE big (id INT PRIMARY KEY AUTO_INCREMENT, n INT); INSERT INTO big (n) SELECT seq FROM seq_1_to_60000',
      );
      const wider = table('big', { id, n: DataTypes.BIGINT });
      const failure = (await safeSync(wider, { timeouts: { statementMs: 5 } })
        .boot.sync()
        .catch((error: unknown) => error)) as { code: string; message: string };
      expect([failure.code, failure.message]).toEqual([
        'SAFE_SYNC_APPLY_FAILED',
        expect.stringContaining('safeSync.timeouts.statementMs'),
      ]);
      expect((await safeSync(wider).boot.sync()).applied).toHaveLength(1);
      expect(await database.query('SELECT COUNT(*) AS n, MAX(n) AS most FROM big')).toEqual([
        { n: 60000, most: 60000 },
      ]);
    });

    it('with replicas everything goes to the primary', async () => {
      const { port, username, password } = database.options;
      const place = { host: '127.0.0.1', username, password: password ?? '', database: database.name };
      const replication = { write: { ...place, port: String(port) }, read: [{ ...place, port: '1' }] };
      const { boot } = safeSync(shop, {}, { replication } as unknown as Options);
      expect((await boot.plan()).statements.length).toBeGreaterThan(0);
      expect((await boot.sync()).drift?.inStep).toBe(true);
      expect((await boot.sync()).applied).toEqual([]);
    });

    it('expressions that differ in their texts are put to the server, all in one question', async () => {
      await database.query(
        `CREATE TABLE things (id INT PRIMARY KEY AUTO_INCREMENT,
           same VARCHAR(20) DEFAULT (lcase('A')), other VARCHAR(20) DEFAULT (concat('a', 'b')),
           a INT, full_ INT GENERATED ALWAYS AS (a * 2) STORED)`,
      );
      const define = table('things', {
        id,
        same: { type: DataTypes.STRING(20), defaultValue: literal("(lower('A'))") },
        other: { type: DataTypes.STRING(20), defaultValue: literal("(concat('a', 'c'))") },
        a: DataTypes.INTEGER,
        full_: { type: 'INT GENERATED ALWAYS AS (2 * a) STORED' },
      });
      const { boot } = safeSync(define);
      const sent = await database.recordStatements(async () => {
        const plan = await boot.plan();
        expect(plan.statements.map(({ sql }) => sql)).toEqual([
          "ALTER TABLE `things` MODIFY COLUMN `other` varchar(20) NULL DEFAULT (concat('a', 'c'))",
        ]);
        expect(plan.unknowns.map(({ name }) => name)).toEqual(['full_']);
      });
      expect(sent.filter((sql) => sql.startsWith('EXPLAIN'))).toHaveLength(1);
      await boot.sync();
      expect((await boot.sync()).applied).toEqual([]);
    });

    it('one expression that the server cannot read hides no other', async () => {
      await database.query(
        "CREATE TABLE things (id INT PRIMARY KEY AUTO_INCREMENT, same VARCHAR(20) DEFAULT (lcase('A')), odd VARCHAR(20) DEFAULT (concat('a')))",
      );
      const define = table('things', {
        id,
        same: { type: DataTypes.STRING(20), defaultValue: literal("(lower('A'))") },
        odd: { type: DataTypes.STRING(20), defaultValue: literal('(not_a_function(1))') },
      });
      const plan = await safeSync(define).boot.plan();
      expect([plan.statements, plan.unknowns.map(({ name }) => name)]).toEqual([[], ['odd']]);
    });
  },
  ['mysql', 'mariadb'],
);
