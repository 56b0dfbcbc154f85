import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { DataTypes, Sequelize } from 'sequelize';
import type { TestDatabase } from '../../support/database.js';
import { createDatabase, forEachDialect } from '../../support/dialects.js';
import { makeAsOracle } from '../../support/make-as-oracle.js';
import { expectValuesKept } from '../../support/table-values.js';

function shop(sequelize: Sequelize): void {
  const user = sequelize.define('user', {
    name: { type: DataTypes.STRING(20), allowNull: false, defaultValue: "it's", unique: true },
    kind: DataTypes.ENUM('a', 'b'),
  });
  const order = sequelize.define('order', { total: DataTypes.DECIMAL(10, 2) }, { indexes: [{ fields: ['total'] }] });
  order.belongsTo(user, { onDelete: 'CASCADE' });
  user.belongsTo(order, { as: 'last', constraints: false });
}

forEachDialect('the tests on a server', (server) => {
  let one: TestDatabase;
  let two: TestDatabase;
  beforeAll(async () => {
    [one, two] = await Promise.all([createDatabase(server, { name: 'shop_test' }), createDatabase(server)]);
  });
  beforeEach(() => Promise.all([one.clear(), two.clear()]));
  afterAll(() => Promise.all([one.drop(), two.drop()]));

  it('has a database of its own, under a name that starts as wished', async () => {
    expect(one.name).toMatch(/^shop_test_\d+$/);
    const sequelize = one.sequelize();
    await sequelize.authenticate();
    const byOptions = new Sequelize({ ...one.options });
    await one.query('CREATE TABLE a (id int)');
    expect(await byOptions.getQueryInterface().tableExists('a')).toBe(true);
    expect(await two.sequelize().getQueryInterface().tableExists('a')).toBe(false);
    await byOptions.close();
  });

  it('gives the rows of the last of several statements', async () => {
    await one.query('CREATE TABLE a (id int); INSERT INTO a VALUES (1); INSERT INTO a VALUES (2)');
    expect(await one.query('SELECT id FROM a ORDER BY id')).toEqual([{ id: 1 }, { id: 2 }]);
  });

  it('sees what raw Sequelize makes twice as equal, and any change of it', async () => {
    for (const database of [one, two]) {
      const sequelize = database.sequelize();
      shop(sequelize);
      await makeAsOracle(sequelize);
    }
    const catalog = await one.readCatalog();
    expect(await two.readCatalog()).toEqual(catalog);
    expect(Object.keys(catalog.tables)).toHaveLength(2);
    const state = await one.readState();
    expect(await one.readState()).toEqual(state);
    const users = server.dialect === 'mysql' || server.dialect === 'mariadb' ? '`users`' : '"users"';
    for (const change of [
      `ALTER TABLE ${users} ADD COLUMN extra int`,
      `CREATE INDEX by_kind ON ${users} (kind, name)`,
      `CREATE VIEW seen AS SELECT 1 AS one`,
    ]) {
      const before = await one.readCatalog();
      await one.query(change);
      expect(await one.readCatalog()).not.toEqual(before);
    }
    expect(await one.readState()).not.toEqual(state);
    await one.clear();
    expect((await one.readCatalog()).tables).toEqual({});
  });

  it('makes models that refer to each other in a circle, with all their keys', async () => {
    const sequelize = one.sequelize();
    const a = sequelize.define('a', { name: { type: DataTypes.STRING, unique: true } });
    const b = sequelize.define('b', {});
    a.belongsTo(b);
    b.belongsTo(a, { onDelete: 'CASCADE' });
    await makeAsOracle(sequelize);
    const keys = Object.values((await one.readCatalog()).tables).flatMap(({ constraints }) =>
      Object.values(constraints).filter((text) => text.startsWith('FOREIGN KEY')),
    );
    expect(keys).toHaveLength(2);
    expect(keys.join()).toMatch(/ON DELETE CASCADE/);
  });

  it('sees every value that is lost or changed, and lets a cast be', async () => {
    await one.query("CREATE TABLE a (id int, t varchar(10)); INSERT INTO a VALUES (1, 'x')");
    const values = await one.readValues();
    await expectValuesKept(one, values, []);
    const [type] = Object.values(values)[0]?.['id'] === undefined ? [] : [Object.values(values)[0]?.['id']?.type];
    expect(await one.cast(['1', null], type ?? '', 'varchar(5)')).toEqual([
      server.dialect === 'sqlite' ? "'1'" : '1',
      server.dialect === 'sqlite' ? 'NULL' : null,
    ]);
    await one.query("UPDATE a SET t = 'y' WHERE id = 1");
    await expect(expectValuesKept(one, values, [])).rejects.toThrow();
    await expectValuesKept(one, values, ['a.t']);
    await one.query('DELETE FROM a');
    await expect(expectValuesKept(one, values, ['a.t'])).rejects.toThrow();
  });

  if (server.dialect === 'postgres' && !('log' in server)) return;
  it('records every statement that reached its database, and no other', async () => {
    const sequelize = one.sequelize();
    const Note = sequelize.define('note', { text: DataTypes.TEXT }, { timestamps: false });
    const statements = await one.recordStatements(async () => {
      await two.sequelize().query('SELECT 42');
      await Note.sync();
      await sequelize.query("SELECT\n  'two\tlines'");
      await Note.create({ text: 'é' });
      await new Promise((done) => setTimeout(done, 5));
    });
    expect(statements).toContain("SELECT\n  'two\tlines'");
    expect(statements.filter((sql) => /^CREATE TABLE IF NOT EXISTS [`"]notes/.test(sql))).toHaveLength(1);
    expect(statements.filter((sql) => /^INSERT INTO [`"]notes/.test(sql))).toHaveLength(1);
    expect(statements.join()).not.toContain('42');
    expect(await one.recordStatements(async () => undefined)).toEqual([]);
  });
});

forEachDialect(
  'SQLite in memory',
  (server) => {
    it('is one database for its Sequelize and for the test', async () => {
      const database = await createDatabase(server, { inMemory: true });
      const sequelize = database.sequelize();
      sequelize.define('user', { name: DataTypes.STRING });
      await sequelize.sync();
      expect(Object.keys((await database.readCatalog()).tables)).toEqual(['users']);
      await database.drop();
    });
  },
  ['sqlite'],
);
