/** What looking at the data costs, and what is said where nobody could look. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { DataTypes, Sequelize } from 'sequelize';
import { printPlan } from '../../lib/report/print-report.js';
import { createSafeSync } from '../../lib/safe-sync.js';
import type { TestDatabase } from '../support/database.js';
import { createDatabase, forEachDialect } from '../support/dialects.js';
import { type Models, models, table } from '../support/evolution.js';

const logger = { log: quiet, warn: quiet, error: quiet, debug: quiet };

function use(server: Parameters<typeof createDatabase>[0]) {
  const own = {} as { database: TestDatabase };
  beforeAll(async () => {
    process.env['NODE_ENV'] = 'development';
    own.database = await createDatabase(server);
  });
  afterAll(async () => {
    delete process.env['NODE_ENV'];
    delete process.env['SAFE_SYNC_CONFIRM'];
    await own.database.drop();
  });
  const safeSync = (define: Models, options: object = {}) => {
    const sequelize = own.database.sequelize(options);
    define(sequelize);
    return createSafeSync(sequelize, { logger });
  };
  const make = async (define: Models, rows: string): Promise<void> => {
    await own.database.clear();
    const sequelize = own.database.sequelize();
    define(sequelize);
    await sequelize.sync();
    if (rows !== '') await own.database.query(rows);
  };
  return { own, safeSync, make };
}

const USER = table('users', { a: DataTypes.STRING(40), b: DataTypes.STRING(40) });
const OTHER = models(
  table('users', {
    a: { type: DataTypes.STRING(40), unique: true },
    b: { type: DataTypes.STRING(40), allowNull: false },
    c: { type: DataTypes.INTEGER, allowNull: false },
  }),
);

forEachDialect('looking at the data', (server) => {
  const { own, safeSync, make } = use(server);

  it('costs two queries for all changes, and none where nothing changes', async () => {
    await make(USER, `INSERT INTO users (a, b) VALUES ('x', 'y')`);
    const sent = async (define: Models) => {
      const one = safeSync(define);
      let queries = 0;
      await own.database.recordStatements(async () => void (await one.plan()));
      const recorded = await own.database.recordStatements(async () => void (await one.plan()));
      queries = recorded.filter((sql) => /^\s*(WITH|SELECT|SHOW|EXPLAIN|PRAGMA|\/\*M!)/i.test(sql)).length;
      return { queries, weighed: recorded.filter((sql) => sql.includes('WITH o0')).length };
    };
    const [unchanged, changed] = [await sent(USER), await sent(OTHER)];
    expect([unchanged.weighed, changed.weighed]).toEqual([0, 1]);
    expect(changed.queries - unchanged.queries).toBeLessThanOrEqual(server.dialect === 'postgres' ? 3 : 2);
  });

  it('counts up to a bound, and says so', async () => {
    await make(USER, '');
    const numbers = Array.from({ length: 1_001 }, (_, n) => `('${n}', NULL)`).join(', ');
    await own.database.query(`INSERT INTO users (a, b) VALUES ${numbers}`);
    const plan = await safeSync(
      table('users', { a: DataTypes.STRING(40), b: { type: DataTypes.STRING(40), allowNull: false } }),
    ).plan();
    const [hazard] = plan.statements.flatMap(({ hazards }) => hazards);
    expect(hazard).toMatchObject({ evidence: { count: 1_000, isAtLeast: true, key: ['id'] } });
    expect(hazard?.danger).toContain('at least 1,000 rows have no value there (id 1; 2; 3, …)');
    expect(JSON.stringify(plan)).toContain('"isAtLeast":true');
  });

  it('P21, P66: what holds once does not hold any more when the rows were mended, and nothing else is needed', async () => {
    await make(USER, `INSERT INTO users (a, b) VALUES ('x', 'y'), ('x', NULL)`);
    const first = await safeSync(OTHER).sync();
    expect(first.held).toHaveLength(3);
    await own.database.query(`UPDATE users SET a = 'z', b = 'z' WHERE id = 2; UPDATE users SET c = 1`);
    const second = await safeSync(OTHER).sync();
    expect([second.held, second.drift?.inStep]).toEqual([[], true]);
  });

  it('control characters in a key or a value do not reach the screen', async () => {
    await make(table('users', { k: { type: DataTypes.STRING(40), primaryKey: true }, a: DataTypes.STRING(40) }), '');
    await own.database.query(`INSERT INTO users (k, a) VALUES ('\u001b[2J', NULL)`);
    const plan = await safeSync(
      table('users', {
        k: { type: DataTypes.STRING(40), primaryKey: true },
        a: { type: DataTypes.STRING(40), allowNull: false },
      }),
    ).plan();
    expect(printPlan(plan)).toContain('(k \\u001b[2J)');
  });
});

interface Together {
  readonly name: string;
  readonly before: Models;
  readonly rows: string;
  readonly after: Models;
  /** The codes of what is held, without what depends on it. */
  readonly held: readonly string[];
  readonly dialects?: readonly string[];
}

const owners = table('owners', { n: DataTypes.STRING(40) });
const owner = (more: object) => ({ type: DataTypes.INTEGER, references: { model: 'owners', key: 'id' }, ...more });
const TWO = `INSERT INTO users (a) VALUES ('1'), ('2')`;
const A = { a: DataTypes.STRING(40) };

/** A question is about the table as it will be: with new columns, with other types, with a new target. */
const together: readonly Together[] = [
  {
    name: 'a unique over a new column that is the same in all rows',
    before: table('users', A),
    rows: TWO,
    after: table('users', { ...A, b: { type: DataTypes.INTEGER, defaultValue: 1, unique: true } }),
    held: ['unique-on-filled-table'],
  },
  {
    name: 'the same in a table of one row',
    before: table('users', A),
    rows: `INSERT INTO users (a) VALUES ('1')`,
    after: table('users', { ...A, b: { type: DataTypes.INTEGER, defaultValue: 1, unique: true } }),
    held: [],
  },
  {
    name: 'a unique over a new constant and a column that differs',
    before: table('users', A),
    rows: TWO,
    after: table('users', {
      a: { ...A, type: DataTypes.STRING(40), unique: 'both' },
      b: { type: DataTypes.INTEGER, defaultValue: 1, unique: 'both' },
    }),
    held: [],
  },
  {
    name: 'a key from a new column whose default points at nothing',
    before: models(owners, table('users', A)),
    rows: `INSERT INTO owners (n) VALUES ('x'); ${TWO}`,
    after: models(owners, table('users', { ...A, owner: owner({ defaultValue: 99 }) })),
    held: ['foreign-key-on-filled-table'],
  },
  {
    name: 'a key from a new column whose default points at a row',
    before: models(owners, table('users', A)),
    rows: `INSERT INTO owners (n) VALUES ('x'); ${TWO}`,
    after: models(owners, table('users', { ...A, owner: owner({ defaultValue: 1 }) })),
    held: [],
  },
  {
    name: 'a key to a table that this plan makes',
    before: table('users', { owner: DataTypes.INTEGER }),
    rows: 'INSERT INTO users (owner) VALUES (1), (NULL)',
    after: models(owners, table('users', { owner: owner({}) })),
    held: ['foreign-key-on-filled-table'],
  },
  {
    name: 'the same where no row points anywhere',
    before: table('users', { owner: DataTypes.INTEGER }),
    rows: 'INSERT INTO users (owner) VALUES (NULL)',
    after: models(owners, table('users', { owner: owner({}) })),
    held: [],
  },
  {
    name: 'a key from texts that become numbers',
    dialects: ['postgres'],
    before: models(owners, table('users', { owner: DataTypes.STRING(40) })),
    rows: `INSERT INTO owners (n) VALUES ('x'); INSERT INTO users (owner) VALUES ('1'), ('01')`,
    after: models(owners, table('users', { owner: owner({}) })),
    held: [],
  },
  {
    name: 'a unique over texts that become the same number',
    dialects: ['postgres'],
    before: table('users', A),
    rows: `INSERT INTO users (a) VALUES ('1'), ('01')`,
    after: table('users', { a: { type: DataTypes.INTEGER, unique: true } }),
    held: ['unique-on-filled-table'],
  },
  {
    name: 'a new number of its own for each row is a key',
    before: table('users', { k: { type: DataTypes.STRING(40), primaryKey: true } }),
    rows: `INSERT INTO users (k) VALUES ('x'), ('y')`,
    after: table('users', {
      k: DataTypes.STRING(40),
      id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
    }),
    held: [],
  },
];

forEachDialect(
  'changes that meet',
  (server) => {
    const { safeSync, make } = use(server);
    const own = together.filter(({ dialects }) => dialects?.includes(server.dialect) ?? true);
    it.each(own.map((one) => [one.name, one] as const))('%s', async (_, { before, rows, after, held }) => {
      await make(before, rows);
      const report = await safeSync(after).sync();
      const codes = report.held.flatMap(({ hazards }) => hazards.map(({ code }) => code));
      expect(codes.filter((code) => code !== 'depends-on-held')).toEqual(held);
      if (held.length === 0) expect(report.drift?.inStep).toBe(true);
      expect((await safeSync(after).sync()).applied).toEqual([]);
    });
  },
  ['postgres', 'mysql', 'sqlite'],
);

forEachDialect(
  'a left-over value of an enum',
  (server) => {
    const { safeSync, make } = use(server);

    it('P16: says how many rows use it, and costs one query', async () => {
      const before = table('users', { e: DataTypes.ENUM('a', 'b', 'c') });
      await make(before, `INSERT INTO users (e) VALUES ('b'), ('b'), ('a')`);
      const plan = await safeSync(table('users', { e: DataTypes.ENUM('a') })).plan();
      expect(plan.statements).toEqual([]);
      expect(plan.leftovers).toMatchObject([
        { kind: 'enum-value', name: 'b', usedBy: { rows: 2, isAtLeast: false } },
        { kind: 'enum-value', name: 'c', usedBy: { rows: 0 } },
      ]);
      expect(printPlan(plan)).toMatch(
        /\.b \(a value of \w+, used by 2 rows;[\s\S]*\.c \(a value of \w+, used by no row;/,
      );
    });
  },
  ['postgres', 'mysql'],
);

forEachDialect(
  'where PostgreSQL does not tell',
  (server) => {
    const { own, safeSync, make } = use(server);
    const after = table('users', { a: DataTypes.STRING(40), b: { type: DataTypes.STRING(40), allowNull: false } });
    it('a table that is too busy counts as filled, and says so', async () => {
      await make(USER, `INSERT INTO users (a, b) VALUES ('x', 'y')`);
      // What makes a look slow, without a million rows.
      await own.database.query(`
        CREATE FUNCTION slow(text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN PERFORM pg_sleep(20); RETURN $1; END $$`);
      const sequelize = own.database.sequelize();
      const indexes = [{ name: 'i', unique: true, fields: [sequelize.fn('slow', sequelize.col('a')) as never] }];
      const started = performance.now();
      const plan = await safeSync(
        table('users', { a: DataTypes.STRING(40), b: DataTypes.STRING(40) }, { indexes }),
      ).plan();
      expect(performance.now() - started).toBeLessThan(15_000);
      const [statement] = plan.statements;
      expect(statement).toMatchObject({
        held: true,
        hazards: [{ evidence: { count: null, unseen: { because: 'too-slow' } } }],
      });
      expect(statement?.hazards[0]?.danger).toContain(
        'users is too big, or too busy, to be looked at in time, and counts as filled',
      );
      expect(statement?.hazards[0]?.remedy).toContain(
        "permit it: safeSync: { allow: { hazards: ['unique-on-filled-table:users.slow(a)'] } }",
      );
    });

    it('an index on a big table warns of who waits, with the way without; on a small one it does not', async () => {
      await make(USER, '');
      const indexed = table(
        'users',
        { a: DataTypes.STRING(40), b: DataTypes.STRING(40) },
        { indexes: [{ name: 'i', fields: ['a'] }] },
      );
      const hazards = async () => (await safeSync(indexed).plan()).statements.flatMap((statement) => statement.hazards);
      await own.database.query(`INSERT INTO users (a, b) VALUES ('x', 'y')`);
      expect(await hazards()).toEqual([]);
      await own.database.query(
        `ALTER TABLE users ADD filler text; INSERT INTO users (a, filler) SELECT n, repeat(n::text, 300) FROM generate_series(10000, 22000) AS n`,
      );
      expect(await hazards()).toEqual([
        {
          code: 'locks-big-table',
          effect: 'warns',
          danger: expect.stringMatching(/^users has \d+ MB, and writes of it wait while every row is read\.$/),
          remedy:
            'Without waiting, in a migration and outside a transaction: CREATE INDEX CONCURRENTLY "i" ON "public"."users" USING btree ("a");',
        },
      ]);
    });

    it('a user without SELECT, or with policies on the rows: it counts as filled, and says so', async () => {
      await make(USER, `INSERT INTO users (a, b) VALUES ('x', 'y')`);
      const role = `${own.database.name}_reader`.replaceAll(/\W/g, '_');
      await own.database.query(`CREATE ROLE ${role} LOGIN PASSWORD 'x'; GRANT USAGE ON SCHEMA public TO ${role}`);
      const url = new URL(own.database.url);
      Object.assign(url, { username: role, password: 'x' });
      const sequelize = new Sequelize(url.href, { logging: false });
      after(sequelize);
      const dangers = async () => {
        const { statements } = await createSafeSync(sequelize, { logger }).plan();
        return statements.flatMap(({ held, hazards }) => hazards.map(({ danger }) => [held, danger]));
      };
      try {
        expect(await dangers()).toEqual([
          [true, expect.stringContaining('the database user may not read users, which counts as filled')],
        ]);
        await own.database.query(`GRANT SELECT ON users TO ${role}; ALTER TABLE users ENABLE ROW LEVEL SECURITY`);
        expect(await dangers()).toEqual([[true, expect.stringContaining('row level security may hide rows')]]);
      } finally {
        await sequelize.close();
        await own.database.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
      }
    });
  },
  ['postgres'],
);

forEachDialect(
  'consent to a whole plan',
  (server) => {
    const { own, safeSync, make } = use(server);
    const before = table('users', { a: DataTypes.DATE, b: DataTypes.STRING(40) });
    const after = table('users', {
      a: DataTypes.DATEONLY,
      b: { type: DataTypes.STRING(40), unique: true },
      c: DataTypes.INTEGER,
    });

    it.each(['development', 'production'])(
      'in %s runs what a person can vouch for, and not what the server would refuse',
      async (environment) => {
        await make(before, `INSERT INTO users (a, b) VALUES ('2026-01-01 10:00:00', 'x'), (NULL, 'x')`);
        const plan = await safeSync(after).plan();
        expect(new Set(plan.statements.filter(({ held }) => held).map(({ hazards }) => hazards[0]?.code))).toEqual(
          new Set(['type-narrowing', 'unique-on-filled-table']),
        );
        process.env['NODE_ENV'] = environment;
        process.env['SAFE_SYNC_CONFIRM'] = `${plan.database}:${plan.fingerprint}`;
        try {
          const report = await safeSync(after).sync();
          expect(report.held.map(({ hazards }) => hazards[0]?.code)).toEqual(['unique-on-filled-table']);
          expect(report.applied.flatMap(({ hazards }) => hazards)).toMatchObject([
            { code: 'type-narrowing', effect: 'warns', evidence: 'permitted by SAFE_SYNC_CONFIRM' },
          ]);
          const again = await safeSync(after).sync();
          expect(again.applied).toEqual([]);
        } finally {
          process.env['NODE_ENV'] = 'development';
          delete process.env['SAFE_SYNC_CONFIRM'];
        }
        expect(await own.database.query('SELECT b FROM users ORDER BY id')).toHaveLength(2);
      },
    );
  },
  ['postgres', 'mysql'],
);

function quiet(): void {}
