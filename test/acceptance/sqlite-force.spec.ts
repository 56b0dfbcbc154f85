import { describe, expect, it } from '@jest/globals';
import { DataTypes, Sequelize } from 'sequelize';
import { createSafeSync } from '../../lib/safe-sync.js';
import { models, table } from '../support/evolution.js';
import { silent, useSqlitePains } from '../support/sqlite-pains.js';

const { query, raw, texts } = useSqlitePains();
const id = { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true };
const to = (model: string) =>
  ({ type: DataTypes.INTEGER, references: { model, key: 'id' }, onDelete: 'CASCADE' }) as never;

const circle = models(
  table('users', { id, name: DataTypes.STRING, lastId: to('posts') }),
  table('posts', { id, userId: to('users') }),
);
const rows =
  "PRAGMA foreign_keys = OFF; INSERT INTO users (name, lastId) VALUES ('a', 1), ('b', 2); INSERT INTO posts (userId) VALUES (1), (2)";

const force = (all: typeof circle) =>
  raw(all, async (sequelize) => {
    const safeSync = createSafeSync(sequelize, { logger: silent });
    return safeSync.apply(await safeSync.plan({ mode: 'force' }));
  });

describe('force on SQLite', () => {
  it('is refused on a filled file whose name says nothing', async () => {
    await raw(circle, (sequelize) => createSafeSync(sequelize, { logger: silent }).sync());
    await query(rows);
    process.env['NODE_ENV'] = 'test';
    await expect(
      raw(circle, (sequelize) => createSafeSync(sequelize, { logger: silent }).sync()),
    ).rejects.toMatchObject({
      code: 'SAFE_SYNC_PRODUCTION_REFUSED',
    });
    process.env['NODE_ENV'] = 'development';
    expect(await query('SELECT count(*) AS n FROM users')).toEqual([{ n: 2 }]);
  });

  it('clears what is right, in a circle too, and numbers again from one', async () => {
    const sequelize = new Sequelize({ dialect: 'sqlite', storage: ':memory:', logging: false });
    process.env['NODE_ENV'] = 'test';
    circle(sequelize);
    const safeSync = createSafeSync(sequelize, { logger: silent });
    await safeSync.sync();
    for (const sql of rows.split(';').slice(1))
      await sequelize.query(`PRAGMA foreign_keys = OFF`).then(() => sequelize.query(sql));
    await sequelize.query('CREATE TABLE others (id INTEGER PRIMARY KEY, a TEXT)');
    await sequelize.query("INSERT INTO others (a) VALUES ('kept')");
    const report = await safeSync.sync();
    expect(report.applied.map(({ sql }) => sql.split(' ')[0])).toEqual(['DELETE', 'DELETE']);
    expect((await sequelize.query('SELECT * FROM users'))[0]).toEqual([]);
    expect((await sequelize.query('SELECT a FROM others'))[0]).toEqual([{ a: 'kept' }]);
    await sequelize.query("INSERT INTO users (name) VALUES ('first')");
    expect((await sequelize.query('SELECT id FROM users'))[0]).toEqual([{ id: 1 }]);
    await sequelize.close();
    process.env['NODE_ENV'] = 'development';
  });

  it('drops and makes what is wrong, and leaves strangers alone', async () => {
    await query('CREATE TABLE users (id TEXT); CREATE TABLE others (a TEXT)');
    await query("INSERT INTO others VALUES ('kept')");
    const report = await force(circle);
    expect(report.applied.map(({ change }) => change.kind)).toEqual(['drop-table', 'create-table', 'create-table']);
    expect((await texts())['users']).toContain('AUTOINCREMENT');
    expect(await query('SELECT a FROM others')).toEqual([{ a: 'kept' }]);
  });

  it('makes a table anew whose trigger would fire for each row that goes, and the trigger goes with it', async () => {
    const sequelize = new Sequelize({ dialect: 'sqlite', storage: ':memory:', logging: false });
    circle(sequelize);
    const safeSync = createSafeSync(sequelize, { logger: silent, mode: 'force' });
    await safeSync.sync();
    const texts = [
      'PRAGMA foreign_keys = OFF',
      "INSERT INTO users (name, lastId) VALUES ('a', 1), ('b', 2)",
      'INSERT INTO posts (userId) VALUES (1), (2)',
      'CREATE TABLE others (a TEXT)',
      "CREATE TRIGGER noted AFTER DELETE ON users BEGIN INSERT INTO others VALUES ('fired'); END",
      "CREATE TRIGGER quiet AFTER INSERT ON posts BEGIN INSERT INTO others VALUES ('never'); END",
      'DELETE FROM others',
    ];
    for (const sql of texts) await sequelize.query(sql);
    const kinds = async () => (await safeSync.sync()).applied.map(({ change }) => change.kind);
    expect(await kinds()).toContain('drop-table');
    const [left] = await sequelize.query(
      `SELECT (SELECT count(*) FROM users) AS users, (SELECT count(*) FROM posts) AS posts, (SELECT count(*) FROM others) AS fired,
         (SELECT group_concat(name) FROM sqlite_master WHERE type = 'trigger') AS triggers`,
    );
    expect(left).toEqual([{ users: 0, posts: 0, fired: 0, triggers: 'quiet' }]);
    expect(await kinds()).not.toContain('drop-table');
    await sequelize.close();
  });

  it('stops at a stranger that points at what must go', async () => {
    await query(
      'CREATE TABLE users (id INTEGER PRIMARY KEY); CREATE TABLE others (u INTEGER REFERENCES users (id) ON DELETE CASCADE)',
    );
    await query('INSERT INTO users VALUES (1); INSERT INTO others VALUES (1)');
    const before = await texts();
    await expect(force(circle)).rejects.toMatchObject({ code: 'SAFE_SYNC_FORCE_BLOCKED' });
    expect(await texts()).toEqual(before);
    expect(await query('SELECT u FROM others')).toEqual([{ u: 1 }]);
  });
});
