/**
 * What a change of models does to a database that is there: version 1 made by raw Sequelize and filled, then version 2
 * by the library, held to four laws and to its own undo. See `expectEvolution`.
 */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { ModelAttributes, ModelOptions, Sequelize } from 'sequelize';
import type { Plan, Statement } from '../../lib/plan/plan.js';
import type { SafeSyncOptions } from '../../lib/safe-sync.options.js';
import { createSafeSync } from '../../lib/safe-sync.js';
import { makeAsOracle } from './make-as-oracle.js';
import { createDatabase, forEachPostgres, readOracleCatalog, type TestDatabase } from './postgres.js';
import { type Aside, setAside } from './set-aside.js';
import { expectValuesKept } from './table-values.js';

/** Defines models on a Sequelize. */
export type Models = (sequelize: Sequelize) => void;

export interface Evolution {
  readonly name: string;
  readonly before: Models;
  /** What people did to the database besides: SQL, run after version 1 was made. */
  readonly rows?: string;
  readonly after: Models;
  readonly options?: SafeSyncOptions;
  /** SQL of the statements that run, in order, with the codes of their hazards in front. */
  readonly runs?: readonly string[];
  /** The same for those that are held. */
  readonly held?: readonly string[];
  readonly leftovers?: readonly string[];
  readonly unknowns?: readonly string[];
  /** SQL that both servers need first: an extension. */
  readonly first?: string;
  /** What of the outcome is rightly another than in a database made from scratch. */
  readonly aside?: Aside;
  /** Columns (`table.column`) whose values were permitted to change. */
  readonly converted?: readonly string[];
  /** Looks at the outcome further; runs before the undo. */
  readonly look?: (database: TestDatabase, plan: Plan) => Promise<void>;
  /** Schemas besides `public`. */
  readonly schemas?: readonly string[];
}

/** One table without timestamps. */
export function table(name: string, attributes: ModelAttributes, options: ModelOptions = {}): Models {
  return (sequelize) => {
    const { schema } = options;
    sequelize.define(schema === undefined ? name : `${schema}.${name}`, copied(attributes), {
      timestamps: false,
      tableName: name,
      ...options,
    });
  };
}

export function models(...all: readonly Models[]): Models {
  return (sequelize) => all.forEach((define) => define(sequelize));
}

/** Sequelize writes into what it is given; a case is played on several servers. */
function copied(attributes: ModelAttributes): ModelAttributes {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, attribute]) => [
      name,
      Object.getPrototypeOf(attribute) === Object.prototype ? { ...(attribute as object) } : attribute,
    ]),
  ) as ModelAttributes;
}

/** Both databases are emptied and used again: making one takes longer than most cases. */
export interface Stage {
  readonly database: TestDatabase;
  readonly fresh: TestDatabase;
}

/** The cases on each server, on two databases of theirs. */
export function describeEvolutions(name: string, cases: readonly Evolution[]): void {
  forEachPostgres(name, (server) => {
    const stage = {} as { -readonly [Key in keyof Stage]: Stage[Key] };
    beforeAll(async () => {
      process.env['NODE_ENV'] = 'development';
      [stage.database, stage.fresh] = await Promise.all([createDatabase(server), createDatabase(server)]);
    });
    afterAll(async () => {
      delete process.env['NODE_ENV'];
      await Promise.all([stage.database.drop(), stage.fresh.drop()]);
    });
    it.each(cases.map((evolution) => [evolution.name, evolution] as const))('%s', (_, evolution) =>
      expectEvolution(evolution, stage),
    );
  });
}

export async function clearStage({ database, fresh }: Stage): Promise<void> {
  await Promise.all([database.clear(), fresh.clear()]);
}

/** The four laws and the undo, for one case. */
export async function expectEvolution(evolution: Evolution, stage: Stage): Promise<void> {
  const { database, fresh } = stage;
  const schemas = ['public', ...(evolution.schemas ?? [])];
  await clearStage(stage);
  const [old, next, scratch] = [poolOn(database), poolOn(database), poolOn(fresh)];
  if (evolution.first) await Promise.all([database.query(evolution.first), fresh.query(evolution.first)]);
  evolution.before(old);
  await makeAsOracle(old);
  if (evolution.rows) await database.query(evolution.rows);
  const firstCatalog = await readOracleCatalog(database, schemas);
  const values = await database.readValues();

  evolution.after(next);
  const safeSync = createSafeSync(next, { ...evolution.options, logger: silent });
  const plan = await safeSync.plan();
  // Law 1: these statements, these hazards, nothing else.
  expect(summary(plan)).toEqual({
    runs: evolution.runs ?? [],
    held: evolution.held ?? [],
    leftovers: evolution.leftovers ?? [],
    unknowns: evolution.unknowns ?? [],
  });
  expect(await readOracleCatalog(database, schemas)).toEqual(firstCatalog);

  // Law 2: it applies, and no row and no value is lost.
  const report = await safeSync.sync();
  expect(report.applied.map(({ sql }) => sql).sort()).toEqual(
    running(plan)
      .map(({ sql }) => sql)
      .sort(),
  );
  await expectValuesKept(database, values, evolution.converted ?? []);

  // Law 3: planning again is empty, but for what is held; so is a second run.
  const secondCatalog = await readOracleCatalog(database, schemas);
  const again = await safeSync.sync();
  expect(again.applied).toEqual([]);
  expect(again.held.map(text)).toEqual(plan.statements.filter(({ held }) => held).map(text));
  expect(await readOracleCatalog(database, schemas)).toEqual(secondCatalog);

  // Law 4: what a database made from scratch has.
  evolution.after(scratch);
  await makeAsOracle(scratch);
  const wanted = await readOracleCatalog(fresh, schemas);
  expect(setAside(secondCatalog, plan, evolution.aside, 'actual')).toEqual(
    setAside(wanted, plan, evolution.aside, 'wanted'),
  );
  await evolution.look?.(database, plan);

  // The undo of each statement, in reverse order, brings the first catalog back.
  const undone = report.applied.toReversed().flatMap(({ undo }) => undo ?? []);
  await database.query(undone.join(';\n'));
  expect(withoutNewValues(await readOracleCatalog(database, schemas), plan)).toEqual(
    withoutNewValues(firstCatalog, plan),
  );
}

const pools = new WeakMap<TestDatabase, Sequelize>();

/** A Sequelize of its own models over one pool for each database: a new connection costs more than most cases. */
function poolOn(database: TestDatabase): Sequelize {
  const sequelize = database.sequelize();
  const { connectionManager } = pools.get(database) ?? sequelize;
  if (!pools.has(database)) pools.set(database, sequelize);
  return Object.assign(sequelize, { connectionManager });
}

const silent = { log: quiet, warn: quiet, error: quiet, debug: quiet };

function quiet(): void {}

export function running({ statements }: Plan): readonly Statement[] {
  return statements.filter(({ held }) => !held);
}

function text({ sql, hazards }: Statement): string {
  return [...hazards.map(({ code }) => `[${code}]`), sql].join(' ');
}

export function summary(plan: Plan) {
  return {
    runs: running(plan).map(text),
    held: plan.statements.filter(({ held }) => held).map(text),
    leftovers: plan.leftovers.map(({ kind, table: owner, name }) => `${kind} ${owner.name}.${name}`),
    unknowns: plan.unknowns.map(({ table: owner, name }) => `${owner.name}.${name}`),
  };
}

/** A value cannot be taken out of an enum type again, and nobody wants an INVALID index back. */
function withoutNewValues(catalog: Awaited<ReturnType<typeof readOracleCatalog>>, plan: Plan) {
  const enums = structuredClone(catalog.enums);
  for (const { change } of running(plan)) {
    if (change.kind !== 'add-enum-value') continue;
    const key = `${change.enum.schema}.${change.enum.name}`;
    enums[key] = (enums[key] ?? []).filter((value) => value !== change.value);
  }
  return JSON.parse(JSON.stringify({ ...catalog, enums }).replaceAll(' INVALID"', '"')) as typeof catalog;
}
