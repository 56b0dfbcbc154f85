import type {
  AutoIncrement,
  Column,
  ColumnDefault,
  ColumnDependant,
  Deferrability,
  EnumType,
  ForeignKey,
  Index,
  IndexPart,
  QualifiedName,
  ReferentialAction,
  Table,
  TableKind,
  Unique,
} from '../../schema/database-schema.js';
import { byName, compareText, keyOf } from '../../schema/qualified-name.js';
import type { Catalog, CatalogScope, IncomingForeignKey, Session } from '../dialect.js';
import { COLUMNS, DETAILS } from './postgres.catalog.sql.js';
import { canonicalDefault, canonicalExpression, canonicalType, enumColumnType } from './postgres.types.js';

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

interface ColumnRow {
  readonly schema: string;
  readonly table: string;
  readonly kind: string;
  readonly tableComment: string | null;
  readonly column: string | null;
  readonly number: number;
  readonly type: string;
  readonly dimensions: number;
  readonly enumSchema: string | null;
  readonly enumName: string | null;
  readonly notNull: boolean;
  readonly identity: '' | 'a' | 'd';
  readonly generated: '' | 's' | 'v';
  readonly expression: string | null;
  readonly collation: string | null;
  readonly collationId: string;
  readonly comment: string | null;
}

interface DetailRow {
  readonly what:
    | 'sequence'
    | 'index'
    | 'operator-class'
    | 'default-operator-class'
    | 'collation'
    | 'foreign-key'
    | 'incoming'
    | 'dependant'
    | 'enum'
    | 'schema'
    | 'migrations';
  readonly schema: string;
  readonly table: string | null;
  readonly data: string;
}

interface IndexData {
  readonly name: string;
  readonly method: string;
  readonly unique: boolean;
  readonly valid: boolean;
  readonly where: string | null;
  readonly nullsNotDistinct: boolean;
  readonly constraint: string | null;
  readonly type: 'p' | 'u' | 'x' | null;
  readonly deferrable: boolean | null;
  readonly deferred: boolean | null;
  readonly keys: number;
  /** Space-separated numbers, one for each column: `indkey`, `indoption`, `indclass`, `indcollation`. */
  readonly columns: string;
  readonly options: string;
  readonly classes: string;
  readonly collations: string;
  /** All definitions by position, where at least one part is an expression. */
  readonly expressions: readonly string[] | null;
}

interface SequenceData extends QualifiedName {
  readonly column: number;
  readonly start: string;
}

/** Names by the server's numbers. */
interface Names {
  readonly operatorClasses: ReadonlyMap<string, string>;
  readonly defaultOperatorClasses: ReadonlyMap<string, string>;
  readonly collations: ReadonlyMap<string, string>;
}

interface ForeignKeyData {
  readonly name: string;
  readonly targetSchema: string;
  readonly target: string;
  /** Numbers inside the scope, names outside. */
  readonly columns: readonly (string | number)[];
  readonly targetColumns: readonly (string | number)[];
  readonly onDelete: string;
  readonly onUpdate: string;
  readonly deferrable: boolean;
  readonly deferred: boolean;
  readonly valid: boolean;
}

interface DependantData extends ColumnDependant {
  readonly column: number;
}

interface EnumData {
  readonly values: readonly string[] | null;
  readonly usedElsewhere: boolean;
}

interface DraftColumn {
  readonly row: ColumnRow;
  readonly name: string;
  readonly usedBy: ColumnDependant[];
  sequence?: SequenceData;
}

interface Draft extends QualifiedName {
  readonly kind: TableKind;
  readonly comment: string | null;
  /** By number, in the order of declaration. */
  readonly columns: Map<number, DraftColumn>;
  primaryKey: Table['primaryKey'];
  readonly uniques: Unique[];
  readonly indexes: Index[];
  readonly foreignKeys: ForeignKey[];
}

const kinds: Readonly<Record<string, TableKind>> = {
  r: 'table',
  p: 'partitioned-table',
  v: 'view',
  m: 'materialized-view',
  f: 'foreign-table',
};

function draftTables(rows: readonly ColumnRow[]): Map<string, Draft> {
  const drafts = new Map<string, Draft>();
  for (const row of rows) {
    const key = keyOf({ schema: row.schema, name: row.table });
    const draft = drafts.get(key) ?? {
      schema: row.schema,
      name: row.table,
      kind: kinds[row.kind] ?? 'table',
      comment: row.tableComment,
      columns: new Map<number, DraftColumn>(),
      primaryKey: null,
      uniques: [],
      indexes: [],
      foreignKeys: [],
    };
    drafts.set(key, draft);
    if (row.column !== null) draft.columns.set(row.number, { row, name: row.column, usedBy: [] });
  }
  return drafts;
}

/** Enum types that the models want, and those that columns have. */
function enumsOf(rows: readonly ColumnRow[], wanted: readonly QualifiedName[]): readonly QualifiedName[] {
  const types = new Map(wanted.map((type) => [keyOf(type), type]));
  for (const { enumSchema, enumName } of rows) {
    if (enumSchema === null || enumName === null) continue;
    const type = { schema: enumSchema, name: enumName };
    types.set(keyOf(type), type);
  }
  return [...types.values()];
}

function namesOf(rows: readonly DetailRow[], wanted: DetailRow['what']): ReadonlyMap<string, string> {
  return new Map(rows.filter(({ what }) => what === wanted).map(({ table, data }) => [data, table ?? '']));
}

function columnOf({ row, name, usedBy, sequence }: DraftColumn): Column {
  const autoIncrement = autoIncrementOf(row, sequence);
  const isEnum = row.enumSchema !== null && row.enumName !== null;
  const type = isEnum
    ? enumColumnType({ schema: row.enumSchema, name: row.enumName }, row.dimensions)
    : canonicalType(row.type);
  return {
    name,
    type,
    nullable: !row.notNull,
    default:
      row.expression === null ||
      row.generated !== '' ||
      (autoIncrement?.kind === 'serial' && autoIncrement.sequence !== undefined)
        ? null
        : asRead(row.expression, canonicalDefault(row.expression, type)),
    autoIncrement,
    generated:
      row.generated === '' || row.expression === null
        ? null
        : { expression: canonicalExpression(row.expression), stored: row.generated === 's' },
    collation: row.collation,
    comment: row.comment,
    usedBy: usedBy.sort((left, right) => compareText(left.kind, right.kind) || compareText(left.name, right.name)),
  };
}

/** An owned sequence alone is no auto-increment: the column's default must draw from it. */
function autoIncrementOf({ identity, expression }: ColumnRow, owned: SequenceData | undefined): AutoIncrement | null {
  // Numbers from a sequence that belongs to nobody, or to another column: made by hand, and as good.
  if (owned === undefined) return drawsFromSequence(expression) ? { kind: 'serial' } : null;
  const behind = { sequence: { schema: owned.schema, name: owned.name }, start: owned.start };
  if (identity === 'a') return { kind: 'identity-always', ...behind };
  if (identity === 'd') return { kind: 'identity-by-default', ...behind };
  return drawsFromSequence(expression) ? { kind: 'serial', ...behind } : null;
}

/** With `quote_all_identifiers` even this name is quoted. */
function drawsFromSequence(expression: string | null): boolean {
  return /^(?:"?pg_catalog"?\.)?"?nextval"?\(/.test(expression ?? '');
}

/** Put back, by an undo, in the server's own words. */
function asRead(expression: string, canonical: ColumnDefault | null): ColumnDefault | null {
  return canonical === null || canonical.sql === expression ? canonical : { ...canonical, asWritten: expression };
}

function addSequence(draft: Draft, sequence: SequenceData): void {
  const column = draft.columns.get(sequence.column);
  if (column !== undefined) column.sequence = sequence;
}

function addIndex(draft: Draft, data: IndexData, names: Names): void {
  const parts = partsOf(draft, data, names);
  const keys = parts.slice(0, data.keys);
  const columns = keys.map((part) => part.column ?? '');
  if (data.type === 'p') {
    draft.primaryKey = { name: data.constraint, columns };
    return;
  }
  // An exclusion constraint is nothing that a model can state, and nothing that may be mistaken for an index.
  if (data.type === 'x') return;
  if (data.type === 'u') {
    draft.uniques.push({
      name: data.constraint,
      columns,
      deferrable: deferrability(data.deferrable, data.deferred),
      nullsNotDistinct: data.nullsNotDistinct,
    });
    return;
  }
  draft.indexes.push({
    name: data.name,
    unique: data.unique,
    method: data.method,
    parts: keys,
    where: data.where === null ? null : canonicalExpression(data.where),
    include: parts.slice(data.keys).map((part) => part.column ?? ''),
    valid: data.valid,
    nullsNotDistinct: data.nullsNotDistinct,
  });
}

/** `pg_collation`'s row "default": its number never changes. */
const DEFAULT_COLLATION = '100';

/** `indoption`: bit 0 is DESC, bit 1 is NULLS FIRST. Column number 0 is an expression. */
function partsOf(draft: Draft, data: IndexData, names: Names): readonly IndexPart[] {
  const [options, classes, collations] = [data.options, data.classes, data.collations].map((list) => list.split(' '));
  return data.columns.split(' ').map((number, position) => {
    const column = draft.columns.get(Number(number));
    const bits = Number(options?.[position] ?? 0);
    const operatorClass = classes?.[position] ?? '';
    const collation = collations?.[position] ?? '0';
    // An expression's own collation is the database's, as far as anybody can tell.
    const own = column === undefined ? DEFAULT_COLLATION : String(column.row.collationId);
    const collationName = names.collations.get(collation) ?? null;
    return {
      ...(column === undefined
        ? { expression: canonicalExpression(data.expressions?.[position] ?? '') }
        : { column: column.name }),
      order: bits & 1 ? 'desc' : 'asc',
      nulls: bits & 2 ? 'first' : 'last',
      operatorClass: names.operatorClasses.get(operatorClass) ?? null,
      collation: collation === own ? null : collationName,
      implied: {
        operatorClass: names.defaultOperatorClasses.get(operatorClass) ?? null,
        collation: collation === own ? collationName : null,
      },
    };
  });
}

function deferrability(deferrable: boolean | null, deferred: boolean | null): Deferrability {
  if (!deferrable) return 'not-deferrable';
  return deferred ? 'initially-deferred' : 'initially-immediate';
}

const actions: Readonly<Record<string, ReferentialAction>> = {
  a: 'no-action',
  r: 'restrict',
  c: 'cascade',
  n: 'set-null',
  d: 'set-default',
};

function foreignKeyOf(data: ForeignKeyData, source: Draft | undefined, drafts: ReadonlyMap<string, Draft>): ForeignKey {
  const target = { schema: data.targetSchema, name: data.target };
  return {
    name: data.name,
    columns: columnNames(data.columns, source),
    target,
    targetColumns: columnNames(data.targetColumns, drafts.get(keyOf(target))),
    onDelete: actions[data.onDelete] ?? 'no-action',
    onUpdate: actions[data.onUpdate] ?? 'no-action',
    deferrable: deferrability(data.deferrable, data.deferred),
    valid: data.valid,
  };
}

function columnNames(columns: readonly (string | number)[], table: Draft | undefined): readonly string[] {
  return columns.map((column) => (typeof column === 'string' ? column : (table?.columns.get(column)?.name ?? '')));
}

function finish(draft: Draft): Table {
  return {
    ...draft,
    columns: [...draft.columns.values()].map(columnOf),
    uniques: draft.uniques.sort((left, right) => compareText(left.name ?? '', right.name ?? '')),
    indexes: draft.indexes.sort((left, right) => compareText(left.name, right.name)),
    foreignKeys: draft.foreignKeys.sort((left, right) => compareText(left.name ?? '', right.name ?? '')),
  };
}

function parse<Data>(json: string): Data {
  return JSON.parse(json) as Data;
}
