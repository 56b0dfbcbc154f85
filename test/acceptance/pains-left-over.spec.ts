/** What the models lose stays, is said, and hurts nobody: on every dialect, beside what raw Sequelize does. */
import { describe, expect, it } from '@jest/globals';
import { DataTypes, type Sequelize } from 'sequelize';
import type { Report } from '../../lib/report/report.js';
import { createSafeSync } from '../../lib/safe-sync.js';
import type { SafeSyncOptions } from '../../lib/safe-sync.options.js';
import { useClearedDatabase } from '../support/cleared-database.js';
import { forEachDialect } from '../support/dialects.js';
import { type Models, models, table } from '../support/evolution.js';
import { quiet } from './support/quiet.js';

const { STRING, INTEGER, ENUM } = DataTypes;

forEachDialect('pains of what is left over', (server) => {
  const database = useClearedDatabase(server);

  const on = async <Result>(define: Models, work: (sequelize: Sequelize) => Promise<Result>): Promise<Result> => {
    const sequelize = database().sequelize();
    define(sequelize);
    try {
      return await work(sequelize);
    } finally {
      await sequelize.close();
    }
  };
  const raw = (define: Models, options = {}): Promise<unknown> => on(define, (sequelize) => sequelize.sync(options));
  const alter = (define: Models, options: SafeSyncOptions = {}): Promise<Report> =>
    on(define, (sequelize) => createSafeSync(sequelize, { ...options, logger: quiet().logger }).sync());
  /** The columns of a table and its indexes and constraints, by what they are. */
  const contentOf = async (name: string) => {
    const { tables } = await database().readCatalog();
    const found = tables[`public.${name}`] ?? tables[name];
    return {
      columns: Object.keys(found?.columns ?? {}),
      rules: Object.values({ ...found?.constraints, ...found?.indexes }),
    };
  };
  const said = ({ leftovers }: Report) => leftovers.map(({ kind, name, enforces }) => ({ kind, name, enforces }));

  describe('P8: a column that the model calls otherwise', () => {
    const [before, after] = [table('things', { oldName: STRING }), table('things', { newName: STRING })];
    const row = (): Promise<unknown> => database().query(`INSERT INTO things (${quoted('oldName')}) VALUES ('kept')`);

    it('shown on raw Sequelize: its values are gone', async () => {
      await raw(before);
      await row();
      await raw(after, { alter: true });
      expect(await database().query(`SELECT ${quoted('newName')} AS now FROM things`)).toEqual([{ now: null }]);
      expect((await contentOf('things')).columns).not.toContain('oldName');
    });

    it('stays, and comes along where the model says so', async () => {
      await raw(before);
      await row();
      const renamed = table('things', { newName: { type: STRING, renamedFrom: 'oldName' } });
      await alter(renamed);
      expect(await database().query(`SELECT ${quoted('newName')} AS now FROM things`)).toEqual([{ now: 'kept' }]);
      expect((await alter(renamed)).applied).toEqual([]);
    });
  });

  it('P24: a key that the model lost stays and says what it does; orphans keep a new one waiting', async () => {
    const parents = table('parents', { a: STRING });
    const key = { type: INTEGER, references: { model: 'parents', key: 'id' }, onDelete: 'CASCADE' };
    const withKey = models(parents, table('children', { parent: { ...key } }));
    const without = models(parents, table('children', { parent: INTEGER }));
    await raw(withKey);
    await raw(without, { alter: true }).catch(() => undefined);
    await database().clear();

    await raw(withKey);
    const report = await alter(without);
    expect(report.applied).toEqual([]);
    expect(said(report)).toEqual([
      {
        kind: 'foreign-key',
        name: expect.any(String) as unknown,
        enforces:
          'still refuses rows of children that point at no row of parents, and still deletes the rows of children with the row of parents that they point at',
      },
    ]);

    await database().clear();
    await raw(without);
    await database().query('INSERT INTO children (parent) VALUES (7)');
    const held = await alter(withKey);
    expect(held.held.flatMap(({ hazards }) => hazards.map(({ code }) => code))).toEqual([
      'foreign-key-on-filled-table',
    ]);
    expect(await database().query('SELECT parent FROM children')).toEqual([{ parent: 7 }]);
  });

  it('P29: two models, and two applications, on one table do not fight', async () => {
    const [first, second] = [table('shared', { x: STRING }), table('shared', { y: STRING })];
    await raw(first);
    await raw(second, { alter: true });
    expect((await contentOf('shared')).columns).not.toContain('x');

    await database().clear();
    await alter(first);
    await database().query(`INSERT INTO shared (x) VALUES ('x')`);
    for (const one of [second, first, second]) await alter(one);
    expect(await database().query('SELECT x, y FROM shared')).toEqual([{ x: 'x', y: null }]);
    const both = models(first, (sequelize) => {
      sequelize.define('other', { y: STRING }, { tableName: 'shared', timestamps: false });
    });
    const report = await alter(both);
    expect([report.applied, report.leftovers]).toEqual([[], []]);
  });

  it('P30: an index that changes is replaced; one that the model lost stays, and says what it does', async () => {
    const attributes = { a: STRING(20), b: STRING(20), c: { type: STRING(20), unique: true } };
    const old = table('things', attributes, {
      indexes: [
        { name: 'changing', fields: ['a'] },
        { name: 'leaving', fields: ['b'], unique: true },
      ],
    });
    const fresh = table(
      'things',
      { ...attributes, c: STRING(20) },
      { indexes: [{ name: 'changing', fields: ['a', 'b'], unique: true }] },
    );
    await raw(old);
    await raw(fresh, { alter: true });
    // Sequelize looks at names alone.
    if (server.dialect !== 'sqlite') expect((await contentOf('things')).rules.join()).not.toMatch(/UNIQUE.*\(a, b\)/);

    await database().clear();
    await raw(old);
    const report = await alter(fresh);
    expect(report.applied.flatMap(({ parts }) => parts.map(({ change }) => change.kind))).toEqual(['replace-index']);
    expect(new Set(said(report).map(({ enforces }) => enforces))).toEqual(
      new Set(['still refuses two rows of things with the same b', 'still refuses two rows of things with the same c']),
    );
  });

  it('a left-over that is NOT NULL lets inserts pass, and its undo is known', async () => {
    await raw(table('things', { a: STRING, b: { type: STRING, allowNull: false } }));
    await database().query(`INSERT INTO things (a, b) VALUES ('x', 'y')`);
    const now = table('things', { a: STRING });
    const report = await alter(now);
    expect(report.applied.flatMap(({ parts }) => parts.map(({ change }) => change.kind))).toEqual(['relax-leftover']);
    expect(report.applied[0]?.undo).toMatch(/NOT NULL/);
    await database().query(`INSERT INTO things (a) VALUES ('z')`);
    expect(await database().query('SELECT a, b FROM things ORDER BY a')).toEqual([
      { a: 'x', b: 'y' },
      { a: 'z', b: null },
    ]);
    expect((await alter(now)).applied).toEqual([]);
  });

  it('inside a primary key it is held, and says that inserts will fail', async () => {
    const keyed = { type: STRING(10), primaryKey: true };
    await raw(table('things', { a: { ...keyed }, b: { ...keyed } }));
    await database().query(`INSERT INTO things (a, b) VALUES ('x', 'y'), ('x', 'z')`);
    const before = await database().readCatalog();
    const now = table('things', { a: { ...keyed } });
    const report = await alter(now);
    expect(report.applied).toEqual([]);
    expect(report.held.flatMap(({ hazards }) => hazards.map(({ code }) => code))).not.toEqual([]);
    expect(report.leftovers).toMatchObject([{ kind: 'column', name: 'b', breaksInserts: true }]);
    expect(await database().readCatalog()).toEqual(before);
  });

  if (server.dialect !== 'sqlite') {
    it('a value of an enum that the model lost stays, and is said', async () => {
      await raw(table('things', { a: ENUM('x', 'y', 'z') }));
      await database().query(`INSERT INTO things (a) VALUES ('y')`);
      const report = await alter(table('things', { a: ENUM('x', 'z') }));
      expect(report.applied).toEqual([]);
      expect(said(report)).toEqual([
        { kind: 'enum-value', name: 'y', enforces: expect.stringContaining('still') as unknown },
      ]);
      await database().query(`INSERT INTO things (a) VALUES ('y')`);
    });
  }

  it('P7: a DEFAULT that raw alter spoilt is drift', async () => {
    const right = table('things', { a: { type: STRING, defaultValue: 'a;b' } });
    await raw(right);
    await database().query(
      server.dialect === 'sqlite' ? 'SELECT 1' : `ALTER TABLE things ALTER COLUMN a SET DEFAULT 'a;ALTER TABLE things'`,
    );
    if (server.dialect === 'sqlite') {
      await database().query(`DROP TABLE things`);
      await database().query(
        `CREATE TABLE things (id INTEGER PRIMARY KEY AUTOINCREMENT, a VARCHAR(255) DEFAULT 'a;ALTER TABLE things')`,
      );
    }
    const drift = await on(right, (sequelize) => createSafeSync(sequelize, { logger: quiet().logger }).drift());
    expect(drift.findings).toMatchObject([
      { severity: 'differs', name: 'a', found: "DEFAULT 'a;ALTER TABLE things'", expected: "DEFAULT 'a;b'" },
    ]);
    expect((await alter(right)).drift?.findings).toEqual([]);
  });

  it('P13: a constant default fills a new NOT NULL column; where it comes to old NULLs, the remedy fills them with it', async () => {
    await raw(table('things', { a: STRING }));
    await database().query(`INSERT INTO things (a) VALUES (NULL), ('x')`);
    const added = table('things', { a: STRING, b: { type: INTEGER, allowNull: false, defaultValue: 7 } });
    const report = await alter(added);
    expect(report.held).toEqual([]);
    expect(await database().query('SELECT b FROM things')).toEqual([{ b: 7 }, { b: 7 }]);

    const strict = table('things', {
      a: { type: STRING, allowNull: false, defaultValue: "it's" },
      b: { type: INTEGER, allowNull: false, defaultValue: 7 },
    });
    const { held } = await alter(strict);
    const [hazard] = held.flatMap(({ hazards }) => hazards);
    expect(hazard).toMatchObject({ code: 'not-null-on-filled-table', effect: 'holds' });
    const fill = /UPDATE [^;]+ WHERE [^;]+ IS NULL/.exec(hazard?.remedy ?? '')?.[0] ?? '';
    await database().query(fill);
    expect(await database().query('SELECT a FROM things ORDER BY a')).toEqual([{ a: "it's" }, { a: 'x' }]);
  });

  function quoted(name: string): string {
    return server.dialect === 'mysql' || server.dialect === 'mariadb' ? `\`${name}\`` : `"${name}"`;
  }
});
