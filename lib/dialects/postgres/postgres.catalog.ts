import type { EnumType, QualifiedName } from '../../schema/database-schema.js';
import { byName, compareText, keyOf } from '../../schema/qualified-name.js';
import type { Catalog, CatalogScope, IncomingForeignKey, Session } from '../dialect.js';
import { addComment, addSequence, draftTables, enumOf, finish, foreignKeyOf } from './postgres.catalog.drafts.js';
import { addIndex } from './postgres.catalog.indexes.js';
import type {
  ColumnRow,
  CommentData,
  DependantData,
  DetailRow,
  EnumData,
  ForeignKeyData,
  IndexData,
  Names,
  SequenceData,
} from './postgres.catalog.rows.js';
import { COLUMNS, DETAILS } from './postgres.catalog.sql.js';

/** Reads everything about the tables of the scope: two queries, whatever their number. Never writes. */
export async function readPostgresCatalog(session: Session, scope: CatalogScope): Promise<Catalog> {
  const pairs = [scope.tables.map((table) => table.schema), scope.tables.map((table) => table.name)];
  const columns = await session.query<ColumnRow>(COLUMNS, pairs);
  const enumNames = enumsOf(columns, scope.enums);
  const details = await session.query<DetailRow>(DETAILS, [
    ...pairs,
    enumNames.map((type) => type.schema),
    enumNames.map((type) => type.name),
    scope.schemas,
    scope.migrationsTable?.name ?? '',
    scope.migrationsTable?.schema ?? '',
    columns.some(({ generated }) => generated !== ''),
  ]);

  const drafts = draftTables(columns);
  const names: Names = {
    operatorClasses: namesOf(details, 'operator-class'),
    defaultOperatorClasses: namesOf(details, 'default-operator-class'),
    collations: namesOf(details, 'collation'),
  };
  const enums: EnumType[] = [];
  const enumsUsedElsewhere: QualifiedName[] = [];
  const incoming: IncomingForeignKey[] = [];
  const schemas: string[] = [];
  let migrationsTableExists = false;

  for (const { what, schema, table, data } of details) {
    const draft = drafts.get(keyOf({ schema, name: table ?? '' }));
    switch (what) {
      case 'comment':
        if (draft) addComment(draft, parse<CommentData>(data));
        break;
      case 'sequence':
        if (draft) addSequence(draft, parse<SequenceData>(data));
        break;
      case 'index':
        if (draft) addIndex(draft, parse<IndexData>(data), names);
        break;
      case 'foreign-key':
        if (draft) draft.foreignKeys.push(foreignKeyOf(parse<ForeignKeyData>(data), draft, drafts));
        break;
      case 'incoming': {
        const { name, columns, target, targetColumns } = foreignKeyOf(parse<ForeignKeyData>(data), undefined, drafts);
        incoming.push({ name: name ?? '', from: { schema, name: table ?? '' }, columns, target, targetColumns });
        break;
      }
      case 'dependant': {
        const { column, kind, name } = parse<DependantData>(data);
        const dependants = draft?.columns.get(column)?.usedBy;
        if (dependants && !dependants.some((known) => known.kind === kind && known.name === name)) {
          dependants.push({ kind, name });
        }
        break;
      }
      case 'enum': {
        const { values, usedElsewhere } = parse<EnumData>(data);
        enums.push({ schema, name: table ?? '', values: values ?? [] });
        if (usedElsewhere) enumsUsedElsewhere.push({ schema, name: table ?? '' });
        break;
      }
      case 'schema':
        schemas.push(schema);
        break;
      case 'migrations':
        migrationsTableExists = true;
        break;
      // Already in `names`.
      case 'operator-class':
      case 'default-operator-class':
      case 'collation':
        break;
    }
  }

  return {
    schema: {
      schemas: schemas.sort(compareText),
      tables: [...drafts.values()].map(finish).sort(byName),
      enums: enums.sort(byName),
    },
    incoming: incoming.sort((left, right) => byName(left.from, right.from) || compareText(left.name, right.name)),
    enumsUsedElsewhere,
    migrationsTableExists,
  };
}

/** Enum types that the models want, and those that columns have. */
function enumsOf(rows: readonly ColumnRow[], wanted: readonly QualifiedName[]): readonly QualifiedName[] {
  const types = new Map(wanted.map((type) => [keyOf(type), type]));
  for (const row of rows) {
    const type = enumOf(row);
    if (type !== null) types.set(keyOf(type), type);
  }
  return [...types.values()];
}

function namesOf(rows: readonly DetailRow[], wanted: DetailRow['what']): ReadonlyMap<string, string> {
  return new Map(rows.filter(({ what }) => what === wanted).map(({ table, data }) => [data, table ?? '']));
}

function parse<Data>(json: string): Data {
  return JSON.parse(json) as Data;
}
