/** What years of raw `alter: true` leave behind, and what takes it away again. */
import { expect, it } from '@jest/globals';
import { DataTypes, type Sequelize } from 'sequelize';
import { printPlan } from '../../lib/report/print-report.js';
import { createSafeSync, type SafeSync } from '../../lib/safe-sync.js';
import { useClearedDatabase } from '../support/cleared-database.js';
import { createDatabase, forEachDialect } from '../support/dialects.js';
import { setAside } from '../support/set-aside.js';
import { makeAsOracle } from '../support/make-as-oracle.js';
import { quiet } from './support/quiet.js';

const { STRING, INTEGER, ENUM } = DataTypes;

/** A shop with what raw alter does badly: uniques, a key to a unique, cascades, indexes, defaults. */
function shop(sequelize: Sequelize): void {
  const options = { timestamps: false };
  sequelize.define(
    'user',
    {
      email: { type: STRING(60), unique: true, allowNull: false },
      name: { type: STRING(40), defaultValue: 'nobody' },
      role: { type: ENUM('a', 'b'), defaultValue: 'a' },
    },
    { tableName: 'users', indexes: [{ fields: ['name'] }, { fields: ['email', 'name'], unique: true }], ...options },
  );
  sequelize.define(
    'order',
    {
      user: { type: INTEGER, references: { model: 'users', key: 'id' }, onDelete: 'CASCADE', onUpdate: 'CASCADE' },
      mail: {
        type: STRING(60),
        references: { model: 'users', key: 'email' },
        onDelete: 'SET NULL',
        onUpdate: 'CASCADE',
      },
    },
    { tableName: 'orders', ...options },
  );
}

forEachDialect('repair', (server) => {
  const database = useClearedDatabase(server);

  const on = async <Result>(
    define: (sequelize: Sequelize) => void,
    work: (safeSync: SafeSync, sequelize: Sequelize) => Promise<Result>,
  ): Promise<Result> => {
    const sequelize = database().sequelize();
    define(sequelize);
    try {
      return await work(createSafeSync(sequelize, { logger: quiet().logger }), sequelize);
    } finally {
      await sequelize.close();
    }
  };
  const kinds = (plan: Awaited<ReturnType<SafeSync['plan']>>): readonly string[] =>
    plan.statements.flatMap(({ parts }) => parts.map(({ change }) => change.kind));

  it('P5: a database that five rounds of raw alter damaged is without drift afterwards, with all rows', async () => {
    await on(shop, async (safeSync, sequelize) => {
      await sequelize.sync();
      await database().query(
        `INSERT INTO users (email, name) VALUES ('a@b', 'a'), ('c@d', 'c');
         INSERT INTO orders (${quoted('user')}, mail) VALUES (1, 'a@b'), (2, 'c@d')`,
      );
      for (let round = 0; round < 5; round += 1) await sequelize.sync({ alter: true }).catch(() => undefined);
      const values = await database().readValues();
      const damaged = await database().readCatalog();

      const plan = await safeSync.repairPlan();
      expect(plan.mode).toBe('repair');
      expect(
        (await safeSync.plan()).statements
          .filter(({ held }) => !held)
          .some((one) => one.sql.includes('DROP CONSTRAINT')),
      ).toBe(false);
      // Shown first: nothing happened yet.
      expect(await database().readCatalog()).toEqual(damaged);
      expect(kinds(plan).every((kind) => kind.startsWith('drop-'))).toBe(true);
      if (server.dialect !== 'sqlite') expect(kinds(plan).length).toBeGreaterThanOrEqual(5);
      expect(JSON.parse(JSON.stringify(plan))).toMatchObject({ version: 1, mode: 'repair' });
      expect(printPlan(plan)).toContain(plan.fingerprint);

      const report = await safeSync.apply(plan);
      expect(report.applied.map(({ sql }) => sql)).toEqual(plan.statements.map(({ sql }) => sql));
      expect((await safeSync.repairPlan()).statements).toEqual([]);
      // What was lost comes back by alter.
      await safeSync.sync();
      const drift = await safeSync.drift();
      // SQLite's raw alter makes a unique of one column out of one over two, which is no copy of anything.
      const isExtra = ({ severity }: (typeof drift.findings)[number]): boolean =>
        server.dialect === 'sqlite' && severity === 'extra';
      expect(drift.findings.filter((finding) => !isExtra(finding))).toEqual([]);
      expect(drift.inStep).toBe(true);
      expect(await database().readValues()).toEqual(values);

      // The catalog is that of a database made from scratch: cascades, indexes, numbers and defaults are back.
      const fresh = await createDatabase(server);
      try {
        const scratch = fresh.sequelize();
        shop(scratch);
        await makeAsOracle(scratch);
        const left = await safeSync.plan();
        expect(setAside(await database().readCatalog(), left, { names: true })).toEqual(
          setAside(await fresh.readCatalog(), left, { names: true }, 'wanted'),
        );
      } finally {
        await fresh.drop();
      }
    });
  }, 60_000);

  it('the undo of a repair makes the copies again', async () => {
    await on(shop, async (safeSync, sequelize) => {
      await makeAsOracle(sequelize);
      await database().query('CREATE INDEX second ON users (name)');
      await database().query('CREATE INDEX third ON users (name)');
      const before = await database().readCatalog();
      const plan = await safeSync.repairPlan();
      expect(kinds(plan)).toEqual(['drop-index', 'drop-index']);
      const report = await safeSync.apply(plan);
      expect((await safeSync.plan()).leftovers).toEqual([]);
      // This connection of SQLite has to look before it knows that they are gone.
      expect(await database().readCatalog()).not.toEqual(before);
      for (const sql of report.applied.toReversed().flatMap(({ undo }) => undo?.split(';\n') ?? []))
        await database().query(sql);
      expect(await database().readCatalog()).toEqual(before);
    });
  });

  it('foreign keys that are there twice, beside one that does something else', async () => {
    const pair = (sequelize: Sequelize): void => {
      const options = { timestamps: false };
      sequelize.define('parent', { a: INTEGER }, { tableName: 'parents', ...options });
      sequelize.define(
        'child',
        {
          parent: {
            type: INTEGER,
            references: { model: 'parents', key: 'id' },
            onDelete: 'CASCADE',
            onUpdate: 'CASCADE',
          },
        },
        { tableName: 'children', ...options },
      );
    };
    await on(pair, async (safeSync, sequelize) => {
      await makeAsOracle(sequelize);
      const same = 'REFERENCES parents (id) ON DELETE CASCADE ON UPDATE CASCADE';
      if (server.dialect === 'sqlite') {
        await database().query('DROP TABLE children');
        await database().query(
          `CREATE TABLE children (id INTEGER PRIMARY KEY AUTOINCREMENT, parent INTEGER REFERENCES parents (id) ON DELETE SET NULL ${same}, FOREIGN KEY (parent) ${same}, FOREIGN KEY (parent) ${same})`,
        );
      } else {
        for (const key of [same, same, 'REFERENCES parents (id) ON DELETE SET NULL']) {
          await database().query(`ALTER TABLE children ADD FOREIGN KEY (parent) ${key}`);
        }
      }
      await database().query('INSERT INTO parents (a) VALUES (1)');
      await database().query('INSERT INTO children (parent) VALUES (1)');
      const values = await database().readValues();
      const before = await database().readCatalog();
      const plan = await safeSync.repairPlan();
      expect(kinds(plan)).toEqual(['drop-foreign-key', 'drop-foreign-key']);
      const report = await safeSync.apply(plan);
      expect((await safeSync.repairPlan()).statements).toEqual([]);
      expect(report.leftovers).toMatchObject([
        { kind: 'foreign-key', enforces: expect.stringContaining('NULL') as unknown },
      ]);
      expect(report.drift?.inStep).toBe(true);
      expect(await database().readValues()).toEqual(values);
      for (const sql of report.applied.toReversed().flatMap(({ undo }) => undo?.split(';\n') ?? []))
        await database().query(sql);
      if (server.dialect === 'postgres') expect(await database().readCatalog()).toEqual(before);
      expect(kinds(await safeSync.repairPlan())).toHaveLength(2);
    });
  });

  it('what only looks like a copy stays: another order, direction, uniqueness, a part of the rows', async () => {
    await on(shop, async (safeSync, sequelize) => {
      await makeAsOracle(sequelize);
      await database().query('CREATE INDEX i1 ON users (name DESC)');
      await database().query('CREATE UNIQUE INDEX i2 ON users (name, email)');
      await database().query('CREATE INDEX i3 ON users (email, name)');
      if (server.dialect === 'postgres') {
        await database().query(`
          CREATE INDEX i4 ON users (name varchar_pattern_ops);
          CREATE INDEX i5 ON users (name COLLATE "C");
          CREATE INDEX i6 ON users (name) INCLUDE (email);
          CREATE INDEX i7 ON users USING hash (name);
          CREATE INDEX i8 ON users (name NULLS FIRST);
          ALTER TABLE users ADD CONSTRAINT u9 UNIQUE (email) DEFERRABLE;
          ALTER TABLE users ADD CONSTRAINT u10 UNIQUE (email) INCLUDE (name);
          ALTER TABLE orders ADD CONSTRAINT f11 FOREIGN KEY ("user") REFERENCES users ON DELETE CASCADE ON UPDATE CASCADE DEFERRABLE;
          ALTER TABLE orders ADD CONSTRAINT f12 FOREIGN KEY ("user") REFERENCES users ON DELETE CASCADE;
          ALTER TABLE orders ADD CONSTRAINT f13 FOREIGN KEY ("user") REFERENCES users ON DELETE CASCADE ON UPDATE CASCADE NOT VALID;
        `);
      }
      if (server.dialect === 'postgres' || server.dialect === 'sqlite') {
        await database().query(`CREATE INDEX i14 ON users (name) WHERE name <> 'x'`);
      }
      if (server.dialect === 'mysql' || server.dialect === 'mariadb') {
        await database().query('CREATE INDEX i15 ON users (name(5))');
      }
      expect((await safeSync.repairPlan()).statements).toEqual([]);
    });
  });

  it('says of a left-over that it is a copy, and of others what they still enforce', async () => {
    await on(shop, async (safeSync, sequelize) => {
      await makeAsOracle(sequelize);
      await database().query('CREATE INDEX second ON users (name)');
      await database().query('CREATE UNIQUE INDEX only_one ON users (role)');
      const { leftovers } = await safeSync.plan();
      expect(leftovers.map(({ name, copyOf, enforces }) => ({ name, copyOf, enforces }))).toEqual(
        [
          { name: 'only_one', copyOf: undefined, enforces: 'still refuses two rows of users with the same role' },
          { name: 'second', copyOf: 'users_name', enforces: expect.any(String) as unknown },
        ].toSorted(
          (left, right) =>
            leftovers.findIndex(({ name }) => name === left.name) -
            leftovers.findIndex(({ name }) => name === right.name),
        ),
      );
    });
  });

  if (server.dialect === 'postgres') {
    it('keeps the one that a foreign key stands on, and what the server needs', async () => {
      await on(shop, async (safeSync, sequelize) => {
        await makeAsOracle(sequelize);
        await database().query(`
          ALTER TABLE orders DROP CONSTRAINT orders_mail_fkey;
          ALTER TABLE users DROP CONSTRAINT users_email_key;
          ALTER TABLE users ADD CONSTRAINT needed UNIQUE (email);
          ALTER TABLE orders ADD FOREIGN KEY (mail) REFERENCES users (email) ON DELETE SET NULL ON UPDATE CASCADE;
          ALTER TABLE users ADD CONSTRAINT users_email_key UNIQUE (email);
          ALTER TABLE users ADD CONSTRAINT replica UNIQUE (email);
          ALTER TABLE users REPLICA IDENTITY USING INDEX replica;
          CREATE UNIQUE INDEX bare ON users (email);
          ALTER TABLE orders ADD CONSTRAINT f2 FOREIGN KEY (mail) REFERENCES users (email) ON DELETE SET NULL ON UPDATE CASCADE;
        `);
        const plan = await safeSync.repairPlan();
        expect(plan.statements.map(({ sql }) => sql)).toEqual([
          'ALTER TABLE "public"."orders" DROP CONSTRAINT "f2"',
          'ALTER TABLE "public"."users" DROP CONSTRAINT "users_email_key"',
          'DROP INDEX "public"."bare"',
        ]);
        await safeSync.apply(plan);
        expect((await safeSync.repairPlan()).statements).toEqual([]);
      });
    });
  }

  it('a plan for another database state is refused, and in production it is refused as alter is', async () => {
    await on(shop, async (safeSync, sequelize) => {
      await makeAsOracle(sequelize);
      await database().query('CREATE INDEX second ON users (name)');
      const plan = await safeSync.repairPlan();
      await database().query('CREATE INDEX third ON users (name)');
      await expect(safeSync.apply(plan)).rejects.toMatchObject({ code: 'SAFE_SYNC_PLAN_OUTDATED' });
      process.env['NODE_ENV'] = 'production';
      try {
        const now = await safeSync.repairPlan();
        await expect(safeSync.apply(now)).rejects.toMatchObject({ code: 'SAFE_SYNC_PRODUCTION_REFUSED' });
      } finally {
        process.env['NODE_ENV'] = 'development';
      }
    });
  });

  function quoted(name: string): string {
    return server.dialect === 'mysql' || server.dialect === 'mariadb' ? `\`${name}\`` : `"${name}"`;
  }
});
