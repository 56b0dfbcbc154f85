import type { QualifiedName } from '../schema/database-schema.js';
import type { Spelling } from '../schema/spelling.js';
import { type DraftTable, type Findings, findColumn } from './draft-table.js';
import { type Attribute, isRecord, type ReadableModel, rawTableName, type SequelizeView } from './sequelize-models.js';

/**
 * Where `@RenamedFrom` keeps what it was told: on the class for its table, on the prototype for its properties. A symbol
 * that all copies of this package share.
 */
export const RENAMED_FROM: unique symbol = Symbol.for('nestjs-safe-sync.renamed-from');

interface Marked {
  readonly [RENAMED_FROM]?: unknown;
}

interface Context {
  readonly view: SequelizeView;
  readonly spelling: Spelling;
  readonly currentSchema: string;
}

const NAMES_REMEDY = "Write renamedFrom: 'oldName', or a list of earlier names.";

/** Earlier names of a column, as the server stores them; what an underscored model would have called them counts, too. */
export function earlierColumns(
  { model, attributeName, attribute }: { model: ReadableModel; attributeName: string; attribute: Attribute },
  { view, spelling }: Pick<Context, 'view' | 'spelling'>,
  findings: Findings,
): readonly string[] {
  const said = markedColumns(model).get(attributeName);
  if (attribute.renamedFrom === undefined && said === undefined) return [];
  const stated = [...listOf(attribute.renamedFrom), ...listOf(said)];
  if (stated.some((name) => typeof name !== 'string' || name === '')) {
    findings.faults.push({
      model: model.name,
      attribute: attributeName,
      problem: `its renamedFrom is ${JSON.stringify(attribute.renamedFrom)}`,
      remedy: NAMES_REMEDY,
    });
    return [];
  }
  const { underscored } = model.options as { readonly underscored?: boolean };
  const written = stated.map(String);
  const names = underscored ? written.flatMap((name) => [name, view.classes.Utils.underscoredIf(name, true)]) : written;
  return [...new Set(names.map(spelling.identifier))];
}

/** Earlier names of a model's table. Without a schema of its own, an earlier name is one in the schema of the table. */
export function earlierTables(
  model: ReadableModel,
  { view, spelling, currentSchema }: Context,
  findings?: Findings,
): readonly QualifiedName[] {
  const own = rawTableName(model);
  const { renamedFrom } = model.options as { readonly renamedFrom?: unknown };
  return [...listOf(renamedFrom), ...listOf(markedTable(model, view))].flatMap((stated) => {
    const { tableName, schema } = (isRecord(stated) ? stated : { tableName: stated }) as {
      readonly tableName?: unknown;
      readonly schema?: unknown;
    };
    if (typeof tableName === 'string' && tableName !== '' && (schema === undefined || typeof schema === 'string')) {
      return [spelling.table({ ...own, tableName, ...(schema ? { schema } : {}) }, currentSchema)];
    }
    findings?.faults.push({
      model: model.name,
      problem: `the renamedFrom of its table is ${JSON.stringify(stated)}`,
      remedy: "Write renamedFrom: 'old_table', { tableName, schema }, or a list of them.",
    });
    return [];
  });
}

/** A name that a model still has says nothing about the past: once the rename is done both would be there. */
export function findKeptNames(tables: readonly DraftTable[], spelling: Spelling, { faults }: Findings): void {
  for (const table of tables) {
    for (const { column, model, attributeName } of table.columns) {
      for (const name of column.renamedFrom ?? []) {
        const kept = table.columns.find((other) => spelling.fold(other.column.name) === spelling.fold(name));
        if (kept === undefined || kept.column.name === column.name) continue;
        faults.push({
          model: model.name,
          attribute: attributeName,
          problem: `it is renamed from ${name}, and ${table.name} still has the column ${name} (${kept.attributeName})`,
          remedy: 'Take renamedFrom away, or give one of them another name.',
        });
      }
    }
    for (const earlier of table.renamedFrom) {
      const kept = tables.find(
        (other) =>
          other !== table &&
          other.schema === earlier.schema &&
          spelling.foldTable(other.name) === spelling.foldTable(earlier.name),
      );
      if (kept === undefined) continue;
      faults.push({
        model: table.models.map(({ name }) => name).join(' and '),
        problem: `its table ${table.name} is renamed from ${earlier.name}, and ${kept.models.map(({ name }) => name).join(' and ')} still has that table`,
        remedy: 'Take renamedFrom away, or give one of them another tableName.',
      });
    }
  }
}

/** `@RenamedFrom` on what is no column. */
export function findStrayNames(model: ReadableModel, table: DraftTable, { faults }: Findings): void {
  for (const property of markedColumns(model).keys()) {
    const isColumn =
      table.columns.some(({ attributeName }) => attributeName === property) ||
      findColumn(table, property) !== undefined;
    if (isColumn) continue;
    faults.push({
      model: model.name,
      attribute: property,
      problem: 'it has @RenamedFrom and is no column',
      remedy: 'Give it @Column, or put @RenamedFrom on the property that is the column.',
    });
  }
}

function listOf(stated: unknown): readonly unknown[] {
  if (stated === undefined || stated === null) return [];
  return Array.isArray(stated) ? stated : [stated];
}

/** What a class says holds for those that extend it, too. Decorators have run by the time when anybody asks. */
function markedColumns({ prototype }: { readonly prototype?: object }): ReadonlyMap<string, readonly unknown[]> {
  if (prototype === undefined) return NOTHING;
  const known = marked.get(prototype) ?? findMarked(prototype);
  marked.set(prototype, known);
  return known;
}

const NOTHING: ReadonlyMap<string, readonly unknown[]> = new Map();
const marked = new WeakMap<object, ReadonlyMap<string, readonly unknown[]>>();

function findMarked(prototype: object): ReadonlyMap<string, readonly unknown[]> {
  const found = new Map<string, readonly unknown[]>();
  for (let owner: object | null = prototype; owner !== null; owner = Object.getPrototypeOf(owner) as object | null) {
    const own: unknown = Object.getOwnPropertyDescriptor(owner, RENAMED_FROM)?.value;
    for (const [property, names] of Object.entries((own ?? {}) as Readonly<Record<string, readonly unknown[]>>)) {
      found.set(property, [...(found.get(property) ?? []), ...names]);
    }
  }
  return found;
}

/** Another model's table is another table; a class behind a repository is none of its own. */
function markedTable(model: ReadableModel, { models }: SequelizeView): unknown {
  for (let owner: object | null = model; owner !== null; owner = Object.getPrototypeOf(owner) as object | null) {
    if (owner !== model && models.includes(owner as ReadableModel)) return undefined;
    if (Object.hasOwn(owner, RENAMED_FROM)) return (owner as Marked)[RENAMED_FROM];
  }
  return undefined;
}
