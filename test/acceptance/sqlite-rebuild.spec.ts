import { describe, expect, it } from '@jest/globals';
import { DataTypes, type ModelAttributes, Sequelize } from 'sequelize';
import { models, type Models, table } from '../support/evolution.js';
import { useSqlitePains } from '../support/sqlite-pains.js';

const pains = useSqlitePains();
const { query, raw, alter, plan, texts } = pains;

const id = { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true };

async function twice(after: Models): Promise<readonly string[]> {
  await alter(after);
  return (await alter(after)).applied.map(({ sql }) => sql);
}

/** By hand, with all that SQLite has. */
const RICH = `
  CREATE TABLE "People" ( -- who is here
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name VARCHAR(255) COLLATE NOCASE NOT NULL DEFAULT 'it''s, (a) ; "name"', /* say, "hello" */
    age INTEGER CONSTRAINT grown CHECK (People.age >= 18 OR age IS NULL),
    handmade TEXT DEFAULT (lower('ABC')) UNIQUE ON CONFLICT IGNORE,
    shout TEXT GENERATED ALWAYS AS (upper(name) || ',)') STORED,
    soft TEXT AS (name || '!') VIRTUAL,
    boss INTEGER REFERENCES People ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT pair UNIQUE (name COLLATE BINARY, age)
    CHECK (length(name) < 1000)
  );
  CREATE INDEX people_lower ON People (lower(name) DESC, age) WHERE age > 20;
  CREATE UNIQUE INDEX "people shout" ON "People" (shout);
  CREATE TABLE log (what TEXT);
  CREATE TRIGGER people_log AFTER UPDATE OF age ON People BEGIN INSERT INTO log VALUES (old.age || ';' || new.age); END;
  CREATE TRIGGER log_people AFTER DELETE ON log BEGIN UPDATE People SET age = NULL WHERE id = 1; END;
  CREATE VIEW adults AS SELECT id, name FROM People WHERE age > 21;
  CREATE VIEW all_of_them AS SELECT * FROM adults JOIN People USING (id);
  INSERT INTO People (id, name, age, boss) VALUES (1, 'Ann', 30, NULL), (2, 'Bob', 22, 1), (9, 'Cid', 40, 1);
  DELETE FROM People WHERE id = 9`;

function people(more: ModelAttributes, name = 'People'): Models {
  return table(name, { id, name: { type: DataTypes.STRING, allowNull: false }, age: DataTypes.INTEGER, ...more });
}

describe('P12: what is rebuilt keeps what it had', () => {
  it('raw Sequelize forgets half of it', async () => {
    await query(`
      CREATE TABLE people (id INTEGER PRIMARY KEY AUTOINCREMENT, name VARCHAR(255) COLLATE NOCASE, age INTEGER CHECK (age > 17));
      CREATE TRIGGER people_age AFTER UPDATE OF age ON people BEGIN SELECT 1; END`);
    await raw(table('people', { id, name: DataTypes.STRING, age: DataTypes.BIGINT }), (sequelize) =>
      sequelize.sync({ alter: true }),
    );
    expect(await texts()).toEqual({
      people: 'CREATE TABLE `people` (`id` INTEGER PRIMARY KEY, `name` VARCHAR(255), `age` BIGINT)',
    });
  });

  it('raw Sequelize forgets AUTOINCREMENT and indexes also of its own tables', async () => {
    const own = table('notes', { id, text: DataTypes.STRING }, { indexes: [{ fields: ['text'] }] });
    await raw(own, (sequelize) => sequelize.sync());
    await raw(own, (sequelize) =>
      sequelize.getQueryInterface().changeColumn('notes', 'text', { type: DataTypes.TEXT }),
    );
    expect(await texts()).toEqual({ notes: expect.not.stringContaining('AUTOINCREMENT') as unknown as string });

    expect((await alter(own)).applied).toHaveLength(1);
    expect(await texts()).toEqual({
      notes: 'CREATE TABLE "notes" (`id` INTEGER PRIMARY KEY AUTOINCREMENT, `text` VARCHAR(255))',
      notes_text: 'CREATE INDEX `notes_text` ON `notes` (`text`)',
    });
  });

  it('in one rebuild, to the letter but for what changes', async () => {
    await query(RICH);
    const before = await texts();
    const after = people({
      age: { type: DataTypes.BIGINT, defaultValue: 20 },
      born: { type: DataTypes.DATE, defaultValue: Sequelize.literal('CURRENT_TIMESTAMP') },
    });
    const report = await alter(after);
    expect(report.applied).toHaveLength(1);
    expect(report.held).toEqual([]);
    expect(await twice(after)).toEqual([]);

    const now = await texts();
    expect(now['People']).toBe(
      (before['People'] ?? '')
        .replace('age INTEGER CONSTRAINT', 'age BIGINT DEFAULT 20 CONSTRAINT')
        .replace('People.age', 'age')
        .replace(
          'DEFERRABLE INITIALLY DEFERRED,',
          'DEFERRABLE INITIALLY DEFERRED, `born` DATETIME DEFAULT CURRENT_TIMESTAMP,',
        ),
    );
    expect({ ...now, People: '' }).toEqual({ ...before, People: '' });

    expect(await query('SELECT id, name, age, shout, soft, boss, handmade FROM People ORDER BY id')).toEqual([
      { id: 1, name: 'Ann', age: 30, shout: 'ANN,)', soft: 'Ann!', boss: null, handmade: 'abc' },
    ]);
    // `handmade` is UNIQUE ON CONFLICT IGNORE: the second row never came in, here as before.
    expect(await query('SELECT name FROM adults')).toEqual([{ name: 'Ann' }]);
    expect(await query('SELECT count(*) AS n FROM all_of_them')).toEqual([{ n: 1 }]);
    await query('UPDATE People SET age = 31 WHERE id = 1');
    expect(await query('SELECT what FROM log')).toEqual([{ what: '30;31' }]);
    await expect(query('UPDATE People SET age = 3')).rejects.toThrow('CHECK constraint failed: grown');
    await query("INSERT INTO People (name, handmade) VALUES ('New', 'n')");
    // 9 was given once.
    expect(await query("SELECT id FROM People WHERE name = 'new'")).toEqual([{ id: 10 }]);
  });

  it('with STRICT, WITHOUT ROWID and the order of a hand-made key', async () => {
    await query(`
      CREATE TABLE things (code TEXT, n INT, PRIMARY KEY (n DESC, code)) STRICT, WITHOUT ROWID;
      INSERT INTO things VALUES ('a', 1), ('b', 2)`);
    const after = table('things', {
      code: { type: DataTypes.STRING, primaryKey: true },
      n: { type: DataTypes.INTEGER, primaryKey: true },
    });
    expect((await alter(after)).applied).toEqual([]);
    const more = models(
      table('things', {
        code: { type: DataTypes.TEXT, primaryKey: true },
        n: { type: DataTypes.INTEGER, primaryKey: true },
        note: { type: DataTypes.TEXT, unique: true },
      }),
    );
    expect((await alter(more, { allow: { hazards: ['unique-on-filled-table'] } })).held).toEqual([]);
    expect((await texts())['things']).toBe(
      'CREATE TABLE "things" (code TEXT, n INT, `note` TEXT, PRIMARY KEY (n DESC, code), UNIQUE (`note`)) STRICT, WITHOUT ROWID',
    );
    expect(await query('SELECT * FROM things')).toEqual([
      { code: 'b', n: 2, note: null },
      { code: 'a', n: 1, note: null },
    ]);
  });

  it('rows keep their numbers where no column is one', async () => {
    await query(
      "CREATE TABLE tags (name TEXT PRIMARY KEY, n INTEGER); INSERT INTO tags VALUES ('a', 1), ('b', 2), ('c', 3)",
    );
    await query("DELETE FROM tags WHERE name = 'b'");
    const after = table('tags', { name: { type: DataTypes.TEXT, primaryKey: true }, n: DataTypes.BIGINT });
    expect((await alter(after)).applied).toHaveLength(1);
    expect(await query('SELECT rowid AS number, name FROM tags')).toEqual([
      { number: 1, name: 'a' },
      { number: 3, name: 'c' },
    ]);
  });

  it('the number of a row that is gone is not given again', async () => {
    const before = table('users', { id, name: DataTypes.STRING });
    await raw(before, (sequelize) => sequelize.sync());
    await query("INSERT INTO users (id, name) VALUES (1, 'a'), (41, 'b'); DELETE FROM users");
    await alter(table('users', { id, name: DataTypes.TEXT }));
    expect(await query('SELECT name, seq FROM sqlite_sequence')).toEqual([{ name: 'users', seq: 41 }]);
    await query("INSERT INTO users (name) VALUES ('c')");
    expect(await query('SELECT id FROM users')).toEqual([{ id: 42 }]);
  });

  it('the table keeps the case of its name', async () => {
    await query(
      'CREATE TABLE Users (ID integer PRIMARY KEY AUTOINCREMENT, Name varchar(255)); INSERT INTO Users (ID) VALUES (4)',
    );
    const same = table('users', { id, name: DataTypes.STRING });
    expect((await plan(same)).statements).toEqual([]);
    await alter(table('users', { id, name: DataTypes.TEXT }));
    expect(await texts()).toEqual({ Users: 'CREATE TABLE "Users" (ID integer PRIMARY KEY AUTOINCREMENT, Name TEXT)' });
    expect(await query('SELECT name, seq FROM sqlite_sequence')).toEqual([{ name: 'Users', seq: 4 }]);
  });

  it('what is not understood is held', async () => {
    // SQLite takes a name without its constraint; who wrote that must have meant something.
    await query('CREATE TABLE odd (id INTEGER PRIMARY KEY AUTOINCREMENT, n TEXT CONSTRAINT loose, UNIQUE (n))');
    await query("INSERT INTO odd (n) VALUES ('a')");
    expect((await plan(table('odd', { id, n: { type: DataTypes.TEXT, unique: true } }))).statements).toEqual([]);
    const after = table('odd', { id, n: DataTypes.STRING, more: DataTypes.STRING });
    const report = await alter(after);
    expect(report.applied.map(({ sql }) => sql)).toEqual(['ALTER TABLE `odd` ADD COLUMN `more` VARCHAR(255)']);
    expect(report.held).toMatchObject([
      {
        hazards: [
          {
            code: 'table-not-understood',
            danger: expect.stringContaining('The definition of odd') as unknown as string,
          },
        ],
      },
    ]);
  });
});

describe('P13: composite keys, and what an interrupted alter leaves', () => {
  const demo = (type: unknown) =>
    table('Demos', {
      foo: { type: DataTypes.STRING, primaryKey: true },
      bar: { type: DataTypes.STRING, primaryKey: true },
      n: type as never,
    });

  it('a composite key stays one', async () => {
    const rows = "INSERT INTO Demos (foo, bar) VALUES ('a', 'b'), ('a', 'c')";
    await raw(demo(DataTypes.STRING), (sequelize) => sequelize.sync());
    await query(rows);
    await expect(raw(demo(DataTypes.TEXT), (sequelize) => sequelize.sync({ alter: true }))).rejects.toThrow();

    await pains.database.clear();
    await raw(demo(DataTypes.STRING), (sequelize) => sequelize.sync());
    await query(rows);
    expect((await alter(demo(DataTypes.TEXT))).applied).toHaveLength(1);
    expect((await texts())['Demos']).toContain('PRIMARY KEY (`foo`, `bar`)');
    expect(await query('SELECT bar FROM Demos')).toEqual([{ bar: 'b' }, { bar: 'c' }]);
  });

  const orders = (more: ModelAttributes = {}) => table('Orders', { id, a: DataTypes.STRING, ...more });

  it('a stale backup stops alter, with instructions', async () => {
    const after = orders({ b: DataTypes.STRING });
    const backup = 'CREATE TABLE `Orders_backup` (`id` INTEGER PRIMARY KEY, `a` VARCHAR(255))';
    await raw(orders(), (sequelize) => sequelize.sync());
    await query(`${backup}; INSERT INTO Orders_backup VALUES (1, 'precious')`);
    await expect(raw(after, (sequelize) => sequelize.sync({ alter: true }))).rejects.toThrow(
      'table Orders_backup has 2 columns but 3 values were supplied',
    );

    await pains.database.clear();
    await query(backup);
    const stopped = {
      code: 'SAFE_SYNC_STALE_BACKUP',
      message: expect.stringContaining('Orders_backup') as unknown as string,
    };
    await expect(alter(after)).rejects.toMatchObject(stopped);
    expect(Object.keys(await texts())).toEqual(['Orders_backup']);
  });

  it('a copy that somebody made, and a model of that name, stop nothing', async () => {
    await query(
      'CREATE TABLE Orders (id INTEGER PRIMARY KEY, a TEXT); CREATE TABLE Orders_backup AS SELECT * FROM Orders',
    );
    expect((await alter(orders())).applied).toHaveLength(1);
    await pains.database.clear();
    const both = models(orders(), table('Orders_backup', { id, a: DataTypes.STRING }));
    await raw(both, (sequelize) => sequelize.sync());
    expect((await alter(both)).applied).toEqual([]);
  });
});

describe('other pains', () => {
  it.each([
    ['a;b', "'a;b'", true],
    // This one hurts on PostgreSQL alone.
    ['is NOT NULL ok', "'is NOT NULL ok'", false],
    [`it's ' DEFAULT 1; --`, `'it''s '' DEFAULT 1; --'`, true],
    ['a), PRIMARY KEY (b', "'a), PRIMARY KEY (b'", true],
    ['truely', "'truely'", true],
  ])('P7: the default %s arrives as it is', async (value, expected, hurts) => {
    const before = table('things', { id, c: DataTypes.STRING, d: DataTypes.STRING });
    const after = table('things', { id, c: { type: DataTypes.STRING, defaultValue: value }, d: DataTypes.TEXT });
    await raw(before, (sequelize) => sequelize.sync());
    const failed = await raw(after, (sequelize) =>
      sequelize.sync({ alter: true }).then(
        () => null,
        (error: unknown) => error,
      ),
    );
    const column = async () =>
      (
        await query<{ d: string; n: number }>(
          "SELECT dflt_value AS d, \"notnull\" AS n FROM pragma_table_info('things') WHERE name = 'c'",
        )
      )[0];
    expect(failed !== null || (await column())?.d !== expected).toBe(hurts);

    await pains.database.clear();
    await raw(before, (sequelize) => sequelize.sync());
    expect(await twice(after)).toEqual([]);
    expect(await column()).toEqual({ d: expected, n: 0 });
  });

  it('P8: a column that the models lost stays, and one that would break inserts is relaxed', async () => {
    const before = table('users', { id, old: { type: DataTypes.STRING, allowNull: false }, b: DataTypes.STRING });
    const after = table('users', { id, b: DataTypes.STRING });
    await raw(before, (sequelize) => sequelize.sync());
    await query("INSERT INTO users (old) VALUES ('precious')");
    await raw(after, (sequelize) => sequelize.sync({ alter: true }));
    await expect(query('SELECT old FROM users')).rejects.toThrow('no such column');

    await pains.database.clear();
    await raw(before, (sequelize) => sequelize.sync());
    await query("INSERT INTO users (old) VALUES ('precious')");
    const report = await alter(after);
    expect(report.leftovers).toMatchObject([{ kind: 'column', name: 'old' }]);
    expect(await query('SELECT old FROM users')).toEqual([{ old: 'precious' }]);
    await query("INSERT INTO users (b) VALUES ('x')");
    expect((await alter(after)).applied).toEqual([]);
  });

  it('P21: a NOT NULL column on a filled table is added nullable, and its NOT NULL is held', async () => {
    const before = table('users', { id });
    const after = table('users', { id, name: { type: DataTypes.STRING, allowNull: false } });
    await raw(before, (sequelize) => sequelize.sync());
    await query('INSERT INTO users DEFAULT VALUES');
    await expect(raw(after, (sequelize) => sequelize.sync({ alter: true }))).rejects.toThrow(
      'Cannot add a NOT NULL column with default value NULL',
    );
    const report = await alter(after);
    expect(report.applied.map(({ sql }) => sql)).toEqual(['ALTER TABLE `users` ADD COLUMN `name` VARCHAR(255)']);
    expect(report.held).toMatchObject([{ hazards: [{ code: 'not-null-on-filled-table' }] }]);
    await query("UPDATE users SET name = 'a'");
    const permitted = { allow: { hazards: ['not-null-on-filled-table'] as const } };
    expect((await alter(after, permitted)).applied).toHaveLength(1);
    await expect(query('INSERT INTO users DEFAULT VALUES')).rejects.toThrow('NOT NULL');
  });

  it('P32: what is not dropped is changed all the same, or said', async () => {
    const before = table('users', { id, a: DataTypes.STRING(10), extra: DataTypes.STRING });
    const after = table('users', { id, a: { type: DataTypes.TEXT, allowNull: false } });
    await raw(before, (sequelize) => sequelize.sync());
    await raw(after, (sequelize) => sequelize.sync({ alter: { drop: false } }));
    expect((await texts())['users']).toContain('`a` VARCHAR(10),');

    const report = await alter(after);
    expect(report.applied).toHaveLength(1);
    expect(report.leftovers).toMatchObject([{ name: 'extra' }]);
    expect((await texts())['users']).toBe(
      'CREATE TABLE "users" (`id` INTEGER PRIMARY KEY AUTOINCREMENT, `a` TEXT NOT NULL, `extra` VARCHAR(255))',
    );
  });

  it('P33: primary keys change, or the plan says why not', async () => {
    const before = table('codes', { code: { type: DataTypes.STRING, primaryKey: true }, part: DataTypes.STRING });
    const after = table('codes', {
      code: { type: DataTypes.TEXT, primaryKey: true },
      part: { type: DataTypes.STRING, primaryKey: true },
    });
    await raw(before, (sequelize) => sequelize.sync());
    await raw(after, (sequelize) => sequelize.sync({ alter: true }).catch(() => undefined));
    expect((await texts())['codes']).not.toContain('PRIMARY KEY (`code`, `part`)');

    await pains.database.clear();
    await raw(before, (sequelize) => sequelize.sync());
    await query("INSERT INTO codes VALUES ('a', 'x')");
    const held = await alter(after);
    expect(held.held).toMatchObject([{ hazards: [{ code: 'primary-key-change' }] }]);
    expect((await texts())['codes']).toContain('`code` TEXT');
    const report = await alter(after, { allow: { hazards: ['primary-key-change'] } });
    expect(report.applied).toHaveLength(1);
    expect((await texts())['codes']).toBe(
      'CREATE TABLE "codes" (`code` TEXT NOT NULL, `part` VARCHAR(255) NOT NULL, PRIMARY KEY (`code`, `part`))',
    );
    expect(await query('SELECT * FROM codes')).toEqual([{ code: 'a', part: 'x' }]);
  });

  it('a number in a composite key is a fault of the model, with a remedy', async () => {
    const faulty = table('t', { id, other: { type: DataTypes.INTEGER, primaryKey: true } });
    await expect(raw(faulty, (sequelize) => sequelize.sync())).rejects.toThrow('AUTOINCREMENT');
    await expect(alter(faulty)).rejects.toMatchObject({
      code: 'SAFE_SYNC_INVALID_MODELS',
      message: expect.stringContaining('autoIncrement in a primary key over (id, other)') as unknown as string,
    });
  });
});
