import { setImmediate } from 'node:timers/promises';
import type { Sequelize } from 'sequelize';
import { alignNames } from './compare/align-names.js';
import { compareSchemas } from './compare/compare-schemas.js';
import type { Comparison } from './compare/comparison.js';
import { Judgements } from './compare/judgements.js';
import type { Catalog, Dialect, Session } from './dialects/dialect.js';
import { dependsOnData } from './hazards/assess.js';
import { faultsAgainst } from './models/faults-against.js';
import { InvalidModelsError } from './models/model-faults.js';
import { type NamesOfModels, namesOfModels } from './models/names-of-models.js';
import { type ReadModels, readModels } from './models/read-models.js';
import { SafeSyncError } from './safe-sync.errors.js';
import { withUses } from './safe-sync.leftover-values.js';
import type { ResolvedOptions } from './safe-sync.options.js';
import { weigh } from './safe-sync.weighing.js';
import type { Offenders, TableProbe } from './schema/answers.js';
import type { Answers } from './schema/data-answers.js';
import type { DatabaseSchema, QualifiedName, Table } from './schema/database-schema.js';
import type { Facts } from './schema/facts.js';
import { keyOf } from './schema/qualified-name.js';
import type { Spelling } from './schema/spelling.js';
import { tableOf } from './compare/change.js';

/** Both readings of one moment, and how they differ. */
export interface Observation {
  readonly facts: Facts;
  readonly spelling: Spelling;
  /** The database, narrowed to the models' tables. */
  readonly actual: DatabaseSchema;
  readonly wanted: DatabaseSchema;
  /** Keys of tables that are no models, pointing at tables that are. */
  readonly incoming: Catalog['incoming'];
  readonly enumsUsedElsewhere: readonly QualifiedName[];
  readonly remains: Catalog['remains'];
  /** Tables that exist, models' or not. */
  readonly existing: ReadonlySet<string>;
  readonly comparison: Comparison;
  readonly judgements: Judgements;
  readonly probes: readonly TableProbe[];
  /** What the rows say to the changes. */
  readonly answers: Answers;
  readonly migrationsTableHasRows: string | null;
  readonly notes: readonly string[];
  readonly queries: number;
}

export interface ObserveInput {
  readonly sequelize: Sequelize;
  readonly dialect: Dialect;
  readonly options: ResolvedOptions;
  readonly elsewhere?: readonly unknown[];
  /** force needs to know of every table whether it has rows; alter only of those that it would change. */
  readonly probeAll: boolean;
}

/**
 * Read, read, compare: the first three verbs. It sends a constant number of reading queries, and reads the models while the
 * server works.
 *
 * @throws InvalidModelsError with every fault
 * @throws SafeSyncError SAFE_SYNC_UNSUPPORTED_SERVER on a server whose catalogs are not known, SAFE_SYNC_MISSING_SCHEMA
 *   where models live in a schema that nobody can find
 */
export async function observe(session: Session, input: ObserveInput): Promise<Observation> {
  const { sequelize, dialect, options, elsewhere } = input;
  const before = session.queries;
  const facts = await dialect.gatherFacts(session);
  if (!facts.supported) throw new SafeSyncError('SAFE_SYNC_UNSUPPORTED_SERVER', facts.supportedText);
  // A name that no schema can have: only what a model without a schema would get.
  const schema = facts.schema ?? '';
  const spelling = dialect.spelling(facts);
  const reading = { spelling, currentSchema: schema, ignore: options.ignore, elsewhere };
  const names = namesOfModels(sequelize, reading);
  const migrationsTable = { schema, name: options.migrations.table };
  const asked = dialect.readCatalog(session, { ...names, migrationsTable }, facts);
  const models = await meanwhile(asked, () => readModels(sequelize, reading));
  if (models.wanted.tables.some((table) => table.schema === '')) throw noCurrentSchema(facts);
  if (models.faults.length > 0) throw new InvalidModelsError(models.faults);

  const scope = scopeOf(models);
  const read = isCovered(scope, names)
    ? await asked
    : await dialect.readCatalog(session, { ...scope, migrationsTable }, facts);
  const catalog = alignNames(read, models.wanted, spelling);
  const views = viewsAmong(catalog.schema, models.wanted);
  const wanted = withoutTables(models.wanted, views);
  const faults = faultsAgainst(withoutLeftAlone(models), catalog.schema, spelling);
  if (faults.length > 0) throw new InvalidModelsError(faults);

  const { actual, incoming, enumsUsedElsewhere } = narrow(catalog, wanted);
  const { comparison, judgements } = await compare(session, dialect, actual, wanted);
  const probes = await dialect.probeTables(session, tablesToProbe(input, actual, incoming, comparison));
  const [migrations] = catalog.migrationsTableExists ? await dialect.probeTables(session, [migrationsTable]) : [];
  const looked = {
    facts,
    spelling,
    actual,
    wanted,
    incoming,
    enumsUsedElsewhere,
    remains: catalog.remains,
    existing: new Set(catalog.schema.tables.map(keyOf)),
    comparison,
    judgements,
    probes,
    migrationsTableHasRows: migrations?.filled ? options.migrations.table : null,
    notes: [
      ...models.notes,
      ...(catalog.notes ?? []),
      ...models.leftAlone.map(({ model, because }) => `model ${model} is left alone: ${because}`),
      ...views.map(
        (view) => `${(view.models ?? [view.name]).join(', ')} is left alone: ${view.name} is a ${view.kind}`,
      ),
    ],
  };
  const answers = input.probeAll ? new Map<string, Offenders>() : await weigh(session, looked, dialect, options);
  const leftovers = input.probeAll ? comparison.leftovers : await withUses(session, looked, dialect);
  return { ...looked, comparison: { ...comparison, leftovers }, answers, queries: session.queries - before };
}

/** Works while the server does, once the question is on its way. When this ends the connection is free again. */
async function meanwhile<Result>(asked: Promise<unknown>, work: () => Result): Promise<Result> {
  const answered = Promise.allSettled([asked]);
  await setImmediate();
  try {
    return work();
  } finally {
    await answered;
  }
}

function isCovered(scope: NamesOfModels, by: NamesOfModels): boolean {
  const areAmong = (names: readonly QualifiedName[], known: readonly QualifiedName[]): boolean => {
    const keys = new Set(known.map(keyOf));
    return names.every((name) => keys.has(keyOf(name)));
  };
  return (
    areAmong(scope.tables, by.tables) &&
    areAmong(scope.enums, by.enums) &&
    scope.schemas.every((schema) => by.schemas.includes(schema))
  );
}

function scopeOf({ wanted }: ReadModels): NamesOfModels {
  const tables = new Map<string, QualifiedName>();
  for (const table of wanted.tables) {
    tables.set(keyOf(table), { schema: table.schema, name: table.name });
    for (const { target } of table.foreignKeys) tables.set(keyOf(target), target);
  }
  return { tables: [...tables.values()], enums: wanted.enums, schemas: wanted.schemas };
}

/** A key to a table that is left alone and not there waits until it is: that is no fault of the model. */
function withoutLeftAlone(models: ReadModels): ReadModels {
  const alone = new Set(models.leftAlone.map(({ table }) => keyOf(table)));
  return { ...models, unresolved: models.unresolved.filter(({ target }) => !alone.has(keyOf(target))) };
}

/** A model on a view, or on a table of another server, is there to be read: its columns are not ours to change. */
function viewsAmong(found: DatabaseSchema, wanted: DatabaseSchema): readonly Table[] {
  const models = new Map(wanted.tables.map((table) => [keyOf(table), table.models]));
  return found.tables
    .filter(({ kind }) => kind === 'view' || kind === 'materialized-view' || kind === 'foreign-table')
    .filter((table) => models.has(keyOf(table)))
    .map((table) => ({ ...table, models: models.get(keyOf(table)) }));
}

function withoutTables(wanted: DatabaseSchema, excluded: readonly QualifiedName[]): DatabaseSchema {
  if (excluded.length === 0) return wanted;
  const keys = new Set(excluded.map(keyOf));
  const tables = wanted.tables
    .filter((table) => !keys.has(keyOf(table)))
    // No server lets a key point at a view.
    .map((table) => ({ ...table, foreignKeys: table.foreignKeys.filter(({ target }) => !keys.has(keyOf(target))) }));
  const used = new Set(
    tables.flatMap(({ columns }) => columns.flatMap(({ type }) => (type.enum ? [keyOf(type.enum)] : []))),
  );
  return { ...wanted, tables, enums: wanted.enums.filter((type) => used.has(keyOf(type))) };
}

/** Tables that are read only because a key points at them are no models: they count as strangers. */
function narrow(
  catalog: Catalog,
  wanted: DatabaseSchema,
): Pick<Observation, 'actual' | 'incoming' | 'enumsUsedElsewhere'> {
  const ours = new Set(wanted.tables.map(keyOf));
  const strangers = catalog.schema.tables.filter((table) => !ours.has(keyOf(table)));
  return {
    actual: { ...catalog.schema, tables: catalog.schema.tables.filter((table) => ours.has(keyOf(table))) },
    incoming: [
      ...catalog.incoming.filter(({ target }) => ours.has(keyOf(target))),
      ...strangers.flatMap((from) =>
        from.foreignKeys
          .filter(({ target }) => ours.has(keyOf(target)))
          .map(({ name, columns, target, targetColumns }) => ({
            name: name ?? '',
            from,
            columns,
            target,
            targetColumns,
          })),
      ),
    ],
    enumsUsedElsewhere: [
      ...catalog.enumsUsedElsewhere,
      ...strangers.flatMap(({ columns }) => columns.flatMap(({ type }) => (type.enum ? [type.enum] : []))),
    ],
  };
}

/** Where texts differ and only the server knows, it is asked once, for all of them. */
async function compare(session: Session, dialect: Dialect, actual: DatabaseSchema, wanted: DatabaseSchema) {
  const first = compareSchemas(actual, wanted);
  if (first.open.length === 0) return { comparison: first, judgements: new Judgements() };
  const judgements = Judgements.from(first.open, await dialect.judge(session, first.open));
  return { comparison: compareSchemas(actual, wanted, judgements), judgements };
}

function tablesToProbe(
  { probeAll }: ObserveInput,
  actual: DatabaseSchema,
  incoming: Catalog['incoming'],
  comparison: Comparison,
): readonly QualifiedName[] {
  const tables = new Map<string, QualifiedName>(
    probeAll ? [...actual.tables, ...incoming.map(({ from }) => from)].map((table) => [keyOf(table), table]) : [],
  );
  const existing = new Set(actual.tables.map(keyOf));
  for (const change of comparison.changes) {
    const table = dependsOnData(change) ? tableOf(change) : null;
    if (table !== null && existing.has(keyOf(table))) tables.set(keyOf(table), table);
  }
  return [...tables.values()];
}

function noCurrentSchema({ database, user }: Facts): SafeSyncError {
  return new SafeSyncError(
    'SAFE_SYNC_MISSING_SCHEMA',
    `The search path of ${user} on ${database} names no schema that exists and may be used, and models without a schema live there. ` +
      'Nothing was changed. Correct the search path (SHOW search_path), grant USAGE on its schema, or give the models a schema.',
  );
}
