/**
 * What a change of models does on MariaDB: version 1 made by raw Sequelize, version 2 by the library, held to the laws and
 * to its own undo.
 */
import { expect } from '@jest/globals';
import type { Sequelize } from 'sequelize';
import type { Report } from '../../../lib/report/report.js';
import type { SafeSyncOptions } from '../../../lib/safe-sync.options.js';
import { createSafeSync } from '../../../lib/safe-sync.js';
import type { OracleCatalog, TableValues, TestDatabase } from '../../support/database.js';
import { makeAsOracle } from '../../support/make-as-oracle.js';
import { quiet } from './quiet.js';

export type Models = (sequelize: Sequelize) => void;

export interface MariadbEvolution {
  readonly name: string;
  readonly before: Models;
  /** Run after version 1 was made. */
  readonly rows?: string;
  readonly after: Models;
  readonly options?: SafeSyncOptions;
  /** What runs; all of it in one statement for each table. */
  readonly runs: readonly string[];
  /** The hazards of what is held. */
  readonly held?: readonly string[];
  readonly leftovers?: readonly string[];
  /** What is rightly another than in a database made from scratch: taken out of both. */
  readonly aside?: (catalog: OracleCatalog) => void;
}

export async function expectEvolution(
  evolution: MariadbEvolution,
  database: TestDatabase,
  fresh: TestDatabase,
): Promise<Report> {
  await database.clear();
  await fresh.clear();
  const old = database.sequelize();
  evolution.before(old);
  await makeAsOracle(old);
  if (evolution.rows) await database.query(evolution.rows);
  const first = await database.readCatalog();
  const values = await database.readValues();

  const next = database.sequelize();
  evolution.after(next);
  const safeSync = createSafeSync(next, { logger: quiet().logger, mode: 'alter', ...evolution.options });
  const plan = await safeSync.plan();
  expect({
    runs: plan.statements.filter(({ held }) => !held).map(({ sql }) => sql),
    held: plan.statements.filter(({ held }) => held).flatMap(({ hazards }) => hazards.map(({ code }) => code)),
    leftovers: plan.leftovers.map(({ kind, table, name }) => `${kind} ${table.name}.${name}`),
    unknowns: plan.unknowns,
  }).toEqual({
    runs: evolution.runs,
    held: evolution.held ?? [],
    leftovers: evolution.leftovers ?? [],
    unknowns: [],
  });
  expect(await database.readCatalog()).toEqual(first);

  const report = await safeSync.sync();
  expectValuesKept(values, await database.readValues());
  const second = await database.readCatalog();
  expect((await safeSync.sync()).applied).toEqual([]);
  expect(await database.readCatalog()).toEqual(second);

  const scratch = fresh.sequelize();
  evolution.after(scratch);
  await makeAsOracle(scratch);
  expect(setAside(second, evolution)).toEqual(setAside(await fresh.readCatalog(), evolution));

  for (const { undo } of report.applied.toReversed()) await database.query(undo ?? '');
  expect(await database.readCatalog()).toEqual(first);
  await Promise.all([old.close(), next.close(), scratch.close()]);
  return report;
}

/** Of a column whose type stays, every value; of all others, their number. */
function expectValuesKept(before: TableValues, after: TableValues): void {
  for (const [table, columns] of Object.entries(before)) {
    for (const [column, { type, values }] of Object.entries(columns)) {
      const [, now] =
        Object.entries(after[table] ?? {}).find(([name]) => name.toLowerCase() === column.toLowerCase()) ?? [];
      expect(now?.type === type ? now.values : now?.values.length).toEqual(now?.type === type ? values : values.length);
    }
  }
}

function setAside(catalog: OracleCatalog, { aside }: MariadbEvolution): OracleCatalog {
  const copy = structuredClone(catalog);
  aside?.(copy);
  return copy;
}
