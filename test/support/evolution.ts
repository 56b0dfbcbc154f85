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
import type { DialectName, OracleCatalog, TestDatabase } from './database.js';
import { createDatabase, forEachDialect } from './dialects.js';
import { type Aside, setAside } from './set-aside.js';
import { expectValuesKept } from './table-values.js';

/** Defines models on a Sequelize. */
export type Models = (sequelize: Sequelize) => void;

/** The same for all dialects, or another for each. */
export type PerDialect<Value> = Value | ((dialect: DialectName) => Value);

export interface Evolution {
  readonly name: string;
  /** Those that have what the case is made of. @default all that its table is for */
  readonly dialects?: readonly DialectName[];
  readonly before: Models;
  /** What people did to the database besides: SQL, run after version 1 was made. */
  readonly rows?: PerDialect<string>;
  readonly after: Models;
  readonly options?: SafeSyncOptions;
  /**
   * SQL of the statements that run, in order, with the codes of their hazards in front; or only that there are such,
   * where the dialects write them differently.
   */
  readonly runs?: PerDialect<readonly string[] | 'something'>;
  /** The same for those that are held; or only the codes of their hazards. */
  readonly held?: PerDialect<readonly string[] | { readonly codes: readonly string[] }>;
  readonly leftovers?: PerDialect<readonly string[]>;
  readonly unknowns?: PerDialect<readonly string[]>;
  /** SQL that both databases need first: an extension. */
  readonly first?: string;
  /** What of the outcome is rightly another than in a database made from scratch. */
  readonly aside?: Aside;
  /** Where columns are afterwards, both as `table.column`. */
  readonly renamed?: Readonly<Record<string, string>>;
  /** Columns (`table.column`) whose values were permitted to change. */
  readonly converted?: readonly string[];
  /** Looks at the outcome further; runs before the undo. */
  readonly look?: (database: TestDatabase, plan: Plan) => Promise<void>;
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

/** The cases on each server of these dialects, on two databases of theirs. */
export function describeEvolutions(
  name: string,
  cases: readonly Evolution[],
  only: readonly DialectName[] = ['postgres'],
): void {
  forEachDialect(
    name,
    (server) => {
      const stage = {} as { -readonly [Key in keyof Stage]: Stage[Key] };
      beforeAll(async () => {
        process.env['NODE_ENV'] = 'development';
        [stage.database, stage.fresh] = await Promise.all([createDatabase(server), createDatabase(server)]);
      });
      afterAll(async () => {
        delete process.env['NODE_ENV'];
        await Promise.all([stage.database.drop(), stage.fresh.drop()]);
      });
      const own = cases.filter(({ dialects }) => dialects?.includes(server.dialect) ?? true);
      it.each(own.map((evolution) => [evolution.name, evolution] as const))('%s', (_, evolution) =>
        expectEvolution(evolution, stage),
      );
    },
    only,
  );
}

export async function clearStage({ database, fresh }: Stage): Promise<void> {
  await Promise.all([database.clear(), fresh.clear()]);
}

/** The four laws and the undo, for one case. */
export async function expectEvolution(evolution: Evolution, stage: Stage): Promise<void> {
  const { database, fresh } = stage;
  const { dialect } = database.server;
  await clearStage(stage);
  const [old, next, scratch] = [poolOn(database), poolOn(database), poolOn(fresh)];
  if (evolution.first) await Promise.all([database.query(evolution.first), fresh.query(evolution.first)]);
  evolution.before(old);
  await makeAsOracle(old);
  if (evolution.rows) await database.query(on(dialect, evolution.rows, ''));
  const firstCatalog = await database.readCatalog();
  const values = await database.readValues();

  evolution.after(next);
  const safeSync = createSafeSync(next, { ...evolution.options, logger: silent });
  const plan = await safeSync.plan();
  // Law 1: these statements, these hazards, nothing else.
  const found = summary(plan);
  const runs = on(dialect, evolution.runs, []);
  const held = on(dialect, evolution.held, []);
  expect({
    ...found,
    runs: runs === 'something' && found.runs.length > 0 ? runs : found.runs,
    held: 'codes' in held ? { codes: codesOfHeld(plan) } : found.held,
  }).toEqual({
    runs,
    held,
    leftovers: on(dialect, evolution.leftovers, []),
    unknowns: on(dialect, evolution.unknowns, []),
  });
  expect(await database.readCatalog()).toEqual(firstCatalog);

  // Law 2: it applies, and no row and no value is lost.
  const report = await safeSync.sync();
  expect(report.applied.map(({ sql }) => sql).sort()).toEqual(
    running(plan)
      .map(({ sql }) => sql)
      .sort(),
  );
  await expectValuesKept(database, values, evolution.converted ?? [], evolution.renamed);

  // Law 3: planning again is empty, but for what is held; so is a second run.
  const secondCatalog = await database.readCatalog();
  const again = await safeSync.sync();
  expect(again.applied).toEqual([]);
  expect(again.held.map(text)).toEqual(plan.statements.filter(({ held }) => held).map(text));
  expect(await database.readCatalog()).toEqual(secondCatalog);

  // Law 4: what a database made from scratch has.
  evolution.after(scratch);
  await makeAsOracle(scratch);
  const wanted = await fresh.readCatalog();
  expect(setAside(secondCatalog, plan, evolution.aside, 'actual')).toEqual(
    setAside(wanted, plan, evolution.aside, 'wanted'),
  );
  await evolution.look?.(database, plan);

  // The undo of each statement, in reverse order, brings the first catalog back.
  const undone = report.applied.toReversed().flatMap(({ undo }) => undo ?? []);
  if (dialect === 'postgres') await database.query(undone.join(';\n'));
  else for (const sql of undone) await database.query(sql);
  expect(withoutNewValues(await database.readCatalog(), plan)).toEqual(withoutNewValues(firstCatalog, plan));
}

function on<Value extends object | string>(
  dialect: DialectName,
  value: PerDialect<Value> | undefined,
  otherwise: Value,
): Value {
  return typeof value === 'function' ? value(dialect) : (value ?? otherwise);
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

function codesOfHeld(plan: Plan): readonly string[] {
  const held = plan.statements.filter((statement) => statement.held);
  return [...new Set(held.flatMap(({ hazards }) => hazards.map(({ code }) => code)))].sort();
}

/** A value cannot be taken out of an enum type again, and nobody wants an INVALID index back. */
function withoutNewValues(catalog: OracleCatalog, plan: Plan): OracleCatalog {
  const enums = structuredClone(catalog.enums);
  for (const { change } of running(plan)) {
    if (change.kind !== 'add-enum-value') continue;
    const renamed = running(plan).flatMap(({ change: other }) => ('enums' in other ? other.enums : []));
    const { schema, name } = renamed.find(({ to }) => to.name === change.enum.name)?.from ?? change.enum;
    const key = `${schema}.${name}`;
    enums[key] = (enums[key] ?? []).filter((value) => value !== change.value);
  }
  return JSON.parse(JSON.stringify({ ...catalog, enums }).replaceAll(' INVALID"', '"')) as OracleCatalog;
}
