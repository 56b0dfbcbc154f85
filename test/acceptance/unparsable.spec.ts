import { expect, it } from '@jest/globals';
import { DataTypes, type Sequelize } from 'sequelize';
import { createSafeSync } from '../../lib/safe-sync.js';
import { createDatabase, forEachPostgres } from '../support/postgres.js';

const silent = { log: () => {}, warn: () => {}, error: () => {}, debug: () => {} };

/** Text that only a column definition takes, and no expression: the judge cannot put it to the server. */
const UNPARSABLE = 'TEXT COMPRESSION pglz';

forEachPostgres('P57: a type that the server cannot be asked about', (server) => {
  const boot = async (sequelize: Sequelize) => {
    process.env['NODE_ENV'] = 'development';
    return createSafeSync(sequelize, { logger: silent }).sync();
  };

  it('is created, and what is called applied is there', async () => {
    const database = await createDatabase(server);
    const sequelize = database.sequelize();
    sequelize.define('T', { a: { type: UNPARSABLE } }, { tableName: 't', timestamps: false });
    expect((await boot(sequelize)).applied).toHaveLength(1);
    await expect(database.query('SELECT a FROM t')).resolves.toEqual([]);
    expect((await createSafeSync(sequelize).plan()).statements).toEqual([]);
    await database.drop();
  });

  it('is left alone on a table that is there, and everything else is applied', async () => {
    const database = await createDatabase(server);
    await database.query(
      `CREATE TABLE t (id serial PRIMARY KEY, a text COMPRESSION pglz); INSERT INTO t (a) VALUES ('x')`,
    );
    const sequelize = database.sequelize();
    sequelize.define('T', { a: { type: UNPARSABLE }, b: DataTypes.STRING }, { tableName: 't', timestamps: false });
    sequelize.define('New', {});
    await boot(sequelize);
    await expect(database.query('SELECT a, b FROM t')).resolves.toEqual([{ a: 'x', b: null }]);
    await expect(database.query('SELECT id FROM "News"')).resolves.toEqual([]);
    expect((await createSafeSync(sequelize).plan()).unknowns).toEqual([expect.objectContaining({ name: 'a' })]);
    await database.drop();
  });
});
