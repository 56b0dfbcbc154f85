import { expect, it } from '@jest/globals';
import { DataTypes, literal } from 'sequelize';
import { models, table } from '../support/evolution.js';
import { usePains } from '../support/pains.js';
import { dumpSchema, forEachPostgres, readOracleCatalog, type TestDatabase } from '../support/postgres.js';

forEachPostgres('alter that fails', (server) => {
  const pains = usePains(server);
  const { define, query, alter } = pains;

  const state = async (database: TestDatabase) => ({
    catalog: await readOracleCatalog(database),
    dump: await dumpSchema(database),
    values: await database.readValues(),
  });

  const before = table('things', { a: DataTypes.TEXT, b: DataTypes.TEXT });
  const after = models(
    table('others', { n: DataTypes.ENUM('x', 'y') }),
    table(
      'things',
      { b: DataTypes.INTEGER, c: { type: DataTypes.TEXT, unique: true } },
      { indexes: [{ fields: ['c'] }] },
    ),
  );
  const rows = `INSERT INTO things (a, b) VALUES ('precious', '1'), ('precious', 'not a number')`;
  const permitted = { allow: { hazards: ['type-needs-conversion:things.b'] } } as const;

  it('P34: leaves nothing half-done, and names the statement', async () => {
    const raw = define(before);
    await raw.sync();
    await query(rows);
    const next = define(after);
    await expect(next.sync({ alter: true })).rejects.toThrow('cannot be cast automatically');
    const left = await query(
      `SELECT attname FROM pg_attribute WHERE attrelid = 'things'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY 1`,
    );
    expect(left).toEqual([{ attname: 'b' }, { attname: 'c' }, { attname: 'id' }]);
    await Promise.all([raw.close(), next.close()]);

    await pains.clear();
    await alter(before);
    await query(rows);
    const whole = await state(pains.database);
    await expect(alter(after, permitted)).rejects.toMatchObject({
      code: 'SAFE_SYNC_APPLY_FAILED',
      sql: 'ALTER TABLE "public"."things" ALTER COLUMN "b" TYPE integer USING "b"::integer',
      message: expect.stringMatching(
        /^The schema could not be changed at: ALTER TABLE "public"\."things" ALTER COLUMN "b" TYPE integer USING "b"::integer\nThe server says: invalid input syntax for type integer: "not a number"\. Nothing was changed\./,
      ),
    });
    expect(await state(pains.database)).toEqual(whole);

    await query(`UPDATE things SET b = '2' WHERE b = 'not a number'`);
    expect((await alter(after, permitted)).held).toEqual([]);
    expect((await alter(after, permitted)).applied).toEqual([]);
    expect(await query('SELECT a, b FROM things ORDER BY b')).toEqual([
      { a: 'precious', b: 1 },
      { a: 'precious', b: 2 },
    ]);
  });

  it('a table that somebody holds: a clear error after the time that was given, and nothing changed', async () => {
    await alter(before);
    const reader = pains.database.sequelize();
    const transaction = await reader.transaction();
    await reader.query('SELECT * FROM things', { transaction });
    const whole = await state(pains.database);
    await expect(alter(after, { timeouts: { tableLockMs: 200 } })).rejects.toMatchObject({
      code: 'SAFE_SYNC_APPLY_FAILED',
      message: expect.stringContaining('Another transaction holds a lock on the table'),
    });
    expect(await state(pains.database)).toEqual(whole);
    await transaction.rollback();
    await alter(after, { timeouts: { tableLockMs: 200 } });
  });

  it('a statement that takes too long: a clear error; our own reading is not limited by it', async () => {
    await alter(before);
    await query(`INSERT INTO things (a) VALUES ('x');
      CREATE FUNCTION slowly(text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN PERFORM pg_sleep(5); RETURN $1; END $$`);
    const whole = await state(pains.database);
    const slow = table(
      'things',
      { a: DataTypes.TEXT },
      { indexes: [{ name: 'slow', fields: [literal('slowly(a)')] }] },
    );
    await expect(alter(slow, { timeouts: { statementMs: 1 } })).rejects.toMatchObject({
      code: 'SAFE_SYNC_APPLY_FAILED',
      sql: 'CREATE INDEX "slow" ON "public"."things" USING btree ((slowly(a)))',
      message: expect.stringContaining('It took longer than safeSync.timeouts.statementMs.'),
    });
    expect(await state(pains.database)).toEqual(whole);
  });

  it('P44: a schema that is not there is not created unasked', async () => {
    const items = table('items', { n: DataTypes.TEXT }, { schema: 'my shop' });
    const whole = await state(pains.database);
    await expect(alter(models(after, items))).rejects.toMatchObject({
      code: 'SAFE_SYNC_MISSING_SCHEMA',
      message: expect.stringContaining('CREATE SCHEMA "my shop";'),
    });
    expect(await state(pains.database)).toEqual(whole);
    expect((await alter(items, { createSchemas: true })).applied.map(({ change }) => change.kind)).toEqual([
      'create-schema',
      'create-table',
    ]);
  });
});
