/** What `@RenamedFrom` and `renamedFrom` say, when they say nothing, and when they are a mistake. */
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { DataTypes, type ModelAttributes, type ModelOptions, type Sequelize } from 'sequelize';
import { Column, DataType, Model, Table } from 'sequelize-typescript';
import { RenamedFrom } from '../../lib/index.js';
import { printPlan } from '../../lib/report/print-report.js';
import { createSafeSync } from '../../lib/safe-sync.js';
import type { TestDatabase } from '../support/database.js';
import { createDatabase, forEachDialect } from '../support/dialects.js';
import { quiet } from './support/quiet.js';

const { STRING, INTEGER } = DataTypes;

forEachDialect('the rules of a new name', (server) => {
  let database: TestDatabase;
  beforeAll(async () => {
    process.env['NODE_ENV'] = 'development';
    database = await createDatabase(server);
  });
  afterAll(async () => {
    delete process.env['NODE_ENV'];
    await database.drop();
  });
  beforeEach(() => database.clear());

  const on = async <Result>(
    define: (sequelize: Sequelize) => void,
    work: (safeSync: ReturnType<typeof createSafeSync>) => Promise<Result>,
    options = {},
  ): Promise<Result> => {
    const sequelize = database.sequelize();
    define(sequelize);
    try {
      return await work(createSafeSync(sequelize, { logger: quiet().logger, ...options }));
    } finally {
      await sequelize.close();
    }
  };
  const users =
    (attributes: ModelAttributes, options: ModelOptions = {}) =>
    (sequelize: Sequelize): void =>
      void sequelize.define('user', attributes, { tableName: 'users', timestamps: false, ...options });
  const make = async (attributes: ModelAttributes, options: ModelOptions = {}): Promise<void> => {
    const sequelize = database.sequelize();
    users(attributes, options)(sequelize);
    await sequelize.sync();
    await sequelize.close();
  };

  it('decorators on a class and its properties; inert once done; an undo that brings the old names back', async () => {
    const { options } = database;
    await make({ telephone: STRING, old_mail: STRING, age: INTEGER }, { tableName: 'people' });
    await database.query(`INSERT INTO people (telephone, old_mail, age) VALUES ('1', 'a@b', 3)`);

    @RenamedFrom('people')
    @Table({ tableName: 'users', timestamps: false, underscored: true })
    class User extends Model {
      @RenamedFrom('telephone')
      @Column(DataType.STRING)
      declare phone: string;

      // Also under the property's earlier name, which the naming strategy turned into another one.
      @Column(DataType.STRING)
      @RenamedFrom('never', 'oldMail')
      declare mail: string;

      @Column(DataType.INTEGER)
      declare age: number;
    }
    const { Sequelize: Typed } = await import('sequelize-typescript');
    const sequelize = new Typed({ ...(options as object), models: [User] });
    const safeSync = createSafeSync(sequelize, { logger: quiet().logger });
    const before = await database.readCatalog();
    try {
      const report = await safeSync.sync();
      expect(report.applied.map(({ change }) => change.kind)).toEqual([
        'rename-table',
        'rename-column',
        'rename-column',
      ]);
      expect(await database.query('SELECT phone, mail, age FROM users')).toEqual([{ phone: '1', mail: 'a@b', age: 3 }]);
      expect((await safeSync.sync()).applied).toEqual([]);
      const undone = report.applied.toReversed().flatMap(({ undo }) => undo?.split(';\n') ?? []);
      for (const sql of undone) await database.query(sql);
      expect(await database.readCatalog()).toEqual(before);
      const drift = await safeSync.drift();
      expect(drift.findings.map(({ severity, name, found }) => ({ severity, name, found }))).toEqual([
        { severity: 'breaks', name: '', found: 'a table people' },
        { severity: 'breaks', name: 'phone', found: 'a column telephone' },
        { severity: 'breaks', name: 'mail', found: 'a column old_mail' },
      ]);
    } finally {
      await sequelize.close();
    }
  });

  it('old and new both there is an error that names both, for a column and for a table; nothing is changed', async () => {
    await make({ telephone: STRING, phone: STRING });
    await database.query('CREATE TABLE people (id INTEGER PRIMARY KEY)');
    const before = await database.readCatalog();
    const attributes = { phone: { type: STRING, renamedFrom: 'telephone' } };
    for (const work of ['plan', 'sync', 'drift'] as const) {
      const failed = await on(users(attributes, { renamedFrom: 'people' }), (safeSync) =>
        safeSync[work]().then(
          () => null,
          (error: unknown) => error as { readonly code: string; readonly message: string },
        ),
      );
      expect(failed).toMatchObject({ code: 'SAFE_SYNC_INVALID_MODELS' });
      expect(failed?.message).toContain('users.telephone');
      expect(failed?.message).toContain('users.phone');
      expect(failed?.message).toMatch(/table users and the table people/);
    }
    expect(await database.readCatalog()).toEqual(before);
  });

  it('two earlier names that are both there are an error, too', async () => {
    await make({ telephone: STRING, fon: STRING });
    const failed = on(users({ phone: { type: STRING, renamedFrom: ['fon', 'telephone'] } }), (safeSync) =>
      safeSync.plan(),
    );
    await expect(failed).rejects.toThrow(/users\.telephone.*users\.fon|users\.fon.*users\.telephone/s);
  });

  it('neither there is a plain new column; nothing said is never guessed, and said', async () => {
    await make({ telephone: STRING });
    await database.query(`INSERT INTO users (telephone) VALUES ('1')`);
    const report = await on(
      users({ phone: STRING(40), born: { type: INTEGER, renamedFrom: 'birth' } }),
      async (safeSync) => {
        const plan = await safeSync.plan();
        expect(plan.leftovers[0]?.suggestion).toMatch(/phone was renamed from telephone.*@RenamedFrom\('telephone'\)/);
        expect(printPlan(plan)).toMatch(/@RenamedFrom\('telephone'\)/);
        return safeSync.sync();
      },
    );
    expect(report.applied.flatMap(({ parts }) => parts.map(({ change }) => change.kind))).toEqual([
      'add-column',
      'add-column',
    ]);
    expect(report.leftovers.map(({ suggestion }) => suggestion)).toEqual([
      expect.stringMatching(/phone was renamed from telephone/) as unknown,
    ]);
    expect(await database.query('SELECT telephone, phone FROM users')).toEqual([{ telephone: '1', phone: null }]);
  });

  it('what the model still has, what is no column and what is no name are mistakes, all said together', async () => {
    class Strange {}
    await expect(
      on(
        users({ a: { type: STRING, renamedFrom: 'b' }, b: STRING, c: { type: STRING, renamedFrom: 5 as never } }),
        (safeSync) => safeSync.plan(),
      ),
    ).rejects.toThrow(
      /renamed from b, and users still has the column b[\s\S]*its renamedFrom is 5|its renamedFrom is 5[\s\S]*renamed from b/,
    );
    RenamedFrom('x')(Strange.prototype, 'y');
    await expect(
      on(
        (sequelize) => {
          users({ a: STRING })(sequelize);
          const model = sequelize.models['user'] as unknown as { prototype: object };
          RenamedFrom('old')(model.prototype, 'wrong');
        },
        (safeSync) => safeSync.plan(),
      ),
    ).rejects.toThrow(/has @RenamedFrom and is no column/);
  });

  it('force makes the tables as the models say, whatever they were called', async () => {
    await make({ telephone: STRING });
    const report = await on(
      users({ phone: { type: STRING, renamedFrom: 'telephone' } }),
      (safeSync) => safeSync.sync(),
      {
        mode: 'force',
        allow: { databases: [database.name] },
      },
    );
    expect(report.leftovers).toEqual([]);
    expect(Object.keys((await database.readCatalog()).tables)).toHaveLength(1);
    expect(await database.query('SELECT phone FROM users')).toEqual([]);
  });
});
