import type {
  DatabaseSchema,
  ForeignKey,
  Index,
  PrimaryKey,
  QualifiedName,
  Table,
  Unique,
} from '../schema/database-schema.js';
import type { Spelling } from '../schema/spelling.js';

interface Read {
  readonly schema: DatabaseSchema;
  readonly incoming: readonly IncomingKey[];
}

interface IncomingKey {
  readonly target: QualifiedName;
  readonly targetColumns: readonly string[];
}

type Fold = Pick<Spelling, 'fold' | 'foldTable'>;

/**
 * Where a server takes `userId` and `userid` for one name, what was read is given the names that the models write: after
 * that equal names are equal texts. Where names are told apart to the letter, nothing changes.
 */
export function alignNames<Catalog extends Read>(catalog: Catalog, wanted: DatabaseSchema, fold: Fold): Catalog {
  if (fold.fold('A') === 'A' && fold.foldTable('A') === 'A') return catalog;
  const tables = namesBy(
    wanted.tables.map((table) => table.name),
    fold.foldTable,
  );
  const columns = new Map(
    wanted.tables.map((table) => [
      table.name,
      namesBy(
        table.columns.map((column) => column.name),
        fold.fold,
      ),
    ]),
  );
  const tableName = (table: QualifiedName): QualifiedName => ({
    schema: table.schema,
    name: tables.get(fold.foldTable(table.name)) ?? table.name,
  });
  const inTable =
    (table: QualifiedName) =>
    (column: string): string =>
      columns.get(tableName(table).name)?.get(fold.fold(column)) ?? column;
  return {
    ...catalog,
    schema: {
      ...catalog.schema,
      tables: catalog.schema.tables.map((table) => alignTable(table, wanted, { tableName, inTable, fold })),
    },
    incoming: catalog.incoming.map((key) => ({
      ...key,
      target: tableName(key.target),
      targetColumns: key.targetColumns.map(inTable(key.target)),
    })),
  };
}

interface Aligning {
  readonly tableName: (table: QualifiedName) => QualifiedName;
  readonly inTable: (table: QualifiedName) => (column: string) => string;
  readonly fold: Fold;
}

function alignTable(table: Table, wanted: DatabaseSchema, { tableName, inTable, fold }: Aligning): Table {
  const own = tableName(table);
  const column = inTable(table);
  const indexNames = namesBy(
    wanted.tables.filter(({ name }) => name === own.name).flatMap(({ indexes }) => indexes.map(({ name }) => name)),
    fold.fold,
  );
  const inOrder = <Owner extends PrimaryKey | Unique>(owner: Owner): Owner => ({
    ...owner,
    columns: owner.columns.map(column),
  });
  return {
    ...table,
    ...own,
    columns: table.columns.map((each) => {
      const name = column(each.name);
      return name === each.name ? each : { ...each, name, storedAs: each.name };
    }),
    primaryKey: table.primaryKey && inOrder(table.primaryKey),
    uniques: table.uniques.map(inOrder),
    indexes: table.indexes.map((index): Index => ({
      ...index,
      name: indexNames.get(fold.fold(index.name)) ?? index.name,
      parts: index.parts.map((part) => (part.column === undefined ? part : { ...part, column: column(part.column) })),
    })),
    foreignKeys: table.foreignKeys.map((key): ForeignKey => ({
      ...key,
      columns: key.columns.map(column),
      target: tableName(key.target),
      targetColumns: key.targetColumns.map(inTable(key.target)),
    })),
  };
}

function namesBy(names: readonly string[], fold: (name: string) => string): ReadonlyMap<string, string> {
  return new Map(names.map((name) => [fold(name), name]));
}
