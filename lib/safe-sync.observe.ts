import { setImmediate } from 'node:timers/promises';
import type { Sequelize } from 'sequelize';
import { alignNames } from './compare/align-names.js';
import { type DropCopy, findCopies, markCopies } from './compare/find-copies.js';
import type { Comparison } from './compare/comparison.js';
import type { Judgements } from './compare/judgements.js';
import type { Catalog, Dialect, Session } from './dialects/dialect.js';
import { dependsOnData } from './hazards/assess.js';
import { faultsAgainst } from './models/faults-against.js';
import { InvalidModelsError } from './models/model-faults.js';
import { namesOfModels } from './models/names-of-models.js';
import { readModels } from './models/read-models.js';
import type { Renaming } from './plan/table-to-alter.js';
import { SafeSyncError } from './safe-sync.errors.js';
import type { SafeSyncInput } from './safe-sync.interface.js';
import { withUses } from './safe-sync.leftover-values.js';
import { buildsOf, NO_OTHER_BUILD } from './safe-sync.marking.js';
import type { ResolvedOptions } from './safe-sync.options.js';
import { compare } from './safe-sync.comparing.js';
import { readRecords, tablesToLookFor } from './safe-sync.records.js';
import { afterRenames, probe, renameNames, renamingOf } from './safe-sync.renaming.js';
import {
  isCovered,
  leftoversAmong,
  narrow,
  scopeOf,
  tablesMadeBy,
  viewsAmong,
  withoutLeftAlone,
  withoutTables,
} from './safe-sync.scope.js';
import type { Looked } from './safe-sync.surroundings.js';
import { weigh } from './safe-sync.weighing.js';
import type { Offenders, TableProbe } from './schema/answers.js';
import type { Answers } from './schema/data-answers.js';
import type { DatabaseSchema, QualifiedName, Table } from './schema/database-schema.js';
import type { Facts } from './schema/facts.js';
import { type FoundMark, MARKER_TABLE } from './schema/mark.js';
import { keyOf } from './schema/qualified-name.js';
import type { Spelling } from './schema/spelling.js';
import { tableOf } from './compare/change.js';

/** Both readings of one moment, and how they differ. */
export interface Observation {
  readonly facts: Facts;
  readonly spelling: Spelling;
  /** The database, narrowed to the models' tables, as it is once the renames are done. */
  readonly actual: DatabaseSchema;
  readonly wanted: DatabaseSchema;
  readonly renaming: Renaming;
  /** Keys of tables that are no models, pointing at tables that are. */
  readonly incoming: Catalog['incoming'];
  readonly enumsUsedElsewhere: readonly QualifiedName[];
  readonly remains: Catalog['remains'];
  /** Tables that exist, models' or not. */
  readonly existing: ReadonlySet<string>;
  readonly comparison: Comparison;
  /** What is there twice. */
  readonly copies: readonly DropCopy[];
  readonly judgements: Judgements;
  readonly probes: readonly TableProbe[];
  /** What the rows say to the changes. */
  readonly answers: Answers;
  readonly migrationsTableHasRows: string | null;
  readonly mark: FoundMark;
  /** Undefined where no mark is kept, or it may not be read. */
  readonly isMarked: boolean | undefined;
  /** Tables that this application made, and that no model has any more. */
  readonly leftoverTables: readonly Table[];
  /** It is about all models, and all that they want. */
  readonly isWhole: boolean;
  /** Said where another build of this application changed the database last, and it has more than these models. */
  readonly otherBuild: string | null;
  /** This build was here before the one that changed the database last. */
  readonly isOlderBuild: boolean;
  readonly notes: readonly string[];
  readonly queries: number;
}

export type Narrow = (wanted: DatabaseSchema, found: DatabaseSchema) => DatabaseSchema;

export interface ObserveInput {
  readonly sequelize: Sequelize;
  readonly dialect: Dialect;
  readonly options: ResolvedOptions;
  readonly elsewhere?: readonly unknown[];
  readonly only?: SafeSyncInput['only'];
  /** Looks at a part of what the models want. */
  readonly narrow?: Narrow | undefined;
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
  const { sequelize, dialect, options, elsewhere, only } = input;
  const before = session.queries;
  const facts = await dialect.gatherFacts(session, tablesToLookFor(options));
  if (!facts.supported) throw new SafeSyncError('SAFE_SYNC_UNSUPPORTED_SERVER', facts.supportedText);
  // A name that no schema can have: only what a model without a schema would get.
  const schema = facts.schema ?? '';
  const spelling = dialect.spelling(facts);
  const reading = {
    spelling,
    currentSchema: schema,
    ignore: [...(only === undefined ? options.ignore : []), MARKER_TABLE],
    elsewhere,
    only,
  };
  const records = readRecords(session, dialect, options, facts);
  const names = await meanwhile(records, () => namesOfModels(sequelize, reading));
  const { mark, migrationsTableHasRows } = await records;
  const made = tablesMadeBy(options.application, mark);
  const asked = dialect.readCatalog(session, { ...names, tables: [...names.tables, ...made] }, facts);
  const models = await meanwhile(asked, () => readModels(sequelize, reading));
  if (models.wanted.tables.some((table) => table.schema === '')) throw noCurrentSchema(facts);
  if (models.faults.length > 0) throw new InvalidModelsError(models.faults);

  const scope = scopeOf(models);
  const read = isCovered(scope, names)
    ? await asked
    : await dialect.readCatalog(session, { ...scope, tables: [...scope.tables, ...made] }, facts);
  const found = alignNames(read, models.wanted, spelling);
  const renaming = await renamingOf(session, found, models.wanted, input, spelling);
  const catalog = afterRenames(found, renaming, renameNames(dialect, spelling));
  const views = viewsAmong(catalog.schema, models.wanted);
  const whole = withoutTables(models.wanted, views);
  const wanted = input.narrow?.(whole, catalog.schema) ?? whole;
  const faults = faultsAgainst(withoutLeftAlone(models), catalog.schema, spelling);
  if (faults.length > 0) throw new InvalidModelsError(faults);

  const { actual, incoming, enumsUsedElsewhere } = narrow(catalog, wanted);
  const { comparison, judgements } = await compare(session, { dialect, spelling, renaming }, actual, wanted);
  // A copy is something that no model asks for.
  const copies = comparison.leftovers.length === 0 ? [] : findCopies(renaming.catalog, wanted);
  const probes = await probe(session, dialect, tablesToProbe(input, actual, incoming, comparison), renaming);
  const looked: Looked = {
    facts,
    spelling,
    actual,
    wanted,
    renaming,
    incoming,
    enumsUsedElsewhere,
    remains: catalog.remains,
    existing: new Set(catalog.schema.tables.map(keyOf)),
    comparison: markCopies(comparison, copies),
    copies,
    judgements,
    probes,
    migrationsTableHasRows,
    mark,
    isMarked: isMarked(mark, options, dialect),
    leftoverTables: leftoversAmong(catalog.schema, made, [
      ...wanted.tables,
      ...models.leftAlone.map(({ table }) => table),
    ]),
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
  const leftovers = input.probeAll ? looked.comparison.leftovers : await withUses(session, looked, dialect);
  const weighed = { ...looked, comparison: { ...looked.comparison, leftovers }, answers };
  const observation = { ...weighed, queries: session.queries - before };
  const isWhole = only === undefined && input.narrow === undefined;
  return { ...observation, isWhole, ...(isWhole ? buildsOf(observation, options) : NO_OTHER_BUILD) };
}

function isMarked(found: FoundMark, { marker }: ResolvedOptions, dialect: Dialect): boolean | undefined {
  if (marker === false || dialect.marker === null || found.kind === 'unreadable') return undefined;
  return found.kind === 'read' && found.mark.environment !== null;
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
