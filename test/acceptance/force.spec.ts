import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DataTypes, type Sequelize, type Model, type ModelStatic } from 'sequelize';
import { createSafeSync } from '../../lib/safe-sync.js';
import type { SafeSyncOptions } from '../../lib/safe-sync.options.js';
import {
  createDatabase,
  forEachPostgres,
  postgresServers,
  readOracleCatalog,
  recordStatements,
  type TestDatabase,
} from '../support/postgres.js';
import { startProcesses } from './processes/start-processes.js';
import { clearVariables, quiet } from './support/quiet.js';

/** A key cycle, a self-reference, RESTRICT, an enum, an identity: what makes emptying hard. */
function defineModels(sequelize: Sequelize): Record<'team' | 'member' | 'note' | 'tag', ModelStatic<Model>> {
  const plain = { timestamps: false };
  const team = sequelize.define('Team', { name: DataTypes.STRING }, { ...plain, tableName: 'teams' });
  const member = sequelize.define(
    'Member',
    { role: DataTypes.ENUM('lead', 'dev') },
    { ...plain, tableName: 'members' },
  );
  const note = sequelize.define(
    'Note',
    { text: DataTypes.TEXT },
    { ...plain, tableName: 'notes', indexes: [{ fields: ['text'] }] },
  );
  const tag = sequelize.define(
    'Tag',
    { name: { type: DataTypes.STRING, unique: true } },
    { ...plain, tableName: 'tags' },
  );
  note.belongsTo(tag, { foreignKey: { name: 'tagId', allowNull: false }, onDelete: 'RESTRICT' });
  note.belongsTo(note, { foreignKey: 'parentId', as: 'parent', onDelete: 'RESTRICT' });
  member.belongsTo(team, { foreignKey: 'teamId' });
  return { team, member, note, tag };
}

async function fill({ team, member, note, tag }: ReturnType<typeof defineModels>): Promise<void> {
  const one = await team.create({ name: 'a' });
  await member.create({ role: 'lead', teamId: one.get('id') });
  const label = await tag.create({ name: 'red' });
  const first = await note.create({ text: 'first', tagId: label.get('id') });
  await note.create({ text: 'second', tagId: label.get('id'), parentId: first.get('id') });
}

forEachPostgres('force', (server) => {
  let database: TestDatabase;
  let fresh: TestDatabase;
  beforeAll(async () => {
    fresh = await createDatabase(server);
    const oracle = fresh.sequelize();
    defineModels(oracle);
    await oracle.sync({ force: true });
  });
  afterAll(() => fresh.drop());
  beforeEach(async () => {
    clearVariables();
    process.env['NODE_ENV'] = 'test';
    database = await createDatabase(server, { name: 'shop_test' });
  });
  afterEach(async () => {
    clearVariables();
    await database.drop();
  });

  const open = () => {
    const sequelize = database.sequelize();
    return { sequelize, models: defineModels(sequelize) };
  };
  const force = async (options: SafeSyncOptions = {}, sequelize = open().sequelize) => {
    const { logger, said } = quiet();
    const report = await createSafeSync(sequelize, { logger, ...options }).sync();
    return { report, warnings: said('warn'), kinds: report.applied.map(({ change }) => change.kind) };
  };
  const created = async () => {
    const { sequelize, models } = open();
    await sequelize.sync();
    await fill(models);
    return models;
  };
  const expectAsModelsSay = async () => {
    expect(await readOracleCatalog(database)).toEqual(await readOracleCatalog(fresh));
    for (const model of Object.values(open().models)) expect(await model.count()).toBe(0);
  };
  const oids = async () => {
    const rows = await database.query<{ name: string; oid: string }>(
      `SELECT relname AS name, oid::text FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> 'safe_sync_meta'`,
    );
    return Object.fromEntries(rows.map(({ name, oid }) => [name, oid]));
  };

  describe('tables that are right', () => {
    it('are cleared and not dropped, and their numbers start again', async () => {
      const models = await created();
      const before = await oids();
      const { kinds } = await force();
      expect(new Set(kinds)).toEqual(new Set(['clear-tables', 'restart-sequences']));
      expect(await oids()).toEqual(before);
      await expectAsModelsSay();
      await fill(models);
      for (const model of Object.values(models)) expect(await model.min('id')).toBe(1);
    });

    it('are cleared when nothing is in them, and again and again', async () => {
      const { sequelize } = open();
      for (let boot = 0; boot < 40; boot += 1) {
        const { report, warnings } = await force({}, sequelize);
        expect(report.mode).toBe('force');
        expect(warnings).toEqual([]);
      }
      await expectAsModelsSay();
    });
    it('are cleared in a cycle of keys, also where a key restricts', async () => {
      const sequelize = database.sequelize();
      const plain = { timestamps: false };
      const left = sequelize.define('Left', {}, { ...plain, tableName: 'lefts' });
      const right = sequelize.define('Right', {}, { ...plain, tableName: 'rights' });
      left.belongsTo(right, { foreignKey: 'rightId', constraints: true, onDelete: 'RESTRICT' });
      right.belongsTo(left, { foreignKey: 'leftId', constraints: true, onDelete: 'RESTRICT' });
      await force({}, sequelize);
      const one = await left.create();
      const two = await right.create({ leftId: one.get('id') });
      await one.update({ rightId: two.get('id') });
      const before = await oids();
      const { kinds } = await force({}, sequelize);
      expect(kinds).toEqual(['clear-tables', 'restart-sequences']);
      expect(await oids()).toEqual(before);
      expect(await left.count()).toBe(0);
      expect((await left.create()).get('id')).toBe(1);
    });

    it('with a trigger on DELETE, which does not fire, and with many rows', async () => {
      await created();
      await database.query(`
        CREATE TABLE trail (what text);
        CREATE FUNCTION note_it() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO trail VALUES (TG_TABLE_NAME); RETURN OLD; END $$;
        CREATE TRIGGER noted BEFORE DELETE ON notes FOR EACH ROW EXECUTE FUNCTION note_it();
        INSERT INTO tags (name) SELECT 'tag ' || repeat('x', 200) || n FROM generate_series(1, 40000) AS n`);
      const before = await oids();
      const { report } = await force();
      expect(report.applied.some(({ sql }) => /^TRUNCATE .*"notes"/.test(sql))).toBe(true);
      expect(report.applied.map(({ sql }) => sql).join()).not.toContain('CASCADE');
      expect(await oids()).toEqual(before);
      expect(await database.query('SELECT * FROM trail')).toEqual([]);
      expect(await database.query('SELECT 1 FROM tags LIMIT 1')).toEqual([]);
    });

    if (server.log !== undefined) {
      it('take few statements', async () => {
        await created();
        const { sequelize } = open();
        await sequelize.authenticate();
        const sent = await recordStatements(database, () => force({}, sequelize));
        expect(
          sent.filter((text) => /^(DELETE|TRUNCATE)|^SELECT setval/.test(text) && !text.includes('safe_sync_meta')),
        ).toHaveLength(1);
        expect(sent.length).toBeLessThan(30);
      });
    }
  });

  describe('tables that are wrong', () => {
    it.each([
      ['a column of another type', 'ALTER TABLE tags ALTER COLUMN name TYPE text'],
      ['a column too many', 'ALTER TABLE notes ADD COLUMN legacy text NOT NULL DEFAULT 1'],
      ['a column too few', 'ALTER TABLE members DROP COLUMN role'],
      ['an index too many', 'CREATE INDEX extra ON teams (name)'],
      ['an index too few', 'DROP INDEX notes_text'],
      [
        'an identity instead of a serial',
        'ALTER TABLE teams ALTER COLUMN id DROP DEFAULT; DROP SEQUENCE teams_id_seq; ALTER TABLE teams ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY',
      ],
      ['an index of another name', 'ALTER INDEX notes_text RENAME TO by_hand'],
      ['a unique too many', 'ALTER TABLE teams ADD UNIQUE (name)'],
      ['NOT NULL', 'ALTER TABLE teams ALTER COLUMN name SET NOT NULL'],
      ['a default that no model has', `ALTER TABLE teams ALTER COLUMN name SET DEFAULT 'x'`],
      ['a CHECK', `ALTER TABLE teams ADD CHECK (name <> 'bad')`],
      ['a comment', `COMMENT ON COLUMN teams.name IS 'by hand'`],
      [
        'another action',
        `ALTER TABLE members DROP CONSTRAINT "members_teamId_fkey", ADD CONSTRAINT "members_teamId_fkey" FOREIGN KEY ("teamId") REFERENCES teams ON DELETE CASCADE`,
      ],
      ['an enum value too many', `ALTER TYPE enum_members_role ADD VALUE 'boss'`],
      ['an enum value too few', `ALTER TYPE enum_members_role RENAME VALUE 'dev' TO 'developer'`],
      [
        'a type that nobody can weigh',
        'CREATE TYPE pair AS (a int, b int); ALTER TABLE teams DROP COLUMN name, ADD COLUMN name pair',
      ],
      ['a table too few', 'DROP TABLE members'],
      ['a primary key too few', 'ALTER TABLE teams DROP CONSTRAINT teams_pkey CASCADE'],
    ])('%s', async (_, sql) => {
      await created();
      await database.query('CREATE TABLE other (id int PRIMARY KEY); INSERT INTO other VALUES (1)');
      await database.query(sql);
      const { report } = await force();
      expect(report.drift).toMatchObject({ findings: [] });
      expect(await database.query('SELECT id FROM other')).toEqual([{ id: 1 }]);
      await database.query('DROP TABLE other');
      await expectAsModelsSay();
      // The second time they are right.
      const { kinds } = await force();
      expect(new Set(kinds)).toEqual(new Set(['clear-tables', 'restart-sequences']));
    });

    it('referenced by right ones: only the wrong ones are made anew', async () => {
      await created();
      await database.query('ALTER TABLE teams ADD COLUMN legacy text');
      const before = await oids();
      await force();
      const after = await oids();
      expect(after['members']).toBe(before['members']);
      expect(after['teams']).not.toBe(before['teams']);
      await expectAsModelsSay();
    });
  });

  it('that fails changes nothing: neither rows nor numbers', async () => {
    const models = await created();
    const { sequelize } = open();
    sequelize.define('Broken', {
      name: { type: DataTypes.STRING, defaultValue: sequelize.literal('no_such_function()') },
    });
    await database.query('ALTER TABLE teams ADD COLUMN legacy text');
    const before = [await readOracleCatalog(database), await oids()];
    await expect(force({}, sequelize)).rejects.toMatchObject({
      code: 'SAFE_SYNC_APPLY_FAILED',
      message: expect.stringContaining('Nothing was changed'),
    });
    expect([await readOracleCatalog(database), await oids()]).toEqual(before);
    expect((await models.tag.create({ name: 'blue' })).get('id')).toBe(2);
  });

  describe('other tables', () => {
    it('keep their rows, and so do SequelizeMeta and safe_sync_meta', async () => {
      await created();
      await database.query(`
        CREATE TABLE stranger (id serial PRIMARY KEY, name text); INSERT INTO stranger (name) VALUES ('kept');
        CREATE TABLE safe_sync_meta (key text, value text); INSERT INTO safe_sync_meta VALUES ('environment', 'test');
        CREATE TABLE "SequelizeMeta" (name text); INSERT INTO "SequelizeMeta" VALUES ('1.js');
        CREATE SCHEMA elsewhere; CREATE TABLE elsewhere.teams AS SELECT 1 AS id;
        ALTER TABLE tags ADD COLUMN legacy text`);
      const before = await oids();
      const { report } = await force({ mode: 'force' });
      expect(report.mode).toBe('force');
      const after = await oids();
      for (const table of ['stranger', 'safe_sync_meta', 'SequelizeMeta']) {
        expect(after[table]).toBe(before[table]);
        expect(await database.query(`SELECT * FROM "${table}"`)).toHaveLength(1);
      }
      expect(await database.query('SELECT * FROM elsewhere.teams')).toHaveLength(1);
    });

    const blocked = async (sql: string, text: RegExp) => {
      await created();
      await database.query(sql);
      const [before, ids] = [await readOracleCatalog(database), await oids()];
      await expect(force()).rejects.toMatchObject({
        code: 'SAFE_SYNC_FORCE_BLOCKED',
        message: expect.stringMatching(text),
      });
      expect(await readOracleCatalog(database)).toEqual(before);
      expect(await oids()).toEqual(ids);
      expect(await open().models.team.count()).toBe(1);
    };

    it('that reference a table which must be dropped are an error with their name', () =>
      blocked(
        'CREATE TABLE stranger (team int CONSTRAINT "to team" REFERENCES teams); ALTER TABLE teams ADD COLUMN legacy text',
        /table public\.stranger is no model and references public\.teams, which must be dropped \(constraint to team\)/,
      ));
    it('that reference with their rows a table which must be emptied', () =>
      blocked(
        'CREATE TABLE stranger (team int REFERENCES teams ON DELETE CASCADE); INSERT INTO stranger SELECT id FROM teams',
        /table public\.stranger is no model, has rows, and references public\.teams, which must be emptied/,
      ));
    it('that reference, without rows, a table which can only be truncated', () =>
      blocked(
        'CREATE TABLE stranger (note int REFERENCES notes)',
        /table public\.stranger is no model and references public\.notes, which must be truncated/,
      ));
    it('a view on a table which must be dropped', () =>
      blocked(
        'CREATE VIEW names AS SELECT name FROM teams; ALTER TABLE teams ADD COLUMN legacy text',
        /view names uses public\.teams, which must be dropped/,
      ));

    it('that reference without rows a table which is only cleared stand in nobody’s way', async () => {
      await created();
      await database.query('CREATE TABLE stranger (team int REFERENCES teams)');
      const before = await oids();
      await force();
      expect(await oids()).toEqual(before);
      expect(await open().models.team.count()).toBe(0);
    });

    it('a view on a table that is right stays', async () => {
      await created();
      await database.query('CREATE VIEW names AS SELECT name FROM teams');
      await force();
      expect(await database.query('SELECT * FROM names')).toEqual([]);
    });

    it('what only the server knows to depend on a table is named too, and nothing was changed', async () => {
      await created();
      await database.query(
        'CREATE VIEW how_many AS SELECT count(*) FROM teams; ALTER TABLE teams ADD COLUMN legacy text',
      );
      const before = await readOracleCatalog(database);
      await expect(force()).rejects.toMatchObject({
        code: expect.stringMatching(/SAFE_SYNC_(FORCE_BLOCKED|APPLY_FAILED)/),
        message: expect.stringMatching(/view how_many/),
      });
      expect(await readOracleCatalog(database)).toEqual(before);
      expect(await open().models.team.count()).toBe(1);
    });
  });

  describe('needs proof of a throw-away', () => {
    const plain = async (name: string) => {
      await database.drop();
      database = await createDatabase(server, { name });
    };

    it.each(['shop_test', 'shopE2e', 'my-jest-db', 'temp_1'])('a name such as %s', async (name) => {
      await plain(name);
      await created();
      expect((await force()).report.mode).toBe('force');
      await expectAsModelsSay();
    });

    it('tables that are missing or empty', async () => {
      await plain('shop');
      await force();
      await force();
      await database.query('CREATE TABLE stranger AS SELECT 1 AS id');
      await force();
    });

    it.each(['shop', 'attestation', 'production_test'])(
      'and is refused on %s with one row, which stays',
      async (name) => {
        await plain(name);
        const models = await created();
        for (const options of [{}, { mode: 'force' }] as const) {
          await expect(force(options)).rejects.toMatchObject({ code: 'SAFE_SYNC_PRODUCTION_REFUSED', mode: 'force' });
        }
        expect(await models.team.count()).toBe(1);
      },
    );

    it('on a filled development database, says sync.force what to do instead', async () => {
      await plain('shop');
      const models = await created();
      process.env['NODE_ENV'] = 'development';
      const sequelize = database.sequelize({ sync: { force: true } });
      defineModels(sequelize);
      await expect(force({}, sequelize)).rejects.toMatchObject({
        message: expect.stringMatching(
          /^force empties tables, and nothing proves that this database is a throw-away\.[\s\S]*rows in the models' tables, and no sign in its name[\s\S]*whose name says test or tmp, such as shop_\d+_test[\s\S]*alter instead of force/,
        ),
      });
      expect(await models.team.count()).toBe(1);
    });

    it('decides again under the lock: rows that came meanwhile are no throw-away', async () => {
      await plain('shop');
      const { sequelize, models } = open();
      await sequelize.sync();
      const forced = open().sequelize;
      // After the first look, before the lock.
      forced.addHook('beforeBulkSync', () => fill(models));
      await expect(force({}, forced)).rejects.toMatchObject({ code: 'SAFE_SYNC_PRODUCTION_REFUSED' });
      expect(await models.team.count()).toBe(1);
    });
  });

  // The server has no part in it: once is enough.
  if (server === postgresServers[0])
    describe('several test workers on one database', () => {
      it.each([
        [
          'JEST_WORKER_ID',
          /^Several Jest workers force the database "shop_test_\d+"[\s\S]*shop_test_\d+_\$\{process\.env\.JEST_WORKER_ID\}/,
        ],
        ['VITEST_POOL_ID', /^Several Vitest workers force the database/],
      ])('%s: one warning over all of them', async (variable, text) => {
        const processes = await startProcesses(4, (index) => ({
          JEST_WORKER_ID: '1',
          [variable]: String(index + 1),
        }));
        try {
          const lines: string[] = [];
          for (let file = 0; file < 3; file += 1) {
            const env = { NODE_ENV: 'test' };
            const results = await Promise.all(processes.map((one) => one.boot({ url: database.url, version: 1, env })));
            expect(results.map(({ error }) => error)).toEqual([null, null, null, null]);
            lines.push(...results.flatMap((result) => result.lines));
          }
          const warnings = lines.filter((line) => line.startsWith('warn '));
          expect(warnings).toEqual([expect.stringMatching(new RegExp(text.source.replace('^', '^warn ')))]);
        } finally {
          processes.stop();
        }
      });

      it('none for one worker, nor where each has its own', async () => {
        const own = process.env['JEST_WORKER_ID'];
        try {
          process.env['JEST_WORKER_ID'] = '1';
          expect((await force()).warnings).toEqual([]);
          await database.drop();
          database = await createDatabase(server, { name: 'shop_test_7' });
          process.env['JEST_WORKER_ID'] = '7';
          expect((await force()).warnings).toEqual([]);
        } finally {
          process.env['JEST_WORKER_ID'] = own;
        }
      });
    });
});
