import { describe, expect, it } from '@jest/globals';
import { DataTypes, type ModelAttributes, type ModelOptions, Sequelize } from 'sequelize';
import { createSafeSync } from '../../lib/safe-sync.js';
import { models, type Models, table } from '../support/evolution.js';
import { silent, useSqlitePains } from '../support/sqlite-pains.js';

const id = { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true };
const to = (model: string, onDelete: string, more: object = {}) =>
  ({ type: DataTypes.INTEGER, references: { model, key: 'id' }, onDelete, ...more }) as never;

/** A parent, children that go with it, children that let go of it, and children of the children. */
function family(
  { users, posts, notes, comments }: Readonly<Record<string, ModelAttributes>> = {},
  { users: usersOptions, posts: postsOptions }: Readonly<Record<string, ModelOptions>> = {},
): Models {
  return models(
    table('users', { id, name: DataTypes.STRING, ...users }, usersOptions),
    table('posts', { id, title: DataTypes.STRING(10), uId: to('users', 'CASCADE'), ...posts }, postsOptions),
    table('notes', { id, text: DataTypes.TEXT, uId: to('users', 'SET NULL'), ...notes }),
    table('comments', { id, postId: to('posts', 'CASCADE'), ...comments }),
  );
}

const ROWS = `
  INSERT INTO users (id, name) VALUES (1, 'Ann'), (2, 'Bob'), (5, '7');
  INSERT INTO posts (id, title, uId) VALUES (1, 'a', 1), (2, 'b', 1), (3, 'c', 5);
  INSERT INTO notes (id, text, uId) VALUES (1, 'x', 1), (2, NULL, 2), (3, 'z', NULL);
  INSERT INTO comments (id, postId) VALUES (1, 1), (2, 2), (3, 3), (4, 3)`;

const before = family();

const { query, raw, alter, database } = (() => {
  const pains = useSqlitePains();
  return { ...pains, database: () => pains.database };
})();

async function rows(): Promise<unknown> {
  return {
    users: await query('SELECT id, name FROM users ORDER BY id'),
    posts: await query('SELECT id, title, uId FROM posts ORDER BY id'),
    notes: await query('SELECT id, text, uId FROM notes ORDER BY id'),
    comments: await query('SELECT id, postId FROM comments ORDER BY id'),
  };
}

describe('P1: rows of parents and children', () => {
  it('raw Sequelize loses them, and nothing had changed', async () => {
    await raw(before, (sequelize) => sequelize.sync());
    await query(ROWS);
    await raw(before, (sequelize) => sequelize.sync({ alter: true }).catch(() => undefined));
    expect(await query('SELECT * FROM posts')).toEqual([]);
    expect(await query('SELECT uId FROM notes WHERE id < 3')).toEqual([{ uId: null }, { uId: null }]);
  });

  it('nothing is sent where nothing changed', async () => {
    await raw(before, (sequelize) => sequelize.sync());
    await query(ROWS);
    const state = await database().readState();
    const kept = await rows();
    expect((await alter(before)).applied).toEqual([]);
    expect(await rows()).toEqual(kept);
    expect(await database().readState()).toEqual(state);
  });

  const required = { type: DataTypes.STRING, allowNull: false };
  const indexed = (fields: string[], unique = false): Models =>
    family(
      {},
      { users: { indexes: [{ name: 'users_i', fields, unique }] }, posts: { indexes: [{ fields: ['uId'] }] } },
    );
  /** Name, version 2, how many statements at most, and version 1 where it is another. */
  const changes: readonly [string, Models, number, Models?][] = [
    ['a new column of the parent', family({ users: { age: DataTypes.INTEGER } }), 1],
    [
      'a new NOT NULL column with a default',
      family({ users: { kind: { type: DataTypes.STRING, allowNull: false, defaultValue: 'x' } } }),
      1,
    ],
    [
      'a new column with a default that needs a rebuild',
      family({ users: { at: { type: DataTypes.DATE, defaultValue: Sequelize.literal('CURRENT_TIMESTAMP') } } }),
      1,
    ],
    ['another type of the parent', family({ users: { name: DataTypes.TEXT } }), 1],
    ['another type of a child', family({ posts: { title: DataTypes.STRING(99) } }), 1],
    ['another default', family({ users: { name: { type: DataTypes.STRING, defaultValue: 'x;y' } } }), 1],
    [
      'a new reference to itself, and another type',
      family({ users: { name: DataTypes.TEXT, bossId: to('users', 'CASCADE') } }),
      1,
    ],
    ['a new reference', family({ users: { noteId: to('notes', 'SET NULL') } }), 1],
    [
      'changes of all of them',
      family({
        users: { name: DataTypes.TEXT, age: DataTypes.INTEGER },
        posts: { title: DataTypes.TEXT, extra: { type: DataTypes.INTEGER, defaultValue: 3 } },
        notes: { text: DataTypes.STRING },
      }),
      3,
    ],
    ['another action of a key', family({ posts: { uId: to('users', 'RESTRICT') } }), 1],
    ['NULL is allowed', before, 1, family({ users: { name: required } })],
    ['indexes of parent and child', indexed(['name']), 2],
    ['an index that becomes another one, and unique', indexed(['id', 'name'], true), 1, indexed(['name'])],
    ['a unique', family({ users: { name: { type: DataTypes.STRING, unique: true } } }), 1],
    ['NOT NULL', family({ users: { name: required } }), 1],
    [
      'another primary key of a child, and of no parent',
      family({
        comments: { id: { ...id, autoIncrement: false }, postId: to('posts', 'CASCADE', { primaryKey: true }) },
      }),
      1,
    ],
    [
      'a column that is left over',
      family({ users: { age: DataTypes.TEXT } }),
      1,
      family({ users: { old: DataTypes.TEXT } }),
    ],
    [
      'NOT NULL, a unique and a key, permitted',
      family({
        users: { name: { type: DataTypes.STRING, allowNull: false, unique: true } },
        comments: {},
      }),
      3,
    ],
  ];
  const permitted = {
    allow: {
      hazards: [
        'not-null-on-filled-table',
        'unique-on-filled-table',
        'foreign-key-on-filled-table',
        'primary-key-change',
      ] as const,
    },
  };

  it.each(changes)('%s: every row stays', async (_, after, statements, first = before) => {
    await raw(first, (sequelize) => sequelize.sync());
    await query(ROWS);
    const kept = await rows();
    const report = await alter(after, permitted);
    expect(report.held).toEqual([]);
    expect(report.applied.length).toBeLessThanOrEqual(statements);
    expect(report.applied.length).toBeGreaterThan(0);
    expect(await rows()).toEqual(kept);
    expect((await alter(after, permitted)).applied).toEqual([]);
    // The keys still hold, and do what they say.
    expect(await query('PRAGMA foreign_key_check')).toEqual([]);
    await query('PRAGMA foreign_keys = ON');
    await expect(query('INSERT INTO posts (uId) VALUES (99)')).rejects.toThrow('FOREIGN KEY');
    await query('INSERT INTO posts (title, uId) VALUES (1, 2)');
    expect(await query('SELECT max(id) AS last FROM posts')).toEqual([{ last: 4 }]);
  });

  it.each([
    ['on', undefined, 1],
    ['off', false, 0],
  ])('in memory foreign keys are %s before and after every one of these', async (_, foreignKeys, expected) => {
    for (const [name, after, , first = before] of changes) {
      const old = new Sequelize({ dialect: 'sqlite', storage: ':memory:', logging: false, foreignKeys } as never);
      first(old);
      await old.sync();
      for (const sql of ROWS.split(';')) await old.query(sql);
      // Only the Sequelize that made it has this database: its models grow up with it.
      after(old);
      const report = await createSafeSync(old, { logger: silent, ...permitted }).sync();
      expect([name, report.applied.length > 0, report.held]).toEqual([name, true, []]);
      const one = async (sql: string): Promise<unknown> => {
        const [row] = (await old.query(sql, { type: 'SELECT' })) as unknown as readonly [object];
        return Object.values(row)[0];
      };
      expect(await one('SELECT foreign_keys FROM pragma_foreign_keys')).toBe(expected);
      expect(await one('SELECT legacy_alter_table FROM pragma_legacy_alter_table')).toBe(0);
      for (const [owner, rowsOf] of [
        ['users', 3],
        ['posts', 3],
        ['notes', 3],
        ['comments', 4],
      ] as const) {
        expect([name, owner, await one(`SELECT count(*) FROM ${owner}`)]).toEqual([name, owner, rowsOf]);
      }
      expect([name, await one('SELECT count(*) FROM notes WHERE uId IS NOT NULL')]).toEqual([name, 2]);
      await old.close();
    }
  });

  it('in memory they are put back also when a change fails', async () => {
    const sequelize = new Sequelize({ dialect: 'sqlite', storage: ':memory:', logging: false });
    table('users', { id, name: DataTypes.STRING })(sequelize);
    await sequelize.sync();
    await sequelize.query("INSERT INTO users (name) VALUES ('a'), ('a')");
    table('users', { id, name: { type: DataTypes.STRING, unique: true } })(sequelize);
    const boot = createSafeSync(sequelize, { logger: silent, ...permitted }).sync();
    await expect(boot).rejects.toMatchObject({ code: 'SAFE_SYNC_APPLY_FAILED' });
    expect(await sequelize.query('PRAGMA foreign_keys')).toMatchObject([{ foreign_keys: 1 }]);
    const [users] = await sequelize.query('SELECT name FROM users');
    expect(users).toEqual([{ name: 'a' }, { name: 'a' }]);
    await sequelize.close();
  });

  it('a key that rows would break is rolled back', async () => {
    await raw(models(table('users', { id }), table('posts', { id, uId: DataTypes.INTEGER })), (sequelize) =>
      sequelize.sync(),
    );
    await query('INSERT INTO posts (uId) VALUES (1), (2)');
    const after = models(table('users', { id }), table('posts', { id, uId: to('users', 'CASCADE') }));
    expect((await alter(after)).held).toMatchObject([{ hazards: [{ code: 'foreign-key-on-filled-table' }] }]);
    await expect(alter(after, permitted)).rejects.toMatchObject({ code: 'SAFE_SYNC_ROWS_CHANGED' });
    expect(await query('SELECT uId FROM posts')).toEqual([{ uId: 1 }, { uId: 2 }]);
    expect(await query("SELECT * FROM pragma_foreign_key_list('posts')")).toEqual([]);
  });

  it('rows that were broken before do not stand in the way', async () => {
    await raw(before, (sequelize) => sequelize.sync());
    await query(ROWS);
    await query('PRAGMA foreign_keys = OFF; UPDATE posts SET uId = 77 WHERE id = 2');
    const after = family({ posts: { title: DataTypes.TEXT } });
    expect((await alter(after)).applied).toHaveLength(1);
    expect(await query('SELECT uId FROM posts ORDER BY id')).toEqual([{ uId: 1 }, { uId: 77 }, { uId: 5 }]);
  });
});
