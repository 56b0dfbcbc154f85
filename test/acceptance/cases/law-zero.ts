import { expect, jest } from '@jest/globals';
import type { TestDatabase } from '../../support/database.js';
import { connect, type ModelCase, prepare } from './model-case.js';
import { contentOf, NOTHING, quietly } from './quiet.js';
import { createRaw } from './raw-creation.js';

/** Statements that can only read, or steer a transaction, a lock or the session. */
const READS =
  /^\s*(?:with|select|show|explain|begin|start transaction|commit|rollback|savepoint|release|set|do release_lock|pragma(?!.*_(?:version|schema|id)\s*=))\b/i;

/** What raw Sequelize made plans to nothing, and synchronising it sends nothing that writes. */
export async function lawZero(modelCase: ModelCase, database: TestDatabase): Promise<void> {
  // Sequelize warns of each option that the dialect has not.
  jest.spyOn(console, 'warn').mockImplementation(() => undefined);
  await prepare(modelCase, database);
  const sequelize = connect(modelCase, database);
  try {
    await createRaw(sequelize);
    const safeSync = quietly(sequelize);
    expect(contentOf(await safeSync.plan())).toEqual(NOTHING);

    process.env['NODE_ENV'] = 'development';
    const before = await database.readState();
    const sent = await database.recordStatements(async () => {
      const report = await safeSync.sync();
      expect(report).toMatchObject({ mode: 'alter', applied: [], held: [], leftovers: [] });
    });
    expect(sent.filter((sql) => !READS.test(sql))).toEqual([]);
    expect(sent.length).toBeGreaterThan(0);
    expect(await database.readState()).toEqual(before);
  } finally {
    delete process.env['NODE_ENV'];
    await sequelize.close();
  }
}
