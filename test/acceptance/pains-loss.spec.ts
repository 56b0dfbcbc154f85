/** What raw Sequelize loses, or leaves half done, on any server: shown on raw Sequelize, then done by the library. */
import { expect, it } from '@jest/globals';
import { DataTypes, type ModelAttributes } from 'sequelize';
import { forEachServer } from '../support/dialects.js';
import { models, table } from '../support/evolution.js';
import { usePainsOn } from './support/pains-on.js';

const { STRING, INTEGER, BIGINT, TEXT, ENUM, UUID } = DataTypes;
const id = { type: INTEGER, primaryKey: true, autoIncrement: true };
const to = (model: string, more: object = {}) =>
  ({ type: INTEGER, references: { model, key: 'id' }, ...more }) as never;

forEachServer('what raw Sequelize loses', (server) => {
  const { database, query, raw, rawError, boot, tableNamed } = usePainsOn(server);
  const isPostgres = server.dialect === 'postgres';
  const isSqlite = server.dialect === 'sqlite';
  const columns = async (name: string) => Object.keys((await tableNamed(name)).columns).sort();

  it('P8: a renamed attribute costs no value', async () => {
    const before = table('people', { id, old_name: STRING });
    const after = table('people', { id, new_name: STRING });
    const rows = "INSERT INTO people (old_name) VALUES ('Ada')";
    await raw(before);
    await query(rows);
    await raw(after, { alter: true });
    expect(await query('SELECT * FROM people')).toEqual([{ id: 1, new_name: null }]);
    await query('DROP TABLE people');

    await raw(before);
    await query(rows);
    const report = await boot(after);
    expect(await query('SELECT old_name FROM people')).toEqual([{ old_name: 'Ada' }]);
    expect(await columns('people')).toEqual(['id', 'new_name', 'old_name']);
    expect(report.leftovers).toMatchObject([{ kind: 'column', name: 'old_name' }]);
    expect((await boot(after)).applied).toEqual([]);
  });

  it('P21, P66: NOT NULL columns on a filled table: the rest of the plan runs, and nothing is filled in silently', async () => {
    const before = models(table('a_first', { id }), table('people', { id }));
    const after = models(
      table('a_first', { id, added: INTEGER }),
      table('people', {
        id,
        name: { type: STRING, allowNull: false },
        age: { type: INTEGER, allowNull: false },
        nick: STRING,
      }),
    );
    const rows = 'INSERT INTO people (id) VALUES (1)';
    await raw(before);
    await query(rows);
    const failed = await rawError(after, { alter: true });
    if (isPostgres || isSqlite) expect(failed).toMatch(/null values|Cannot add a NOT NULL column/i);
    // What was never said by anybody.
    else expect(await query('SELECT name, age FROM people')).toEqual([{ name: '', age: 0 }]);
    await query('DROP TABLE people; DROP TABLE a_first');

    await raw(before);
    await query(rows);
    const report = await boot(after);
    expect(await query('SELECT name, age, nick FROM people')).toEqual([{ name: null, age: null, nick: null }]);
    expect(await columns('a_first')).toEqual(['added', 'id']);
    expect(report.held).toHaveLength(2);
    await query("UPDATE people SET name = 'x', age = 1");
    await query("INSERT INTO people (id, name, age) VALUES (2, 'y', 2)");
    expect((await boot(after)).leftovers).toEqual([]);
  });

  it('P24: a key that the model lost is reported, and rows that point at nothing are no half-done alter', async () => {
    const users = table('users', { id });
    const keyed = models(users, table('posts', { id, user_id: to('users', { onDelete: 'CASCADE' }) }));
    const plain = models(users, table('posts', { id, user_id: INTEGER }));
    const more = models(users, table('posts', { id, user_id: to('users', { onDelete: 'CASCADE' }), title: STRING }));
    const keys = async () =>
      Object.values((await tableNamed('posts')).constraints).filter((text) => text.startsWith('FOREIGN KEY'));
    await raw(keyed);
    await raw(plain, { alter: true });
    if (!isSqlite) expect(await keys()).toHaveLength(1);
    await query('DROP TABLE posts; DROP TABLE users');
    await raw(keyed);
    const lost = await boot(plain);
    expect(lost).toMatchObject({ applied: [], leftovers: [{ kind: 'foreign-key' }] });
    expect(await keys()).toHaveLength(1);
    await query('DROP TABLE posts; DROP TABLE users');

    await raw(plain);
    await query('INSERT INTO users (id) VALUES (1)');
    await query('INSERT INTO posts (user_id) VALUES (1), (77)');
    // SQLite looks at no row that is there.
    if (!isSqlite) expect(await rawError(more, { alter: true })).toMatch(/foreign key constraint/i);
    await query('DELETE FROM posts WHERE user_id IS NULL');
    const report = await boot(more);
    expect(report.held).not.toEqual([]);
    expect(JSON.stringify(report.held)).toMatch(/SELECT/);
    expect(await keys()).toEqual([]);
    expect(await columns('posts')).toContain('title');
    expect(await query('SELECT user_id FROM posts ORDER BY id')).toEqual([{ user_id: 1 }, { user_id: 77 }]);
    await query('DELETE FROM posts WHERE user_id = 77');
    const allow = { allow: { hazards: ['foreign-key-on-filled-table'] } } as const;
    expect((await boot(more, allow)).held).toEqual([]);
    expect(await keys()).toHaveLength(1);
    expect(await query('SELECT user_id FROM posts')).toEqual([{ user_id: 1 }]);
    expect((await boot(more)).applied).toEqual([]);
  });

  it('P25: type and NULL of a column with a key change, and the key stays', async () => {
    const with_ = (type: typeof INTEGER | typeof BIGINT, allowNull: boolean) =>
      models(
        table('users', { id: { ...id, type } }),
        table('posts', { id, user_id: to('users', { type, allowNull, onDelete: 'NO ACTION', onUpdate: 'NO ACTION' }) }),
      );
    await raw(with_(INTEGER, false));
    await query('INSERT INTO users (id) VALUES (1)');
    await query('INSERT INTO posts (user_id) VALUES (1)');
    const before = (await tableNamed('posts')).columns['user_id'];
    if (!isSqlite) {
      await raw(with_(BIGINT, true), { alter: true });
      expect((await tableNamed('posts')).columns['user_id']).toEqual(before);
    }
    await boot(with_(BIGINT, true));
    const { columns: after, constraints } = await tableNamed('posts');
    expect([after['user_id']?.nullable, /bigint/i.test(after['user_id']?.type ?? '')]).toEqual([true, true]);
    expect(Object.values(constraints).filter((text) => text.startsWith('FOREIGN KEY'))).toHaveLength(1);
    expect(await query('SELECT user_id FROM posts')).toHaveLength(1);
    expect((await boot(with_(BIGINT, true))).applied).toEqual([]);
  });

  it('P29, P51: two applications on one table, and an older version that boots later, keep what the other has', async () => {
    const one = table('shared', { id, x: STRING });
    const other = table('shared', { id, y: STRING });
    const rows = "INSERT INTO shared (x) VALUES ('mine')";
    await raw(one);
    await query(rows);
    await raw(other, { alter: true });
    expect(await columns('shared')).toEqual(['id', 'y']);
    await query('DROP TABLE shared');

    await boot(one);
    await query(rows);
    await boot(other);
    for (const version of [one, other, one]) expect((await boot(version)).applied).toEqual([]);
    expect(await query('SELECT x, y FROM shared')).toEqual([{ x: 'mine', y: null }]);
  });

  it('P30: an index that changed under its name is replaced; what is not wanted any more is reported', async () => {
    const attributes = { id, a: INTEGER, b: INTEGER };
    const before = table(
      'things',
      { ...attributes, b: { type: INTEGER, unique: true } },
      {
        indexes: [
          { name: 'things_i', fields: ['a'] },
          { name: 'things_gone', fields: ['b', 'a'] },
        ],
      },
    );
    const after = table('things', attributes, { indexes: [{ name: 'things_i', unique: true, fields: ['a', 'b'] }] });
    await raw(before);
    const { indexes: was } = await tableNamed('things');
    await raw(after, { alter: true });
    const { indexes: left } = await tableNamed('things');
    if (isSqlite) expect(left['things_gone']).toBeUndefined();
    else expect(left).toMatchObject(was);
    await query('DROP TABLE things');

    await raw(before);
    const report = await boot(after);
    const { indexes } = await tableNamed('things');
    expect(indexes['things_i']).toMatch(/UNIQUE.*\(`?"?a`?"?, `?"?b`?"?\)/i);
    expect(indexes['things_gone']).toBeDefined();
    expect(report.leftovers.map(({ kind }) => kind).sort()).toHaveLength(2);
    expect((await boot(after)).applied).toEqual([]);
  });

  it('P32: what can change without loss does, beside what can only be added', async () => {
    const before = table('things', { id, a: STRING(10) });
    const after = table('things', {
      id,
      a: { type: TEXT, defaultValue: isPostgres || isSqlite ? 'x' : undefined },
      b: INTEGER,
    } as ModelAttributes);
    await raw(before);
    const was = (await tableNamed('things')).columns['a'];
    await raw(after, { alter: { drop: false } });
    expect((await tableNamed('things')).columns['a']).toEqual(was);
    await boot(after);
    expect((await tableNamed('things')).columns['a']?.type).toMatch(/text/i);
  });

  it('P33: the type of a primary key changes with the keys that point at it', async () => {
    const at = (type: typeof INTEGER | typeof BIGINT) =>
      models(table('users', { id: { ...id, type } }), table('posts', { id, user_id: to('users', { type }) }));
    await raw(at(INTEGER));
    await query('INSERT INTO users (id) VALUES (1)');
    await query('INSERT INTO posts (user_id) VALUES (1)');
    const was = (await tableNamed('users')).columns['id'];
    await raw(at(BIGINT), { alter: true });
    expect((await tableNamed('users')).columns['id']).toEqual(was);
    await boot(at(BIGINT));
    // A number that counts by itself is INTEGER on SQLite, whatever the model says.
    if (!isSqlite) expect((await tableNamed('users')).columns['id']?.type).toMatch(/bigint/i);
    expect((await tableNamed('posts')).columns['user_id']?.type).toMatch(/bigint/i);
    expect(await query('SELECT u.id, p.user_id FROM users u JOIN posts p ON p.user_id = u.id')).toHaveLength(1);
    expect((await boot(at(BIGINT))).applied).toEqual([]);
  });

  it('P34: what fails in the middle leaves nothing half done, or says what ran and goes on from there', async () => {
    const before = models(table('a_first', { id }), table('b_last', { id, n: INTEGER }));
    const after = models(
      table('a_first', { id, added: INTEGER }),
      table('b_last', { id, n: { type: INTEGER, unique: true } }),
    );
    const allow = { allow: { hazards: ['unique-on-filled-table'] } } as const;
    await raw(before);
    await query('INSERT INTO b_last (n) VALUES (1), (1)');
    expect(await rawError(after, { alter: true })).toMatch(/unique|duplicate|validation/i);
    expect(await columns('a_first')).toContain('added');

    await database().clear();
    await raw(before);
    await query('INSERT INTO b_last (n) VALUES (1), (1)');
    const failure = (await boot(after, allow).catch((error: unknown) => error)) as { code: string; message: string };
    expect([failure.code, failure.message]).toEqual([
      'SAFE_SYNC_APPLY_FAILED',
      expect.stringMatching(isPostgres || isSqlite ? /Nothing was changed/ : /what ran before: ALTER TABLE `a_first`/),
    ]);
    expect(await columns('a_first')).toEqual(isPostgres || isSqlite ? ['id'] : ['added', 'id']);
    await query('DELETE FROM b_last WHERE id = 2');
    await boot(after, allow);
    expect(await columns('a_first')).toEqual(['added', 'id']);
    expect((await boot(after)).applied).toEqual([]);
  });

  it('P65: texts with a default become an enum, and texts become UUIDs, without loss: done, or held', async () => {
    const uuid = '9f1b2d1e-3c4a-4b5c-8d6e-7f8091a2b3c4';
    const before = table('things', { id, kind: { type: STRING, defaultValue: 'a' }, ref: STRING(36) });
    const after = table('things', { id, kind: { type: ENUM('a', 'b'), defaultValue: 'b' }, ref: UUID });
    await raw(before);
    await query(`INSERT INTO things (kind, ref) VALUES ('b', '${uuid}')`);
    if (isPostgres) expect(await rawError(after, { alter: true })).toMatch(/cannot be cast automatically/);
    await boot(after);
    expect(await query('SELECT kind, ref FROM things')).toEqual([{ kind: 'b', ref: uuid }]);
    const again = await boot(after);
    expect(again.applied).toEqual([]);
    const allow = {
      allow: { hazards: [...new Set(again.held.flatMap(({ hazards }) => hazards.map(({ code }) => code)))] },
    };
    await boot(after, allow as never);
    expect(await query('SELECT kind, ref FROM things')).toEqual([{ kind: 'b', ref: uuid }]);
    expect((await boot(after)).held).toEqual([]);
  });
});
