/** What `@RenamedFrom` and `renamedFrom` say, when they say nothing, and when they are a mistake. */
import { expect, it } from '@jest/globals';
import { DataTypes, type ModelAttributes, type ModelOptions, type Sequelize } from 'sequelize';
import { Column, DataType, Model, Table } from 'sequelize-typescript';
import { RenamedFrom } from '../../lib/index.js';
import { printPlan } from '../../lib/report/print-report.js';
import { createSafeSync } from '../../lib/safe-sync.js';
import type { DialectName } from '../support/database.js';
import { useClearedDatabase } from '../support/cleared-database.js';
import { forEachDialect } from '../support/dialects.js';
import { quiet } from './support/quiet.js';

const { STRING, INTEGER } = DataTypes;

forEachDialect('the rules of a new name', (server) => {
  const database = useClearedDatabase(server);

  const on = async <Result>(
    define: (sequelize: Sequelize) => void,
    work: (safeSync: ReturnType<typeof createSafeSync>) => Promise<Result>,
    options = {},
  ): Promise<Result> => {
    const sequelize = database().sequelize();
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
    const sequelize = database().sequelize();
    users(attributes, options)(sequelize);
    await sequelize.sync();
    await sequelize.close();
  };

  it('decorators on a class and its properties; inert once done; an undo that brings the old names back', async () => {
    const { options } = database();
    await make({ telephone: STRING, old_mail: STRING, age: INTEGER }, { tableName: 'people' });
    await database().query(`INSERT INTO people (telephone, old_mail, age) VALUES ('1', 'a@b', 3)`);

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
    const before = await database().readCatalog();
    try {
      const report = await safeSync.sync();
      expect(report.applied.map(({ change }) => change.kind)).toEqual([
        'rename-table',
        'rename-column',
        'rename-column',
      ]);
      expect(await database().query('SELECT phone, mail, age FROM users')).toEqual([
        { phone: '1', mail: 'a@b', age: 3 },
      ]);
      expect((await safeSync.sync()).applied).toEqual([]);
      const undone = report.applied.toReversed().flatMap(({ undo }) => undo?.split(';\n') ?? []);
      for (const sql of undone) await database().query(sql);
      expect(await database().readCatalog()).toEqual(before);
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
    await database().query('CREATE TABLE people (id INTEGER PRIMARY KEY)');
    const before = await database().readCatalog();
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
    expect(await database().readCatalog()).toEqual(before);
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
    await database().query(`INSERT INTO users (telephone) VALUES ('1')`);
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
    expect(await database().query('SELECT telephone, phone FROM users')).toEqual([{ telephone: '1', phone: null }]);
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

  it('what depends on the old name follows, or is named', async () => {
    await make({ telephone: STRING(20), age: INTEGER });
    await database().query(`INSERT INTO users (telephone, age) VALUES ('1', 3)`);
    await database().query('CREATE VIEW phones AS SELECT id, telephone FROM users');
    const isMariadb = server.dialect === 'mysql' || server.dialect === 'mariadb';
    await database().query(TRIGGERS[server.dialect]);
    const now = users(
      { phone: { type: STRING(server.dialect === 'sqlite' ? 30 : 20), renamedFrom: 'telephone' }, age: INTEGER },
      { tableName: 'clients', renamedFrom: 'users' },
    );
    const plan = await on(now, (safeSync) => safeSync.plan());
    expect(
      plan.statements.filter(({ held }) => held).flatMap(({ hazards }) => hazards.map(({ danger }) => danger)),
    ).toEqual(server.dialect === 'sqlite' ? [expect.stringMatching(/trigger stamp names/) as unknown] : []);
    const report = await on(now, (safeSync) => safeSync.sync());
    expect(report.applied.flatMap(({ parts }) => parts.map(({ change }) => change.kind)).slice(0, 2)).toEqual([
      'rename-table',
      'rename-column',
    ]);
    const dangers = report.applied.flatMap(({ hazards }) => hazards.map(({ danger }) => danger)).join('\n');
    if (isMariadb) expect(dangers).toMatch(/view phones[\s\S]*trigger stamp, view phones/);
    // SQLite rewrites the trigger, and only then can the table be made anew: in the same start.
    if (server.dialect === 'sqlite') expect(report.applied).toHaveLength(3);
    expect(report.held).toEqual([]);
    expect((await on(now, (safeSync) => safeSync.drift())).findings).toEqual([]);
    if (isMariadb) return;
    // The trigger and the view still work.
    await database().query(`INSERT INTO clients (phone, age) VALUES ('2', 1)`);
    // SQLite calls the view's column anew, too.
    const rows = await database().query('SELECT * FROM phones ORDER BY 1');
    expect(rows.map((row) => Object.values(row)[1])).toEqual(['1', '2!']);
  });

  it('generated columns and CHECKs name it', async () => {
    const generated =
      server.dialect === 'postgres'
        ? 'text GENERATED ALWAYS AS (upper(old_name)) STORED'
        : 'VARCHAR(20) GENERATED ALWAYS AS (upper(old_name)) STORED';
    const id = { postgres: 'serial PRIMARY KEY', sqlite: 'INTEGER PRIMARY KEY AUTOINCREMENT' } as Record<
      string,
      string
    >;
    await database().query(
      `CREATE TABLE users (id ${id[server.dialect] ?? 'INTEGER NOT NULL AUTO_INCREMENT PRIMARY KEY'}, old_name VARCHAR(20) CHECK (length(old_name) > 1), loud ${generated})`,
    );
    await database().query(`INSERT INTO users (old_name) VALUES ('ab')`);
    const now = users({ name: { type: STRING(20), defaultValue: 'no', renamedFrom: 'old_name' } });
    const report = await on(now, (safeSync) => safeSync.sync());
    expect(report.held).toEqual([]);
    expect(await database().query('SELECT name, loud FROM users')).toEqual([{ name: 'ab', loud: 'AB' }]);
    await expect(database().query(`INSERT INTO users (name) VALUES ('x')`)).rejects.toThrow();
    expect((await on(now, (safeSync) => safeSync.sync())).applied).toEqual([]);
  });

  if (server.dialect === 'postgres') {
    it('a table moves to another schema where that is said', async () => {
      await database().query(`CREATE SCHEMA old; CREATE TABLE old.people (id serial PRIMARY KEY, mail varchar(255))`);
      await database().query(`INSERT INTO old.people (mail) VALUES ('a')`);
      const here = users({ mail: STRING }, { renamedFrom: 'people' });
      // Not said: there is no such table here, and a new one is made.
      const plan = await on(here, (safeSync) => safeSync.plan());
      expect(plan.statements.map(({ change }) => change.kind)).toEqual(['create-table']);
      const moved = users({ mail: STRING }, { renamedFrom: { tableName: 'people', schema: 'old' } });
      const report = await on(moved, (safeSync) => safeSync.sync());
      expect(report.applied.map(({ sql, undo }) => ({ sql, undo }))).toEqual([
        {
          sql: 'ALTER TABLE "old"."people" RENAME TO "users";\nALTER TABLE "old"."users" SET SCHEMA "public"',
          undo: 'ALTER TABLE "public"."users" RENAME TO "people";\nALTER TABLE "public"."people" SET SCHEMA "old"',
        },
      ]);
      expect(await database().query('SELECT mail FROM users')).toEqual([{ mail: 'a' }]);
      await database().query('DROP SCHEMA old CASCADE');
    });
  }

  it('force makes the tables as the models say, whatever they were called', async () => {
    await make({ telephone: STRING });
    const report = await on(
      users({ phone: { type: STRING, renamedFrom: 'telephone' } }),
      (safeSync) => safeSync.sync(),
      {
        mode: 'force',
        allow: { databases: [database().name] },
      },
    );
    expect(report.leftovers).toEqual([]);
    expect(Object.keys((await database().readCatalog()).tables)).toHaveLength(1);
    expect(await database().query('SELECT phone FROM users')).toEqual([]);
  });
});

/** Each writes something into the column that is renamed. */
const TRIGGERS: Readonly<Record<DialectName, string>> = {
  postgres: `
    CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
    CREATE TRIGGER stamp BEFORE UPDATE OF telephone ON users FOR EACH ROW EXECUTE FUNCTION stamp();
    CREATE RULE shout AS ON INSERT TO users DO ALSO UPDATE users SET telephone = telephone || '!' WHERE telephone = '2'`,
  sqlite: `CREATE TRIGGER stamp AFTER INSERT ON users WHEN NEW.telephone = '2' BEGIN
    UPDATE users SET telephone = NEW.telephone || '!' WHERE id = NEW.id; END`,
  mysql: `CREATE TRIGGER stamp BEFORE INSERT ON users FOR EACH ROW SET NEW.telephone = CONCAT(NEW.telephone, '!')`,
  mariadb: `CREATE TRIGGER stamp BEFORE INSERT ON users FOR EACH ROW SET NEW.telephone = CONCAT(NEW.telephone, '!')`,
};
