/** What a change of models does to a file of SQLite: the laws and the undo, as `evolution.ts` has them. */
import { expect } from '@jest/globals';
import { createSafeSync } from '../../lib/safe-sync.js';
import type { SafeSyncOptions } from '../../lib/safe-sync.options.js';
import type { OracleCatalog, TestDatabase } from './database.js';
import { type Models, running, summary } from './evolution.js';
import { makeAsOracle } from './make-as-oracle.js';
import { silent } from './sqlite-pains.js';
import { expectValuesKept } from './table-values.js';

export interface SqliteEvolution {
  readonly before: Models;
  /** What people did besides, after version 1 was made. */
  readonly rows?: string;
  readonly after: Models;
  readonly options?: SafeSyncOptions;
  /** How many statements run; one for each table that changes. */
  readonly runs: number;
  /** Codes of the hazards of what is held. */
  readonly held?: readonly string[];
  readonly leftovers?: readonly string[];
  readonly unknowns?: readonly string[];
  /** Columns (`table.column`) whose values were permitted to change. */
  readonly converted?: readonly string[];
  /** What of the outcome is rightly another than in a file made from scratch. */
  readonly aside?: (catalog: OracleCatalog) => unknown;
}

export async function expectSqliteEvolution(
  evolution: SqliteEvolution,
  database: TestDatabase,
  fresh: TestDatabase,
): Promise<void> {
  await Promise.all([database.clear(), fresh.clear()]);
  const [old, next, scratch] = [database.sequelize(), database.sequelize(), fresh.sequelize()];
  evolution.before(old);
  await makeAsOracle(old);
  if (evolution.rows) await database.query(evolution.rows);
  const first = await database.readCatalog();
  const values = await database.readValues();

  evolution.after(next);
  const safeSync = createSafeSync(next, { ...evolution.options, logger: silent });
  const plan = await safeSync.plan();
  const { leftovers, unknowns } = summary(plan);
  const held = plan.statements.filter((statement) => statement.held);
  expect({
    runs: running(plan).length,
    held: held.map(({ hazards }) => hazards.map(({ code }) => code).join(' ')),
    leftovers,
    unknowns,
  }).toEqual({
    runs: evolution.runs,
    held: evolution.held ?? [],
    leftovers: evolution.leftovers ?? [],
    unknowns: evolution.unknowns ?? [],
  });
  expect(await database.readCatalog()).toEqual(first);

  const report = await safeSync.sync();
  expect(report.applied.map(({ sql }) => sql)).toEqual(running(plan).map(({ sql }) => sql));
  await expectValuesKept(database, values, evolution.converted ?? []);
  expect(await database.query('PRAGMA foreign_key_check')).toEqual([]);

  const second = await database.readCatalog();
  const again = await safeSync.sync();
  expect(again.applied).toEqual([]);
  expect(again.held).toHaveLength(held.length);
  expect(await database.readCatalog()).toEqual(second);

  evolution.after(scratch);
  await makeAsOracle(scratch);
  const aside = evolution.aside ?? ((catalog: OracleCatalog) => catalog);
  expect(aside(second)).toEqual(aside(await fresh.readCatalog()));

  await database.query(
    report.applied
      .toReversed()
      .flatMap(({ undo }) => undo ?? [])
      .join(';\n'),
  );
  expect(await database.readCatalog()).toEqual(first);
  await Promise.all([old, next, scratch].map((sequelize) => sequelize.close()));
}
