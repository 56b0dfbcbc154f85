/** What raw Sequelize does without being asked, or never says, on any server; and that the library says it and writes nothing. */
import { expect, it } from '@jest/globals';
import { DataTypes, type Sequelize } from 'sequelize';
import { forEachServer } from '../support/dialects.js';
import { quoteName } from '../support/quote-name.js';
import { models, table } from '../support/evolution.js';
import { usePainsOn } from './support/pains-on.js';

const { STRING, INTEGER, BIGINT, DATE, UUIDV4 } = DataTypes;
const id = { type: INTEGER, primaryKey: true, autoIncrement: true };
const to = (model: string, more: object = {}) =>
  ({ type: INTEGER, references: { model, key: 'id' }, ...more }) as never;

forEachServer('what raw Sequelize never says', (server) => {
  const { database, query, raw, rawError, boot, plan, tableNamed } = usePainsOn(server);
  const isPostgres = server.dialect === 'postgres';
  const META = quoteName(server.dialect, 'SequelizeMeta');
  const uniques = async (name: string) => {
    const { constraints, indexes } = await tableNamed(name);
    return [...Object.values(constraints), ...Object.values(indexes)].filter((text) =>
      /^UNIQUE|UNIQUE INDEX/i.test(text),
    );
  };

  it('P6: a unique with a name is made, and made once', async () => {
    const before = table('people', { id, email: STRING });
    const after = table('people', { id, email: { type: STRING, unique: 'one_each' } });
    await raw(before);
    await boot(after);
    expect(await uniques('people')).not.toEqual([]);
    const state = await database().readState();
    expect((await boot(after)).applied).toEqual([]);
    expect(await database().readState()).toEqual(state);
  });

  it('P28: a model on a view is left alone, and that is said', async () => {
    await query('CREATE TABLE base (id INT PRIMARY KEY, name VARCHAR(20))');
    await query('CREATE VIEW names AS SELECT id, name FROM base');
    const define = table('names', { id: { type: INTEGER, primaryKey: true }, name: STRING(20), more: STRING });
    const state = await database().readState();
    for (const mode of ['alter', 'none'] as const) {
      const report = await boot(define, { mode });
      expect(report.applied).toEqual([]);
      expect(JSON.stringify(report)).toMatch(/names is left alone: names is a view/);
    }
    expect(await database().readState()).toEqual(state);
  });

  it('P39, P40: a column that is missing is found at the start, not at the first INSERT; one too many stops nobody', async () => {
    const small = table('people', { id, name: STRING });
    const large = table('people', { id, name: STRING, age: INTEGER });
    await raw(small);
    await raw(large);
    await expect(query('INSERT INTO people (age) VALUES (1)')).rejects.toThrow(/age/);
    await expect(boot(large, { mode: 'none', onDrift: 'fail' })).rejects.toMatchObject({ code: 'SAFE_SYNC_DRIFT' });
    await query('ALTER TABLE people ADD age INTEGER; ALTER TABLE people ADD more INTEGER');
    const report = await boot(large, { mode: 'none', onDrift: 'fail' });
    expect(report.drift?.findings.map(({ severity, name }) => [severity, name])).toEqual([['extra', 'more']]);
  });

  it('P42: a plan is what alter will do, statement by statement, and writes nothing', async () => {
    await raw(table('people', { id, name: STRING(10) }));
    const after = models(
      table('people', { id, name: STRING(40), age: INTEGER }, { indexes: [{ fields: ['age'] }] }),
      table('posts', { id, author: to('people') }),
    );
    const state = await database().readState();
    const { statements } = await plan(after);
    expect(await database().readState()).toEqual(state);
    expect(statements.every(({ sql, undo }) => sql !== '' && undo !== null)).toBe(true);
    const { applied } = await boot(after);
    expect(applied.map(({ sql }) => sql)).toEqual(statements.map(({ sql }) => sql));
  });

  it('P43: a database that migrations manage is left to them', async () => {
    const small = table('people', { id });
    const large = table('people', { id, name: STRING });
    await raw(small);
    await query(`CREATE TABLE ${META} (name VARCHAR(255) PRIMARY KEY)`);
    expect((await boot(small)).mode).toBe('alter');
    await query(`INSERT INTO ${META} VALUES ('1.js')`);
    const state = await database().readState();
    expect((await boot(large)).mode).toBe('none');
    expect(await database().readState()).toEqual(state);
    expect((await boot(large, { mode: 'alter' })).applied).toHaveLength(1);
    expect(await query(`SELECT name FROM ${META}`)).toEqual([{ name: '1.js' }]);
  });

  it('P45: keys in a circle, and to the table itself, are ordinary, in any number of boots', async () => {
    const circle = models(
      table('as_', { id, b: to('bs_'), own: to('as_', { onDelete: 'SET NULL' }) }),
      table('bs_', { id, c: to('cs_') }),
      table('cs_', { id, a: to('as_', { onDelete: 'CASCADE' }) }),
    );
    expect((await boot(circle)).held).toEqual([]);
    const keys: number[] = [];
    for (const name of ['as_', 'bs_', 'cs_']) {
      const { constraints } = await tableNamed(name);
      keys.push(Object.values(constraints).filter((text) => text.startsWith('FOREIGN KEY')).length);
    }
    expect(keys).toEqual([2, 1, 1]);
    const state = await database().readState();
    expect((await boot(circle)).applied).toEqual([]);
    expect(await database().readState()).toEqual(state);
  });

  it('P55: a default that moves with the clock is no difference, and that is said once', async () => {
    const define = (sequelize: Sequelize): void =>
      table('people', { id, at: { type: DATE, defaultValue: new Date(), allowNull: false } })(sequelize);
    await boot(define);
    const state = await database().readState();
    await new Promise((resolve) => setTimeout(resolve, 5));
    const second = await boot(define);
    expect([second.applied, second.held, second.leftovers]).toEqual([[], [], []]);
    expect(await database().readState()).toEqual(state);
    const said = JSON.stringify(second);
    expect(said.split('DataTypes.NOW')).toHaveLength(2);
  });

  it('P56: a key with a null default is a key without one', async () => {
    const users = table('users', { id });
    const after = models(users, table('posts', { id, user_id: to('users', { defaultValue: null }) }));
    await raw(models(users, table('posts', { id, user_id: INTEGER })));
    if (isPostgres) expect(await rawError(after, { alter: true })).toMatch(/syntax error/);
    await boot(after);
    expect((await boot(after)).applied).toEqual([]);
    expect(JSON.stringify(await tableNamed('posts'))).toContain('FOREIGN KEY');
  });

  it('P58: every fault of the models is found before anything is sent; raw Sequelize stops in the middle', async () => {
    const faulty = models(
      table('a_good', { id }),
      table('b_bad', { id, a: INTEGER }, { indexes: [{ fields: ['nothing'] }] }),
      table('c_bad', { id, key: UUIDV4 as never }),
      table('d_bad', { id, gone: to('nowhere') }),
      table('e_bad', { id, good: to('a_good', { type: STRING }) }),
    );
    expect(await rawError(faulty)).not.toBeNull();
    expect(await database().readNames()).not.toEqual([]);
    await database().clear();
    const failure = (await boot(faulty).catch((error: unknown) => error)) as {
      code: string;
      faults: readonly { model: string }[];
    };
    expect(failure.code).toBe('SAFE_SYNC_INVALID_MODELS');
    // SQLite takes any word for a type, and lets a text point at a number.
    const others = server.dialect === 'sqlite' ? [] : ['c_bad', 'e_bad'];
    expect(new Set(failure.faults.map(({ model }) => model))).toEqual(new Set(['b_bad', ...others]));
    expect(await database().readNames()).toEqual([]);
    const report = await boot(faulty, { mode: 'none', onDrift: 'fail' });
    expect(report.warnings).toHaveLength(1);
    await expect(boot(models(table('d_bad', { id, gone: to('nowhere') })))).rejects.toThrow(/nowhere/);
    expect(await database().readNames()).toEqual([]);
  });

  it('P1, P11: what is unchanged is not written, whatever it is', async () => {
    const define = models(
      table('users', { id, email: { type: STRING, unique: true }, big: BIGINT }, { indexes: [{ fields: ['big'] }] }),
      table('posts', { id, user_id: to('users', { onDelete: 'CASCADE' }) }),
    );
    await raw(define);
    const state = await database().readState();
    expect((await boot(define)).applied).toEqual([]);
    expect(await database().readState()).toEqual(state);
    await raw(define, { alter: true });
    expect(await database().readState()).not.toEqual(state);
  });
});
