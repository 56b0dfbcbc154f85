import { expect, jest } from '@jest/globals';
import { recordStatements, type TestDatabase } from '../../support/postgres.js';
import { connect, type ModelCase, prepare } from './model-case.js';
import { contentOf, NOTHING, quietly } from './quiet.js';
import { createRaw } from './raw-creation.js';

/** Statements that can only read or steer a transaction. */
const READS = /^\s*(with|select|show|explain|begin|start transaction|commit|rollback|savepoint|release|set)\b/i;

/** Changes with every row of the catalogs that describes a schema. */
const CATALOG_STATE = `
SELECT md5(string_agg(state, ',' ORDER BY state)) AS state FROM (
  ${['class', 'attribute', 'attrdef', 'constraint', 'index', 'type', 'enum', 'description', 'depend', 'sequence']
    .map(
      (name) =>
        `SELECT md5(string_agg(ctid::text || xmin::text, ',' ORDER BY ctid)) AS state FROM pg_catalog.pg_${name}`,
    )
    .join(' UNION ALL ')}
) AS states`;

/** What raw Sequelize made plans to nothing, and synchronising it sends nothing that writes. */
export async function lawZero(modelCase: ModelCase, database: TestDatabase): Promise<void> {
  // Sequelize warns of each option that PostgreSQL has not.
  jest.spyOn(console, 'warn').mockImplementation(() => undefined);
  await prepare(modelCase, database);
  const sequelize = connect(modelCase, database);
  try {
    await createRaw(sequelize);
    const safeSync = quietly(sequelize);
    expect(contentOf(await safeSync.plan())).toEqual(NOTHING);

    process.env['NODE_ENV'] = 'development';
    const before = await database.query(CATALOG_STATE);
    const sent = await recordStatements(database, async () => {
      const report = await safeSync.sync();
      expect(report).toMatchObject({ mode: 'alter', applied: [], held: [], leftovers: [] });
    });
    expect(sent.filter((sql) => !READS.test(sql))).toEqual([]);
    expect(sent.length).toBeGreaterThan(0);
    expect(await database.query(CATALOG_STATE)).toEqual(before);
  } finally {
    delete process.env['NODE_ENV'];
    await sequelize.close();
  }
}
