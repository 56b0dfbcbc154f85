import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { DataTypes, type ModelAttributes, type Sequelize } from 'sequelize';
import { createSafeSync } from '../../lib/safe-sync.js';
import type { TestDatabase } from '../support/database.js';
import { createDatabase, forEachDialect } from '../support/dialects.js';
import { quiet } from './support/quiet.js';

const { STRING, INTEGER, BIGINT, DATE } = DataTypes;

forEachDialect(
  'pains on MariaDB',
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

    const boot = async (define: (sequelize: Sequelize) => void, safeSync = {}) => {
      const sequelize = database.sequelize();
      define(sequelize);
      try {
        return await createSafeSync(sequelize, { logger: quiet().logger, ...safeSync }).sync();
      } finally {
        await sequelize.close();
      }
    };
    const raw = async (define: (sequelize: Sequelize) => void, options = {}) => {
      const sequelize = database.sequelize();
      define(sequelize);
      try {
        await sequelize.sync(options);
      } finally {
        await sequelize.close();
      }
    };
    const indexes = async (): Promise<number> => {
      const [row] = await database.query<{ n: number }>(
        "SELECT COUNT(*) AS n FROM information_schema.statistics WHERE table_schema = DATABASE() AND index_name <> 'PRIMARY'",
      );
      return Number(row?.n);
    };

    it('P2: a cycle of keys costs no column; shown on raw Sequelize: a plain sync() drops one', async () => {
      const define = (sequelize: Sequelize): void => {
        const a = sequelize.define('a', {}, { tableName: 'a', timestamps: false });
        const b = sequelize.define('b', {}, { tableName: 'b', timestamps: false });
        a.belongsTo(b);
        b.belongsTo(a);
      };
      await boot(define);
      await database.query("ALTER TABLE a ADD legacy VARCHAR(10) DEFAULT 'kept'; INSERT INTO a () VALUES ()");
      const report = await boot(define);
      expect(report.applied).toEqual([]);
      expect(report.leftovers.map(({ name }) => name)).toEqual(['legacy']);
      // The connector of MariaDB that freezes its answers fails before it comes to that.
      await raw(define).catch(() => undefined);
      if (server.dialect === 'mysql') {
        expect(await database.query("SHOW COLUMNS FROM a LIKE 'legacy'")).toEqual([]);
      }
    });

    it('a column whose default or values the server cannot print is not said again', async () => {
      await database.query(
        `CREATE TABLE smiles (id INT PRIMARY KEY, mood ENUM('a','😀') CHARACTER SET utf8mb4, face VARCHAR(10) CHARACTER SET utf8mb4 DEFAULT '😀');
         INSERT INTO smiles VALUES (1, '😀', '😀')`,
      );
      const report = await boot(
        (sequelize) =>
          void sequelize.define(
            'smile',
            {
              id: { type: DataTypes.INTEGER, primaryKey: true },
              mood: DataTypes.ENUM('a', '😀', 'b'),
              face: DataTypes.STRING(20),
            },
            { tableName: 'smiles', timestamps: false },
          ),
      );
      expect(report.applied).toEqual([]);
      expect(report.held.map(({ hazards }) => hazards.map(({ code }) => code))).toEqual([
        ['table-not-understood'],
        ['table-not-understood'],
      ]);
      expect(await database.query('SELECT HEX(mood) AS mood, HEX(face) AS face FROM smiles')).toEqual([
        { mood: 'F09F9880', face: 'F09F9880' },
      ]);
    });

    // Neither asks for a driver, and both take long.
    const once = (server.dialect === 'mysql' ? it : () => undefined) as typeof it;

    once(
      'P5: the 70th boot of a model with a unique column is as clean as the first; raw Sequelize fails at the 63rd',
      async () => {
        const define = (sequelize: Sequelize): void =>
          void sequelize.define('u', { email: { type: STRING, unique: true } }, { tableName: 'u', timestamps: false });
        await boot(define);
        const state = await database.readState();
        const sequelize = database.sequelize();
        define(sequelize);
        const safeSync = createSafeSync(sequelize, { logger: quiet().logger });
        for (let boots = 2; boots <= 70; boots += 1) expect((await safeSync.sync()).applied).toEqual([]);
        expect(await database.readState()).toEqual(state);
        expect(await indexes()).toBe(1);

        for (let alters = 1; alters < 63; alters += 1) await sequelize.sync({ alter: true });
        await expect(sequelize.sync({ alter: true })).rejects.toThrow(/Too many keys/);
        // What raw Sequelize left behind is said, and left alone.
        const plan = await safeSync.plan();
        expect([plan.statements.length, plan.leftovers.length]).toEqual([0, 62]);
        await sequelize.close();
      },
      120_000,
    );

    it('P11, P22, P23: what has not changed is not touched; raw Sequelize rewrites it', async () => {
      const define = (sequelize: Sequelize): void => {
        const a = sequelize.define('a', { n: INTEGER }, { tableName: 'a' });
        const b = sequelize.define('b', { s: { type: STRING, defaultValue: 'x' } }, { tableName: 'b' });
        b.belongsTo(a, { onDelete: 'CASCADE' });
      };
      await boot(define);
      const ours = await database.recordStatements(() => boot(define));
      expect(ours.filter((sql) => /^\s*(ALTER|CREATE|DROP)/i.test(sql))).toEqual([]);
      const theirs = await database.recordStatements(() => raw(define, { alter: true }));
      expect(theirs.filter((sql) => /^\s*ALTER TABLE/i.test(sql)).length).toBeGreaterThan(5);
    });

    it('P18: an enum that loses a value in use, and a text that gets too short, fail in raw Sequelize; here nothing is lost', async () => {
      const define = (kinds: readonly string[], length: number) => (sequelize: Sequelize) =>
        void sequelize.define(
          't',
          { kind: DataTypes.ENUM(...kinds), name: STRING(length) },
          { tableName: 't', timestamps: false },
        );
      await raw(define(['a', 'b'], 20));
      await database.query("INSERT INTO t (kind, name) VALUES ('b', 'twelve chars')");
      await expect(raw(define(['a'], 20), { alter: true })).rejects.toThrow(/Data truncated/);
      await expect(raw(define(['a', 'b'], 3), { alter: true })).rejects.toThrow(/Data truncated|Data too long/);
      const report = await boot(define(['a'], 3));
      expect(report.leftovers.map(({ kind, name }) => [kind, name])).toEqual([['enum-value', 'b']]);
      expect(report.held).toHaveLength(1);
      expect(await database.query('SELECT kind, name FROM t')).toEqual([{ kind: 'b', name: 'twelve chars' }]);
      expect((await boot(define(['a'], 3))).applied).toEqual([]);
    });

    it('P21: raw Sequelize fills a new NOT NULL column with an empty text and a date of zeros', async () => {
      const first = (sequelize: Sequelize): void =>
        void sequelize.define('t', {}, { tableName: 't', timestamps: false });
      const second = (sequelize: Sequelize): void =>
        void sequelize.define(
          't',
          { s: { type: STRING, allowNull: false }, d: { type: DATE, allowNull: false } },
          { tableName: 't', timestamps: false },
        );
      await raw(first);
      await database.query('INSERT INTO t VALUES (1)');
      for (const mode of ['', 'STRICT_ALL_TABLES']) {
        const report = await boot(second);
        expect(report.held.map(({ hazards }) => hazards[0]?.code)).toEqual([
          'not-null-on-filled-table',
          'not-null-on-filled-table',
        ]);
        expect(await database.query('SELECT s, d FROM t')).toEqual([{ s: null, d: null }]);
        await database.query(`SET SESSION sql_mode = '${mode}'; ALTER TABLE t DROP s, DROP d`);
      }
      await raw(second, { alter: true });
      expect(await database.query('SELECT s, d FROM t')).toEqual([{ s: '', d: '0000-00-00 00:00:00' }]);
    });

    it('P26: raw Sequelize loses what no model states; here it stays', async () => {
      const define =
        (length: number) =>
        (sequelize: Sequelize): void =>
          void sequelize.define('t', { s: STRING(length) }, { tableName: 't', timestamps: false });
      await raw(define(10));
      const byHand =
        "ALTER TABLE t MODIFY s VARCHAR(10) CHARACTER SET latin1 COLLATE latin1_german1_ci DEFAULT 'x' COMMENT 'mine'";
      await database.query(byHand);
      await boot(define(20));
      const [kept] = await database.query<{ 'Create Table': string }>('SHOW CREATE TABLE t');
      expect(kept?.['Create Table']).toContain(
        "`s` varchar(20) CHARACTER SET latin1 COLLATE latin1_german1_ci DEFAULT 'x' COMMENT 'mine'",
      );
      await raw(define(30), { alter: true });
      const [lost] = await database.query<{ 'Create Table': string }>('SHOW CREATE TABLE t');
      expect(lost?.['Create Table']).toContain('`s` varchar(30) DEFAULT NULL');
    });

    it('P31: a name that is too long is a fault of the model, with a short one proposed; nothing is sent', async () => {
      const define = (sequelize: Sequelize): void =>
        void sequelize.define(
          'CustomerRelationshipManagementAccountHistoryEntry',
          { firstVeryLongColumnName: STRING, secondVeryLongColumnName: STRING },
          { indexes: [{ fields: ['firstVeryLongColumnName', 'secondVeryLongColumnName'] }] },
        );
      await expect(boot(define)).rejects.toMatchObject({
        code: 'SAFE_SYNC_INVALID_MODELS',
        message: expect.stringMatching(/names end at 64; for instance \w{1,64} would do/),
      });
      expect(await database.query('SHOW TABLES')).toEqual([]);
      await expect(raw(define)).rejects.toThrow(/too long/);
    });

    it('P33: the type of a primary key changes; raw Sequelize leaves it', async () => {
      const define = (type: typeof INTEGER | typeof BIGINT) => (sequelize: Sequelize) =>
        void sequelize.define(
          't',
          { id: { type, primaryKey: true, autoIncrement: true } },
          { tableName: 't', timestamps: false },
        );
      await raw(define(INTEGER));
      await raw(define(BIGINT), { alter: true });
      const type = async () => (await database.query<{ Type: string }>('SHOW COLUMNS FROM t'))[0]?.Type;
      expect(await type()).toBe('int(11)');
      await boot(define(BIGINT));
      expect(await type()).toBe('bigint(20)');
    });

    it('P65: a primary key is widened with the keys that point at it, and a failure between is continued', async () => {
      const define = (type: typeof INTEGER | typeof BIGINT) => (sequelize: Sequelize) => {
        const id = { type, primaryKey: true, autoIncrement: true };
        const a = sequelize.define('a', { id: { ...id } }, { tableName: 'a', timestamps: false });
        const b = sequelize.define('b', { id: { ...id } }, { tableName: 'b', timestamps: false });
        b.belongsTo(a, { foreignKey: 'aId', onDelete: 'CASCADE' });
        a.belongsTo(a, { foreignKey: 'parent' });
      };
      const rows = {
        a: [
          { id: 1, parent: null },
          { id: 2, parent: 1 },
        ],
        b: [{ id: 1, aId: 2 }],
      };
      for (let done = 0; ; done += 1) {
        await database.clear();
        await raw(define(INTEGER));
        await database.query('INSERT INTO a VALUES (1, NULL), (2, 1); INSERT INTO b VALUES (1, 2)');
        const sequelize = database.sequelize();
        define(BIGINT)(sequelize);
        const { statements } = await createSafeSync(sequelize, { logger: quiet().logger }).plan();
        await sequelize.close();
        expect(statements.map(({ held }) => held)).not.toContain(true);
        // What ran before somebody pulled the plug.
        for (const { steps } of statements.slice(0, done)) for (const sql of steps) await database.query(sql);
        const report = await boot(define(BIGINT));
        expect([done, report.held, report.drift?.inStep]).toEqual([done, [], true]);
        expect(await database.query('SELECT id, parent FROM a ORDER BY id')).toEqual(rows.a);
        expect(await database.query('SELECT id, aId FROM b')).toEqual(rows.b);
        const keys =
          'SELECT DELETE_RULE AS rule FROM information_schema.REFERENTIAL_CONSTRAINTS WHERE CONSTRAINT_SCHEMA = DATABASE()';
        expect(await database.query(`${keys} ORDER BY TABLE_NAME`)).toEqual([
          { rule: 'SET NULL' },
          { rule: 'CASCADE' },
        ]);
        if (done === statements.length) break;
      }
    });

    it('P34: what fails in the middle says what ran, and the next boot goes on from there', async () => {
      const define =
        (later: boolean) =>
        (sequelize: Sequelize): void => {
          sequelize.define('a', (later ? { x: INTEGER } : {}) as ModelAttributes, {
            tableName: 'a',
            timestamps: false,
          });
          sequelize.define(
            'b',
            { n: later ? { type: INTEGER, unique: true } : INTEGER },
            { tableName: 'b', timestamps: false },
          );
        };
      await raw(define(false));
      await database.query('INSERT INTO b (n) VALUES (1), (1)');
      const allow = { allow: { hazards: ['unique-on-filled-table'] } };
      await expect(boot(define(true), allow)).rejects.toMatchObject({
        code: 'SAFE_SYNC_APPLY_FAILED',
        message: expect.stringMatching(
          /at: ALTER TABLE `b` ADD UNIQUE INDEX `n` \(`n`\).*Duplicate entry for a key.*cannot take back what ran before: ALTER TABLE `a` ADD COLUMN `x` int NULL/s,
        ),
      });
      await database.query('DELETE FROM b LIMIT 1');
      expect((await boot(define(true), allow)).applied.map(({ sql }) => sql)).toEqual([
        'ALTER TABLE `b` ADD UNIQUE INDEX `n` (`n`)',
      ]);
    });

    once(
      'an unchanged schema costs the same few queries at 1, 10 and 100 tables',
      async () => {
        const counts: number[] = [];
        for (const tables of [1, 10, 100]) {
          await database.clear();
          const sequelize = database.sequelize();
          for (let at = 0; at < tables; at += 1) {
            const table = sequelize.define(
              `t${at}`,
              { s: { type: STRING, unique: true }, n: INTEGER },
              { indexes: [{ fields: ['n'] }] },
            );
            if (at > 0) table.belongsTo(sequelize.model(`t${at - 1}`), { foreignKey: 'before' });
          }
          await sequelize.sync();
          const safeSync = createSafeSync(sequelize, { logger: quiet().logger });
          const sent = await database.recordStatements(async () => {
            expect((await safeSync.plan()).statements).toEqual([]);
          });
          counts.push(sent.filter((sql) => /^\s*(SELECT|SHOW|EXPLAIN)/i.test(sql)).length);
          await sequelize.close();
        }
        expect(new Set(counts).size).toBe(1);
        expect(counts[0]).toBeLessThanOrEqual(9);
      },
      120_000,
    );

    it('reading is silent and read-only; writing reaches the logging of the user', async () => {
      const lines: string[] = [];
      const sequelize = database.sequelize({ logging: (sql) => void lines.push(sql), pool: { max: 1 } });
      sequelize.define('t', { a: STRING }, { tableName: 't', timestamps: false });
      const safeSync = createSafeSync(sequelize, { logger: quiet().logger });
      const sent = await database.recordStatements(() => safeSync.plan());
      expect(sent.filter((sql) => /START TRANSACTION READ ONLY/.test(sql)).length).toBe(1);
      expect(lines).toEqual([]);
      await safeSync.sync();
      expect(lines.map((line) => line.replace(/^Executing \([^)]*\): /, ''))).toEqual([
        'CREATE TABLE `t` (`id` int NOT NULL AUTO_INCREMENT, `a` varchar(255) NULL, PRIMARY KEY (`id`)) ENGINE=InnoDB',
      ]);
      // What was set for the reading is set back.
      const [row] = (await sequelize.query('SELECT @@SESSION.lock_wait_timeout = @@GLOBAL.lock_wait_timeout AS same', {
        type: 'SELECT',
        logging: false,
      })) as unknown as readonly { readonly same: number }[];
      expect(Number(row?.same)).toBe(1);
      await sequelize.close();
    });
  },
  ['mysql', 'mariadb'],
);
