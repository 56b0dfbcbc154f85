import type { Table, TableKind } from '../../schema/database-schema.js';
import { byName, compareText } from '../../schema/qualified-name.js';
import type { Catalog, CatalogScope, IncomingForeignKey, Session } from '../dialect.js';
import { foreignKeysOf, tableFrom } from './sqlite.catalog.tables.js';
import {
  columnsOf,
  type ColumnRow,
  FOREIGN_KEYS,
  type ForeignKeyRow,
  indexesOf,
  type IndexRow,
  MAIN,
  type ObjectRow,
  OBJECTS,
} from './sqlite.catalog.sql.js';
import { parseDefinition } from './sqlite.definition.js';
import { groupBy } from './sqlite.group.js';
import { foldCase, isWord, tokenize } from './sqlite.lexer.js';

/** Everything about the tables of the scope: four queries, whatever their number. Never writes. */
export async function readSqliteCatalog(session: Session, scope: CatalogScope): Promise<Catalog> {
  const objects = await session.query<ObjectRow>(OBJECTS);
  const wanted = new Set(scope.tables.map(({ name }) => foldCase(name)));
  const found = objects.filter(({ type, name }) => (type === 'table' || type === 'view') && wanted.has(foldCase(name)));
  const names = found.filter(({ type }) => type === 'table').map(({ name }) => name);
  const columns = names.length === 0 ? [] : await session.query<ColumnRow>(columnsOf(names));
  const indexes = names.length === 0 ? [] : await session.query<IndexRow>(indexesOf(names));
  const keys = names.length === 0 ? [] : await session.query<ForeignKeyRow>(FOREIGN_KEYS);

  const ofTable = <Row>(rows: readonly Row[], nameOf: (row: Row) => string) => {
    const grouped = groupBy(rows, nameOf);
    return (name: string): readonly Row[] => grouped.get(name) ?? [];
  };
  const columnsIn = ofTable(columns, (row) => row.table);
  const indexesIn = ofTable(indexes, (row) => row.table);
  const keysIn = ofTable(keys, (row) => row.from);
  const objectsIn = ofTable(objects, (row) => foldCase(row.table));
  const objectNamed = new Map(
    objects.filter(({ type }) => type === 'table' || type === 'view').map((object) => [foldCase(object.name), object]),
  );
  const stored = (name: string): string => objectNamed.get(foldCase(name))?.name ?? name;
  const primaryKeys = new Map(
    names.map((name) => [
      foldCase(name),
      columnsIn(name)
        .filter(({ pk }) => pk > 0)
        .sort((left, right) => left.pk - right.pk)
        .map((column) => column.name),
    ]),
  );
  const targets = { stored, primaryKey: (name: string) => primaryKeys.get(foldCase(name)) ?? [] };

  const tables = found.map(({ type, name, sql }): Table => {
    const kind = kindOf(type, sql ?? '');
    return tableFrom({
      name,
      kind,
      sql: sql ?? '',
      columns: columnsIn(name),
      indexes: indexesIn(name),
      foreignKeys: keysIn(name),
      objects: objectsIn(foldCase(name)),
      targets,
    });
  });
  const incoming = [...new Set(keys.map(({ from }) => from))]
    .filter((from) => !wanted.has(foldCase(from)))
    .flatMap((from): readonly IncomingForeignKey[] => {
      const definition = parseDefinition(
        objects.find(({ type, name }) => type === 'table' && name === from)?.sql ?? '',
      );
      return foreignKeysOf(keysIn(from), definition, targets)
        .filter(({ target }) => wanted.has(foldCase(target.name)))
        .map(({ name, columns: own, target, targetColumns }) => ({
          name: name ?? `${from}(${own.join(', ')})`,
          from: { schema: MAIN, name: from },
          columns: own,
          target,
          targetColumns,
        }));
    });
  return {
    schema: { schemas: [MAIN], tables: tables.sort(byName), enums: [] },
    incoming: incoming.sort((left, right) => byName(left.from, right.from) || compareText(left.name, right.name)),
    enumsUsedElsewhere: [],
    remains: scope.tables.flatMap((of) => {
      const backup = foldCase(`${of.name}_backup`);
      const left = wanted.has(backup) ? undefined : objectNamed.get(backup);
      return left !== undefined && isMadeBySequelize(left) ? [{ of, name: left.name }] : [];
    }),
  };
}

/** Sequelize rebuilds by way of such a table and writes its name in ticks; who copies a table by hand hardly does. */
function isMadeBySequelize({ type, sql }: ObjectRow): boolean {
  const definition = type === 'table' ? parseDefinition(sql ?? '') : null;
  return definition !== null && definition.sql[definition.name.start] === '`';
}

function kindOf(type: ObjectRow['type'], sql: string): TableKind {
  if (type === 'view') return 'view';
  if (parseDefinition(sql) !== null) return 'table';
  return isWord(tokenize(sql)?.[1], 'virtual') ? 'foreign-table' : 'table';
}
