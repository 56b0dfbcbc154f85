import type { EnumType, IndexNeed, QualifiedName } from '../../schema/database-schema.js';
import { byName, compareText } from '../../schema/qualified-name.js';
import type { Catalog, CatalogScope, IncomingForeignKey, Session } from '../dialect.js';
import {
  addColumns,
  addComment,
  addDependant,
  addSequence,
  type Draft,
  draftTable,
  finish,
  foreignKeyOf,
} from './postgres.catalog.drafts.js';
import { addIndex } from './postgres.catalog.indexes.js';
import { readNames } from './postgres.catalog.names.js';
import {
  type ColumnRow,
  type DependantData,
  type DetailRow,
  type EnumData,
  type ForeignKeyData,
  idOf,
  type IndexData,
  type SequenceData,
  type TableData,
} from './postgres.catalog.rows.js';
import { COLUMNS, DETAILS } from './postgres.catalog.sql.js';

/** Reads everything about the tables of the scope: two queries, whatever their number. Never writes. */
export async function readPostgresCatalog(session: Session, scope: CatalogScope): Promise<Catalog> {
  const pairs = [scope.tables.map((table) => table.schema), scope.tables.map((table) => table.name)];
  const columns = await session.query<ColumnRow>(COLUMNS, pairs);
  const types = [...new Map(columns.map((column) => [`${column.type} ${column.modifier}`, column])).values()];
  const details = await session.query<DetailRow>(DETAILS, [
    ...pairs,
    scope.enums.map((type) => type.schema),
    scope.enums.map((type) => type.name),
    scope.schemas,
    types.map(({ type }) => type),
    types.map(({ modifier }) => modifier),
    [...new Set(columns.map(({ collation }) => collation))],
    columns.some(({ generated }) => generated !== ''),
  ]);

  const names = readNames(details);
  const drafts = new Map<number, Draft>();
  for (const { what, id, name, data } of details) {
    if (what === 'table') drafts.set(idOf(id), draftTable(name ?? '', parse<TableData>(data)));
  }
  addColumns(drafts, columns);
  const enums: EnumType[] = [];
  const enumsUsedElsewhere: QualifiedName[] = [];
  const incoming: IncomingForeignKey[] = [];
  const schemas: string[] = [];

  const standing = keysByIndex(details, drafts);
  for (const { what, id, name: nameOrNull, data } of oldestFirst(details)) {
    const draft = drafts.get(idOf(id));
    const name = nameOrNull ?? '';
    switch (what) {
      case 'comment':
        if (draft) addComment(draft, Number(data), name);
        break;
      case 'sequence':
        if (draft) addSequence(draft, name, parse<SequenceData>(data));
        break;
      case 'index':
        if (draft) addIndex(draft, name, parse<IndexData>(data), names, standing.get(indexOf(data)));
        break;
      case 'foreign-key': {
        const read = parse<ForeignKeyData>(data);
        const key = foreignKeyOf(name, read, draft, drafts);
        if (draft) draft.foreignKeys.push(key);
        else if (read.from) incoming.push(incomingOf(key, read.from));
        break;
      }
      case 'dependant':
        if (draft) addDependant(draft, parse<DependantData>(data));
        break;
      case 'enum': {
        const [schema, values, usedElsewhere] = parse<EnumData>(data);
        enums.push({ schema, name, values });
        if (usedElsewhere) enumsUsedElsewhere.push({ schema, name });
        break;
      }
      case 'schema':
        schemas.push(name);
        break;
      // Already in `drafts` or in `names`.
      default:
        break;
    }
  }

  return {
    schema: {
      schemas: schemas.sort(compareText),
      tables: [...drafts.values()].map((draft) => finish(draft, names)).sort(byName),
      enums: enums.sort(byName),
    },
    incoming: incoming.sort((left, right) => byName(left.from, right.from) || compareText(left.name, right.name)),
    enumsUsedElsewhere,
    remains: [],
  };
}

/** By the number of the index that they stand on. */
function keysByIndex(
  details: readonly DetailRow[],
  drafts: ReadonlyMap<number, Draft>,
): ReadonlyMap<number, IndexNeed[]> {
  const found = new Map<number, IndexNeed[]>();
  for (const { what, id, name, data } of details) {
    if (what !== 'foreign-key') continue;
    const { index, from } = parse<ForeignKeyData>(data);
    const [schema = '', table = ''] = from ?? [drafts.get(idOf(id))?.schema, drafts.get(idOf(id))?.name];
    const known = found.get(idOf(index)) ?? [];
    found.set(idOf(index), [...known, { kind: 'foreign-key', table: { schema, name: table }, name: name ?? '' }]);
  }
  return found;
}

function indexOf(data: string): number {
  // All of it is read later.
  return Number(/\d+/.exec(data)?.[0]);
}

/** The server numbers things as they come. */
function oldestFirst(details: readonly DetailRow[]): readonly DetailRow[] {
  const age = ({ what, data }: DetailRow): number => {
    if (what === 'index') return indexOf(data);
    return what === 'foreign-key' ? idOf(parse<ForeignKeyData>(data).id) : 0;
  };
  return details
    .map((row) => ({ row, age: age(row) }))
    .sort((left, right) => left.age - right.age)
    .map(({ row }) => row);
}

function incomingOf(
  { name, columns, target, targetColumns }: ReturnType<typeof foreignKeyOf>,
  [schema, table]: NonNullable<ForeignKeyData['from']>,
): IncomingForeignKey {
  return { name, from: { schema, name: table }, columns, target, targetColumns };
}

function parse<Data>(json: string): Data {
  return JSON.parse(json) as Data;
}
